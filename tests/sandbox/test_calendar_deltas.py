"""What changed in a span of a calendar since a token, through the front door."""

from typing import Any

import pytest
from calendar_steps import Mailbox, event
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

OCTOBER = "startDateTime=2026-10-01T00:00:00Z&endDateTime=2026-11-01T00:00:00Z"


@pytest.fixture
def box(tenant: Any) -> Mailbox:
    return Mailbox(tenant, tenant.ready["mailbox"])


def day(number: int, month: int = 10, **more: Any) -> dict[str, Any]:
    start = f"2026-{month:02}-{number:02}T10:00:00"
    return event(start, start.replace("T10", "T11"), subject=f"{month}-{number}", **more)


def follow(box: Mailbox, link: str) -> tuple[list[dict[str, Any]], str]:
    found: list[dict[str, Any]] = []
    while True:
        page = box.get(link)
        found += page["value"]
        if "@odata.deltaLink" in page:
            return found, page["@odata.deltaLink"]
        link = page["@odata.nextLink"]


def test_delta_gives_all_then_changes_then_what_left_the_span(box: Mailbox) -> None:
    for number in range(1, 16):
        box.lay(day(number))
    box.lay(day(1, 12))
    found, link = follow(box, f"/calendarView/delta?{OCTOBER}")
    assert len(found) == 15
    assert follow(box, link)[0] == []
    first, second = found[0], found[1]
    box.change(first, {"subject": "Anders"})
    box.change(second, {"start": day(2, 12)["start"], "end": day(2, 12)["end"]})
    box.call("DELETE", f"/events/{found[2]['id']}")
    later, link = follow(box, link)
    assert [one.get("subject") or one["@removed"] for one in later] == [
        "Anders",
        {"reason": "deleted"},
        {"reason": "deleted"},
    ]
    assert [one["id"] for one in later] == [first["id"], second["id"], found[2]["id"]]
    assert follow(box, link)[0] == []


def test_page_size_follows_the_preference(box: Mailbox) -> None:
    for number in range(1, 6):
        box.lay(day(number))
    page = box.get(f"/calendarView/delta?{OCTOBER}", headers={"Prefer": "odata.maxpagesize=2"})
    assert (len(page["value"]), "@odata.nextLink" in page) == (2, True)


def test_an_unknown_token_is_410_with_the_way_to_begin_anew(box: Mailbox) -> None:
    answer = box.call("GET", "/calendarView/delta?$deltatoken=onzin")
    assert (answer.status_code, "Location" in answer.headers) == (410, True)
    _, link = follow(box, f"/calendarView/delta?{OCTOBER}")
    box.tenant.control("POST", "/reset")
    box.tenant._token = ""
    box.lay(day(1))
    other = Mailbox(box.tenant, box.tenant.ready["team"][2])
    token = link.partition("deltatoken=")[2]
    assert other.call("GET", f"/calendarView/delta?$deltatoken={token}").status_code == 410


def series(number: int, days: int = 4) -> dict[str, Any]:
    """A daily series in October, or one that runs out of it."""
    span = {"type": "numbered", "startDate": f"2026-10-{number:02}", "numberOfOccurrences": days}
    return day(number, recurrence={"pattern": {"type": "daily", "interval": 1}, "range": span})


def test_a_series_comes_as_its_master_and_short_occurrences(box: Mailbox) -> None:
    laid = box.lay(series(30))
    found, link = follow(box, f"/calendarView/delta?{OCTOBER}")
    assert [one["type"] for one in found] == ["seriesMaster", "occurrence", "occurrence"]
    short = {"@odata.type", "@odata.etag", "id", "seriesMasterId", "type", "start", "end"}
    assert [set(one) for one in found[1:]] == [short, short]
    changed = box.change(found[1], {"subject": "Anders"})
    later, link = follow(box, link)
    assert [(one["id"], one["type"], one["subject"]) for one in later] == [(changed["id"], "exception", "Anders")]
    box.call("DELETE", f"/events/{laid['id']}")
    later, link = follow(box, link)
    assert {(one["id"], "@removed" in one) for one in later} == {(one["id"], True) for one in found}
    assert follow(box, link)[0] == []


