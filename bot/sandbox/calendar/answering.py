"""What an attendee does with a meeting: accepts, declines, accepts tentatively, proposes another time."""

from dataclasses import replace
from datetime import datetime

from bot.sandbox.calendar import events, linked
from bot.sandbox.calendar.event import Event, stamp
from bot.sandbox.calendar.invitations import answer
from bot.sandbox.calendar.organizing import drop
from bot.sandbox.calendar.post import message_id, post
from bot.sandbox.http import GraphError
from bot.sandbox.tenant import Mailbox, Tenant

Proposal = tuple[datetime, datetime]
_NOT_ASKED = "Your request can't be completed. The meeting organizer hasn't requested a response."


def respond(
    tenant: Tenant, mailbox: Mailbox, event: Event, response: str, comment: str, send: bool, proposed: Proposal | None
) -> None:
    """An attendee's accept, decline or tentative accept, to a meeting, a whole series or one occurrence of it.

    400 from the organizer, for an answer that the organizer does not want, or for a proposal not allowed.
    """
    if event.is_organizer:
        raise _bad("You can't respond to this meeting because you're the meeting organizer.")
    if send and not event.properties["responseRequested"]:
        raise _bad(_NOT_ASKED)
    if proposed and not (send and event.properties["allowNewTimeProposals"]):
        raise _bad("proposedNewTime needs sendResponse true and a meeting that allows new time proposals.")
    if proposed and proposed[1] <= proposed[0]:
        raise _bad("proposedNewTime ends before it starts.")
    _keep(tenant, event, response)
    if send:
        sender = {"name": mailbox.name, "address": mailbox.email}
        mail = answer(event, sender, response, comment, proposed, tenant.clock.now, message_id(tenant))
        post(tenant, mailbox.id, mail, "eventMessageResponse")


def _keep(tenant: Tenant, event: Event, response: str) -> None:
    """What was declined leaves the calendar; the answer to a series is the answer to its exceptions too."""
    if response == "declined":
        drop(tenant, _answered(tenant, event, response))
        return
    for exception in linked.exceptions(tenant.db, event.id) if event.recurrence else ():
        events.save(tenant.db, _answered(tenant, exception, response), tenant.clock.now)
    events.save(tenant.db, _answered(tenant, event, response), tenant.clock.now)


def _answered(tenant: Tenant, event: Event, response: str) -> Event:
    shown = {"accepted": event.intended, "tentativelyAccepted": "tentative"}.get(response, "free")
    properties = {**event.properties, "showAs": shown}
    return replace(event, response=response, response_time=stamp(tenant.clock.now), properties=properties)


def _bad(message: str) -> GraphError:
    return GraphError(400, "ErrorInvalidRequest", message)
