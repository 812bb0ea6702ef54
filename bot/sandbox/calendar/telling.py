"""Telling attendees: invitations, changes, and that a meeting is off."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.sandbox.calendar import files, linked
from bot.sandbox.calendar.building import address_of
from bot.sandbox.calendar.event import Event
from bot.sandbox.calendar.invitations import cancellation, invitation
from bot.sandbox.calendar.post import message_id, post
from bot.sandbox.tenant import Tenant

# Changes that attendees are told of; the rest (categories, reminder, own notes) is the organizer's own affair.
TOLD = (
    "start",
    "end",
    "location",
    "locations",
    "subject",
    "body",
    "isAllDay",
    "attendees",
    "sensitivity",
    "isOnlineMeeting",
    "recurrence",
)


def tell(tenant: Tenant, before: Event, after: Event, *, only_new: bool) -> None:
    """Sends the change; to new attendees alone where only the list of attendees changed. Those removed get a no."""
    known, left = {address_of(one) for one in before.attendees}, {address_of(one) for one in after.attendees}
    gone = [one for one in before.attendees if address_of(one) not in left]
    new = [one for one in after.attendees if not only_new or address_of(one) not in known]
    invite(tenant, after, new)
    cancel_for(tenant, after, gone, "")


def invite(tenant: Tenant, event: Event, attendees: Iterable[Mapping[str, Any]]) -> None:
    """Invites these attendees, to a series with the occurrences that are not as its pattern says."""
    people = list(attendees)
    if not people:
        return
    if event.properties["hideAttendees"]:
        for one in people:
            _request(tenant, replace(event, attendees=(one,)), [one])
    else:
        _request(tenant, event, people)
    for exception in linked.exceptions(tenant.db, event.id) if event.recurrence else ():
        invite(tenant, exception, people)


def cancel_for(tenant: Tenant, event: Event, attendees: Iterable[Mapping[str, Any]], comment: str) -> None:
    """Tells these attendees that the meeting is off, or off for them."""
    people = list(attendees)
    if people:
        now: datetime = tenant.clock.now
        post(tenant, event.mailbox, cancellation(event, people, comment, now, message_id(tenant)), "eventMessage")


def _request(tenant: Tenant, event: Event, people: list[Mapping[str, Any]]) -> None:
    now: datetime = tenant.clock.now
    gone = [one.original for one in linked.cancelled(tenant.db, event.id)] if event.recurrence else []
    attached = files.of_event(tenant.db, event)
    mail = invitation(event, people, now, message_id(tenant), [one for one in gone if one], attached)
    post(tenant, event.mailbox, mail, "eventMessageRequest")
