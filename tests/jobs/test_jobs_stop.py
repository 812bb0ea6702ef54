"""Noodstop: nothing leaves once a person has set it, nor when it cannot be read (P8)."""

from contextlib import suppress
from typing import Any

from bot.errors import TenantError
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


def test_noodstop_set_while_letters_leave_lets_at_most_one_batch_go(make_tour: Any) -> None:
    tour = make_tour("limits.messages_per_minute=3")
    tour.approved()
    stop, _ = tour.hands.find("Bediening", Title="Noodstop")
    tour.wait(16)
    once, batches = tour.app.graph.batch_once, []

    def set_while_it_leaves(parts: Any) -> Any:
        if any(part.path.endswith("/send") for part in parts):
            batches.append(len(parts))
            if len(batches) == 1:  # somebody sees the first letters leave
                tour.hands.edit("Bediening", stop, "caller", Noodstop="Aan")
        return once(parts)

    tour.app.graph.batch_once = set_while_it_leaves
    tour.rounds(3, 1)
    assert len(tour.letters()) == 3
    with tour.app.journal.begin() as tx:
        assert len(outbox.in_state(tx, (State.PLANNED, State.DRAFTED), kinds=("letter",))) == 9


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
