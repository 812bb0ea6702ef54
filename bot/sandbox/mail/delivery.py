"""From acceptance to the recipient: inside the tenant, outside it, or back as a non-delivery report."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

from bot.sandbox.clock import on_due
from bot.sandbox.http import GraphError
from bot.sandbox.mail import arrival, folders, mime, reports, state
from bot.sandbox.mail.composing import as_mime, one_line
from bot.sandbox.mail.message import Message, stamp
from bot.sandbox.tenant import Tenant, User
from bot.sandbox.throttle import waiting

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
        text = "Application is over its MailboxConcurrency limit: messages a minute."
        raise GraphError(429, "ApplicationThrottled", text, waiting(tenant, wait.total_seconds()))
    tenant.db.execute("INSERT INTO mail_sent (mailbox, at) VALUES (?, ?)", (mailbox, tenant.clock.now.isoformat()))
    return bool(over)


def dispatch(tenant: Tenant, message: Message, now: datetime, *, over_minute: bool = False) -> None:
    """Note what was accepted, and schedule its delivery or its report."""
    to = addresses(message)
    refused = "limit" if over_minute or _over_day(tenant, message.mailbox, len(to)) else ""
    if len(to) > tenant.settings.recipients_per_message:
        refused = "recipients"
    post(tenant, as_mime(message), to, now, message.mailbox, refused=refused)


def _over_day(tenant: Tenant, mailbox: str, count: int) -> bool:
    """Count the recipients of a message against those of the mailbox's last 24 hours."""
    since = (tenant.clock.now - timedelta(days=1)).isoformat()
    tenant.db.execute("DELETE FROM mail_recipients WHERE at <= ?", (since,))
    sql = "SELECT coalesce(sum(count), 0) FROM mail_recipients WHERE mailbox = ?"
    if tenant.db.execute(sql, (mailbox,)).fetchone()[0] + count > tenant.settings.recipients_per_day:
        return True
    row = (mailbox, tenant.clock.now.isoformat(), count)
    tenant.db.execute("INSERT INTO mail_recipients VALUES (?, ?, ?)", row)
    return False


def post(tenant: Tenant, raw: bytes, to: list[str], now: datetime, mailbox: str, *, refused: str = "") -> None:
    """Take a mail as MIME from a mailbox to its recipients; `refused` says why it goes to none of them."""
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
        tenant.due(later, "ndr", {"mailbox": mailbox, "failed": failed, "mail": key, "reason": refused or "unknown"})


def note_accepted(tenant: Tenant, mail: EmailMessage, now: datetime) -> None:
    """For GET /outbox of the side door."""
    row = {
        "internet_message_id": str(mail.get("Message-ID") or ""),
        "from": _addresses(mail, "From")[0] if _addresses(mail, "From") else "",
        "to": _addresses(mail, "To"),
        "cc": _addresses(mail, "Cc"),
        "subject": str(mail.get("Subject") or ""),
        "sent_at": stamp(now),
        "headers": {str(name): one_line(value) for name, value in mail.items()},
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
    failure = reports.Failure(owner.email, original, payload["failed"], payload["reason"], at)
    settings = tenant.settings
    arrival.arrive(tenant, owner, reports.non_delivery(failure, settings.ndr_language, settings.ndr_form))


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
    return [one["emailAddress"]["address"] for one in mime.people(mail, name)]


SCHEMA = """
CREATE TABLE IF NOT EXISTS mail_transit (id TEXT PRIMARY KEY, raw BLOB NOT NULL, tasks INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS mail_sent (mailbox TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS sent_by_mailbox ON mail_sent (mailbox, at);
CREATE TABLE IF NOT EXISTS mail_recipients (mailbox TEXT NOT NULL, at TEXT NOT NULL, count INTEGER NOT NULL)
"""
