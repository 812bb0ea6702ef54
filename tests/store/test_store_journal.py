"""The journal as a file on disk: kept through a restart, refused when it is not ours to read, one sender at a time."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert, inspect, text, update
from sqlalchemy.exc import StatementError
from sqlalchemy.schema import DropTable

from bot.errors import ConfigError, Refused
from bot.store import bookmarks, tables
from bot.store.journal import Journal

NOW = datetime(2026, 9, 7, 7, 0, tzinfo=UTC)

HOLDER = """
import sys
from bot.store.journal import Journal
with Journal(sys.argv[1]).sender_lock():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/var/journal.sqlite"


@pytest.fixture
def journal(url: str) -> Iterator[Journal]:
    made = Journal(url)
    yield made
    made.close()


@pytest.fixture
def holder(url: str, journal: Journal) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the sender's lock."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_journal_makes_its_folder_and_keeps_its_id_and_content(url: str) -> None:
    first = Journal(url)
    with first.begin() as tx:
        bookmarks.put(tx, "mail:inbox", "https://graph.example/delta", NOW)
    first.close()
    again = Journal(url)
    with again.begin() as tx:
        assert bookmarks.get(tx, "mail:inbox") == "https://graph.example/delta"
    assert again.id == first.id
    again.close()


def test_two_journals_have_two_ids(tmp_path: Path) -> None:
    one, other = Journal(f"sqlite:///{tmp_path}/a.sqlite"), Journal(f"sqlite:///{tmp_path}/b.sqlite")
    assert one.id != other.id
    one.close()
    other.close()


def test_a_commit_is_on_the_disk_before_it_returns(journal: Journal) -> None:
    with journal.begin() as tx:
        assert tx.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert tx.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL


def test_nothing_of_a_transaction_that_failed_stays(journal: Journal) -> None:
    with pytest.raises(RuntimeError), journal.begin() as tx:
        bookmarks.put(tx, "mail:inbox", "link", NOW)
        raise RuntimeError
    with journal.begin() as tx:
        assert bookmarks.get(tx, "mail:inbox") is None


def test_a_file_that_is_no_database_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").write_bytes(b"this is no database, whatever its name says" * 40)
    with pytest.raises(ConfigError) as fault:
        Journal(f"sqlite:///{tmp_path}/journal.sqlite")
    assert f"store.url sqlite:///{tmp_path}/journal.sqlite" in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_journal_of_a_newer_ontour_is_left_alone(url: str) -> None:
    made = Journal(url)
    with made.begin() as tx:
        tx.execute(update(tables.meta).where(tables.meta.c.key == "schema").values(value=str(tables.SCHEMA + 1)))
        tx.execute(DropTable(tables.event))
    made.close()
    with pytest.raises(ConfigError, match="made by a newer ontour"):
        Journal(url)
    assert not inspect(create_engine(url)).has_table(tables.event.name), "nothing is made in it"


NO_DATABASE = [
    ("a word", "journaal", "no database that this ontour can open"),
    ("nothing", "", "no database that this ontour can open"),
    ("a database without its driver", "mysql://jan:geheim@db.example/tour", "no database that this ontour can open"),
    ("a folder", "sqlite:///{tmp}", "cannot be opened"),
    ("a folder that cannot be made", "sqlite:////proc/tour/journal.sqlite", "cannot be opened"),
]


@pytest.mark.parametrize(("given", "says"), [row[1:] for row in NO_DATABASE], ids=[row[0] for row in NO_DATABASE])
def test_what_is_no_journal_is_one_line_without_a_password(tmp_path: Path, given: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as fault:
        Journal(given.replace("{tmp}", str(tmp_path)))
    assert str(fault.value).startswith("store.url ") and "\n" not in str(fault.value)
    assert "geheim" not in str(fault.value)


def test_a_naive_time_is_refused_at_the_door(journal: Journal) -> None:
    naive = datetime(2026, 9, 7, 9, 0)  # noqa: DTZ001
    with pytest.raises(StatementError, match="naive time"), journal.begin() as tx:
        bookmarks.put(tx, "mail:inbox", "link", naive)
    with pytest.raises(StatementError, match="naive time"), journal.begin() as tx:
        bookmarks_after = tables.bookmark.c.read_at > naive
        tx.execute(tables.bookmark.select().where(bookmarks_after)).all()


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-09-07T09:00:00+02:00", "2026-09-07T07:00:00+00:00"),
        ("2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00+00:00"),  # the hour that comes twice
        ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00+00:00"),
    ],
)
def test_times_come_back_aware_and_in_utc(journal: Journal, written: str, utc: str) -> None:
    with journal.begin() as tx:
        bookmarks.put(tx, "mail:inbox", "link", datetime.fromisoformat(written))
        read = bookmarks.read_at(tx, "mail:inbox")
    assert read is not None and read.isoformat() == utc


def test_a_second_sender_in_another_process_is_refused(journal: Journal, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(Refused, match="another ontour sends from this journal"), journal.sender_lock():
        pass


def test_other_work_needs_no_lock(journal: Journal, holder: subprocess.Popen[str]) -> None:
    with journal.begin() as tx:
        bookmarks.put(tx, "mail:inbox", "link", NOW)
        assert bookmarks.get(tx, "mail:inbox") == "link"


def test_a_sender_that_dies_frees_the_lock(journal: Journal, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(Refused), journal.sender_lock():
        pass
    holder.kill()
    assert holder.wait(10) != 0
    with journal.sender_lock(), pytest.raises(Refused), journal.sender_lock():
        pass  # the lock is ours now: a third is refused


def test_the_lock_is_given_back_also_after_an_error(journal: Journal) -> None:
    with pytest.raises(RuntimeError), journal.sender_lock():
        raise RuntimeError
    with journal.sender_lock(), pytest.raises(Refused), journal.sender_lock():
        pass
    with journal.sender_lock():
        pass


def test_the_same_key_cannot_stand_twice_in_the_outbox(journal: Journal) -> None:
    row = {"key": "OTWB-DR-0106-1", "kind": "letter", "mailbox": "m", "state": "planned", "payload": {}}
    row |= {"due": NOW, "state_at": NOW}
    with pytest.raises(Exception, match="UNIQUE"), journal.begin() as tx:
        tx.execute(insert(tables.outbox), [row, row])
