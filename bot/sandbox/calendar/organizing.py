"""What the organizer does with an event: lays it, changes it, calls it off. Attendees are mailed at once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.sandbox.calendar import events, files, linked, recurrence, series
from bot.sandbox.calendar.building import changed_event, check_place_in_series, new_event, unanswered
from bot.sandbox.calendar.event import Event, Form
from bot.sandbox.calendar.parts import bad
from bot.sandbox.calendar.telling import TOLD, cancel_for, invite, tell
from bot.sandbox.calendar.zones import stored
from bot.sandbox.tenant import Mailbox, Tenant


def lay(tenant: Tenant, mailbox: Mailbox, calendar: str, values: Mapping[str, Any]) -> Event:
    """Stores a new event of this mailbox and invites its attendees."""
    if "start" not in values or "end" not in values:
        raise bad("An event needs start and end.")
    saved = events.save(tenant.db, new_event(tenant, mailbox, calendar, values), tenant.clock.now)
    for body in values.get("attachments", ()):
        files.add(tenant, saved, body)
        saved = events.get(tenant.db, mailbox.id, saved.id) or saved
    invite(tenant, saved, saved.attendees)
    return saved


def change(tenant: Tenant, event: Event, values: Mapping[str, Any]) -> Event:
    """Stores a change. Attendees hear of it if the mailbox organizes the meeting and it concerns them."""
    if values.get("transactionId", event.transaction_id) != event.transaction_id:
        raise bad("transactionId cannot be changed.")
    if "attachments" in values:
        raise bad("The attachments of an event that exists are added and taken off one by one.")
    changed = _changed(tenant, event, values)
    if not event.is_organizer:
        return events.save(tenant.db, changed, tenant.clock.now)
    moved = _times(changed) != _times(event)
    if moved or changed.properties["location"] != event.properties["location"]:
        changed = replace(changed, sequence=event.sequence + 1)
    if moved:
        changed = replace(changed, attendees=tuple(unanswered(one) for one in changed.attendees))
    saved = events.save(tenant.db, changed, tenant.clock.now)
    if any(name in values for name in TOLD):
        tell(tenant, event, saved, only_new=set(values) == {"attendees"})
    return saved


def call_off(tenant: Tenant, event: Event, comment: str) -> None:
    """Cancels a meeting: its attendees are told, and the organizer's own copy leaves the calendar."""
    off = replace(event, cancelled=True, sequence=event.sequence + 1)
    cancel_for(tenant, off, off.attendees, comment)
    drop(tenant, off)


def drop(tenant: Tenant, event: Event) -> None:
    """Takes an event out of the calendar without a word to anyone; a series with all that belongs to it."""
    for exception in linked.exceptions(tenant.db, event.id) if event.recurrence else ():
        events.save(tenant.db, replace(exception, deleted=True), tenant.clock.now)
    events.save(tenant.db, replace(event, deleted=True), tenant.clock.now)


def remove(tenant: Tenant, event: Event) -> None:
    """Deletes an event as a DELETE does: the organizer's attendees are told, an attendee's copy just goes."""
    if event.is_organizer and event.is_meeting:
        call_off(tenant, event, "")
    else:
        drop(tenant, event)


def reformed(tenant: Tenant, before: Event, changed: Event) -> Event:
    """A series whose times or pattern changed: its exceptions go, and what it was is kept for readers of deltas."""
    if before.recurrence is None or _times(before) == _times(changed):
        return changed
    for exception in linked.exceptions(tenant.db, before.id):
        events.save(tenant.db, replace(exception, deleted=True), tenant.clock.now)
    linked.forget_exceptions(tenant.db, before.id)
    form: Form = {
        "until": tenant.db.next_seq(),
        "recurrence": before.recurrence,
        "start": stored(before.start),
        "end": stored(before.end),
        "zone": before.start_zone,
        "isAllDay": before.properties["isAllDay"],
    }
    return replace(changed, former=(*before.former, form))


def _changed(tenant: Tenant, event: Event, values: Mapping[str, Any]) -> Event:
    if event.master is None:
        changed = reformed(tenant, event, changed_event(tenant, event, values))
        if event.recurrence and _times(event) == _times(changed):
            _hand_down(tenant, event, values)
        return changed
    if "recurrence" in values:
        raise bad("An occurrence has no recurrence of its own: change that of its series.")
    changed = changed_event(tenant, event, values)
    if (changed.start, changed.end) != (event.start, event.end):
        _check_place(tenant, event, changed)
    return replace(changed, own=tuple(sorted({*(event.own or ()), *values})))


def _hand_down(tenant: Tenant, master: Event, values: Mapping[str, Any]) -> None:
    """Gives a change of a series to its exceptions too, but for what they have of their own."""
    for exception in linked.exceptions(tenant.db, master.id):
        news = {key: value for key, value in values.items() if key not in {*(exception.own or ()), "start", "end"}}
        changed = changed_event(tenant, exception, {key: one for key, one in news.items() if key != "recurrence"})
        events.save(tenant.db, changed, tenant.clock.now)


def _check_place(tenant: Tenant, event: Event, changed: Event) -> None:
    master = events.get(tenant.db, event.mailbox, event.master or "")
    if master is None or master.recurrence is None:
        return
    day = series.day_of(event)
    found = (one and series.beside(tenant.db, master, one) for one in recurrence.neighbours(master.recurrence, day))
    check_place_in_series(master, series.on_day(master, day).start, changed, [one for one in found if one])


def _times(event: Event) -> tuple[Any, ...]:
    return event.start, event.end, event.properties["isAllDay"], event.recurrence
