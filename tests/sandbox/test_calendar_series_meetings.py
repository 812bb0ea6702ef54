"""Series with attendees: invitations, answers, exceptions and cancellations as they travel by mail."""

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from calendar_steps import MAYOR, Mailbox, World, answers, event, reply
from icalendar import Calendar

AUTUMN = "startDateTime=2026-10-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z"
RULE = {
    "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["thursday"]},
    "range": {"type": "endDate", "startDate": "2026-10-01", "endDate": "2026-11-05"},
}


@pytest.fixture
def world(tenant: Any) -> World:
    return World(tenant)


def view(box: Mailbox) -> list[dict[str, Any]]:
    return list(box.get(f"/calendarView?{AUTUMN}&$top=100")["value"])


def starts(box: Mailbox) -> list[str]:
    return [one["start"]["dateTime"][5:16] for one in view(box)]


def moved(day: str) -> dict[str, Any]:
    body = event(f"{day}T14:00:00", f"{day}T15:00:00")
    return {"start": body["start"], "end": body["end"]}


def test_a_series_stands_in_the_attendees_calendar_as_in_the_organizers(world: World) -> None:
    laid = world.meet(recurrence=RULE)
    copy = world.adviser.copy_of(laid)
    assert (copy["type"], copy["recurrence"]["pattern"]) == ("seriesMaster", laid["recurrence"]["pattern"])
    assert copy["recurrence"]["range"]["endDate"] == "2026-11-05"
    assert starts(world.adviser) == starts(world.team)
    assert len(starts(world.adviser)) == 6
    assert [one["iCalUId"] for one in view(world.adviser)] == [one["iCalUId"] for one in view(world.team)]
    request = world.adviser.messages()[0]
    assert (request["type"], request["meetingRequestType"]) == ("seriesMaster", "newMeetingRequest")


def test_the_invitation_to_a_series_is_read_by_calendars_elsewhere(world: World) -> None:
    world.meet(recurrence=RULE)
    request = world.adviser.messages()[0]
    raw = world.adviser.call("GET", f"/messages/{request['id']}/$value").content
    part = next(
        one for one in message_from_bytes(raw, policy=default).walk() if one.get_content_type() == "text/calendar"
    )
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    component = next(iter(calendar.walk("VEVENT")))
    assert component["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert component["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20261105T225959Z;INTERVAL=1;BYDAY=TH;WKST=SU"
    assert len(calendar.walk("VTIMEZONE")) == 1


def test_one_occurrence_moves_for_everyone(world: World) -> None:
    laid = world.meet(recurrence=RULE)
    world.team.change(view(world.team)[1], {**moved("2026-10-09"), "location": {"displayName": "Elders"}})
    world.tenant.advance(60)
    assert starts(world.adviser) == starts(world.team)
    assert starts(world.adviser)[1] == "10-09T12:00"
    second = view(world.adviser)[1]
    assert (second["type"], second["location"]["displayName"]) == ("exception", "Elders")
    message = world.adviser.messages()[0]
    assert (message["type"], message["meetingRequestType"]) == ("exception", "fullUpdate")
    assert world.adviser.copy_of(laid)["location"]["displayName"] == ""


def test_one_occurrence_is_called_off_for_everyone(world: World) -> None:
    world.meet(recurrence=RULE)
    assert world.team.act(view(world.team)[1], "cancel", {"comment": "ziek"}) == 202
    world.tenant.advance(60)
    assert len(view(world.team)) == 5
    cancelled = [one["isCancelled"] for one in view(world.adviser)]
    assert cancelled == [False, True, False, False, False, False]
    assert view(world.adviser)[1]["subject"] == "Geannuleerd: Overleg"


@pytest.mark.parametrize(("action", "response"), [("accept", "accepted"), ("tentativelyAccept", "tentativelyAccepted")])
def test_an_answer_to_one_occurrence_is_for_that_one(world: World, action: str, response: str) -> None:
    world.meet(recurrence=RULE)
    assert world.adviser.act(view(world.adviser)[2], action) == 202
    world.tenant.advance(60)
    assert [one["responseStatus"]["response"] for one in view(world.adviser)].count(response) == 1
    said = [answers(one)[world.adviser.address] for one in view(world.team)]
    assert said == ["none", "none", response, "none", "none", "none"]


def test_an_answer_to_the_series_is_for_all_of_it(world: World) -> None:
    laid = world.meet(recurrence=RULE)
    world.team.change(view(world.team)[1], {"subject": "Anders"})
    world.tenant.advance(60)
    assert world.adviser.act(world.adviser.copy_of(laid), "accept") == 202
    world.tenant.advance(60)
    assert {one["responseStatus"]["response"] for one in view(world.adviser)} == {"accepted"}
    assert {answers(one)[world.adviser.address] for one in view(world.team)} == {"accepted"}


def test_a_declined_occurrence_leaves_the_attendees_calendar_only(world: World) -> None:
    world.meet(recurrence=RULE)
    world.adviser.act(view(world.adviser)[0], "decline", {"sendResponse": False})
    world.tenant.advance(60)
    assert (len(view(world.adviser)), len(view(world.team))) == (5, 6)
    assert world.team.messages() == []


def test_an_outsiders_answer_to_one_occurrence_is_put_there(world: World) -> None:
    laid = world.meet(recurrence=RULE)
    world.arrive(reply(laid, "DECLINED", **{"RECURRENCE-ID": "20261029T090000Z"}), "REPLY", MAYOR)
    assert [answers(one)[MAYOR] for one in view(world.team)] == ["none"] * 4 + ["declined", "none"]
    world.arrive(reply(laid, "ACCEPTED"), "REPLY", MAYOR)
    assert {answers(one)[MAYOR] for one in view(world.team)} == {"accepted"}


def test_who_joins_later_gets_the_series_as_it_stands(world: World) -> None:
    body = event("2026-10-01T10:00:00", "2026-10-01T11:00:00", MAYOR, recurrence=RULE)
    laid = world.team.lay(body)
    world.team.call("DELETE", f"/events/{view(world.team)[0]['id']}")
    world.team.change(view(world.team)[0], moved("2026-10-09"))
    people = [{"emailAddress": {"address": one}} for one in (MAYOR, world.adviser.address)]
    world.team.change(laid, {"attendees": people})
    world.tenant.advance(60)
    assert starts(world.adviser) == starts(world.team)
    assert starts(world.team)[0] == "10-09T12:00"


def test_a_series_from_outside_is_kept_and_an_odd_one_is_a_mail(world: World) -> None:
    lines = {
        "UID": "buiten-1",
        "DTSTAMP": "20260907T080000Z",
        "DTSTART;TZID=Europe/Amsterdam": "20261001T100000",
        "DTEND;TZID=Europe/Amsterdam": "20261001T110000",
        "RRULE": "FREQ=MONTHLY;BYDAY=1TH;COUNT=2",
        "SUMMARY": "Raad",
        "ORGANIZER": f"mailto:{MAYOR}",
        "ATTENDEE;RSVP=TRUE": f"mailto:{world.team.address}",
    }
    world.arrive(lines, "REQUEST", MAYOR)
    assert starts(world.team) == ["10-01T08:00", "11-05T09:00"]
    world.arrive({**lines, "UID": "buiten-2", "RRULE": "FREQ=HOURLY;COUNT=3"}, "REQUEST", MAYOR)
    assert len(starts(world.team)) == 2
    assert "@odata.type" not in world.team.messages()[0]
