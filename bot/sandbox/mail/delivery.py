"""From acceptance to the recipient: inside the tenant, outside it, or back as a non-delivery report."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from bot.sandbox.clock import on_due
from bot.sandbox.http import GraphError
from bot.sandbox.mail import arrival, folders, mime, reports, state
from bot.sandbox.mail.state import Message
from bot.sandbox.tenant import Tenant, User

MINUTE = timedelta(seconds=60)


def addresses(message: Message) -> list[str]:
    """Everyone a message goes to."""
    names = ("toRecipients", "ccRecipients", "bccRecipients")
    return [one["emailAddress"]["address"] for name in names for one in message.data[name]]


def count_send(tenant: Tenant, mailbox: str) -> bool:
    """Count a message against the mailbox's sliding minute; 429 over it, or True where it is to bounce later."""
    since = (tenant.clock.now - MINUTE).isoformat()
    tenant.db.execute("DELETE FROM mail_sent WHERE at <= ?", (since,))
    sql = "SELECT count(*), min(at) FROM mail_sent WHERE mailbox = ?"
    count, first = tenant.db.execute(sql, (mailbox,)).fetchone()
    over = count >= tenant.settings.messages_per_minute
    if over and tenant.settings.over_limit == "429":
        wait = datetime.fromisoformat(first) + MINUTE - tenant.clock.now
        seconds = max(0.001, wait.total_seconds())
        raise GraphError(
            429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit: messages a minute.",
            {"Retry-After": f"{seconds:.3f}"},
        )  # fmt: skip
    tenant.db.execute("INSERT INTO mail_sent (mailbox, at) VALUES (?, ?)", (mailbox, tenant.clock.now.isoformat()))
    return bool(over)


def dispatch(tenant: Tenant, message: Message, now: datetime, *, refused: bool = False) -> None:
    """Note what was accepted, and schedule its delivery or its report."""
    raw = mime.as_mime(message)
    post(tenant, raw, addresses(message), now, message.mailbox, refused=refused)


def post(
    tenant: Tenant, raw: bytes, to: list[str], now: datetime, mailbox: str, *, refused: bool = False
) -> None:
    """Take a mail as MIME from a mailbox to its recipients."""
    note_accepted(tenant, mime.parse_headers(raw), now)
    unknown = set((tenant.db.get("control", "unknown") or {}).get("addresses", []))
    failed = [one for one in to if refused or one.lower() in unknown or _no_such_colleague(tenant, one)]
    at = now + timedelta(seconds=tenant.settings.delivery_delay_s)
    key = f"{tenant.db.next_seq():012d}"
    reached = list(dict.fromkeys(address for address in to if address not in failed))
    tenant.db.execute("INSERT INTO mail_transit VALUES (?, ?, ?)", (key, raw, len(reached) + bool(failed)))
    for one in reached:
        tenant.due(at, "deliver", {"to": one, "mail": key})
    if failed:
        later = now + timedelta(seconds=tenant.settings.ndr_delay_s)
        reason = "limit" if refused else "unknown"
        tenant.due(later, "ndr", {"mailbox": mailbox, "failed": failed, "mail": key, "reason": reason})


def note_accepted(tenant: Tenant, mail: EmailMessage, now: datetime) -> None:
    """For GET /outbox of the side door."""
    row = {
        "internet_message_id": str(mail.get("Message-ID") or ""),
        "from": _addresses(mail, "From")[0] if _addresses(mail, "From") else "",
        "to": _addresses(mail, "To"),
        "cc": _addresses(mail, "Cc"),
        "subject": str(mail.get("Subject") or ""),
        "sent_at": state.stamp(now),
        "headers": {str(name): mime._header(value) for name, value in mail.items()},
    }
    tenant.db.put("outbox", f"{tenant.db.next_seq():012d}", row)


@on_due("sent_copy")
def sent_copy(tenant: Tenant, payload: dict[str, Any], at: datetime) -> None:
    """The copy appears in Sent Items."""
    message = state.hidden(tenant.db, payload["iid"])
    if message is not None and not message.folder:
        message.folder = folders.well_known_id(message.mailbox, "sentitems")
        state.save(tenant.db, message)


@on_due("deliver")
def deliver(tenant: Tenant, payload: dict[str, Any], at: datetime) -> None:
    """It arrives."""
    raw, to = _in_transit(tenant, payload), payload["to"]
    inside = tenant.find_mailbox(to)
    if inside is not None:
        arrival.arrive(tenant, inside, _received(tenant, raw))
        return
    for listen in tenant.on_outside_mail:
        listen(tenant, mime.parse(raw), to, at)


@on_due("ndr")
def ndr(tenant: Tenant, payload: dict[str, Any], at: datetime) -> None:
    """Exchange's report that it could not be delivered."""
    owner: User = tenant.mailbox(payload["mailbox"])
    original = mime.parse(_in_transit(tenant, payload))
    raw = reports.non_delivery(owner.email, original, payload["failed"], payload["reason"], at)
    arrival.arrive(tenant, owner, raw)


def _in_transit(tenant: Tenant, payload: dict[str, Any]) -> bytes:
    """The mail that a task is about; after the last of its tasks it is forgotten."""
    key = (payload["mail"],)
    row = tenant.db.execute("UPDATE mail_transit SET tasks = tasks - 1 WHERE id = ? RETURNING raw", key).fetchone()
    tenant.db.execute("DELETE FROM mail_transit WHERE id = ? AND tasks <= 0", key)
    return bytes(row[0])


def _received(tenant: Tenant, raw: bytes) -> bytes:
    """With the headers that Exchange puts on mail between mailboxes of one tenant."""
    domain = tenant.shared.email.rpartition("@")[2]
    own = f"dkim=none (message not signed) header.d=none;dmarc=none action=none header.from={domain};"
    return f"Authentication-Results: {own}\r\nX-MS-Exchange-Organization-AuthAs: Internal\r\n".encode() + raw


def _no_such_colleague(tenant: Tenant, address: str) -> bool:
    domain = tenant.shared.email.rpartition("@")[2]
    return address.lower().rpartition("@")[2] == domain and tenant.find_mailbox(address) is None


def _addresses(mail: EmailMessage, name: str) -> list[str]:
    return [one["emailAddress"]["address"] for one in mime._people(mail, name)]


SCHEMA = """
CREATE TABLE IF NOT EXISTS mail_transit (id TEXT PRIMARY KEY, raw BLOB NOT NULL, tasks INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS mail_sent (mailbox TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS sent_by_mailbox ON mail_sent (mailbox, at)
"""
