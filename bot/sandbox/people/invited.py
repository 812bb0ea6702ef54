"""Advisers whom the shared mailbox invites: they accept in their own calendar, as anybody in Outlook does."""

from datetime import datetime
from email.message import EmailMessage
from typing import Any

from bot.sandbox.calendar import events
from bot.sandbox.clock import on_due
from bot.sandbox.http import GraphError
from bot.sandbox.people import incoming, meetings
from bot.sandbox.people.hours import after_pause
from bot.sandbox.people.lists import Member
from bot.sandbox.people.minds import rng
from bot.sandbox.people.planning import plan
from bot.sandbox.people.world import request
from bot.sandbox.tenant import Tenant, User


def hear(tenant: Tenant, mailbox: User, mail: EmailMessage) -> dict[str, Any] | None:
    """A mail arrives inside the tenant: an adviser who finds an invitation will answer it; adds nothing to the mail."""
    if mailbox.role != "adviser":
        return None
    seen = incoming.read(mail, tenant.clock.now)
    invitation = meetings.read(seen.calendar) if seen.kind == "meeting" else None
    if invitation is None:
        return None
    rules = plan()["advisers"]
    dice = rng(tenant.settings.seed, mailbox.email, invitation.start, invitation.sequence)
    if dice.random() < rules["accept"]:
        at = after_pause(tenant.clock.now, dice, tuple(rules["answers_after"]))
        tenant.due(at, "people.accept", {"user": mailbox.email, "uid": invitation.uid})
    return None


@on_due("people.accept")
def _accept(tenant: Tenant, payload: dict[str, Any], _at: datetime) -> None:
    """Accept, unless the meeting was called off or answered in the meantime."""
    user = tenant.mailbox(payload["user"])
    event = events.by_uid(tenant.db, user.id, payload["uid"])
    if event is None or event.cancelled or event.response != "notResponded":
        return
    who = Member(user.id, user.name, user.email)
    try:
        request(tenant, who, "POST", f"/users/{user.email}/events/{event.id}/accept", {"sendResponse": True})
    except GraphError:
        return  # gone from the calendar: nothing to answer
