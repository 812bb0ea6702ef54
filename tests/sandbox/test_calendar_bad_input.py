"""Bad input of every kind gets the service's own error, and never one of the sandbox."""

from pathlib import Path
from typing import Any

import pytest
from calendar_steps import DAY, WEEKLY, Mailbox, event, rule, weekly
from graph_contract import Contract

EVENT = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/microsoft.graph.event"}}}}
ODD = [None, 5, -1, 1e300, True, "x", "", [], {}, [None], [5], {"x": 1}, [{}], "9999-12-31T23:59:59", "0001-01-01"]
NAMES = [
    *("subject", "body", "start", "end", "attendees", "attachments", "location", "locations", "categories"),
    *("isAllDay", "showAs", "sensitivity", "importance", "recurrence", "reminderMinutesBeforeStart", "transactionId"),
    *("singleValueExtendedProperties", "onlineMeetingProvider", "hideAttendees", "responseRequested"),
]


@pytest.fixture
def box(tenant: Any) -> Mailbox:
    return Mailbox(tenant, tenant.ready["mailbox"])


@pytest.fixture(scope="module")
def contract(shared: Path) -> Contract:
    return Contract(shared / "graph" / "openapi-strict.json")


def faults(contract: Contract, answer: Any) -> list[str]:
    """In what an event that was taken departs from the contract's types."""
    if answer.status_code >= 300:
        return []
    return list(contract._of_body(answer.json(), EVENT))


def refused_or_taken(answer: Any) -> bool:
    if answer.status_code < 300:
        return True
    return 400 <= answer.status_code < 500 and bool(answer.json()["error"]["code"])


@pytest.mark.parametrize("name", NAMES)
def test_a_property_of_an_odd_value(box: Mailbox, contract: Contract, name: str) -> None:
    laid = box.lay(event(*DAY))
    for odd in ODD:
        made = box.call("POST", "/events", {**event(*DAY), name: odd})
        assert refused_or_taken(made), f"{name} {odd!r}: {made.text}"
        assert faults(contract, made) == [], f"{name} {odd!r}"
        changed = box.call("PATCH", f"/events/{laid['id']}", {name: odd})
        assert refused_or_taken(changed), f"{name} {odd!r}: {changed.text}"
    assert box.call("GET", "/events?$top=100").status_code == 200
    span = "startDateTime=2026-01-01T00:00:00Z&endDateTime=2027-01-01T00:00:00Z"
    assert box.call("GET", f"/calendarView?{span}").status_code == 200


DEEP = [
    *(("start", key) for key in ("dateTime", "timeZone")),
    *(("body", key) for key in ("contentType", "content")),
    *(("location", key) for key in ("displayName", "address", "locationType", "coordinates")),
    *(("pattern", key) for key in ("type", "interval", "daysOfWeek", "firstDayOfWeek", "index", "month", "dayOfMonth")),
    *(("range", key) for key in ("type", "startDate", "endDate", "numberOfOccurrences", "recurrenceTimeZone")),
    *(("attendee", key) for key in ("emailAddress", "type", "status")),
    *(("emailAddress", key) for key in ("address", "name")),
]


def with_odd(part: str, key: str, odd: Any) -> dict[str, Any]:
    """An event with one odd value deep in it."""
    if part == "pattern":
        return weekly(recurrence=rule({**WEEKLY, key: odd}))
    if part == "range":
        return weekly(
            recurrence={"pattern": WEEKLY, "range": {"type": "numbered", "startDate": "2026-10-01", key: odd}}
        )
    if part == "attendee":
        return {
            **event(*DAY),
            "attendees": [{"emailAddress": {"address": "a@b.example"}, "type": "required", key: odd}],
        }
    if part == "emailAddress":
        return {**event(*DAY), "attendees": [{"emailAddress": {"address": "a@b.example", key: odd}}]}
    body = event(*DAY, body={"contentType": "text", "content": "x"}, location={"displayName": "x"})
    return {**body, part: {**body[part], key: odd}}


@pytest.mark.parametrize(("part", "key"), DEEP)
def test_an_odd_value_deep_in_an_event(box: Mailbox, contract: Contract, part: str, key: str) -> None:
    for odd in ODD:
        made = box.call("POST", "/events", with_odd(part, key, odd))
        assert refused_or_taken(made), f"{part}.{key} {odd!r}: {made.text}"
        assert faults(contract, made) == [], f"{part}.{key} {odd!r}"
    box.tenant.advance(60)
    assert box.call("GET", "/events?$top=100&$orderby=start/dateTime").status_code == 200


SPANS = [
    "startDateTime=0001-01-01T00:00:00Z&endDateTime=0002-01-01T00:00:00Z",
    "startDateTime=9998-01-01T00:00:00Z&endDateTime=9999-12-31T23:59:59Z",
    "startDateTime=9999-12-31T23:59:59-12:00&endDateTime=9999-12-31T23:59:59-12:00",
    "startDateTime=morgen&endDateTime=overmorgen",
    "startDateTime=2026-10-01&endDateTime=2026-10-02",
]


@pytest.mark.parametrize("span", SPANS)
def test_a_span_at_the_edge_of_time(box: Mailbox, span: str) -> None:
    laid = box.lay(weekly(recurrence=rule({"type": "daily", "interval": 1})))
    for path in ("/calendarView", "/calendarView/delta", f"/events/{laid['id']}/instances"):
        answer = box.call("GET", f"{path}?{span}")
        assert refused_or_taken(answer), answer.text


def test_an_occurrence_beyond_the_calendar_is_not_there(box: Mailbox) -> None:
    laid = box.lay(weekly(recurrence=rule({"type": "daily", "interval": 1})))
    far = f"{laid['id'][:-4]}O99991231AAE="
    assert box.call("GET", f"/events/{far}").status_code == 404
    assert box.call("GET", f"/events/{far.replace('1231', '9999')}").status_code == 404


@pytest.mark.parametrize("action", ["accept", "decline", "tentativelyAccept", "forward", "cancel"])
def test_an_action_with_odd_parameters(box: Mailbox, action: str) -> None:
    laid = box.lay(event(*DAY))
    for name in ("comment", "sendResponse", "proposedNewTime", "toRecipients"):
        for odd in ODD:
            answer = box.call("POST", f"/events/{laid['id']}/{action}", {name: odd})
            assert refused_or_taken(answer) or answer.status_code == 404, f"{name} {odd!r}: {answer.text}"


@pytest.mark.parametrize("name", ["schedules", "startTime", "endTime", "availabilityViewInterval"])
def test_a_schedule_with_odd_parameters(box: Mailbox, name: str) -> None:
    body = {"schedules": [box.address], **{f"{edge}Time": event(*DAY)[edge] for edge in ("start", "end")}}
    for odd in ODD:
        assert refused_or_taken(box.call("POST", "/calendar/getSchedule", {**body, name: odd})), repr(odd)
