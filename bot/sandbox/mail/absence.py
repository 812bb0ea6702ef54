"""Automatic replies of a mailbox, as Exchange Online sends them: once to each sender, never to a machine."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from bot.sandbox.clock import on_due
from bot.sandbox.http import GraphError
from bot.sandbox.mail import delivery, state
from bot.sandbox.mail.composing import one_line, plain
from bot.sandbox.mail.message import Message
from bot.sandbox.routes import check_properties
from bot.sandbox.tenant import Tenant, User

_NAMES = (
    "status", "externalAudience", "scheduledStartDateTime", "scheduledEndDateTime", "internalReplyMessage",
    "externalReplyMessage",
)  # fmt: skip
_STATUS = ("disabled", "alwaysEnabled", "scheduled")
_AUDIENCE = ("none", "contactsOnly", "all")
OFF: dict[str, Any] = {"status": "disabled", "externalAudience": "all"}
OFF |= {"internalReplyMessage": "", "externalReplyMessage": ""}
_PREFIX = {"nl": "Automatisch antwoord", "en": "Automatic reply"}


def setting(known: dict[str, Any], given: Any) -> dict[str, Any]:
    """The setting with what a PATCH names; 400 that names what is wrong."""
    check_properties(given, _NAMES, "microsoft.graph.automaticRepliesSetting")
    made = {**known, **{name: value for name, value in given.items() if "@" not in name}}
    made["status"] = _one_of("status", made["status"], _STATUS)
    made["externalAudience"] = _one_of("externalAudience", made["externalAudience"], _AUDIENCE)
    if made["status"] == "scheduled" and _span(made) is None:
        text = "A schedule needs scheduledStartDateTime before scheduledEndDateTime."
        raise GraphError(400, "ErrorInvalidArgument", text)
    return made


@on_due("absence")
def answer(tenant: Tenant, payload: dict[str, Any], at: datetime) -> None:
    """What arrived is answered, where the mailbox's owner is away."""
    owner, message = tenant.mailbox(payload["mailbox"]), state.hidden(tenant.db, payload["iid"])
    replies = (tenant.db.get("mailbox_settings", owner.id) or {}).get("automaticRepliesSetting", OFF)
    if message is None or not _away(replies, at) or _is_automatic(message):
        return
    to = message.data["from"]["emailAddress"]["address"]
    inside = to.lower().rpartition("@")[2] == owner.email.rpartition("@")[2]
    text = replies["internalReplyMessage"] if inside else replies["externalReplyMessage"]
    told = f"{owner.id}/{to.lower()}"
    if (inside or replies["externalAudience"] == "all") and tenant.db.get("absence_told", told) is None:
        tenant.db.put("absence_told", told, {"at": at.isoformat()}, owner.id)
        mail = _mail(owner, message, str(text or ""), _PREFIX[tenant.settings.ndr_language], at)
        delivery.post(tenant, mail.as_bytes(policy=SMTP), [to], at, owner.id)


def _mail(owner: User, message: Message, text: str, prefix: str, at: datetime) -> EmailMessage:
    mail, answered = EmailMessage(), message.data["internetMessageId"]
    mail["From"], mail["To"] = f"{owner.name} <{owner.email}>", message.data["from"]["emailAddress"]["address"]
    mail["Subject"] = one_line(f"{prefix}: {message.data['subject']}")
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<absence-{message.iid[6:30]}@{owner.email.partition('@')[2]}>"
    mail["In-Reply-To"] = mail["References"] = answered
    mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"] = "auto-generated", "All"
    mail.set_content(plain(text))
    mail.add_alternative(text, subtype="html")
    return mail


def _is_automatic(message: Message) -> bool:
    headers = {one["name"].lower(): one["value"].lower() for one in message.extra.get("headers", [])}
    silent = headers.get("x-auto-response-suppress", "")
    machine = headers.get("auto-submitted", "no") != "no" or headers.get("precedence") in ("bulk", "list", "junk")
    return machine or "oof" in silent or "all" in silent or bool(message.extra.get("type"))


def _away(replies: dict[str, Any], at: datetime) -> bool:
    if replies["status"] != "scheduled":
        return bool(replies["status"] == "alwaysEnabled")
    span = _span(replies)
    return span is not None and span[0] <= at < span[1]


def _span(replies: dict[str, Any]) -> tuple[datetime, datetime] | None:
    """The schedule; None where it ends before it begins."""
    from bot.sandbox.calendar.zones import read_time  # the calendar is built on the mail

    names = ("scheduledStartDateTime", "scheduledEndDateTime")
    start, end = (read_time(replies.get(name), name)[0] for name in names)
    return (start, end) if start < end else None


def _one_of(name: str, value: Any, known: tuple[str, ...]) -> str:
    found = next((one for one in known if str(value).lower() == one.lower()), None)
    if found is None:
        raise GraphError(400, "BadRequest", f"'{value}' is no value of {name}.")
    return found
