"""Events of one mailbox: properties, zones, keys, filters, versions, through the front door."""

from typing import Any

import pytest
from calendar_steps import KEY, Mailbox, event

MORNING = event("2026-10-01T10:00:00", "2026-10-01T11:30:00")


@pytest.fixture
def box(tenant: Any) -> Mailbox:
    return Mailbox(tenant, tenant.ready["mailbox"])


def zone(name: str) -> dict[str, str]:
    return {"Prefer": f'outlook.timezone="{name}"'}


ZONES = [
    ("summer time", "2026-10-01T10:00:00", "W. Europe Standard Time", "2026-10-01T08:00:00.0000000"),
    ("winter time", "2026-12-01T10:00:00", "W. Europe Standard Time", "2026-12-01T09:00:00.0000000"),
    ("an IANA name", "2026-12-01T10:00:00", "Europe/Amsterdam", "2026-12-01T09:00:00.0000000"),
    ("UTC", "2026-12-01T10:00:00", "UTC", "2026-12-01T10:00:00.0000000"),
    ("seven decimals", "2026-12-01T10:00:00.0000000", "UTC", "2026-12-01T10:00:00.0000000"),
    ("the first hour after the change", "2026-10-25T03:00:00", "Europe/Amsterdam", "2026-10-25T02:00:00.0000000"),
]


@pytest.mark.parametrize(("what", "local", "name", "utc"), ZONES, ids=[one[0] for one in ZONES])
def test_times_come_in_any_zone_and_go_out_in_the_one_asked_for(
    box: Mailbox, what: str, local: str, name: str, utc: str
) -> None:
    end = "2026-12-31T10:00:00"
    times = {"start": {"dateTime": local, "timeZone": name}, "end": {"dateTime": end, "timeZone": name}}
    laid = box.lay({"subject": "x", **times})
    assert laid["start"] == {"dateTime": utc, "timeZone": "UTC"}
    shown = box.get(f"/events/{laid['id']}", headers=zone(name))
    assert shown["start"] == {"dateTime": local[:19] + ".0000000", "timeZone": name}
    assert shown["originalStartTimeZone"] == name


BAD = [
    ("no times", {"subject": "x"}, "start and end"),
    ("an unknown property", {**MORNING, "subjekt": "x"}, "subjekt"),
    ("a property of the service", {**MORNING, "iCalUId": "x"}, "iCalUId"),
    ("an unknown word", {**MORNING, "showAs": "bezet"}, "showAs"),
    ("an end before the start", event("2026-10-01T10:00:00", "2026-10-01T09:00:00"), "before it starts"),
    ("a zone that is none", {**MORNING, "start": {"dateTime": "2026-10-01T10:00:00", "timeZone": "Assen"}}, "Assen"),
    ("no date", {**MORNING, "start": {"dateTime": "morgen", "timeZone": "UTC"}}, "morgen"),
    ("a whole day that is none", {**MORNING, "isAllDay": True}, "midnight"),
    ("an address that is none", {**MORNING, "attendees": [{"emailAddress": {"address": "jan"}}]}, "jan"),
    ("a key that is none", {**MORNING, "singleValueExtendedProperties": [{"id": "Key", "value": "x"}]}, "Key"),
]


@pytest.mark.parametrize(("what", "body", "said"), BAD, ids=[one[0] for one in BAD])
def test_a_wrong_event_is_refused_and_not_laid(box: Mailbox, what: str, body: dict[str, Any], said: str) -> None:
    answer = box.call("POST", "/events", body)
    assert (answer.status_code, said in answer.json()["error"]["message"]) == (400, True), answer.text
    assert box.events() == []


