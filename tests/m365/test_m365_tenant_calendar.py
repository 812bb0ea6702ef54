"""Calendars on the tenant: holds and meetings found by key, answers, free and busy times."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.m365 import delta
from bot.m365.calendar import Busy, Calendar, EventDraft, changes, event_in
from bot.m365.graph import Graph, GraphFault, require
from bot.m365.mail import Address

SUMMER, WINTER = datetime(2026, 4, 1, 9, tzinfo=UTC), datetime(2026, 11, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def calendar(here: Graph, tenant: Any) -> Calendar:
    return Calendar(here, tenant.mailbox)


def lay(calendar: Calendar, draft: EventDraft) -> Any:
    return event_in(calendar.graph.batch([calendar.create_part(draft)])[0])


@pytest.mark.parametrize("start", [SUMMER, WINTER], ids=["summer time", "winter time"])
def test_a_hold_is_found_by_its_key_at_the_time_it_was_laid(calendar: Calendar, start: datetime) -> None:
    key = f"hold-{start:%m}"
    laid = lay(calendar, EventDraft(key, "Optie", start, start + HOUR, show_as="tentative", sensitivity="private"))
    found = calendar.find_by_key([key, "nothing"])
    assert [(one.id, one.start, one.end, one.key, one.show_as) for one in found[key]] == [
        (laid.id, start, start + HOUR, key, "tentative")
    ]
    assert found["nothing"] == []
    assert laid.id in {one.id for one in calendar.view(start - HOUR, start + HOUR)}
    assert require(calendar.graph.batch([calendar.delete_part(laid.id)])[0], "delete") is None
    assert calendar.find_by_key([key])[key] == []


def test_the_same_key_lays_no_second_event(calendar: Calendar) -> None:
    draft = EventDraft("twice-1", "Optie", SUMMER, SUMMER + HOUR)
    results = [calendar.graph.batch([calendar.create_part(draft)])[0] for _ in range(2)]
    assert results[0].ok and (results[1].ok or results[1].status == 409)
    assert len(calendar.find_by_key(["twice-1"])["twice-1"]) == 1


def test_a_hold_becomes_a_meeting_with_its_attendees(calendar: Calendar, tenant: Any) -> None:
    adviser = tenant.team[2]
    laid = lay(calendar, EventDraft("meet-1", "Optie", SUMMER, SUMMER + HOUR, show_as="tentative"))
    body = changes(subject="Overleg", location="Raadhuis", show_as="busy", attendees=(Address(adviser, "T."),))
    part = calendar.patch_part(laid, body)
    require(calendar.graph.batch([part])[0], "meeting")
    tenant.step(60)
    now = calendar.get(laid.id)
    assert (now.subject, now.location, now.key, [one.email for one in now.attendees]) == (
        "Overleg",
        "Raadhuis",
        "meet-1",
        [adviser],
    )
    assert now.attendees[0].proposed is None
    assert calendar.graph.batch([part])[0].status in (409, 412)
    require(calendar.graph.batch([calendar.cancel_part(laid, "Het gaat niet door.")])[0], "cancel")
    assert calendar.find_by_key(["meet-1"])["meet-1"] == [] or calendar.get(laid.id).cancelled


def test_an_answer_of_an_attendee_is_read_back(calendar: Calendar, tenant: Any) -> None:
    adviser = tenant.team[3]
    laid = lay(calendar, EventDraft("answer-1", "Overleg", SUMMER, SUMMER + HOUR, (Address(adviser),)))
    tenant.step(60)
    person = tenant.as_person(adviser)
    mine = person("GET", f"/users/{adviser}/events?$top=50").json()["value"]
    invited = next(one for one in mine if one["subject"] == "Overleg" and not one["isCancelled"])
    person("POST", f"/users/{adviser}/events/{invited['id']}/accept", {"comment": "Goed", "sendResponse": True})
    tenant.step(60)
    assert [one.response for one in calendar.get(laid.id).attendees] == ["accepted"]


def test_free_and_busy_times_of_many_calendars_over_months_are_one_round_trip(calendar: Calendar, tenant: Any) -> None:
    adviser = tenant.team[4]
    own = Calendar(calendar.graph, adviser)
    lay(own, EventDraft("busy-1", "Bezet", WINTER, WINTER + HOUR))
    strangers = [f"griffier@gemeente{number}.example" for number in range(25)]
    before = calendar.graph.requests
    found = calendar.free_busy([*strangers, adviser], SUMMER, SUMMER + timedelta(days=300))
    assert calendar.graph.requests - before == 1
    assert found[adviser] == [Busy(WINTER, WINTER + HOUR, "busy")]
    assert {type(found[one]) for one in strangers} == {str}


def test_what_changes_in_a_period_comes_by_delta(calendar: Calendar) -> None:
    start = datetime(2027, 1, 4, tzinfo=UTC)
    first = delta.read(calendar.graph, calendar.view_delta_start(start, start + timedelta(days=7)))
    laid = lay(calendar, EventDraft("delta-1", "Optie", start + HOUR, start + 2 * HOUR))
    second = delta.read(calendar.graph, first.link)
    assert [one["id"] for one in second.items] == [laid.id]
    calendar.graph.batch([calendar.delete_part(laid.id)])
    assert delta.read(calendar.graph, second.link).removed_ids == [laid.id]


def test_an_event_that_is_not_there_is_a_refusal(calendar: Calendar) -> None:
    with pytest.raises(GraphFault) as caught:
        calendar.get("AAMkAbsent=")
    assert caught.value.status == 404
