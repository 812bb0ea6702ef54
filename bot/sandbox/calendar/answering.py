"""What an attendee does with a meeting, and what arrives of it: requests, changes, answers, cancellations by mail."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.sandbox.calendar import events
from bot.sandbox.calendar.event import NEVER, Event, stamp
from bot.sandbox.calendar.invitations import CANCELLED, answer
from bot.sandbox.calendar.organizing import drop
from bot.sandbox.calendar.post import message_id, post
from bot.sandbox.calendar.requests import DEFAULTS
from bot.sandbox.calendar.scheduling import Scheduling
from bot.sandbox.calendar.zones import show_time
from bot.sandbox.http import GraphError
from bot.sandbox.tenant import Mailbox, Tenant

Proposal = tuple[datetime, datetime]


def respond(
    tenant: Tenant, mailbox: Mailbox, event: Event, response: str, comment: str, send: bool, proposed: Proposal | None
) -> None:
    """An attendee's accept, decline or tentative accept; 400 from the organizer, or for a proposal not allowed."""
    if event.is_organizer:
        raise _bad("You can't respond to this meeting because you're the meeting organizer.")
    if proposed and not (send and event.properties["allowNewTimeProposals"]):
        raise _bad("proposedNewTime needs sendResponse true and a meeting that allows new time proposals.")
    now = tenant.clock.now
    shown = {"accepted": event.intended, "tentativelyAccepted": "tentative"}.get(response, "free")
    answered = replace(
        event, response=response, response_time=stamp(now), properties={**event.properties, "showAs": shown}
    )
    if response == "declined":
        drop(tenant, answered)
    else:
        events.save(tenant.db, answered, now)
    if send:
        sender = {"name": mailbox.name, "address": mailbox.email}
        mail = answer(event, sender, response, comment, proposed, now, message_id(tenant))
        post(tenant, mailbox.id, mail, "eventMessageResponse")


def receive(tenant: Tenant, mailbox: Mailbox, said: Scheduling) -> Event | None:
    """Does to the mailbox's calendar what an arriving meeting message says; the event that it speaks of, if any."""
    handler = _ARRIVALS.get(said.method)
    return handler(tenant, mailbox, said) if handler else None


def _request(tenant: Tenant, mailbox: Mailbox, said: Scheduling) -> Event | None:
    """A new invitation lays a tentative copy; one with a higher sequence changes it. Times moved ask a new answer."""
    known = events.by_uid(tenant.db, mailbox.id, said.uid)
    if known is None:
        return events.save(tenant.db, _copy(tenant, mailbox, said), tenant.clock.now)
    if known.is_organizer or said.sequence < known.sequence:
        return known
    changed = _updated(known, said)
    return events.save(tenant.db, changed, tenant.clock.now)


def _reply(tenant: Tenant, mailbox: Mailbox, said: Scheduling) -> Event | None:
    """The answer of someone who was invited, put beside that person at the organizer; one to an older time is not."""
    event = events.by_uid(tenant.db, mailbox.id, said.uid)
    if event is None or not event.is_organizer or said.sequence < event.sequence:
        return event
    answers = {_address(one): one["status"]["response"] for one in said.attendees}
    attendees = tuple(
        _answered(one, answers[_address(one)], said, tenant.clock.now) if _address(one) in answers else one
        for one in event.attendees
    )
    if attendees == event.attendees:
        return event
    return events.save(tenant.db, replace(event, attendees=attendees), tenant.clock.now)


def _cancel(tenant: Tenant, mailbox: Mailbox, said: Scheduling) -> Event | None:
    """The attendee's copy stays, marked as cancelled, until someone removes it."""
    event = events.by_uid(tenant.db, mailbox.id, said.uid)
    if event is None or event.is_organizer:
        return event
    subject = CANCELLED + (said.subject or event.properties["subject"])
    properties = {**event.properties, "subject": subject, "showAs": "free"}
    cancelled = replace(event, cancelled=True, sequence=said.sequence, properties=properties)
    return events.save(tenant.db, cancelled, tenant.clock.now)


def _copy(tenant: Tenant, mailbox: Mailbox, said: Scheduling) -> Event:
    at = stamp(tenant.clock.now)
    start = said.start or tenant.clock.now
    blank = Event(
        id="AAMkA" + secrets.token_urlsafe(66) + "AAA=",
        mailbox=mailbox.id,
        calendar=mailbox.calendar,
        uid=said.uid,
        start=start,
        end=said.end or start,
        start_zone="UTC",
        end_zone="UTC",
        organizer=said.organizer,
        created=at,
        modified=at,
        is_organizer=False,
        properties=DEFAULTS,
        response="notResponded",
    )
    return _updated(blank, said)


def _updated(event: Event, said: Scheduling) -> Event:
    start, end = said.start or event.start, said.end or event.end
    moved = (start, end) != (event.start, event.end)
    # A block that the organizer meant to be free is free at once; any other waits as tentative for the answer.
    shown = "free" if said.intended == "free" else "tentative"
    waiting = moved or event.response == "notResponded"
    properties = {
        **event.properties,
        "subject": said.subject,
        "body": {"contentType": "text", "content": said.description},
        "location": {**DEFAULTS["location"], "displayName": said.location},
        "isAllDay": said.is_all_day,
        "sensitivity": said.sensitivity,
        "allowNewTimeProposals": said.allows_proposals,
        "showAs": shown if waiting else event.properties["showAs"],
    }
    return replace(
        event,
        start=start,
        end=end,
        attendees=said.attendees,
        intended=said.intended,
        sequence=said.sequence,
        properties=properties,
        response="notResponded" if waiting else event.response,
        response_time=NEVER if waiting else event.response_time,
        cancelled=False,
    )


def _answered(attendee: Mapping[str, Any], response: str, said: Scheduling, now: datetime) -> dict[str, Any]:
    plain = {key: value for key, value in attendee.items() if key != "proposedNewTime"}
    answered = plain | {"status": {"response": response, "time": stamp(now)}}
    if said.method == "COUNTER" and said.start and said.end:
        answered["proposedNewTime"] = {"start": show_time(said.start, "UTC"), "end": show_time(said.end, "UTC")}
    return answered


def _address(attendee: Mapping[str, Any]) -> str:
    return str(attendee["emailAddress"]["address"]).lower()


def _bad(message: str) -> GraphError:
    return GraphError(400, "ErrorInvalidRequest", message)


_ARRIVALS: Mapping[str, Callable[[Tenant, Mailbox, Scheduling], Event | None]] = {
    "REQUEST": _request,
    "REPLY": _reply,
    "COUNTER": _reply,
    "CANCEL": _cancel,
}
