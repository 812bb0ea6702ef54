"""Meeting messages on their way: into the post, and into the sender's Sent Items."""

import uuid
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses

from bot.sandbox.mail import delivery, folders, mime, state
from bot.sandbox.tenant import DOMAIN, Tenant


def message_id(tenant: Tenant) -> str:
    """A message id of the tenant's own."""
    return f"<{uuid.uuid4().hex}@{DOMAIN}>"


def post(tenant: Tenant, mailbox: str, mail: EmailMessage, kind: str, *, kept: bool = True) -> None:
    """Sends a meeting message from a mailbox to all that it names, and keeps the sender's copy unless told not to.

    `kind` is Graph's type of the copy: eventMessageRequest, eventMessageResponse or eventMessage.
    """
    now, raw = tenant.clock.now, mail.as_bytes(policy=SMTP)
    lines = [str(line) for line in (*mail.get_all("To", []), *mail.get_all("Cc", []))]
    delivery.post(tenant, raw, [address for _, address in getaddresses(lines)], now, mailbox)
    if not kept:
        return
    copy = mime.stored(mail, raw, mailbox, folders.well_known_id(mailbox, "sentitems"), now)
    copy.data |= {"isRead": True}
    copy.extra["type"] = kind
    state.save(tenant.db, copy)
