"""What stands in a span of time: calendarView, its delta, and getSchedule, through the front door."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from calendar_steps import KEY, Mailbox, event
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.calendar.event import Event
from bot.sandbox.calendar.schedule import availability

OCTOBER = "startDateTime=2026-10-01T00:00:00Z&endDateTime=2026-11-01T00:00:00Z"


@pytest.fixture
def box(tenant: Any) -> Mailbox:
    return Mailbox(tenant, tenant.ready["mailbox"])


def day(number: int, month: int = 10, **more: Any) -> dict[str, Any]:
    start = f"2026-{month:02}-{number:02}T10:00:00"
    return event(start, start.replace("T10", "T11"), subject=f"{month}-{number}", **more)


def test_a_view_holds_what_overlaps_its_span(box: Mailbox) -> None:
    for body in (day(30, 9), day(1), day(31), day(1, 11)):
        box.lay(body)
    box.lay(event("2026-09-30T23:00:00", "2026-10-01T03:00:00", subject="over de rand"))
    shown = box.get(f"/calendarView?{OCTOBER}&$select=subject")["value"]
    assert [one["subject"] for one in shown] == ["over de rand", "10-1", "10-31"]


@pytest.mark.parametrize("query", ["", "?startDateTime=2026-10-01T00:00:00Z", f"?{OCTOBER.replace('11-01', '09-01')}"])
def test_a_view_needs_a_span(box: Mailbox, query: str) -> None:
    assert box.call("GET", f"/calendarView{query}").status_code == 400
    assert box.call("GET", f"/calendarView/delta{query}").status_code == 400


def test_a_view_reaches_over_five_years_at_most(box: Mailbox) -> None:
    answer = box.call("GET", "/calendarView?startDateTime=2026-10-01T00:00:00Z&endDateTime=2031-10-02T00:00:00Z")
    assert (answer.status_code, "1825" in answer.json()["error"]["message"]) == (400, True)


def test_a_span_with_an_offset_is_read_as_that_time(box: Mailbox) -> None:
    box.lay(day(1))
    for low, found in (("2026-10-01T10:30:00%2B02:00", 1), ("2026-10-01T11:30:00%2B02:00", 0)):
        view = box.get(f"/calendarView?startDateTime={low}&endDateTime=2026-10-02T00:00:00Z")
        assert len(view["value"]) == found


def schedule(box: Mailbox, addresses: list[str], **more: Any) -> Any:
    body = {
        "schedules": addresses,
        "startTime": {"dateTime": "2026-10-01T08:00:00", "timeZone": "W. Europe Standard Time"},
        "endTime": {"dateTime": "2026-10-01T13:00:00", "timeZone": "W. Europe Standard Time"},
        "availabilityViewInterval": 60,
        **more,
    }
    return box.call("POST", "/calendar/getSchedule", body)


def test_a_schedule_shows_blocks_and_an_error_for_each_mailbox_that_cannot_be_read(box: Mailbox) -> None:
    adviser = Mailbox(box.tenant, box.tenant.ready["team"][2])
    adviser.lay(day(1, showAs="busy", location={"displayName": "Assen"}))
    adviser.lay(
        event("2026-10-01T12:00:00", "2026-10-01T12:30:00", subject="geheim", sensitivity="private", showAs="oof")
    )
    adviser.lay(
        event(
            "2026-10-01T08:00:00",
            "2026-10-01T13:00:00",
            showAs="free",
            singleValueExtendedProperties=[{"id": KEY, "value": "tourdag"}],
        )
    )
    answer = schedule(box, [adviser.address, "burgemeester@assen.example"])
    assert answer.status_code == 200
    own, strange = answer.json()["value"]
    assert own["availabilityView"] == "00203"
    assert [(one["status"], one.get("subject"), one["isPrivate"]) for one in own["scheduleItems"]] == [
        ("free", "Overleg", False),
        ("busy", "10-1", False),
        ("oof", None, True),
    ]
    assert not any("id" in one for one in own["scheduleItems"])
    assert (strange["availabilityView"], strange["error"]["responseCode"]) == ("", "ErrorMailRecipientNotFound")


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("too many mailboxes", {"schedules": [f"a{n}@b.example" for n in range(21)]}),
        ("none", {"schedules": []}),
        ("steps too small", {"availabilityViewInterval": 4}),
        ("steps too large", {"availabilityViewInterval": 1441}),
        ("a step longer than the span", {"availabilityViewInterval": 600}),
        ("a span too long", {"endTime": {"dateTime": "2026-12-31T00:00:00", "timeZone": "UTC"}}),
        ("an end before the start", {"endTime": {"dateTime": "2026-01-01T00:00:00", "timeZone": "UTC"}}),
        ("an unknown parameter", {"interval": 30}),
    ],
)
def test_a_schedule_is_refused_with(box: Mailbox, what: str, more: dict[str, Any]) -> None:
    assert schedule(box, ["a@b.example"], **more).status_code == 400


START = datetime(2026, 10, 1, tzinfo=UTC)


def block(first: int, minutes: int, shown: str) -> Event:
    start = START + timedelta(minutes=first)
    end = start + timedelta(minutes=minutes)
    return Event("x", "m", "c", "u", start, end, "UTC", "UTC", {}, "", "", properties={"showAs": shown})


@given(
    st.lists(
        st.tuples(st.integers(-100, 300), st.integers(0, 200), st.sampled_from(["free", "tentative", "busy", "oof"]))
    )
)
def test_a_step_shows_what_binds_most_of_all_that_touches_it(blocks: list[tuple[int, int, str]]) -> None:
    view = availability([block(*one) for one in blocks], START, START + timedelta(minutes=200), timedelta(minutes=30))
    weights = {"free": 0, "tentative": 1, "busy": 2, "oof": 3}
    for index, digit in enumerate(view):
        low, high = index * 30, index * 30 + 30
        touching = [weights[shown] for first, size, shown in blocks if first < high and first + size > low]
        assert int(digit) == max(touching, default=0)
    assert len(view) == 7


def test_a_schedule_tells_the_hours_that_its_owner_works(box: Mailbox) -> None:
    hours = {"daysOfWeek": ["monday", "Tuesday"], "startTime": "09:30", "endTime": "16:00:00"}
    assert box.call("PATCH", "/mailboxSettings", {"workingHours": hours}).status_code == 200
    span = {"startTime": {"dateTime": "2026-10-01T08:00:00", "timeZone": "UTC"}}
    span |= {"endTime": {"dateTime": "2026-10-01T18:00:00", "timeZone": "UTC"}}
    asked = {"schedules": [box.tenant.ready["mailbox"]], **span}
    [schedule] = box.call("POST", "/calendar/getSchedule", asked).json()["value"]
    assert schedule["workingHours"] == {
        "daysOfWeek": ["monday", "tuesday"],
        "startTime": "09:30:00.0000000",
        "endTime": "16:00:00.0000000",
        "timeZone": {"name": "W. Europe Standard Time"},
    }
    for wrong in ({"startTime": "half tien"}, {"daysOfWeek": ["maandag"]}, {"uren": 3}, {"timeZone": "CET"}):
        assert box.call("PATCH", "/mailboxSettings", {"workingHours": wrong}).status_code == 400
