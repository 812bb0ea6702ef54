"""`ontour backup`: a whole copy while the journal is in use, and never over another."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import App
from bot.errors import Refused
from bot.models.actor import Service
from bot.ops.backup import backup
from bot.store import events
from bot.store.journal import Journal

MakeApp = Callable[..., App]


def kinds(journal: Journal) -> list[str]:
    """The kinds of events in a journal."""
    with journal.begin() as tx:
        return [row["kind"] for row in events.of_institution(tx, "GM0106")]


def remember(app: App, kind: str) -> None:
    """Something happens."""
    with app.journal.begin() as tx:
        events.record(tx, app.now(), kind, actor=Service(), institution="GM0106")


def test_the_copy_holds_what_was_committed_and_opens_as_the_same_journal(make_app: MakeApp) -> None:
    app = make_app()
    remember(app, "first")
    made = backup(app)
    remember(app, "second")
    assert made.parent.name == "backups" and "20260907-090000" in made.name
    copy = Journal(f"sqlite:///{made}")
    assert copy.id == app.journal.id and kinds(copy) == ["first"] and kinds(app.journal) == ["first", "second"]
    copy.close()


def test_an_open_transaction_of_another_is_not_in_it_and_does_not_hinder(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app()
    remember(app, "first")
    writer = sqlite3.connect(tmp_path / "journal.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM event")
    copy = Journal(f"sqlite:///{backup(app, tmp_path / 'copy.sqlite')}")
    assert kinds(copy) == ["first"]
    writer.close()
    copy.close()


def test_an_earlier_copy_is_never_overwritten(make_app: MakeApp, tmp_path: Path) -> None:
    app = make_app()
    file = tmp_path / "copy.sqlite"
    backup(app, file)
    before = file.read_bytes()
    with pytest.raises(Refused, match="exists already"):
        backup(app, file)
    assert file.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_cannot_be_written_is_one_line(make_app: MakeApp, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(Refused, match="could not be copied there"):
        backup(make_app(), closed / "copy.sqlite")


def test_where_it_cannot_be_made_nothing_is_left(make_app: MakeApp, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Refused, match="could not be copied there"):
        backup(make_app(), tmp_path / "file" / "copy.sqlite")
    assert sorted(one.name for one in tmp_path.glob("*.part*")) == []
