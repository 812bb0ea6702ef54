"""What changed in a span of a calendar since a token: events whole, occurrences in short, `@removed` for what left."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from bot.sandbox.calendar import calendars, events, linked, reading, series
from bot.sandbox.calendar.answers import event_json, short_json
from bot.sandbox.calendar.building import ENDLESS
from bot.sandbox.calendar.event import Event
from bot.sandbox.calendar.reading import mailbox_of
from bot.sandbox.calendar.view_routes import SPAN, span_of
from bot.sandbox.calendar.zones import parse_time, preferred_zone, restored, stored
from bot.sandbox.http import Call, GraphError
from bot.sandbox.routes import route

_OPTIONS = (*SPAN, "$deltatoken", "$skiptoken")
Mark = Mapping[str, Any]
"""How far a reader is: `seen` is the last change read wholly; of the change `at` all up to the key `after`."""
Entry = tuple[str, dict[str, Any]]
"""What an answer shows, with the key that orders the entries of one change."""


@route("GET", "/users/{user}/calendarView/delta", options=_OPTIONS)
@route("GET", "/users/{user}/calendar/calendarView/delta", options=_OPTIONS)
@route("GET", "/users/{user}/calendars/{calendar}/calendarView/delta", options=_OPTIONS)
def view_delta(call: Call) -> dict[str, Any]:
    """Events of a span of time since the token, or all of them; what left the span is `@removed`."""
    token = call.query.get("$deltatoken") or call.query.get("$skiptoken")
    return _page(call, _read(call, token) if token else _first(call))


def _page(call: Call, mark: Mark) -> dict[str, Any]:
    size, value = reading.page_size(call), list[dict[str, Any]]()
    rows = _rows(call, mark, size)
    for row in rows:
        entries = [one for one in _entries(call, row, mark) if row.seq != mark["at"] or one[0] > mark["after"]]
        chosen = entries[: size - len(value)]
        value += [body for _, body in chosen]
        if len(chosen) < len(entries):
            read = {"at": row.seq, "after": chosen[-1][0]} if chosen else {}
            return {"value": value, **_link(call, {**mark, **read}, more=True)}
        mark = {**mark, "seen": row.seq}
    return {"value": value, **_link(call, mark, more=len(rows) == size)}


@route("GET", "/users/{user}/events/delta", options=("startDateTime", "startdatetime", "$deltatoken", "$skiptoken"))
def events_delta(call: Call) -> dict[str, Any]:
    """Single events, masters and exceptions since the token; occurrences are not among them."""
    token = call.query.get("$deltatoken") or call.query.get("$skiptoken")
    return _page(call, _read(call, token) if token else _first_of_all(call))


def _rows(call: Call, mark: Mark, size: int) -> list[Event]:
    db, start, end = call.tenant.db, restored(mark["start"]), restored(mark["end"])
    if mark["first"]:
        return events.in_span_after(db, mark["mailbox"], mark["seen"], start, end, size)
    return events.changed_after(db, mark["mailbox"], mark["seen"], size)


def _entries(call: Call, event: Event, mark: Mark) -> list[Entry]:
    """All that a changed event puts into the answer: one entry, or those of a whole series."""
    start, end, zone_name = restored(mark["start"]), restored(mark["end"]), preferred_zone(call)
    if event.calendar != mark["calendar"]:
        return []
    if mark["expands"] and (event.recurrence or event.former):
        return _of_series(call, event, mark, zone_name)
    last = restored(event.ends_on) if event.recurrence else event.end
    if event.deleted or last < start or event.start >= end:
        return [] if mark["first"] else [_removed(event.id)]
    return [(event.id, event_json(event, zone_name))]


def _of_series(call: Call, event: Event, mark: Mark, zone_name: str) -> list[Entry]:
    """First what is no longer there, then the master whole, then its occurrences by their days."""
    db, start, end = call.tenant.db, restored(mark["start"]), restored(mark["end"])
    shown = series.occurrences(db, event, start, end) if event.recurrence and not event.deleted else []
    stands = bool(shown) or (not event.recurrence and not event.deleted and start <= event.end and event.start < end)
    gone: set[str] = set()
    if not mark["first"]:
        gone = series.vanished(event, mark["since"], start, end) - linked.exception_ids(db, event.id)
        gone = (gone - {one.id for one in shown}) | (set() if stands else {event.id})
    whole = [(f"2{event.id}", event_json(event, zone_name))] if stands else []
    short = [(f"3{one.id}", short_json(one, zone_name)) for one in shown]
    return [*(_removed(one) for one in sorted(gone)), *whole, *short]


def _removed(key: str) -> Entry:
    return f"1{key}", {"id": key, "@removed": {"reason": "deleted"}}


def _link(call: Call, mark: Mark, *, more: bool) -> dict[str, str]:
    if more:
        name, option, following = "@odata.nextLink", "$skiptoken", mark
    else:
        # A first round leaves out what lies outside the span: the next one begins after the round's own beginning.
        seen = mark["since"] if mark["first"] else mark["seen"]
        name, option = "@odata.deltaLink", "$deltatoken"
        following = {**mark, "seen": seen, "since": seen, "first": False, "at": 0, "after": ""}
    token = base64.urlsafe_b64encode(json.dumps(following).encode()).decode().rstrip("=")
    return {name: f"{call.tenant.base_url}/v1.0{call.path}?{option}={token}"}


def _first(call: Call) -> Mark:
    start, end = span_of(call)
    return {**_begin(call, call.params.get("calendar")), "start": stored(start), "end": stored(end), "expands": True}


def _first_of_all(call: Call) -> Mark:
    text = call.query.get("startDateTime") or call.query.get("startdatetime")
    start = stored(parse_time(text, "UTC", "startDateTime")) if text else "1900-01-01T00:00:00Z"
    return {**_begin(call, None), "start": start, "end": ENDLESS, "expands": False}


def _begin(call: Call, key: str | None) -> dict[str, Any]:
    mailbox = mailbox_of(call)
    calendar = calendars.find(call.tenant, mailbox, key)["id"]
    since = events.last_change(call.tenant.db, mailbox.id)
    return {"mailbox": mailbox.id, "calendar": calendar, "since": since, "seen": 0, "first": True, "at": 0, "after": ""}


def _read(call: Call, token: str) -> Mark:
    try:
        mark: Mark = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        last = events.last_change(call.tenant.db, mark["mailbox"])
        known = {"calendar", "start", "end", "expands", "seen", "first", "at", "after"} <= set(mark)
        if known and mark["mailbox"] == mailbox_of(call).id and mark["since"] <= last:
            return mark
    except (ValueError, KeyError, TypeError):
        pass
    start = {"Location": f"{call.tenant.base_url}/v1.0{call.path}"}
    raise GraphError(410, "SyncStateNotFound", "The sync state is not known: read the whole span anew.", start)
