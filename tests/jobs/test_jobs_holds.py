"""Held times: what the calendar refuses is told once, and what people do with holds counts (P3, P4)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from jobs_calendar import Agenda, moment

from bot.jobs.meetings import calendar
from bot.m365.batch import Result
from bot.store import offers
from bot.store.offers import OfferState


def refusing(plain: Callable[..., Any], method: str, asked: list[str]) -> Callable[..., Any]:
    """Batches in which the tenant refuses to lay or delete events, and does all else."""

    def call(parts: Any) -> Any:
        mine = [part.method == method and "/events" in part.path for part in parts]
        asked.extend(part.path for part, struck in zip(parts, mine, strict=True) if struck)
        others = iter(plain([part for part, struck in zip(parts, mine, strict=True) if not struck]))
        return [Result(403, {"error": {"code": "ErrorAccessDenied"}}) if struck else next(others) for struck in mine]

    return call


def test_holds_that_the_calendar_refuses_are_asked_for_once_and_told(tour: Any) -> None:
    graph, asked = tour.app.graph, list[str]()
    plain = graph.batch
    graph.batch = refusing(plain, "POST", asked)
    tour.sent()
    tour.rounds(3)
    graph.batch = plain
    assert len(asked) == 36, "three times for each of the twelve, once"
    assert {one["fields"]["Melding"] for one in tour.towns()} == {
        "de agenda weigert de vastgehouden tijden; houd ze zelf vrij of laat de beheerder kijken"
    }
    assert calendar.reconcile(tour.app).holds == 0
    assert calendar.reconcile(tour.app, again=True).holds == 36, "the administrator asks anew"
    tour.round(1)
    assert not any(one["fields"].get("Melding") for one in tour.towns())


def test_holds_that_cannot_be_removed_are_told_once_and_stop_nothing_else(town: Any) -> None:
    graph, asked = town.tour.app.graph, list[str]()
    plain = graph.batch
    graph.batch = refusing(plain, "DELETE", asked)
    town.writes("Wij kiezen voor optie 2.")
    town.tour.rounds(4)
    graph.batch = plain
    assert len(asked) == len(set(asked)) == 3
    assert len(town.meetings()) == 1
    assert "haal die zelf uit de agenda" in town.fields()["Melding"]


@pytest.mark.parametrize("how", ["moved", "removed"])
def test_a_hold_that_somebody_moves_or_removes_is_offered_no_longer(town: Any, how: str) -> None:
    agenda, hold = Agenda(town.tour.hands), min(town.holds(), key=moment)
    if how == "moved":
        agenda.move(hold, timedelta(hours=2))
    else:
        agenda.remove(hold)
    town.tour.rounds(2)
    assert [line[:2] for line in town.fields()["VrijeOpties"].splitlines()] == ["2:", "3:"]
    town.writes("Wij kiezen voor optie 1.")
    town.tour.rounds(2)
    assert town.meetings() == [], "what a person moved away is not booked"
    left = [moment(one) for one in town.holds()]
    assert (moment(hold) + timedelta(hours=2) in left) == (how == "moved"), "the event is theirs"


def test_what_was_deleted_while_the_calendar_forgot_its_place_is_noticed(town: Any) -> None:
    town.writes("Wij kiezen voor optie 3.")
    town.tour.rounds(2)
    (event,) = town.meetings()
    graph = town.tour.app.graph
    plain, struck = graph.batch, list[int]()

    def forgetful(parts: Any) -> Any:
        answers = plain(parts)
        for number, part in enumerate(parts):
            if "calendarView/delta" in part.path and not struck:
                struck.append(1)
                answers[number] = Result(410, {"error": {"code": "SyncStateNotFound"}})
        return answers

    Agenda(town.tour.hands).cancel(event)
    graph.batch = forgetful
    town.tour.round(1)
    graph.batch = plain
    town.tour.round(1)
    assert struck and town.fields()["Status"] == "Interesse, afspraak te maken"
    with town.tour.app.journal.begin() as tx:
        states = {one.state for one in offers.of_institution(tx, town.code)}
    assert states == {OfferState.RELEASED}
