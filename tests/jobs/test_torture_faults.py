"""Each fault at every call of a wave: the same result, or a letter held with its reason; none lost, none double."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from jobs_kept import Kept
from jobs_torture import each_once, finish, once_or_held, send_wave, some
from jobs_wire import Act, Wire, failed_after, lost_after, lost_before, meanwhile, refused

from bot.errors import OntourError
from bot.jobs.readings import Readings
from bot.jobs.sending.rules import FRESH
from bot.store import waves

LETTERS = 12
CALLS = 12


@pytest.fixture
def begun(twelve: Kept) -> Iterator[Any]:
    """A wave of twelve, approved, just before the first letter leaves; six letters a minute make it many calls."""
    with twelve.started_with() as tour:
        yield tour


def struck(tour: Any, acts: dict[int, Act]) -> Wire:
    """The wave is sent, and this happens at these calls."""
    wire = Wire(tour.app, acts)
    with suppress(OntourError):
        send_wave(tour.app)
    return wire


WHOLE: dict[str, Act] = {
    "429 that says when": refused(429, Retry_After="3"),
    "429 that does not say when": refused(429),
    "503": refused(503, Retry_After="2"),
    "503 though it was done": failed_after(503),
    "504": refused(504),
    "504 though it was done": failed_after(504),
    "a lost request": lost_before,
    "a lost answer": lost_after,
    "a token that was revoked": refused(401),
}
"""What may become of a whole request, and leaves the result as it would have been."""


@pytest.mark.parametrize(("kind", "call"), some(product(WHOLE, range(1, CALLS + 1)), 1))
def test_a_fault_at_a_call_changes_nothing(begun: Any, kind: str, call: int) -> None:
    struck(begun, {call: WHOLE[kind]})
    finish(begun)
    each_once(begun)


DRAFT, SEND, READ = "POST .*/messages$", "POST .*/send$", "GET .*"
PARTS = {
    "429 that says when": {"do": "status", "status": 429, "headers": {"Retry-After": "3"}},
    "429 that does not say when": {"do": "status", "status": 429},
    "503": {"do": "status", "status": 503},
    "504": {"do": "status", "status": 504},
    "a lost request": {"do": "drop_before"},
    "a lost answer": {"do": "drop_after"},
    "a late answer": {"do": "delay", "delay_ms": 50},
}
"""What may become of a part of a batch."""


@pytest.mark.parametrize(
    ("kind", "part", "nth"),
    some(product(PARTS, (DRAFT, SEND, READ), range(1, LETTERS + 1)), 1),
)
def test_a_fault_of_a_part_changes_nothing(twelve: Kept, tmp_path: Path, kind: str, part: str, nth: int) -> None:
    file = tmp_path / "faults.json"
    file.write_text(json.dumps([{"match": part, "nth": nth, **PARTS[kind]}]), encoding="utf-8")
    with twelve.started_with("--faults", str(file)) as tour:
        struck(tour, {})
        finish(tour)
        each_once(tour)


def a_letter(tour: Any) -> dict[str, Any] | None:
    """The last draft of a letter that lies ready."""
    return next(iter(tour.hands.drafts()), None)


def deletes(tour: Any) -> None:
    """A person removes a draft."""
    if draft := a_letter(tour):
        tour.hands.mailbox("DELETE", f"/messages/{draft['id']}")


def edits(tour: Any) -> None:
    """A person adds to a draft."""
    if draft := a_letter(tour):
        tour.hands.mailbox("PATCH", f"/messages/{draft['id']}", {"subject": "Aangepast door een collega"})


def moves(tour: Any) -> None:
    """A person puts a draft aside."""
    if draft := a_letter(tour):
        tour.hands.mailbox("POST", f"/messages/{draft['id']}/move", {"destinationId": "archive"})


def sends(tour: Any) -> None:
    """A person sends a draft from Outlook."""
    if draft := a_letter(tour):
        tour.hands.mailbox("POST", f"/messages/{draft['id']}/send")


def takes_a_town(tour: Any) -> None:
    """A person sets a status by hand."""
    tour.hands.edit("Gemeenten", str(tour.towns()[-1]["id"]), "caller", Status="Geen interesse")


def removes_an_address(tour: Any) -> None:
    """A person takes somebody out of Contacten."""
    people = tour.hands.items("Contacten")
    tour.hands.remove("Contacten", str(people[-1]["id"]), "coordinator")


def another_journal(tour: Any) -> None:
    """Another journal takes the mailbox."""
    item, _ = tour.hands.find("Bediening", Title="Dienst")
    tour.hands.edit("Bediening", item, "app", Dagboek="another")


def clock_back(tour: Any) -> None:
    """The machine's clock is set back by an hour."""
    clock, hour = tour.app.clock, timedelta(hours=1)
    now, sleep = clock.now, clock.sleep_until
    clock.now, clock.sleep_until = lambda: now() - hour, lambda moment: sleep(moment + hour)


