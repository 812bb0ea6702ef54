"""Time zones, whole days, both changes of the clock, and kinds of free and busy, through the front door."""

from typing import Any

import pytest
from calendar_steps import Mailbox, event

WEST = "W. Europe Standard Time"


@pytest.fixture
def box(tenant: Any) -> Mailbox:
    return Mailbox(tenant, tenant.ready["mailbox"])


def at(local: str, zone: str) -> dict[str, str]:
    return {"dateTime": local, "timeZone": zone}


CHANGES = [
    ("before the clock goes forward", "2027-03-28T01:59:00", "2027-03-28T00:59:00"),
    ("in the hour that is not there", "2027-03-28T02:30:00", "2027-03-28T01:30:00"),
    ("after the clock went forward", "2027-03-28T03:00:00", "2027-03-28T01:00:00"),
    ("before the clock goes back", "2026-10-25T01:59:00", "2026-10-24T23:59:00"),
    ("in the hour that comes twice", "2026-10-25T02:30:00", "2026-10-25T00:30:00"),
    ("after the clock went back", "2026-10-25T03:00:00", "2026-10-25T02:00:00"),
]


@pytest.mark.parametrize("zone", [WEST, "Europe/Amsterdam"])
@pytest.mark.parametrize(("what", "local", "utc"), CHANGES, ids=[one[0] for one in CHANGES])
def test_a_time_near_a_change_of_the_clock(box: Mailbox, what: str, local: str, utc: str, zone: str) -> None:
    laid = box.lay({"subject": what, "start": at(local, zone), "end": at("2027-05-01T10:00:00", zone)})
    assert laid["start"] == at(f"{utc}.0000000", "UTC")
    assert (laid["originalStartTimeZone"], laid["originalEndTimeZone"]) == (zone, zone)


def test_start_and_end_may_be_in_two_zones(box: Mailbox) -> None:
    start, end = at("2026-10-01T10:00:00", WEST), at("2026-10-01T10:00:00", "Eastern Standard Time")
    laid = box.lay({"subject": "Vlucht", "start": start, "end": end})
    assert (laid["start"]["dateTime"][11:16], laid["end"]["dateTime"][11:16]) == ("08:00", "14:00")
    assert laid["originalEndTimeZone"] == "Eastern Standard Time"


@pytest.mark.parametrize("name", ["Assen", "Europe/Assen", "CET+1", "../etc/passwd"])
def test_an_unknown_zone_is_refused_by_its_name_wherever_it_stands(box: Mailbox, name: str) -> None:
    laid = box.lay(event("2026-10-01T10:00:00", "2026-10-01T11:00:00"))
    prefer = {"Prefer": f'outlook.timezone="{name}"'}
    for answer in (
        box.call("GET", f"/events/{laid['id']}", headers=prefer),
        box.call("GET", "/events", headers=prefer),
        box.call("POST", "/events", {"start": at("2026-10-01T10:00:00", name), "end": laid["end"]}),
        box.call("PATCH", f"/events/{laid['id']}", {"end": at("2026-10-01T12:00:00", name)}),
    ):
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (400, "TimeZoneNotSupportedException")
        assert f"'{name}'" in error["message"]


WHOLE = [
    ("begins in the day", "2026-10-01T01:00:00", WEST, "2026-10-02T00:00:00", WEST, "Event.Start"),
    ("ends in the day", "2026-10-01T00:00:00", WEST, "2026-10-01T12:00:00", WEST, "Event.End"),
    ("has no length", "2026-10-01T00:00:00", WEST, "2026-10-01T00:00:00", WEST, "24 hours"),
    ("is in two zones", "2026-10-01T00:00:00", WEST, "2026-10-02T00:00:00", "UTC", "same time zone"),
]


@pytest.mark.parametrize(("what", "start", "zone", "end", "other", "said"), WHOLE, ids=[one[0] for one in WHOLE])
def test_a_whole_day_is_refused_that(
    box: Mailbox, what: str, start: str, zone: str, end: str, other: str, said: str
) -> None:
    body = {"subject": "x", "start": at(start, zone), "end": at(end, other), "isAllDay": True}
    answer = box.call("POST", "/events", body)
    assert (answer.status_code, said in answer.json()["error"]["message"]) == (400, True), answer.text
    timed = box.lay({**body, "isAllDay": False})
    assert box.call("PATCH", f"/events/{timed['id']}", {"isAllDay": True}).status_code == 400
    assert box.get(f"/events/{timed['id']}")["isAllDay"] is False


@pytest.mark.parametrize("day", ["2027-03-28", "2026-10-25"])
def test_a_whole_day_of_23_or_25_hours_is_one(box: Mailbox, day: str) -> None:
    following = f"{day[:-2]}{int(day[-2:]) + 1}"
    laid = box.lay(event(f"{day}T00:00:00", f"{following}T00:00:00", isAllDay=True))
    assert (laid["start"]["dateTime"][:10], laid["end"]["dateTime"][:10]) == (day, following)


KINDS = [("free", "0"), ("tentative", "1"), ("busy", "2"), ("oof", "3"), ("workingElsewhere", "4"), ("unknown", "0")]


@pytest.mark.parametrize(("shown", "digit"), KINDS)
@pytest.mark.parametrize("kept", ["normal", "personal", "private", "confidential"])
def test_a_schedule_tells_the_kind_and_hides_what_is_private(box: Mailbox, shown: str, digit: str, kept: str) -> None:
    body = event("2026-10-01T10:00:00", "2026-10-01T11:00:00", showAs=shown, sensitivity=kept)
    box.lay({**body, "location": {"displayName": "Stadhuis"}})
    asked = {
        "schedules": [box.address],
        "startTime": at("2026-10-01T09:30:00", WEST),
        "endTime": at("2026-10-01T11:30:00", WEST),
    }
    found = box.call("POST", "/calendar/getSchedule", asked, headers={"Prefer": f'outlook.timezone="{WEST}"'})
    schedule = found.json()["value"][0]
    assert schedule["availabilityView"] == f"0{digit}{digit}0"
    item = schedule["scheduleItems"][0]
    hidden = kept in ("private", "confidential")
    assert (item["status"], item["isPrivate"], item["start"]) == (
        shown,
        hidden,
        at("2026-10-01T10:00:00.0000000", WEST),
    )
    assert ({"subject", "location"} & set(item)) == (set() if hidden else {"subject", "location"})
