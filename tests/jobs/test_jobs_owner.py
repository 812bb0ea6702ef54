"""A mailbox belongs to one journal: Dagboek of Bediening says which, and no other sends there."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli.wave_send import send
from bot.errors import Refused
from bot.jobs.notices import alert
from bot.jobs.round import drain, round_
from bot.jobs.sending.permit import permit
from bot.jobs.service import run
from bot.models.actor import Operator
from bot.store import site

ROOT = Path(__file__).resolve().parents[2]


def service(tour: Any) -> str:
    """The item Dienst of Bediening."""
    item, _ = tour.hands.find("Bediening", Title="Dienst")
    return str(item)


def owner(tour: Any) -> str:
    """Whose the mailbox is, as the list says."""
    return str(tour.hands.find("Bediening", Title="Dienst")[1].get("Dagboek", ""))


def other(tour: Any, tour_type: Any, folder: Path) -> Any:
    """A second bot with a journal of its own on the same tenant; its set-up was never run."""
    folder.mkdir()
    return tour_type(tour.tenant, folder)


def command(tour: Any, *words: str) -> "subprocess.Popen[str]":
    """`ontour` as the administrator types it."""
    line = [sys.executable, "-m", "bot", *tour.options(), *words]
    return subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """How it ended, and its last line on stderr."""
    _, errors = process.communicate(timeout=60)
    return process.returncode, errors.strip().splitlines()[-1] if errors.strip() else ""


def test_a_second_journal_sends_nothing_and_touches_nothing(tour: Any, tour_type: Any, tmp_path: Path) -> None:
    tour.approved()
    item = tour.hands.ask_wave(brief="afsluiting", provinces=())
    before = {name: tour.hands.items(name) for name in ("Golven", "Gemeenten", "Bediening")}
    second = other(tour, tour_type, tmp_path / "second")
    code, line = told(command(second, "run"))
    assert code == 1 and "belongs to another journal" in line and owner(tour) in line, line
    assert tour.tenant.ready["mailbox"] in line and "store.url" in line and "Dagboek" in line
    with pytest.raises(Refused, match=owner(tour)):
        run(second.app, once=True)
    assert before == {name: tour.hands.items(name) for name in before}
    tour.round(16)
    assert tour.offices() == tour.expected(), "the first is not hindered"
    assert tour.hands.fields("Golven", item)["Stand"] == "Proef klaar"


def test_a_journal_that_lost_the_mailbox_stops_at_once(tour: Any) -> None:
    tour.approved()
    tour.hands.edit("Bediening", service(tour), "app", Dagboek="someone-else")
    tour.wait(16)
    with pytest.raises(Refused, match="someone-else"):
        round_(tour.app)
    code, line = told(command(tour, "wave", "send", "1"))
    assert code == 1 and "belongs to another journal (someone-else)" in line
    assert permit(tour.app) == "de postbus hoort bij een ander dagboek"
    assert tour.letters() == [] and tour.hands.drafts() == []
    assert owner(tour) == "someone-else", "what another wrote there stands"


def test_an_empty_dagboek_is_claimed_before_the_first_letter(tour: Any) -> None:
    tour.approved()
    tour.hands.edit("Bediening", service(tour), "app", Dagboek=None)
    tour.wait(16)
    send(tour.app, 1, Operator("test", "localhost"), False, lambda _line: None)
    assert owner(tour) == tour.app.journal.id
    assert tour.offices() == tour.expected()


def test_of_two_that_claim_in_the_same_moment_one_wins(tour: Any, tour_type: Any, tmp_path: Path) -> None:
    tour.approved()
    second = other(tour, tour_type, tmp_path / "second")
    tour.hands.edit("Bediening", service(tour), "app", Dagboek=None)
    tour.wait(16)
    plain, turns = tour.app.graph.batch, []

    def second_first(parts: Any) -> Any:
        """The other's claim lands between our reading and our writing."""
        if not turns and any("Dagboek" in (part.body or {}) for part in parts):
            turns.append(True)
            round_(second.app)
        return plain(parts)

    tour.app.graph.batch = second_first
    with pytest.raises(Refused, match=second.app.journal.id):
        tour.round()
    assert turns and owner(tour) == second.app.journal.id
    assert tour.letters() == []


def test_of_two_processes_that_start_together_one_wins(tour: Any, tour_type: Any, tmp_path: Path) -> None:
    second = other(tour, tour_type, tmp_path / "second")
    tour.hands.edit("Bediening", service(tour), "app", Dagboek=None)
    tour.wait(2)
    started = [command(tour, "run", "--once"), command(second, "run", "--once")]
    ends = [told(one) for one in started]
    assert sorted(code for code, _ in ends) == [0, 1], ends
    winner = (tour, second)[[code for code, _ in ends].index(0)]
    assert owner(tour) == winner.app.journal.id


def test_a_copy_of_the_journal_is_the_same_journal(tour: Any, tour_type: Any, tmp_path: Path) -> None:
    """Moved to another machine it goes on: the id lies in it."""
    tour.approved()
    tour.app.journal.close()
    moved = tmp_path / "moved"
    moved.mkdir()
    shutil.copy(tour.folder / "journal.sqlite", moved / "journal.sqlite")
    again = tour_type(tour.tenant, moved)
    again.round(16)
    assert again.offices() == again.expected()


def test_no_danger_alert_leaves_from_a_mailbox_that_is_anothers(tour: Any) -> None:
    tour.hands.edit("Bediening", service(tour), "app", Dagboek="someone-else")
    tour.wait(2)
    with pytest.raises(Refused):
        tour.round()
    with tour.app.journal.begin() as tx:
        alert(tour.app, tx, "alert:test", "SPOED", ["Kijk in Postbak."])
    with pytest.raises(Refused):
        drain(tour.app)
    assert tour.staff_mail() == []


def test_without_the_item_the_journal_makes_it_and_goes_on(tour: Any) -> None:
    tour.approved()
    tour.hands.remove("Bediening", service(tour), "coordinator")
    tour.rounds(2, 16)
    assert owner(tour) == tour.app.journal.id
    assert tour.offices() == tour.expected()


def test_a_permit_serves_one_batch(tour: Any) -> None:
    """Noodstop that is set after the first batch keeps the second one in (P8)."""
    stop, _ = tour.hands.find("Bediening", Title="Noodstop")
    tour.wait(2)
    assert permit(tour.app) is None
    tour.hands.edit("Bediening", stop, "caller", Noodstop="Aan")
    assert permit(tour.app) == "Noodstop staat aan"
    tour.hands.edit("Bediening", stop, "caller", Noodstop="Uit")
    assert permit(tour.app) is None
    tour.hands.remove("Bediening", stop, "coordinator")
    assert permit(tour.app) == "Noodstop ontbreekt in Bediening"
    with tour.app.journal.begin() as tx:
        assert site.by_key(tx, "Bediening", ["Noodstop"]) == {}
