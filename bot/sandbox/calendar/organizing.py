"""What the organizer does with an event: lays it, changes it, calls it off. Attendees are mailed at once."""

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.sandbox.calendar import events
from bot.sandbox.calendar.events import Event
from bot.sandbox.calendar.invitations import cancellation, invitation
from bot.sandbox.calendar.parts import bad
from bot.sandbox.calendar.post import message_id, post
from bot.sandbox.calendar.requests import DEFAULTS
from bot.sandbox.calendar.zones import is_midnight
from bot.sandbox.tenant import Mailbox, Tenant

# Changes that attendees are told of; the rest (categories, reminder, own notes) is the organizer's own affair.
_TOLD = ("start", "end", "location", "subject", "body", "isAllDay", "attendees", "sensitivity", "isOnlineMeeting")
_APART = ("start", "end", "attendees", "singleValueExtendedProperties", "transactionId", "recurrence")
_UID_PREFIX = "040000008200E00074C5B7101A82E008"


def lay(tenant: Tenant, mailbox: Mailbox, calendar: str, values: Mapping[str, Any]) -> Event:
    """Stores a new event of this mailbox and invites its attendees."""
    if "start" not in values or "end" not in values:
        raise bad("An event needs start and end.")
    event = _new(tenant, mailbox, calendar, values)
    _check_times(event)
    saved = events.save(tenant.db, event, tenant.clock.now)
    _invite(tenant, saved, saved.attendees)
    return saved


def change(tenant: Tenant, event: Event, values: Mapping[str, Any]) -> Event:
    """Stores a change. Attendees hear of it if the mailbox organizes the meeting and it concerns them."""
    if values.get("transactionId", event.transaction_id) != event.transaction_id:
        raise bad("transactionId cannot be changed.")
    changed = _changed(tenant, event, values)
    _check_times(changed)
    if not event.is_organizer:
        return events.save(tenant.db, changed, tenant.clock.now)
    told = any(name in values for name in _TOLD)
    moved = (changed.start, changed.end) != (event.start, event.end)
    if moved or changed.properties["location"] != event.properties["location"]:
        changed = replace(changed, sequence=event.sequence + 1)
    if moved:
        changed = replace(changed, attendees=tuple(_unanswered(one) for one in changed.attendees))
    saved = events.save(tenant.db, changed, tenant.clock.now)
    if told:
        _tell(tenant, event, saved, only_new=set(values) == {"attendees"})
    return saved


def call_off(tenant: Tenant, event: Event, comment: str) -> None:
    """Cancels a meeting: its attendees are told, and the organizer's own copy leaves the calendar."""
    off = replace(event, cancelled=True, sequence=event.sequence + 1)
    _cancel_for(tenant, off, off.attendees, comment)
    drop(tenant, off)


def drop(tenant: Tenant, event: Event) -> None:
    """Takes an event out of the calendar without a word to anyone."""
    events.save(tenant.db, replace(event, deleted=True), tenant.clock.now)


def remove(tenant: Tenant, event: Event) -> None:
    """Deletes an event as a DELETE does: the organizer's attendees are told, an attendee's copy just goes."""
    if event.is_organizer and event.is_meeting:
        call_off(tenant, event, "")
    else:
        drop(tenant, event)


def _new(tenant: Tenant, mailbox: Mailbox, calendar: str, values: Mapping[str, Any]) -> Event:
    (start, start_zone), (end, end_zone) = values["start"], values["end"]
    own = {key: value for key, value in values.items() if key not in _APART}
    at = events.stamp(tenant.clock.now)
    event = Event(
        id="AAMkA" + secrets.token_urlsafe(66) + "AAA=",
        mailbox=mailbox.id,
        calendar=calendar,
        uid=_UID_PREFIX + uuid.uuid4().hex.upper() + uuid.uuid4().hex.upper()[:16],
        start=start,
        end=end,
        start_zone=start_zone,
        end_zone=end_zone,
        organizer={"emailAddress": {"name": mailbox.name, "address": mailbox.email}},
        created=at,
        modified=at,
        properties={**DEFAULTS, **own},
        attendees=_others(values.get("attendees", ()), mailbox.email),
        extended=values.get("singleValueExtendedProperties", {}),
        intended=own.get("showAs", "busy"),
        transaction_id=values.get("transactionId"),
    )
    return _online(event, mailbox)


