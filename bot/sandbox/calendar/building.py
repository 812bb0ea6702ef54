"""Events as their organizer makes and changes them: what a request's values make of an event, and the rules of time."""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.sandbox.calendar.event import NEVER, Event, stamp
from bot.sandbox.calendar.parts import bad
from bot.sandbox.calendar.recurrence import Recurrence, begun_on, fitted, last_day, shortest_gap
from bot.sandbox.calendar.requests import DEFAULTS
from bot.sandbox.calendar.series import FAR, on_day, wall_zone
from bot.sandbox.calendar.zones import is_midnight, stored, zone
from bot.sandbox.http import GraphError
from bot.sandbox.tenant import Mailbox, Tenant

_APART = ("start", "end", "attendees", "singleValueExtendedProperties", "transactionId", "recurrence", "attachments")
_UID_PREFIX = "040000008200E00074C5B7101A82E00800000000"
EARLIEST = datetime(1601, 1, 1, tzinfo=UTC)
ENDLESS = "9999-12-31T00:00:00Z"


def new_event(tenant: Tenant, mailbox: Mailbox, calendar: str, values: Mapping[str, Any]) -> Event:
    """The event that a creation's values make; 400 where its times cannot be."""
    (start, start_zone), (end, end_zone) = values["start"], values["end"]
    own = {key: value for key, value in values.items() if key not in _APART}
    at = stamp(tenant.clock.now)
    event = Event(
        id=new_id(),
        mailbox=mailbox.id,
        calendar=calendar,
        uid=_UID_PREFIX + uuid.uuid4().hex.upper() + uuid.uuid4().hex.upper()[:8],
        start=start,
        end=end,
        start_zone=start_zone,
        end_zone=end_zone,
        organizer={"emailAddress": {"name": mailbox.name, "address": mailbox.email}},
        created=at,
        modified=at,
        properties={**DEFAULTS, **own},
        attendees=others(values.get("attendees", ()), mailbox.email),
        extended=values.get("singleValueExtendedProperties", {}),
        intended=own.get("showAs", "busy"),
        transaction_id=values.get("transactionId"),
    )
    check_times(event)
    return _online(repeated(event, values.get("recurrence")), mailbox)


def new_id() -> str:
    """An id for an event of this tenant."""
    return "AAMkA" + secrets.token_urlsafe(66) + "AAA="


def changed_event(tenant: Tenant, event: Event, values: Mapping[str, Any]) -> Event:
    """The event after a change; 400 where its times then cannot be."""
    own = {key: value for key, value in values.items() if key not in _APART}
    start, start_zone = values.get("start", (event.start, event.start_zone))
    end, end_zone = values.get("end", (event.end, event.end_zone))
    changed = replace(
        event,
        start=start,
        end=end,
        start_zone=start_zone,
        end_zone=end_zone,
        properties={**event.properties, **own},
        extended={**event.extended, **values.get("singleValueExtendedProperties", {})},
        intended=own.get("showAs", event.intended),
    )
    if event.is_organizer and "attendees" in values:
        changed = replace(changed, attendees=_kept_answers(event, values["attendees"]))
    check_times(changed)
    if event.recurrence or "recurrence" in values:
        changed = _repeated_anew(event, changed, values)
    return _online(changed, tenant.mailbox(event.mailbox)) if "isOnlineMeeting" in values else changed


def repeated(event: Event, rule: Recurrence | None) -> Event:
    """The event as the master of a series, moved to the first day of its pattern; as it is without a recurrence."""
    if rule is None:
        return replace(event, recurrence=None, ends_on="")
    rule = _in_zone(rule, event)
    fit = fitted(rule, event.start.astimezone(zone(wall_zone(event, rule))).date())
    first = replace(event, recurrence=fit)
    moved = on_day(first, _day(fit["range"]["startDate"]))
    gap = shortest_gap(fit)
    if gap is not None and gap < moved.end - moved.start - timedelta(hours=1):
        raise GraphError(
            400, "ErrorOccurrenceTimeSpanTooBig", "An occurrence lasts longer than the time to the next one."
        )
    end = last_day(fit)
    ends_on = stored(on_day(first, end).end) if end else ENDLESS
    return replace(first, start=moved.start, end=moved.end, ends_on=ends_on)


