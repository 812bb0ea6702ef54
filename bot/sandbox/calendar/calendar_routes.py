"""The calendars of a mailbox, and getSchedule."""

from typing import Any

from bot.sandbox import odata
from bot.sandbox.calendar import calendars, events, organizing
from bot.sandbox.calendar.parts import bad, read_choice
from bot.sandbox.calendar.reading import mailbox_of
from bot.sandbox.calendar.schedule import schedules
from bot.sandbox.calendar.zones import preferred_zone
from bot.sandbox.http import Call
from bot.sandbox.routes import check_properties, route

_CALENDAR = "/users/{user}/calendars/{calendar}"


@route("GET", "/users/{user}/calendars", options=odata.COLLECTION)
def all_calendars(call: Call) -> dict[str, Any]:
    """The mailbox's calendars."""
    return odata.collection(call, calendars.every(call.tenant, mailbox_of(call)))


@route("POST", "/users/{user}/calendars", status=201)
def add(call: Call) -> dict[str, Any]:
    """A new calendar beside the default one."""
    return calendars.add(call.tenant, mailbox_of(call), _body(call, needs_name=True))


@route("GET", "/users/{user}/calendar", options=("$select",))
@route("GET", _CALENDAR, options=("$select",))
def one_calendar(call: Call) -> dict[str, Any]:
    """A calendar by id, or the default one."""
    found = calendars.find(call.tenant, mailbox_of(call), call.params.get("calendar"))
    return odata.select(found, call.query.get("$select"))


@route("PATCH", "/users/{user}/calendar")
@route("PATCH", _CALENDAR)
def revise(call: Call) -> dict[str, Any]:
    """Another name or color for a calendar, the default one where the path names none."""
    mailbox, body = mailbox_of(call), _body(call, needs_name=False)
    return calendars.revise(call.tenant, mailbox, call.params.get("calendar") or mailbox.calendar, body)


@route("DELETE", _CALENDAR)
def remove(call: Call) -> None:
    """Deletes a calendar with its events; the default one stays."""
    mailbox, key = mailbox_of(call), call.params["calendar"]
    calendars.remove(call.tenant, mailbox, key)
    for event in events.every(call.tenant.db, mailbox.id, key):
        organizing.remove(call.tenant, event)


@route("POST", "/users/{user}/calendar/getSchedule")
def get_schedule(call: Call) -> dict[str, Any]:
    """When people are free or busy."""
    mailbox_of(call)
    return {"value": schedules(call.tenant, call.json(), preferred_zone(call))}


def _body(call: Call, *, needs_name: bool) -> dict[str, Any]:
    body = call.json()
    check_properties(body, ("name", "color"), "microsoft.graph.calendar")
    if needs_name and not str(body.get("name") or "").strip():
        raise bad("A calendar needs a name.")
    if "color" in body:
        body["color"] = read_choice("color", body["color"], calendars.COLORS)
    return body
