"""What arriving meeting messages do to a calendar: requests, changes, answers, cancellations, forwards."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.sandbox.calendar import events, linked, series
from bot.sandbox.calendar.building import address_of, new_id, repeated
from bot.sandbox.calendar.event import NEVER, Event, stamp
from bot.sandbox.calendar.invitations import CANCELLED
from bot.sandbox.calendar.organizing import drop, reformed
from bot.sandbox.calendar.requests import DEFAULTS
from bot.sandbox.calendar.scheduling import Scheduling
from bot.sandbox.calendar.zones import show_time
from bot.sandbox.tenant import Mailbox, Tenant


def receive(tenant: Tenant, mailbox: Mailbox, said: Scheduling) -> Event | None:
    """Does to the mailbox's calendar what an arriving meeting message says; the event that it speaks of, if any."""
    handler = _ARRIVALS.get(said.method)
    return handler(tenant, mailbox, said) if handler else None


def spoken_of(tenant: Tenant, mailbox: Mailbox, said: Scheduling) -> Event | None:
    """The event of this mailbox that a meeting message is about: a meeting, a series, or one occurrence of it."""
    known = events.by_uid(tenant.db, mailbox.id, said.uid)
    if known is None or said.original is None or known.recurrence is None:
        return known
    return series.at(tenant.db, known, said.original)


def _request(tenant: Tenant, mailbox: Mailbox, said: Scheduling) -> Event | None:
    """A new invitation lays a tentative copy; one with a higher sequence changes it. Times moved ask a new answer."""
    known = spoken_of(tenant, mailbox, said)
    if known is None:
        copy = _restored(tenant, mailbox, said) or _copy(tenant, mailbox, said)
        changed = _updated(copy, said)
    elif known.is_organizer or said.sequence < known.sequence:
        return known
    else:
        changed = reformed(tenant, known, _updated(known, said))
    saved = events.save(tenant.db, changed, tenant.clock.now)
    for original in said.without:
        if (one := series.at(tenant.db, saved, original)) is not None:
            drop(tenant, one)
    return saved


def _reply(tenant: Tenant, mailbox: Mailbox, said: Scheduling) -> Event | None:
    """The answer of someone who was invited, put beside that person at the organizer; one to an older time is not."""
    event = spoken_of(tenant, mailbox, said)
    if event is None or not event.is_organizer or said.sequence < event.sequence:
        return event
    for exception in linked.exceptions(tenant.db, event.id) if event.recurrence else ():
        _with_answers(tenant, exception, said)
    return _with_answers(tenant, event, said)


def _with_answers(tenant: Tenant, event: Event, said: Scheduling) -> Event:
    answers = {address_of(one): one["status"]["response"] for one in said.attendees}
    attendees = tuple(
        _answered(one, answers[address_of(one)], said, tenant.clock.now) if address_of(one) in answers else one
        for one in event.attendees
    )
    if attendees == event.attendees:
        return event
    return events.save(tenant.db, replace(event, attendees=attendees), tenant.clock.now)


def _cancel(tenant: Tenant, mailbox: Mailbox, said: Scheduling) -> Event | None:
    """The attendee's copy stays, marked as cancelled, until someone removes it."""
    event = spoken_of(tenant, mailbox, said)
    if event is None or event.is_organizer:
        return event
    for exception in linked.exceptions(tenant.db, event.id) if event.recurrence else ():
        events.save(tenant.db, _off(exception, exception.properties["subject"], said), tenant.clock.now)
    subject = said.subject or event.properties["subject"]
    return events.save(tenant.db, _off(event, subject, said), tenant.clock.now)


def _off(event: Event, subject: str, said: Scheduling) -> Event:
    marked = subject if subject.startswith(CANCELLED) else CANCELLED + subject
    properties = {**event.properties, "subject": marked, "showAs": "free"}
    return replace(event, cancelled=True, sequence=said.sequence, properties=properties)


