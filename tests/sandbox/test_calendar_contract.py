"""What the sandbox's calendar answers, held against the contract of Graph and the documentation's examples."""

import json
from pathlib import Path
from typing import Any

from calendar_steps import DAY, KEY, MAYOR, OTHER, World, event
from graph_contract import Contract, read_recording

SPAN = "startDateTime=2026-10-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z"
RULE = {
    "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["Thursday"]},
    "range": {"type": "numbered", "startDate": "2026-10-01", "numberOfOccurrences": 6},
}
FILE = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "a.txt", "contentBytes": "JVBERg=="}


def walk_events(world: World) -> None:
    """Every kind of request about single events and calendars."""
    team = world.team
    laid = team.lay(event(*DAY, transactionId="t-1", singleValueExtendedProperties=[{"id": KEY, "value": "k"}]))
    team.change(laid, {"showAs": "Tentative", "categories": ["ontour"], "location": {"displayName": "Stadhuis"}})
    team.lay(event("2026-10-02T00:00:00", "2026-10-03T00:00:00", isAllDay=True, sensitivity="private"))
    team.get(f"/events/{laid['id']}?$expand=singleValueExtendedProperties($filter=id eq '{KEY}')")
    team.get("/events?$filter=start/dateTime ge '2026-10-01T00:00:00'&$orderby=start/dateTime&$top=5&$count=true")
    team.call("POST", f"/events/{laid['id']}/attachments", FILE)
    item = {"@odata.type": "microsoft.graph.event", **event(*DAY)}
    attached = {"@odata.type": "#microsoft.graph.itemAttachment", "name": "Overleg", "item": item}
    team.call("POST", f"/events/{laid['id']}/attachments", attached)
    team.get(f"/events/{laid['id']}/attachments")
    made = team.call("POST", "/calendars", {"name": "Tourdagen", "color": "LightRed"}).json()
    team.call("PATCH", f"/calendars/{made['id']}", {"name": "Dagen"})
    team.call("POST", f"/calendars/{made['id']}/events", event(*DAY))
    for below in ("events", f"calendarView?{SPAN}"):
        team.get(f"/calendars/{made['id']}/{below}")
    team.get("/calendars?$top=5")
    team.call("DELETE", f"/calendars/{made['id']}")
    team.call("PATCH", "/calendar", {"name": "Agenda van de tour"})
    team.get("/calendar")
    body = {
        "schedules": [team.address, world.adviser.address, MAYOR],
        "startTime": OTHER["start"],
        "endTime": OTHER["end"],
    }
    team.call("POST", "/calendar/getSchedule", body)


def walk_meetings(world: World) -> None:
    """A series with attendees from invitation to the end, and what changes in a span meanwhile."""
    team, adviser = world.team, world.adviser
    link = team.get(f"/calendarView/delta()?{SPAN}")["@odata.deltaLink"]
    laid = team.lay(event(*DAY, adviser.address, MAYOR, recurrence=RULE))
    world.tenant.advance(60)
    found = team.get(f"/events/{laid['id']}/instances?{SPAN}&$select=subject,type,seriesMasterId,originalStart")[
        "value"
    ]
    team.change(found[1], {"subject": "Anders"})
    team.call("DELETE", f"/events/{found[2]['id']}")
    world.tenant.advance(60)
    team.get(
        f"/events/{laid['id']}?$select=subject,cancelledOccurrences,exceptionOccurrences&$expand=exceptionOccurrences"
    )
    copy = adviser.copy_of(laid)
    adviser.act(copy, "tentativelyAccept", {"sendResponse": True, "proposedNewTime": OTHER})
    adviser.act(copy, "forward", {"ToRecipients": [{"emailAddress": {"address": "griffier@assen.example"}}]})
    world.tenant.advance(60)
    link = team.get(link)["@odata.deltaLink"]
    for box in (team, adviser):
        box.messages()
        box.get(f"/calendarView?{SPAN}")
    adviser.act(adviser.get(f"/calendarView?{SPAN}")["value"][0], "accept")
    team.act(laid, "cancel", {"comment": "Het gaat niet door."})
    world.tenant.advance(60)
    adviser.messages()
    adviser.call("DELETE", f"/events/{copy['id']}")
    team.get(link)


def test_the_calendar_answers_as_the_contract_says(sandbox: Any, shared: Path, tmp_path: Path) -> None:
    file = tmp_path / "exchanges.jsonl"
    world = World(sandbox("--record", str(file)))
    walk_events(world)
    walk_meetings(world)
    exchanges = read_recording(file)
    assert [one["response_body"]["error"]["message"] for one in exchanges if one["status"] >= 300] == []
    assert len(exchanges) > 35
    assert list(Contract(shared / "graph" / "openapi-strict.json").faults(exchanges)) == []


def test_the_examples_of_the_documentation_are_taken(tenant: Any, shared: Path) -> None:
    world, taken = World(tenant), 0
    laid = world.meet()
    ours = {"organizer": (world.team, laid), "attendee": (world.adviser, world.adviser.copy_of(laid))}
    for name, who, status in EXAMPLES:
        example = json.loads((shared / "graph" / "examples" / f"{name}.json").read_text(encoding="utf-8"))
        box, known = ours[who]
        path = example["request"]["url"].partition("/me")[2].partition("/calendars/")
        below = path[0] or "/events"
        parts = below.split("/")
        if len(parts) > 2 and parts[1] == "events":
            below = "/".join(["", "events", known["id"], *parts[3:]])
        answer = box.call(example["request"]["method"], below, example["request"]["body"])
        assert answer.status_code == status, f"{name}: {answer.text}"
        documented = example["response"]["body"]
        if isinstance(documented, dict) and "$raw" not in documented:
            missing = set(documented) - set(answer.json()) - {"@odata.id", "createDateTime", "occurrenceId"}
            assert missing == set(), name
        taken += 1
    assert taken == len(EXAMPLES)


EXAMPLES = [
    ("user-post-events-1", "organizer", 201),
    ("user-post-events-2", "organizer", 201),
    ("user-post-events-3", "organizer", 201),
    ("user-post-events-4", "organizer", 201),
    ("user-post-calendars-1", "organizer", 201),
    ("calendar-post-events-1", "organizer", 201),
    ("calendar-getschedule-1", "organizer", 200),
    ("event-post-attachments-2", "organizer", 201),
    ("event-forward-1", "attendee", 202),
    ("event-accept-1", "attendee", 202),
    ("event-tentativelyaccept-1", "attendee", 202),
    ("event-decline-1", "attendee", 202),
    ("event-cancel-1", "organizer", 202),
]