def _changed(tenant: Tenant, event: Event, values: Mapping[str, Any]) -> Event:
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
    return _online(changed, tenant.mailbox(event.mailbox)) if "isOnlineMeeting" in values else changed


def _online(event: Event, mailbox: Mailbox) -> Event:
    """A Teams meeting gets its link; a mailbox without a licence (a shared one) gets none and no word of it."""
    if not event.properties["isOnlineMeeting"] or event.join_url:
        return event
    if not _is_licensed(mailbox):
        plain = {**event.properties, "isOnlineMeeting": False, "onlineMeetingProvider": "unknown"}
        return replace(event, properties=plain)
    url = f"https://teams.microsoft.example/l/meetup-join/19%3ameeting_{uuid.uuid4().hex}%40thread.v2/0"
    return replace(event, properties={**event.properties, "onlineMeetingProvider": "teamsForBusiness"}, join_url=url)


def _is_licensed(mailbox: Mailbox) -> bool:
    return mailbox.role != "mailbox"


def _check_times(event: Event) -> None:
    if event.end < event.start:
        raise bad("The event ends before it starts.")
    edges = is_midnight(event.start, event.start_zone) and is_midnight(event.end, event.end_zone)
    if event.properties["isAllDay"] and not (edges and event.end > event.start):
        raise bad("An event that lasts all day starts and ends at midnight of its time zone, a day or more apart.")


def _others(attendees: Iterable[Mapping[str, Any]], own: str) -> tuple[Mapping[str, Any], ...]:
    """The organizer invites nobody by the organizer's own address."""
    return tuple(one for one in attendees if one["emailAddress"]["address"].lower() != own.lower())


def _kept_answers(event: Event, attendees: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    known = {_address(one): one for one in event.attendees}
    others = _others(attendees, event.organizer["emailAddress"]["address"])
    return tuple({**known.get(_address(one), one), "type": one["type"]} for one in others)


def _unanswered(attendee: Mapping[str, Any]) -> Mapping[str, Any]:
    plain = {key: value for key, value in attendee.items() if key != "proposedNewTime"}
    return plain | {"status": {"response": "none", "time": events.NEVER}}


def _tell(tenant: Tenant, before: Event, after: Event, *, only_new: bool) -> None:
    """Sends the change; to new attendees alone where only the list of attendees changed. Those removed get a no."""
    known, left = {_address(one) for one in before.attendees}, {_address(one) for one in after.attendees}
    gone = [one for one in before.attendees if _address(one) not in left]
    new = [one for one in after.attendees if not only_new or _address(one) not in known]
    _invite(tenant, after, new)
    _cancel_for(tenant, after, gone, "")


def _invite(tenant: Tenant, event: Event, attendees: Iterable[Mapping[str, Any]]) -> None:
    people = list(attendees)
    if people:
        now: datetime = tenant.clock.now
        post(tenant, event.mailbox, invitation(event, people, now, message_id(tenant)), "eventMessageRequest")


def _cancel_for(tenant: Tenant, event: Event, attendees: Iterable[Mapping[str, Any]], comment: str) -> None:
    people = list(attendees)
    if people:
        now: datetime = tenant.clock.now
        post(tenant, event.mailbox, cancellation(event, people, comment, now, message_id(tenant)), "eventMessage")


def _address(attendee: Mapping[str, Any]) -> str:
    return str(attendee["emailAddress"]["address"]).lower()