def _forwarded(tenant: Tenant, mailbox: Mailbox, said: Scheduling) -> Event | None:
    """The organizer hears that someone sent the invitation on: who got it is invited from now on."""
    event = spoken_of(tenant, mailbox, said)
    if event is None or not event.is_organizer:
        return event
    known = {address_of(one) for one in event.attendees}
    new = tuple(one for one in said.attendees if address_of(one) not in known)
    return (
        events.save(tenant.db, replace(event, attendees=(*event.attendees, *new)), tenant.clock.now) if new else event
    )


def _restored(tenant: Tenant, mailbox: Mailbox, said: Scheduling) -> Event | None:
    """The occurrence of a known series that was taken out of it, and that a message speaks of again."""
    master = events.by_uid(tenant.db, mailbox.id, said.uid)
    if master is None or said.original is None:
        return None
    return next(
        (one for one in series.expand(master, said.original, said.original) if one.start == said.original), None
    )


def _copy(tenant: Tenant, mailbox: Mailbox, said: Scheduling) -> Event:
    at, start = stamp(tenant.clock.now), said.start or tenant.clock.now
    return Event(
        id=new_id(),
        mailbox=mailbox.id,
        calendar=mailbox.calendar,
        uid=said.uid,
        start=start,
        end=said.end or start,
        start_zone=said.zone_name,
        end_zone=said.zone_name,
        organizer=said.organizer,
        created=at,
        modified=at,
        is_organizer=False,
        properties=DEFAULTS,
        response="notResponded",
    )


def _updated(event: Event, said: Scheduling) -> Event:
    """The event as the message describes it; a new time, or a new pattern, waits for a new answer."""
    changed = replace(
        event,
        start=said.start or event.start,
        end=said.end or event.end,
        start_zone=said.zone_name,
        end_zone=said.zone_name,
        properties={**event.properties, **_said_properties(said)},
        attendees=said.attendees,
        intended=said.intended,
        sequence=said.sequence,
        cancelled=False,
    )
    if event.master is None:
        changed = repeated(changed, said.recurrence)
    moved = (changed.start, changed.end, changed.recurrence) != (event.start, event.end, event.recurrence)
    waiting = moved or event.response == "notResponded"
    if event.master:
        own = {name for name, value in changed.properties.items() if value != event.properties.get(name)}
        changed = replace(changed, own=tuple(sorted({*(event.own or ()), *own, *(("start", "end") if moved else ())})))
    if not waiting:
        return changed
    # A block that the organizer meant to be free is free at once; any other waits as tentative for the answer.
    shown = "free" if said.intended == "free" else "tentative"
    properties = {**changed.properties, "showAs": shown}
    return replace(changed, properties=properties, response="notResponded", response_time=NEVER)


def _said_properties(said: Scheduling) -> dict[str, Any]:
    return {
        "subject": said.subject,
        "body": {"contentType": "text", "content": said.description},
        "location": {**DEFAULTS["location"], "displayName": said.location},
        "isAllDay": said.is_all_day,
        "sensitivity": said.sensitivity,
        "allowNewTimeProposals": said.allows_proposals,
        "responseRequested": said.asks_response,
    }


def _answered(attendee: Mapping[str, Any], response: str, said: Scheduling, now: datetime) -> dict[str, Any]:
    plain = {key: value for key, value in attendee.items() if key != "proposedNewTime"}
    answered = plain | {"status": {"response": response, "time": stamp(now)}}
    if said.method == "COUNTER" and said.start and said.end:
        answered["proposedNewTime"] = {"start": show_time(said.start, "UTC"), "end": show_time(said.end, "UTC")}
    return answered


_ARRIVALS: Mapping[str, Callable[[Tenant, Mailbox, Scheduling], Event | None]] = {
    "REQUEST": _request,
    "REPLY": _reply,
    "COUNTER": _reply,
    "CANCEL": _cancel,
    "X-FORWARD": _forwarded,
}