def check_times(event: Event) -> None:
    """400 where an event ends before it starts, or lasts all day without being of whole days."""
    if event.end < event.start:
        raise bad("The event ends before it starts.")
    if event.start < EARLIEST or event.end > FAR:
        raise GraphError(400, "ErrorCalendarOutOfRange", "The start or end of the event is outside of the calendar.")
    if not event.properties["isAllDay"]:
        return
    for edge, moment, name in (("Start", event.start, event.start_zone), ("End", event.end, event.end_zone)):
        if not is_midnight(moment, name):
            raise _invalid(f"The Event.{edge} property for an all-day event needs to be set to midnight.")
    if zone(event.start_zone) != zone(event.end_zone):
        raise _invalid("The Event.Start and Event.End properties of an all-day event need the same time zone.")
    if event.end <= event.start:
        raise _invalid("The duration of an event marked as All day must be at least 24 hours.")


def check_place_in_series(master: Event, day: datetime, changed: Event, near: Iterable[Event]) -> None:
    """400 where an occurrence would come on or past the day of one beside it, as Outlook refuses."""
    assert master.recurrence is not None
    clock = zone(wall_zone(master, master.recurrence))
    start, end = changed.start.astimezone(clock).date(), changed.end.astimezone(clock).date()
    for one in near:
        other = one.start.astimezone(clock).date()
        if (one.start < day and start <= other) or (one.start > day and (start >= other or end > other)):
            raise GraphError(
                400,
                "ErrorOccurrenceCrossingBoundary",
                "Modified occurrence is crossing or overlapping adjacent occurrence.",
            )


def others(attendees: Iterable[Mapping[str, Any]], own: str) -> tuple[Mapping[str, Any], ...]:
    """The organizer invites nobody by the organizer's own address."""
    return tuple(one for one in attendees if one["emailAddress"]["address"].lower() != own.lower())


def unanswered(attendee: Mapping[str, Any]) -> Mapping[str, Any]:
    """An attendee who is asked anew."""
    plain = {key: value for key, value in attendee.items() if key != "proposedNewTime"}
    return plain | {"status": {"response": "none", "time": NEVER}}


def address_of(attendee: Mapping[str, Any]) -> str:
    """The attendee's address, in the form in which addresses are compared."""
    return str(attendee["emailAddress"]["address"]).lower()


def _repeated_anew(before: Event, changed: Event, values: Mapping[str, Any]) -> Event:
    """A series that starts at another time goes on from there; a new pattern keeps the time of day."""
    rule = values["recurrence"] if "recurrence" in values else before.recurrence
    if rule is None:
        return repeated(changed, None)
    rule = _in_zone(rule, changed)
    if "recurrence" not in values:
        rule = begun_on(rule, changed.start.astimezone(zone(wall_zone(changed, rule))).date())
    elif "start" not in values:
        moved = on_day(replace(changed, recurrence=rule), _day(rule["range"]["startDate"]))
        changed = replace(changed, start=moved.start, end=moved.end)
    return repeated(changed, rule)


def _in_zone(rule: Recurrence, event: Event) -> Recurrence:
    span = {**rule["range"]}
    return {**rule, "range": {**span, "recurrenceTimeZone": span["recurrenceTimeZone"] or event.start_zone}}


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _online(event: Event, mailbox: Mailbox) -> Event:
    """A Teams meeting gets its link; a mailbox without a licence (a shared one) gets none and no word of it."""
    if not event.properties["isOnlineMeeting"] or event.join_url:
        return event
    if mailbox.role == "mailbox":
        plain = {**event.properties, "isOnlineMeeting": False, "onlineMeetingProvider": "unknown"}
        return replace(event, properties=plain)
    url = f"https://teams.microsoft.example/l/meetup-join/19%3ameeting_{uuid.uuid4().hex}%40thread.v2/0"
    return replace(event, properties={**event.properties, "onlineMeetingProvider": "teamsForBusiness"}, join_url=url)


def _kept_answers(event: Event, attendees: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    known = {address_of(one): one for one in event.attendees}
    asked = others(attendees, event.organizer["emailAddress"]["address"])
    return tuple({**known.get(address_of(one), one), "type": one["type"]} for one in asked)


def _invalid(message: str) -> GraphError:
    return GraphError(400, "ErrorInvalidRequest", message)