def test_what_is_laid_is_answered_and_enumerations_take_any_case(box: Mailbox) -> None:
    more = {
        "showAs": "Tentative",
        "sensitivity": "Private",
        "categories": ["ontour", "ontour"],
        "location": {"displayName": "Stadhuis"},
        "body": {"contentType": "HTML", "content": "<p>Dag <b>allen</b></p>"},
        "isReminderOn": False,
    }
    laid = box.lay({**MORNING, **more})
    assert {name: laid[name] for name in ("showAs", "sensitivity", "categories", "isReminderOn", "type")} == {
        "showAs": "tentative",
        "sensitivity": "private",
        "categories": ["ontour"],
        "isReminderOn": False,
        "type": "singleInstance",
    }
    assert (laid["location"]["displayName"], laid["bodyPreview"]) == ("Stadhuis", "Dag\nallen")
    assert (laid["isOrganizer"], laid["responseStatus"]["response"]) == (True, "organizer")
    text = box.get(f"/events/{laid['id']}", headers={"Prefer": 'outlook.body-content-type="text"'})
    assert text["body"] == {"contentType": "text", "content": "Dag\nallen"}


def test_a_whole_day_stays_that_day_in_every_zone(box: Mailbox) -> None:
    laid = box.lay(event("2026-10-01T00:00:00", "2026-10-02T00:00:00", isAllDay=True))
    for name in ("UTC", "W. Europe Standard Time", "Pacific Standard Time"):
        shown = box.get(f"/events/{laid['id']}", headers=zone(name))
        assert shown["start"] == {"dateTime": "2026-10-01T00:00:00.0000000", "timeZone": name}


def test_an_event_is_found_by_its_key_and_the_key_shows_only_on_expand(box: Mailbox) -> None:
    for number in range(3):
        key = {"id": KEY, "value": f"k-{number}"}
        box.lay({**MORNING, "singleValueExtendedProperties": [key]})
    filtered = f"singleValueExtendedProperties/any(ep: ep/id eq '{KEY}' and ep/value eq 'k-1')"
    found = box.get(f"/events?$filter={filtered}")["value"]
    assert [("singleValueExtendedProperties" in one) for one in found] == [False]
    expand = f"singleValueExtendedProperties($filter=id eq '{KEY}')"
    found = box.get(f"/events?$filter={filtered}&$expand={expand}&$select=id")["value"]
    assert [one["singleValueExtendedProperties"] for one in found] == [[{"id": KEY, "value": "k-1"}]]
    assert set(found[0]) == {"@odata.etag", "id", "singleValueExtendedProperties"}
    assert box.get(f"/events?$filter={filtered.replace('k-1', 'k-9')}")["value"] == []


def test_the_same_transaction_lays_one_event(box: Mailbox) -> None:
    first = box.lay({**MORNING, "transactionId": "t-1"})
    assert box.lay({**MORNING, "transactionId": "t-1", "subject": "anders"})["id"] == first["id"]
    assert [one["subject"] for one in box.events()] == ["Overleg"]
    assert box.call("PATCH", f"/events/{first['id']}", {"transactionId": "t-2"}).status_code == 400


def test_the_same_transaction_may_be_a_conflict(sandbox: Any) -> None:
    tenant = sandbox("--set", "transaction_duplicate=409")
    box = Mailbox(tenant, tenant.ready["mailbox"])
    box.lay({**MORNING, "transactionId": "t-1"})
    assert box.call("POST", "/events", {**MORNING, "transactionId": "t-1"}).status_code == 409
    assert len(box.events()) == 1


def test_a_change_has_a_new_version_and_a_stale_one_is_412(box: Mailbox) -> None:
    laid = box.lay(MORNING)
    changed = box.change(laid, {"subject": "Anders"})
    assert changed["changeKey"] != laid["changeKey"]
    stale = {"If-Match": laid["@odata.etag"]}
    assert box.call("PATCH", f"/events/{laid['id']}", {"subject": "x"}, headers=stale).status_code == 412
    assert box.call("DELETE", f"/events/{laid['id']}", headers=stale).status_code == 412
    fresh = {"If-Match": changed["@odata.etag"]}
    assert box.call("DELETE", f"/events/{laid['id']}", headers=fresh).status_code == 204
    assert box.call("GET", f"/events/{laid['id']}").status_code == 404


