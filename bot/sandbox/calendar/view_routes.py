"""What stands in a span of time, and what changed in it since."""

import base64
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.sandbox.calendar import calendars, events, reading
from bot.sandbox.calendar.answers import event_json
from bot.sandbox.calendar.events import Event
from bot.sandbox.calendar.reading import mailbox_of
from bot.sandbox.calendar.zones import parse_time, preferred_zone, restored, stored
from bot.sandbox.http import Call, GraphError
from bot.sandbox.routes import route

_SPAN = ("startDateTime", "endDateTime")
_VIEW = (*_SPAN, *(name.lower() for name in _SPAN), *reading.LIST)
_DELTA = (*_SPAN, *(name.lower() for name in _SPAN), "$deltatoken", "$skiptoken")


@route("GET", "/users/{user}/calendarView", options=_VIEW)
@route("GET", "/users/{user}/calendar/calendarView", options=_VIEW)
@route("GET", "/users/{user}/calendars/{calendar}/calendarView", options=_VIEW)
def view(call: Call) -> dict[str, Any]:
    """The events that overlap a span of time, by start."""
    mailbox, (start, end) = mailbox_of(call), _span(call)
    calendar = calendars.find(call.tenant, mailbox, call.params.get("calendar"))
    return reading.page(call, events.between(call.tenant.db, mailbox.id, start, end, calendar["id"]))


@route("GET", "/users/{user}/calendarView/delta", options=_DELTA)
@route("GET", "/users/{user}/calendar/calendarView/delta", options=_DELTA)
def view_delta(call: Call) -> dict[str, Any]:
    """Events of a span of time since the token, or all of them; what left the span is `@removed`."""
    mailbox, token = mailbox_of(call), call.query.get("$deltatoken") or call.query.get("$skiptoken")
    mark = _read(call, token) if token else _first(call)
    size, start, end = reading.page_size(call), restored(mark["start"]), restored(mark["end"])
    if mark["first"]:
        rows = events.in_span_after(call.tenant.db, mailbox.id, mark["seen"], start, end, size)
    else:
        rows = events.changed_after(call.tenant.db, mailbox.id, mark["seen"], size)
    value = list(_shown(call, rows, start, end))
    return {"value": value, **_link(call, mark, rows, more=len(rows) == size)}


def _shown(call: Call, rows: Iterable[Event], start: datetime, end: datetime) -> Iterable[dict[str, Any]]:
    zone_name = preferred_zone(call)
    for event in rows:
        if event.deleted or event.end < start or event.start >= end:
            yield {"id": event.id, "@removed": {"reason": "deleted"}}
        else:
            yield event_json(event, zone_name)


def _link(call: Call, mark: dict[str, Any], rows: list[Event], *, more: bool) -> dict[str, str]:
    if more:
        name, option, following = "@odata.nextLink", "$skiptoken", {**mark, "seen": rows[-1].seq}
    else:
        # A first round leaves out what lies outside the span: the next one begins after the round's own beginning.
        seen = mark["since"] if mark["first"] else (rows[-1].seq if rows else mark["seen"])
        name, option, following = "@odata.deltaLink", "$deltatoken", {**mark, "seen": seen, "first": False}
    token = base64.urlsafe_b64encode(json.dumps(following).encode()).decode().rstrip("=")
    return {name: f"{call.tenant.base_url}/v1.0{call.path}?{option}={token}"}


def _first(call: Call) -> dict[str, Any]:
    (start, end), mailbox = _span(call), mailbox_of(call).id
    since = events.last_change(call.tenant.db, mailbox)
    return {"mailbox": mailbox, "start": stored(start), "end": stored(end), "since": since, "seen": 0, "first": True}


def _read(call: Call, token: str) -> dict[str, Any]:
    try:
        mark: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        last = events.last_change(call.tenant.db, mark["mailbox"])
        if mark["mailbox"] == mailbox_of(call).id and mark["since"] <= last:
            return mark
    except (ValueError, KeyError, TypeError):
        pass
    start = {"Location": f"{call.tenant.base_url}/v1.0{call.path}"}
    raise GraphError(410, "SyncStateNotFound", "The sync state is not known: read the whole span anew.", start)


def _span(call: Call) -> tuple[datetime, datetime]:
    low, high = (call.query.get(name) or call.query.get(name.lower()) for name in _SPAN)
    if not low or not high:
        raise GraphError(
            400,
            "ErrorInvalidParameter",
            "This request requires a time window specified by startDateTime and endDateTime.",
        )
    start, end = parse_time(low, "UTC", "startDateTime"), parse_time(high, "UTC", "endDateTime")
    if end < start:
        raise GraphError(400, "ErrorInvalidParameter", "endDateTime lies before startDateTime.")
    return start, end