PEOPLE = (deletes, edits, moves, sends, takes_a_town, removes_an_address, another_journal, clock_back)


@pytest.mark.parametrize(("does", "call"), some(product(PEOPLE, range(1, CALLS + 1)), 2))
def test_what_people_do_at_a_call_loses_and_doubles_nothing(begun: Any, does: Any, call: int) -> None:
    struck(begun, {call: meanwhile(lambda: does(begun))})
    if does is another_journal:
        sent = len(begun.letters())
        begun.wait(5)
        with suppress(OntourError):
            send_wave(begun.again())
        assert len(begun.letters()) == sent, "it sends no more"
        another = begun.hands.find("Bediening", Title="Dienst")[0]
        begun.hands.edit("Bediening", another, "app", Dagboek=None)
    finish(begun)
    once_or_held(begun)
    if does in (another_journal, clock_back):
        each_once(begun)


def test_a_draft_that_a_person_sends_from_outlook_counts_as_sent(begun: Any) -> None:
    wire = struck(begun, {6: meanwhile(lambda: sends(begun))})
    assert wire.struck and len(begun.letters()) >= 1
    finish(begun)
    each_once(begun)


def test_a_clock_that_was_set_back_makes_no_old_reading_fresh(begun: Any) -> None:
    readings = Readings.of(begun.app)
    readings.refresh(FRESH / 2)
    assert not readings.due(FRESH / 2)
    clock_back(begun)
    assert readings.due(FRESH / 2)


STOPS = {"Noodstop": ("Bediening", {"Noodstop": "Aan"}), "Pauzeren": ("Golven", {"Opdracht": "Pauzeren"})}


@pytest.mark.parametrize(("stop", "call"), some(product(STOPS, range(2, 9)), 1))
def test_after_a_stop_at_most_one_batch_leaves(begun: Any, stop: str, call: int) -> None:
    name, fields = STOPS[stop]
    title = "Noodstop" if name == "Bediening" else "Golf uitnodiging"
    item, _ = begun.hands.find(name, Title=title)
    at: list[int] = []

    def happens() -> None:
        at.append(len(begun.letters()))
        begun.hands.edit(name, item, "coordinator", **fields)

    wire = struck(begun, {call: meanwhile(happens)})
    left = len(begun.letters())
    assert not wire.struck or left <= at[0] + 6, "six letters a minute are one batch"
    begun.wait(10)
    with suppress(OntourError):
        send_wave(begun.again())
    assert not wire.struck or len(begun.letters()) == left
    with begun.app.journal.begin() as tx:
        paused = waves.facts(tx, 1)["state"] == "paused"
    if paused:
        begun.hands.edit("Golven", item, "coordinator", Opdracht="Hervatten")
    elif name == "Bediening":
        begun.hands.edit(name, item, "coordinator", Noodstop="Uit")
    begun.rounds(9)
    each_once(begun)