def test_events_are_filtered_ordered_and_paged(box: Mailbox) -> None:
    for day in range(1, 13):
        box.lay(event(f"2026-10-{day:02}T10:00:00", f"2026-10-{day:02}T11:00:00", subject=f"dag {day}"))
    page = box.get("/events?$orderby=start/dateTime desc&$select=subject")
    assert [one["subject"] for one in page["value"]] == [f"dag {day}" for day in range(12, 2, -1)]
    page = box.get(page["@odata.nextLink"])
    assert [one["subject"] for one in page["value"]] == ["dag 2", "dag 1"]
    found = box.get("/events?$filter=start/dateTime ge '2026-10-11T00:00:00'")["value"]
    assert [one["subject"] for one in found] == ["dag 11", "dag 12"]
    assert box.get("/events?$filter=startswith(subject,'dag 1')&$top=2&$count=true")["@odata.count"] == 4


def test_calendars_stand_beside_the_default_one(box: Mailbox) -> None:
    made = box.call("POST", "/calendars", {"name": "Tourdagen"}).json()
    assert box.call("POST", "/calendars", {"name": "tourdagen"}).status_code == 409
    answer = box.call("POST", f"/calendars/{made['id']}/events", MORNING)
    assert answer.status_code == 201
    assert [one["id"] for one in box.get(f"/calendars/{made['id']}/events")["value"]] == [answer.json()["id"]]
    assert box.events() == []
    assert [one["isDefaultCalendar"] for one in box.get("/calendars")["value"]] == [True, False]
    assert box.call("DELETE", f"/calendars/{box.get('/calendar')['id']}").status_code == 400
    assert box.call("DELETE", f"/calendars/{made['id']}").status_code == 204
    assert box.call("GET", f"/events/{answer.json()['id']}").status_code == 404


def test_what_is_not_offered_is_refused_by_name(box: Mailbox) -> None:
    assert box.call("POST", "/findMeetingTimes", {}).status_code == 403
    token = box.tenant.sign_in(box.tenant.ready["team"][2])
    find = box.tenant.graph("POST", "/me/findMeetingTimes", {}, token=token)
    assert (find.status_code, "findMeetingTimes" in find.text) == (400, True)
    option = box.call("GET", "/events?$search=x")
    assert (option.status_code, "$search" in option.text) == (400, True)
    assert box.tenant.graph("GET", "/me/events").status_code == 400
    own = box.tenant.graph("GET", "/me/events", token=box.tenant.sign_in(box.tenant.ready["team"][2]))
    assert own.status_code == 200


@pytest.mark.parametrize("query", ["$select=onderwerp", "$orderby=begin", "$select=subject,start/datum,wie"])
def test_a_property_that_events_lack_is_refused_by_name(box: Mailbox, query: str) -> None:
    box.lay(MORNING)
    answer = box.call("GET", f"/events?{query}")
    assert (answer.status_code, "Could not find a property named" in answer.text) == (400, True)


def test_a_person_reads_the_own_calendar_and_the_shared_one(box: Mailbox) -> None:
    reader, colleague = box.tenant.ready["team"][2:4]
    token = box.tenant.sign_in(reader)
    for address, status in ((reader, 200), (box.address, 200), (colleague, 403)):
        assert box.tenant.graph("GET", f"/users/{address}/events", token=token).status_code == status


def test_a_teams_link_comes_only_where_there_is_a_licence(box: Mailbox) -> None:
    online = {**MORNING, "isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"}
    shared = box.lay(online)
    assert (shared["isOnlineMeeting"], shared["onlineMeeting"]) == (False, None)
    adviser = Mailbox(box.tenant, box.tenant.ready["team"][2]).lay(online)
    assert adviser["onlineMeeting"]["joinUrl"].startswith("https://")


@pytest.mark.parametrize(("value", "status"), [("false", 201), ("true", 201), (False, 201), ("nee", 400), (0, 400)])
def test_yes_or_no_may_come_as_a_word_as_o365_writes_it(box: Mailbox, value: Any, status: int) -> None:
    answer = box.call("POST", "/events", {**MORNING, "isOnlineMeeting": value, "isAllDay": False})
    assert answer.status_code == status
    assert status == 400 or answer.json()["isOnlineMeeting"] is False  # the shared mailbox has no licence for it
