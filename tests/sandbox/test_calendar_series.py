"""Series of events: their days, their occurrences and exceptions, through the front door."""

from typing import Any

import pytest
from calendar_steps import AUTUMN, WEEKLY, Mailbox, event, rule, starts, view, weekly

from bot.sandbox.calendar.recurrence import DAYS


@pytest.fixture
def box(tenant: Any) -> Mailbox:
    return Mailbox(tenant, tenant.ready["mailbox"])


PATTERNS = [
    ("every third day", {"type": "daily", "interval": 3}, ["10-01", "10-04", "10-07"]),
    ("two days a week", {**WEEKLY, "daysOfWeek": ["monday", "THURSDAY"]}, ["10-01", "10-05", "10-08"]),
    ("every other week", {**WEEKLY, "interval": 2}, ["10-01", "10-15", "10-29"]),
    ("a day of the month", {"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 1}, ["10-01", "11-01", "12-01"]),
    (
        "the last Friday",
        {"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["friday"], "index": "last"},
        ["10-30", "11-27", "12-25"],
    ),
    (
        "the first working day",
        {"type": "relativeMonthly", "interval": 1, "daysOfWeek": list(DAYS[1:6]), "index": "First"},
        ["10-01", "11-02", "12-01"],
    ),
    ("a date", {"type": "absoluteYearly", "interval": 1, "dayOfMonth": 5, "month": 12}, ["12-05", "12-05", "12-05"]),
    (
        "the second Tuesday of May",
        {"type": "relativeYearly", "interval": 1, "daysOfWeek": ["tuesday"], "index": "second", "month": 5},
        ["05-11", "05-09", "05-08"],
    ),
]


@pytest.mark.parametrize(("what", "pattern", "shown"), PATTERNS, ids=[one[0] for one in PATTERNS])
def test_a_series_falls_on_its_days(box: Mailbox, what: str, pattern: dict[str, Any], shown: list[str]) -> None:
    laid = box.lay(weekly(recurrence=rule(pattern)))
    assert (laid["type"], laid["recurrence"]["pattern"]["type"]) == ("seriesMaster", pattern["type"])
    span = "startDateTime=2026-10-01T00:00:00Z&endDateTime=2030-12-01T00:00:00Z"
    found = box.get(f"/events/{laid['id']}/instances?{span}&$top=3")["value"]
    assert [one["start"]["dateTime"][5:10] for one in found] == shown
    assert {(one["type"], one["seriesMasterId"], one["subject"]) for one in found} == {
        ("occurrence", laid["id"], "Overleg")
    }


def test_an_occurrence_keeps_its_time_of_day_over_the_change_of_the_clock(box: Mailbox) -> None:
    box.lay(weekly())
    assert starts(view(box)) == [
        "10-01T08:00",
        "10-08T08:00",
        "10-15T08:00",
        "10-22T08:00",
        "10-29T09:00",
        "11-05T09:00",
    ]
    headers = {"Prefer": 'outlook.timezone="W. Europe Standard Time"'}
    shown = box.get(f"/calendarView?{AUTUMN}", headers=headers)["value"]
    assert {one["start"]["dateTime"][11:16] for one in shown} == {"10:00"}


def test_the_clock_goes_forward_too(box: Mailbox) -> None:
    recurrence = rule({"type": "daily", "interval": 1}, "2027-03-27", type="endDate", endDate="2027-03-29")
    box.lay(event("2027-03-27T02:30:00", "2027-03-27T03:30:00", recurrence=recurrence))
    found = view(box, "startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-04-01T00:00:00Z")
    assert starts(found) == ["03-27T01:30", "03-28T01:30", "03-29T00:30"]


def test_a_whole_day_repeats_as_that_day(box: Mailbox) -> None:
    recurrence = rule({"type": "daily", "interval": 1}, "2026-10-24", type="endDate", endDate="2026-10-26")
    box.lay(event("2026-10-24T00:00:00", "2026-10-25T00:00:00", isAllDay=True, recurrence=recurrence))
    shown = view(box)
    assert starts(shown) == ["10-24T00:00", "10-25T00:00", "10-26T00:00"]
    assert [one["end"]["dateTime"][8:10] for one in shown] == ["25", "26", "27"]


def test_the_list_holds_the_master_and_the_view_its_occurrences(box: Mailbox) -> None:
    laid = box.lay(weekly())
    assert [one["id"] for one in box.events()] == [laid["id"]]
    found = view(box)
    assert [one["type"] for one in found] == ["occurrence"] * 6
    assert laid["id"] not in {one["id"] for one in found}
    again = box.get(f"/events/{found[2]['id']}")
    assert again["start"] == found[2]["start"]
    assert len({one["iCalUId"] for one in found} | {laid["iCalUId"]}) == 7


def test_a_series_moved_or_of_another_pattern_begins_anew(box: Mailbox) -> None:
    laid = box.lay(weekly())
    box.change(view(box)[2], {"subject": "Anders"})
    box.call("DELETE", f"/events/{view(box)[4]['id']}")
    moved = {name: {**laid[name], "dateTime": laid[name]["dateTime"].replace("T0", "T1")} for name in ("start", "end")}
    box.change(laid, moved)
    assert (starts(view(box))[2], len(view(box))) == ("10-15T18:00", 6)
    assert {one["subject"] for one in view(box)} == {"Overleg"}
    fridays = {**WEEKLY, "daysOfWeek": ["friday"]}
    box.change(laid, {"recurrence": rule(fridays, type="endDate", endDate="2026-10-17")})
    assert starts(view(box)) == ["10-02T18:00", "10-09T18:00", "10-16T18:00"]
    single = box.change(laid, {"recurrence": None})
    assert (single["type"], starts(view(box))) == ("singleInstance", ["10-02T18:00"])


def test_a_single_event_becomes_a_series(box: Mailbox) -> None:
    laid = box.lay(event("2026-10-01T10:00:00", "2026-10-01T11:00:00"))
    changed = box.change(laid, {"recurrence": rule(WEEKLY, type="numbered", numberOfOccurrences=2)})
    assert (changed["id"], changed["type"]) == (laid["id"], "seriesMaster")
    assert starts(view(box)) == ["10-01T08:00", "10-08T08:00"]


def test_a_deleted_series_leaves_nothing(box: Mailbox) -> None:
    laid = box.lay(weekly())
    occurrence = box.change(view(box)[2], {"subject": "Anders"})
    assert box.call("DELETE", f"/events/{laid['id']}").status_code == 204
    assert view(box) == []
    assert box.call("GET", f"/events/{occurrence['id']}").status_code == 404


BAD = [
    ("no range", {"pattern": WEEKLY}, "range"),
    ("no days", rule({"type": "weekly", "interval": 1}), "daysOfWeek"),
    ("no interval", rule({**WEEKLY, "interval": None}), "interval"),
    ("an unknown type", rule({**WEEKLY, "type": "hourly"}), "hourly"),
    ("an unknown word", rule({**WEEKLY, "dagen": 1}), "dagen"),
    ("an end before the start", rule(WEEKLY, type="endDate", endDate="2026-09-01"), "endDate"),
    ("another first day", rule(WEEKLY, "2026-10-02"), "startDate"),
    ("too many", rule(WEEKLY, type="numbered", numberOfOccurrences=1000), "numberOfOccurrences"),
    ("no day in its range", rule({**WEEKLY, "daysOfWeek": ["friday"]}, type="endDate", endDate="2026-10-01"), "no occ"),
    ("a zone that is none", rule(WEEKLY, recurrenceTimeZone="Assen"), "Assen"),
]


@pytest.mark.parametrize(("what", "recurrence", "said"), BAD, ids=[one[0] for one in BAD])
def test_a_series_is_refused_with(box: Mailbox, what: str, recurrence: dict[str, Any], said: str) -> None:
    answer = box.call("POST", "/events", weekly(recurrence=recurrence))
    assert (answer.status_code, said in answer.json()["error"]["message"]) == (400, True), answer.text
    assert box.events() == []


def test_what_only_one_kind_has_is_refused_to_others(box: Mailbox) -> None:
    laid = box.lay(weekly())
    occurrence = view(box)[1]
    assert box.call("GET", f"/events/{occurrence['id']}/instances?{AUTUMN}").status_code == 400
    assert box.call("GET", f"/events/{laid['id']}/instances").status_code == 400
    assert box.call("PATCH", f"/events/{occurrence['id']}", {"recurrence": rule(WEEKLY)}).status_code == 400
    missing = occurrence["id"].replace("20261008", "20261009")
    assert box.call("GET", f"/events/{missing}").status_code == 404


def test_occurrences_take_time_in_a_schedule(box: Mailbox) -> None:
    box.lay(weekly(showAs="workingElsewhere"))
    body = {
        "schedules": [box.address],
        "startTime": {"dateTime": "2026-10-15T07:00:00", "timeZone": "UTC"},
        "endTime": {"dateTime": "2026-10-15T10:00:00", "timeZone": "UTC"},
        "availabilityViewInterval": 60,
    }
    shown = box.call("POST", "/calendar/getSchedule", body).json()["value"][0]
    assert (shown["availabilityView"], len(shown["scheduleItems"])) == ("040", 1)
