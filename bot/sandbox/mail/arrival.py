"""A message arrives in a mailbox of the tenant."""

from bot.sandbox.mail import folders, mime, state
from bot.sandbox.mail.message import Message, conversation_id
from bot.sandbox.tenant import Tenant, User


def arrive(tenant: Tenant, mailbox: User, raw: bytes) -> Message:
    """Into the Inbox, in the thread that it answers; meeting messages also do their work in the calendar."""
    now, parsed = tenant.clock.now, mime.parse(raw)
    message = mime.stored(parsed, raw, mailbox.id, folders.well_known_id(mailbox.id, "inbox"), now)
    thread = state.thread_of(tenant.db, mailbox.id, mime.thread_ids(parsed))
    root = [*reversed(mime.thread_ids(parsed)), message.data["internetMessageId"]][0]
    message.data["conversationId"] = thread or conversation_id(f"{mailbox.id}/{root}")
    message.extra["References"] = " ".join(reversed(mime.thread_ids(parsed)))
    for listen in tenant.on_delivery:
        facts = listen(tenant, mailbox, parsed)
        if facts:
            message.extra["event"] = facts.pop("@event", None)
            message.extra["type"] = facts.pop("@odata.type", "").removeprefix("#microsoft.graph.") or None
            message.data |= facts
    from bot.sandbox.mail import rules  # rules send mail, and what is sent arrives

    rules.apply(tenant, mailbox, message)
    if tenant.db.get("mailbox_settings", mailbox.id):
        tenant.due(now, "absence", {"mailbox": mailbox.id, "iid": message.iid})
    return state.save(tenant.db, message)
