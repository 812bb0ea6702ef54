"""Sending an invitation on to others; the organizer hears of it, and has them invited from then on."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.sandbox.calendar import events
from bot.sandbox.calendar.building import address_of
from bot.sandbox.calendar.event import Event
from bot.sandbox.calendar.invitations import forward_notice, forwarded
from bot.sandbox.calendar.post import message_id, post
from bot.sandbox.http import GraphError
from bot.sandbox.tenant import Mailbox, Tenant


def forward(tenant: Tenant, mailbox: Mailbox, event: Event, to: Sequence[dict[str, Any]], comment: str) -> None:
    """Sends the invitation on. The organizer's own forward invites these people; another's is told to the organizer.

    Exchange tells an organizer in the same tenant only; one elsewhere learns of it from the answers.
    """
    if not to:
        raise GraphError(400, "ErrorInvalidRecipients", "At least one recipient is needed to forward an event.")
    known = {address_of(one) for one in event.attendees}
    new = [one for one in to if address_of(one) not in known]
    if event.is_organizer:
        event = events.save(tenant.db, replace(event, attendees=(*event.attendees, *new)), tenant.clock.now)
    now, sender = tenant.clock.now, {"name": mailbox.name, "address": mailbox.email}
    invited = event if event.is_organizer else replace(event, attendees=(*event.attendees, *new))
    post(tenant, mailbox.id, forwarded(invited, sender, to, comment, now, message_id(tenant)), "eventMessageRequest")
    organizer = event.organizer.get("emailAddress", {}).get("address", "")
    if not event.is_organizer and tenant.find_mailbox(organizer):
        notice = forward_notice(event, sender, to, now, message_id(tenant))
        post(tenant, mailbox.id, notice, "eventMessage", kept=False)