def test_a_series_of_other_days_takes_the_old_ones_back(box: Mailbox) -> None:
    laid = box.lay(series(10, 2))
    found, link = follow(box, f"/calendarView/delta?{OCTOBER}")
    box.change(laid, {"recurrence": series(11, 2)["recurrence"]})
    later, link = follow(box, link)
    assert [one["id"] for one in later if "@removed" in one] == [found[1]["id"]]
    assert [one["start"]["dateTime"][8:10] for one in later if one.get("type") == "occurrence"] == ["11", "12"]
    box.change(laid, {"subject": "Anders"})
    assert [one["id"] for one in follow(box, link)[0] if "@removed" in one] == []


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_series_is_paged_as_all_else(box: Mailbox, size: int) -> None:
    box.lay(series(1, 5))
    box.lay(day(20))
    headers, link, pages = {"Prefer": f"odata.maxpagesize={size}"}, f"/calendarView/delta?{OCTOBER}", []
    while True:
        page = box.get(link, headers=headers)
        pages.append(page["value"])
        if "@odata.deltaLink" in page:
            break
        link = page["@odata.nextLink"]
    assert max(len(one) for one in pages) == size
    ids = [one["id"] for page in pages for one in page]
    assert (len(ids), len(set(ids))) == (7, 7)


def test_another_calendar_is_not_in_the_delta_of_the_default_one(box: Mailbox) -> None:
    made = box.call("POST", "/calendars", {"name": "Tourdagen"}).json()
    box.call("POST", f"/calendars/{made['id']}/events", day(3))
    assert follow(box, f"/calendarView/delta?{OCTOBER}")[0] == []
    assert len(follow(box, f"/calendars/{made['id']}/calendarView/delta?{OCTOBER}")[0]) == 1


def test_a_delta_without_a_span_does_not_expand(box: Mailbox) -> None:
    laid = box.lay(series(1, 5))
    single = box.lay(day(20))
    found, link = follow(box, "/events/delta")
    assert [(one["id"], one["type"]) for one in found] == [
        (laid["id"], "seriesMaster"),
        (single["id"], "singleInstance"),
    ]
    assert follow(box, "/events/delta()?startDateTime=2026-10-10T00:00:00Z")[0] == found[1:]
    box.change({"id": box.get(f"/calendarView?{OCTOBER}")["value"][0]["id"]}, {"subject": "Anders"})
    box.call("DELETE", f"/events/{single['id']}")
    later, _ = follow(box, link)
    assert [one.get("type", "gone") for one in later] == ["exception", "gone"]


KINDS = ["lay", "series", "move", "delete", "read", "except", "cancel", "stretch", "end"]
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 5)), max_size=14)


def take_step(box: Mailbox, laid: list[dict[str, Any]], step: str, which: int) -> None:
    """One change of the calendar, if there is something to change."""
    if step == "lay":
        laid.append(box.lay(day(1 + which, 10 if which % 2 else 12)))
    elif step == "series":
        laid.append(box.lay(series(24 + which)))
    elif which < len(laid) and step in ("move", "delete", "stretch", "end"):
        path = f"/events/{laid[which]['id']}"
        if step == "move":
            box.call("PATCH", path, {"end": day(9 + which)["end"], "start": day(9 + which)["start"]})
        elif step == "delete":
            box.call("DELETE", path)
        else:
            start = box.call("GET", path).json().get("start", {}).get("dateTime", "2026-10-05")[8:10]
            rule = series(int(start), 2 + which)["recurrence"]
            box.call("PATCH", path, {"recurrence": rule if step == "stretch" else None})
    elif step in ("except", "cancel"):
        found = [one for one in box.get(f"/calendarView?{OCTOBER}&$top=100")["value"] if one["seriesMasterId"]]
        if which < len(found):
            path = f"/events/{found[which]['id']}"
            box.call("DELETE", path) if step == "cancel" else box.call("PATCH", path, {"subject": "Anders"})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_a_reader_of_deltas_ends_with_what_the_view_shows(tenant: Any, steps: list[tuple[str, int]]) -> None:
    tenant.control("POST", "/reset")
    box, known, laid = Mailbox(tenant, tenant.ready["mailbox"]), {}, list[dict[str, Any]]()
    link = f"/calendarView/delta?{OCTOBER}"
    for step, which in [*steps, ("read", 0)]:
        take_step(box, laid, step, which)
        if step == "read":
            found, link = follow(box, link)
            for one in found:
                known.pop(one["id"], None) if "@removed" in one else known.update({one["id"]: one})
    shown = box.get(f"/calendarView?{OCTOBER}&$top=200")["value"]
    read = {key: one["start"] for key, one in known.items() if one["type"] != "seriesMaster"}
    assert read == {one["id"]: one["start"] for one in shown}
    assert {one["seriesMasterId"] for one in shown if one["type"] == "occurrence"} <= set(known)
