"""A booked talk that gets another time: those invited hear of it once, and a person's own move wins (P1, P3)."""

from datetime import timedelta
from typing import Any

import pytest
from jobs_calendar import Agenda, moment

from bot.engagement.history import explain
from bot.jobs.meetings.moves import move_talk
from bot.m365.graph import Doubtful
from bot.models.actor import Operator
from bot.store import events, outbox
from bot.store.outbox import Effect, State

WEEK = timedelta(days=7)
EVENING = timedelta(hours=9)  # when nobody else is offered anything


def booked(town: Any) -> dict[str, Any]:
    """A talk in the calendar; its event."""
    town.writes("Wij kiezen voor optie 1.")
    town.tour.rounds(2)
    (event,) = town.meetings()
    return dict(event)


def move(town: Any, event: dict[str, Any], by: timedelta = WEEK) -> bool:
    """An operator gives the talk another time, so much later."""
    app = town.tour.app
    with app.journal.begin() as tx:
        return move_talk(app, tx, town.code, moment(event) + by, Operator("beheer", "host"), {"command": "test"})


def moves(town: Any) -> list[Effect]:
    with town.tour.app.journal.begin() as tx:
        return [one for one in outbox.in_state(tx, list(State), kinds=["move"]) if one.institution == town.code]


def received(town: Any) -> int:
    """How many mails its griffie got."""
    return sum(f"griffie@{town.domain}" in one["to"] + one["cc"] for one in town.tour.tenant.outbox())


def test_who_was_invited_hears_of_the_new_time_once_and_the_journal_knows_who_and_why(town: Any) -> None:
    event = booked(town)
    before = received(town)
    assert move(town, event)
    town.tour.rounds(3)
    assert [moment(one) for one in town.meetings()] == [moment(event) + WEEK]
    assert received(town) == before + 1 and [one.state for one in moves(town)] == [State.SENT]
    with town.tour.app.journal.begin() as tx:
        lines = explain(events.of_institution(tx, town.code))
    assert sum("gesprek verplaatst" in line and "beheer" in line for line in lines) == 1


@pytest.mark.parametrize("after", [True, False], ids=["done, answer lost", "never arrived"])
def test_a_move_whose_answer_was_lost_is_told_once(town: Any, after: bool) -> None:
    event = booked(town)
    before, lost = received(town), list[int]()
    graph = town.tour.app.graph
    plain = graph.batch_once

    def losing(parts: Any) -> Any:
        if any(part.method == "PATCH" and "/events/" in part.path for part in parts) and not lost:
            lost.append(1)
            if after:
                plain(parts)
            raise Doubtful("/events", "the connection was lost")
        return plain(parts)

    graph.batch_once = losing
    move(town, event)
    town.tour.rounds(3)
    graph.batch_once = plain
    assert lost and received(town) == before + 1
    with town.tour.app.journal.begin() as tx:
        lines = explain(events.of_institution(tx, town.code))
    assert sum("gesprek verplaatst" in line for line in lines) == 1


def test_a_time_that_a_person_gave_it_meanwhile_stands(town: Any) -> None:
    event = booked(town)
    Agenda(town.tour.hands).move(event, EVENING)
    move(town, event)
    town.tour.rounds(3)
    assert [moment(one) for one in town.meetings()] == [moment(event) + EVENING]
    assert [one.state for one in moves(town)] == [State.HELD]


def test_its_adviser_must_be_free(town: Any) -> None:
    event = booked(town)
    agenda = Agenda(town.tour.hands)
    agenda.block(agenda.adviser_of(event), moment(event) + WEEK)
    assert not move(town, event) and moves(town) == []


def test_noodstop_keeps_a_move(town: Any) -> None:
    event = booked(town)
    stop, _ = town.tour.hands.find("Bediening", Title="Noodstop")
    town.tour.hands.edit("Bediening", stop, "coordinator", Noodstop="Aan")
    move(town, event)
    town.tour.rounds(2)
    still = moment(town.meetings()[0])
    town.tour.hands.edit("Bediening", stop, "coordinator", Noodstop="Uit")
    town.tour.rounds(2)
    assert (still, moment(town.meetings()[0])) == (moment(event), moment(event) + WEEK)
