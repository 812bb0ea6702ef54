"""Noodstop: nothing leaves once a person has set it, nor when it cannot be read (P8)."""

from contextlib import suppress
from typing import Any

import pytest

from bot.cli.wave_send import send
from bot.errors import TenantError
from bot.jobs.readings import Readings
from bot.jobs.round import drain
from bot.jobs.sending.permit import permit
from bot.jobs.sending.rules import FRESH
from bot.jobs.sending.step import step
from bot.models.actor import Operator
from bot.store import outbox
from bot.store.outbox import State


def test_noodstop_holds_all_that_waits_until_it_is_off(tour: Any) -> None:
    tour.approved()
    stop, _ = tour.hands.find("Bediening", Title="Noodstop")
    tour.hands.edit("Bediening", stop, "caller", Noodstop="Aan")
    tour.rounds(2, 20)
    assert tour.letters() == []
    tour.hands.edit("Bediening", stop, "caller", Noodstop="Uit")
    tour.round(1)
    assert tour.offices() == tour.expected()
    assert tour.hands.fields("Bediening", stop)["Noodstop"] == "Uit", "its value is people's alone"


def stop_amid(tour: Any, monkeypatch: pytest.MonkeyPatch, lose_reads: bool = False) -> list[int]:
    """Someone sets Noodstop while the first batch of letters leaves; answers how many letters each batch held."""
    stop, _ = tour.hands.find("Bediening", Title="Noodstop")
    once, batches = tour.app.graph.batch_once, []

    def set_while_it_leaves(parts: Any) -> Any:
        sends = [part for part in parts if part.path.endswith("/send")]
        if not sends:
            return once(parts)
        batches.append(len(sends))
        if len(batches) == 1:  # somebody sees the first letters leave
            tour.hands.edit("Bediening", stop, "caller", Noodstop="Aan")
        answers = once(parts)
        lost = [type(one)(429) for one in answers[len(sends) :]]
        return answers[: len(sends)] + (lost if lose_reads else answers[len(sends) :])

    monkeypatch.setattr(tour.app.graph, "batch_once", set_while_it_leaves)
    return batches


WAYS = {
    "three a minute": ("limits.messages_per_minute=3", 20, 3),
    "as fast as it goes, in small batches": ("limits.messages_per_minute=100", 7, 5),
}


@pytest.mark.parametrize("way", WAYS)
def test_noodstop_set_while_letters_leave_lets_at_most_one_batch_go(
    make_tour: Any, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    limit, parts, gone = WAYS[way]
    tour = make_tour(limit)
    tour.approved()
    tour.wait(16)
    monkeypatch.setattr("bot.jobs.sending.step.PARTS", parts)
    batches = stop_amid(tour, monkeypatch)
    tour.rounds(3, 1)
    assert batches == [gone] and len(tour.letters()) == gone
    with tour.app.journal.begin() as tx:
        assert len(outbox.in_state(tx, (State.PLANNED, State.DRAFTED), kinds=("letter",))) == 12 - gone


@pytest.mark.parametrize("lose_reads", [False, True])
def test_seconds_later_the_next_batch_stays_in_though_its_reading_was_lost(
    tour: Any, monkeypatch: pytest.MonkeyPatch, lose_reads: bool
) -> None:
    """The reading of a second ago is fresh, but a batch rested on it before."""
    tour.approved()
    tour.wait(16)
    monkeypatch.setattr("bot.jobs.sending.step.PARTS", 7)
    batches = stop_amid(tour, monkeypatch, lose_reads)
    for _ in range(5):
        step(tour.app)
        tour.wait(1 / 60)
    assert batches == [5] and len(tour.letters()) == 5


def test_wave_send_stops_too_and_says_why(make_tour: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tour = make_tour("limits.messages_per_minute=3")
    tour.approved()
    tour.wait(16)
    batches = stop_amid(tour, monkeypatch)
    lines = send(tour.app, 1, Operator("test", "localhost"), False, lambda _line: None)
    assert batches == [3] and len(tour.letters()) == 3
    assert "waiting 9: Noodstop staat aan" in lines


def test_letters_rest_on_another_reading_than_the_invitation_before_them(tour: Any) -> None:
    """An invitation and a batch of letters, one after the other, are two batches."""
    tour.approved()
    tour.wait(16)
    stop, _ = tour.hands.find("Bediening", Title="Noodstop")
    readings = Readings.of(tour.app)
    readings.refresh(FRESH / 2)
    assert permit(tour.app) is None
    tour.hands.edit("Bediening", stop, "caller", Noodstop="Aan")
    assert drain(tour.app).sent == 0 and tour.letters() == []


def test_without_the_item_nothing_leaves(tour: Any) -> None:
    tour.approved()
    stop, _ = tour.hands.find("Bediening", Title="Noodstop")
    tour.hands.remove("Bediening", stop, "coordinator")
    tour.rounds(2, 20)
    assert tour.letters() == []


def test_an_unreadable_list_stops_too(tour: Any) -> None:
    tour.approved()
    tour.wait(16)
    plain = tour.app.graph.batch

    def deaf(parts: Any) -> Any:
        """The list Bediening cannot be read, all else can."""
        answers = plain(parts)
        wanted = str(tour.app.cache["lists"]["Bediening"].id)
        return [
            type(one)(503, {"error": {"code": "serviceNotAvailable"}}) if wanted in part.path else one
            for part, one in zip(parts, answers, strict=True)
        ]

    tour.app.graph.batch = deaf
    for _ in range(2):
        with suppress(TenantError):  # the round may end in one clear line; what counts is that nothing left
            tour.round(2)
    assert tour.letters() == []
    tour.app.graph.batch = plain
    tour.round(1)
    assert tour.offices() == tour.expected()
