"""From MIME that arrives to a stored message."""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.message import Message as PlainMessage
from email.parser import BytesHeaderParser
from email.policy import compat32, default
from email.utils import getaddresses, parsedate_to_datetime
from functools import lru_cache
from typing import Any

from bot.sandbox.http import GraphError
from bot.sandbox.mail.attaching import as_item, new_file
from bot.sandbox.mail.composing import MAIL, one_line
from bot.sandbox.mail.message import Message, blank, preview, stamp

_DEEPEST = 100
# the library parses a header anew each time it is asked for; what it makes of it does not change
READING = default.clone(header_factory=lru_cache(4096)(HeaderRegistry()))


def parse(raw: bytes) -> EmailMessage:
    """MIME as a message; broken parts stay as they are."""
    found = message_from_bytes(raw, policy=READING)
    assert isinstance(found, EmailMessage)
    _check_depth(found)
    return found


def _check_depth(mail: EmailMessage) -> None:
    """400 for parts in parts that go deeper than what reads them later can follow."""
    level: list[Any] = [mail]
    depth = 0
    while level := [part for one in level if one.is_multipart() for part in one.iter_parts()]:
        depth += 1
        if depth > _DEEPEST:
            text = f"The MIME content is nested deeper than {_DEEPEST} levels."
            raise GraphError(400, "ErrorMimeContentInvalid", text)


def stored(mail: EmailMessage, raw: bytes, mailbox: str, folder: str, now: datetime) -> Message:
    """An arrived mail as a message of a mailbox."""
    message = blank(mailbox, folder, now)
    data = message.data
    sender = people(mail, "From")
    data |= {
        "isDraft": False,
        "isRead": False,
        "subject": _text(mail, "Subject"),
        "internetMessageId": _text(mail, "Message-ID") or f"<{uuid.uuid4().hex}@unknown>",
        "sentDateTime": stamp(_date(mail, now)),
        "toRecipients": people(mail, "To"),
        "ccRecipients": people(mail, "Cc"),
        "replyTo": people(mail, "Reply-To"),
        "importance": _importance(mail),
        "isReadReceiptRequested": "Disposition-Notification-To" in mail,
        "body": _body(mail),
    }
    if sender:
        data |= {"from": sender[0], "sender": sender[0]}
    data["bodyPreview"] = preview(data["body"])
    message.extra["headers"] = [{"name": str(name), "value": one_line(value)} for name, value in mail.items()]
    message.extra["files"] = list(_files(mail, now))
    data["hasAttachments"] = any(not one["isInline"] for one in message.extra["files"])
    message.mime = raw
    return message


def parse_headers(raw: bytes) -> EmailMessage:
    """Only the headers of a mail."""
    found = BytesHeaderParser(policy=READING).parsebytes(raw.partition(b"\r\n\r\n")[0])
    assert isinstance(found, EmailMessage)
    return found


def thread_ids(mail: EmailMessage) -> list[str]:
    """The message ids that a mail answers, nearest first."""
    text = f"{_text(mail, 'References')} {_text(mail, 'In-Reply-To')}"
    return list(reversed(re.findall(r"<[^<>\s]+>", text)))


def _text(mail: EmailMessage, name: str) -> str:
    try:
        return one_line(mail.get(name) or "")
    except (ValueError, IndexError, AttributeError):
        return ""


def _importance(mail: EmailMessage) -> str:
    told = _text(mail, "Importance").strip().lower()
    if told in ("low", "normal", "high"):
        return told
    return {"1": "high", "2": "high", "4": "low", "5": "low"}.get(_text(mail, "X-Priority").strip()[:1], "normal")


def people(mail: EmailMessage, name: str) -> list[dict[str, Any]]:
    """The addresses of a header as recipients."""
    try:
        pairs = getaddresses([str(value) for value in mail.get_all(name, [])])
    except (ValueError, IndexError, AttributeError):
        return []
    return [{"emailAddress": {"name": person or address, "address": address}} for person, address in pairs if address]


def _date(mail: EmailMessage, now: datetime) -> datetime:
    try:
        return parsedate_to_datetime(_text(mail, "Date")).astimezone(UTC)
    except (ValueError, TypeError):
        return now


def _body(mail: EmailMessage) -> dict[str, str]:
    for kind in ("html", "plain"):
        try:
            part = mail.get_body((kind,))
            if part is not None:
                return {"contentType": "html" if kind == "html" else "text", "content": _content(part)}
        except (KeyError, AttributeError, ValueError):
            continue
    return {"contentType": "text", "content": ""}


def _content(part: Any) -> str:
    payload = part.get_payload(decode=True) or b""
    try:
        return str(payload.decode(part.get_content_charset() or "utf-8", "replace"))
    except LookupError:
        return str(payload.decode("utf-8", "replace"))


def _files(mail: EmailMessage, now: datetime) -> Iterator[dict[str, Any]]:
    for number, part in enumerate(mail.iter_attachments() if mail.is_multipart() else ()):
        content = _part_bytes(part)
        inline = part.get_content_disposition() == "inline" and part["Content-ID"] is not None
        given: dict[str, Any] = {
            "name": part.get_filename() or f"bijlage-{number + 1}",
            "contentType": part.get_content_type(),
        }
        given |= {"isInline": inline, "contentId": str(part["Content-ID"]).strip("<> ") if inline else None}
        file = new_file(given, content, now)
        yield as_item(file, _title(content) or given["name"]) if given["contentType"] == MAIL else file


def _title(raw: bytes) -> str:
    """What a mail in a mail is called: its subject."""
    return _text(parse_headers(raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")), "Subject")


def _part_bytes(part: EmailMessage) -> bytes:
    """The bytes of an attachment; those of a message in it as it stands."""
    if part.is_multipart():
        inner = [one for one in part.get_payload() if isinstance(one, PlainMessage)]
        return b"\r\n".join(one.as_bytes(policy=compat32) for one in inner)
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
