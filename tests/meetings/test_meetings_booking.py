"""Travel, choosing, other times, and what people do in Outlook."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.meetings.answers import Attendee, Response, Talk, read_back
from bot.meetings.booking import choose, free_at
from bot.meetings.days import Interval, TakenSlot
from bot.meetings.offers import Adviser
from bot.meetings.travel import UNKNOWN_MINUTES, minutes
from bot.models.slot import Slot
from bot.models.status import Event

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ASSEN, GRONINGEN, MAASTRICHT = (52.9925, 6.5649), (53.2194, 6.5665), (50.8514, 5.6910)
HOUR = timedelta(hours=1)
DAY = date(2026, 10, 6)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute), AMSTERDAM)


def test_travel_by_the_house_rule() -> None:
    assert minutes(ASSEN, ASSEN) == 0
    assert minutes(ASSEN, GRONINGEN) == pytest.approx(25.2 * 1.3 + 15, abs=0.5)
    assert minutes(ASSEN, GRONINGEN) == minutes(GRONINGEN, ASSEN)
    assert minutes(ASSEN, None) == UNKNOWN_MINUTES
    assert minutes(GRONINGEN, ASSEN, {(ASSEN, GRONINGEN): 31.0}) == 31.0


OFFER = [Slot(n, at(9 + n), at(10 + n), "a@team.example") for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("wanted", "open_numbers", "chosen", "reason"),
    [
        ([2], {1, 2, 3}, 2, ""),
        ([3, 1], {1, 2, 3}, 3, ""),
        ([3, 1], {1, 2}, 1, ""),
        ([2], {1, 3}, None, "niet meer vrij"),
        ([4], {1, 2, 3}, None, "optie 4 is niet aangeboden"),
        ([], {1, 2, 3}, None, "optie geen"),
    ],
)
def test_choosing(wanted: list[int], open_numbers: set[int], chosen: int | None, reason: str) -> None:
    choice = choose(OFFER, open_numbers, wanted, at(8))
    assert (choice.slot.n if choice.slot else None) == chosen
    assert reason in choice.reason


def test_a_time_that_is_past_is_not_booked() -> None:
    assert choose(OFFER, {1, 2, 3}, [1], at(10)).reason == "de gekozen tijd is al voorbij"


TEAM = [Adviser("a@team.example", MAASTRICHT), Adviser("b@team.example", GRONINGEN)]


def ask(
    start: datetime,
    busy: dict[str, list[Interval]] | None = None,
    taken: Sequence[TakenSlot] = (),
) -> str | None:
    return free_at(start, ASSEN, "Drenthe", TEAM, busy or {}, taken, lambda day, _: day.weekday() < 5)


B_BUSY = {"b@team.example": [Interval(at(13), at(14))]}
B_IN_MAASTRICHT = TakenSlot("b@team.example", at(11), at(12), MAASTRICHT)
A_IN_ASSEN = TakenSlot("a@team.example", at(9, 30), at(10, 30), ASSEN)


@pytest.mark.parametrize(
    ("found", "adviser"),
    [
        (ask(at(13, 30)), "b@team.example"),  # nearest base
        (ask(datetime(2026, 10, 6, 11, 30, tzinfo=UTC)), "b@team.example"),
        (ask(at(13, 30), B_BUSY), "a@team.example"),
        (ask(at(13, 30), None, [B_IN_MAASTRICHT]), "a@team.example"),
        (ask(at(13, 30), B_BUSY, [TakenSlot("a@team.example", at(11), at(12), MAASTRICHT)]), None),
        (ask(at(13, 30), None, [A_IN_ASSEN]), "a@team.example"),  # there already
        (ask(at(19)), None),
        (ask(at(7)), None),
        (ask(at(13, 30, date(2026, 10, 10))), None),  # Saturday
    ],
)
def test_another_time(found: str | None, adviser: str | None) -> None:
    assert found == adviser


MAYOR, CLERK = Attendee("de burgemeester"), Attendee("de griffier")
ADVISER = Attendee("adviseur T.", Response.ACCEPTED, team=True)
TALK = Talk(at(10), at(11), (MAYOR, CLERK, ADVISER))
NO, MAYBE = Response.DECLINED, Response.TENTATIVE


def said(mayor: Response = Response.NONE, clerk: Response = Response.NONE, ours: Response = Response.ACCEPTED) -> Talk:
    people = (replace(MAYOR, response=mayor), replace(CLERK, response=clerk), replace(ADVISER, response=ours))
    return replace(TALK, attendees=people)


@pytest.mark.parametrize(
    ("story", "present", "now", "event", "notes"),
    [
        ("nothing new", TALK, at(8), None, ()),
        ("accepted", said(Response.ACCEPTED, Response.ACCEPTED), at(8), None, ()),
        ("a maybe of theirs", said(MAYBE), at(8), None, ()),
        ("moved by a person", replace(TALK, start=at(13), end=at(14)), at(8), Event.TALK_MOVED, ()),
        ("cancelled by a person", replace(TALK, cancelled=True), at(8), Event.TALK_CANCELLED, ()),
        ("deleted by a person", None, at(8), Event.TALK_CANCELLED, ()),
        (
            "deleted when it was over",
            None,
            at(12),
            None,
            ("de afspraak is na afloop uit de agenda gehaald; is het gesprek gevoerd?",),
        ),
        ("both declined", said(NO, NO), at(8), None, ("de burgemeester kan niet komen", "de griffier kan niet komen")),
        ("one of two declined", said(NO, Response.ACCEPTED), at(8), None, ("de burgemeester kan niet komen",)),
        ("our adviser declined", said(ours=NO), at(8), None, ("adviseur T. kan niet komen",)),
        ("our adviser may come", said(ours=MAYBE), at(8), None, ("adviseur T. heeft voorlopig ja gezegd",)),
        ("it passed", TALK, at(11), Event.TALK_PASSED, ()),
        ("it is going on", TALK, at(10, 30), None, ()),
        ("moved to the past", replace(TALK, start=at(7), end=at(8)), at(9), Event.TALK_PASSED, ()),
    ],
)
def test_what_people_do_in_outlook(
    story: str, present: Talk | None, now: datetime, event: Event | None, notes: tuple[str, ...]
) -> None:
    found = read_back(TALK, present, now)
    assert (found.event, found.notes) == (event, notes), story


def test_a_proposed_time_is_named() -> None:
    proposal = replace(MAYOR, response=Response.TENTATIVE, proposed=datetime(2026, 10, 7, 8, tzinfo=UTC))
    found = read_back(TALK, replace(TALK, attendees=(proposal, CLERK, ADVISER)), at(8))
    assert found.notes == ("de burgemeester stelt een andere tijd voor: 07-10-2026 10.00 uur",)
    assert found.proposal == "Gesprek op 07-10-2026 10.00 uur"


@given(mayor=st.sampled_from(Response), clerk=st.sampled_from(Response), ours=st.lists(st.sampled_from(Response)))
def test_a_talk_is_unmanned_when_every_adviser_said_no(mayor: Response, clerk: Response, ours: list[Response]) -> None:
    team = tuple(replace(ADVISER, response=one) for one in ours)
    guests = (replace(MAYOR, response=mayor), replace(CLERK, response=clerk))
    found = read_back(TALK, replace(TALK, attendees=(*guests, *team)), at(8))
    assert found.event is None, "an answer alone calls nothing off"
    assert found.unmanned == (bool(ours) and set(ours) == {NO})
