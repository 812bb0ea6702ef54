"""From a stored message to MIME, and from MIME that arrives to a stored message."""

import base64
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.message import Message as PlainMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP, compat32, default
from email.utils import format_datetime, formataddr, getaddresses, parsedate_to_datetime
from functools import lru_cache
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from bot.sandbox.http import GraphError
from bot.sandbox.mail.drafting import preview
from bot.sandbox.mail.message import Message, blank, stamp

_DEEPEST = 100
_BLOCKS = re.compile(r"(?i)<(?:br\s*/?|/p|/div|/tr|/li|/h\d|/table)\s*>")
# the library parses a header anew each time it is asked for; what it makes of it does not change
READING = default.clone(header_factory=lru_cache(4096)(HeaderRegistry()))


def as_mime(message: Message) -> bytes:
    """The message as it travels. Files are put in as bytes: the library's own way takes longer than all the rest."""
    mail, files = _with_headers(message), message.extra.get("files", [])
    if not files:
        return _with_text(mail, message).as_bytes()
    text = _with_text(EmailMessage(policy=SMTP), message)
    del text["MIME-Version"]
    boundary = f"_004_{uuid.uuid4().hex}_"
    kind = f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'
    parts = [text.as_bytes(), *(_file_part(one) for one in files)]
    line = f"--{boundary}\r\n".encode()
    head = mail.as_bytes().rstrip() + b"\r\n" + kind.encode()
    return head + b"".join(line + part.rstrip() + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()


def _with_headers(message: Message) -> EmailMessage:
    data, mail = message.data, EmailMessage(policy=SMTP)
    mail["From"] = _line([data["from"]])
    for header, name in (("To", "toRecipients"), ("Cc", "ccRecipients"), ("Reply-To", "replyTo")):
        if data[name]:
            mail[header] = _line(data[name])
    mail["Subject"] = _header(data["subject"])
    mail["Message-ID"] = _header(data["internetMessageId"])
    mail["Date"] = format_datetime(datetime.fromisoformat(data["sentDateTime"]))
    for one in message.extra.get("headers", []):
        mail[one["name"]] = _header(one["value"])
    for header in ("In-Reply-To", "References"):
        if header in message.extra:
            mail[header] = message.extra[header]
    return mail


def _with_text(mail: EmailMessage, message: Message) -> EmailMessage:
    body = message.data["body"]
    if body["contentType"] == "html":
        mail.set_content(plain(body["content"]))
        mail.add_alternative(body["content"], subtype="html")
    else:
        mail.set_content(body["content"])
    return mail


def _file_part(file: dict[str, Any]) -> bytes:
    kind, _, sub = file["contentType"].partition("/")
    if not sub or kind in ("message", "multipart"):  # a mail as a file travels as bytes, or it would be taken apart
        kind, sub = "application", "octet-stream"
    part = EmailMessage(policy=SMTP)
    part["Content-Type"] = f"{kind}/{sub}"
    part["Content-Transfer-Encoding"] = "base64"
    part.add_header("Content-Disposition", "inline" if file.get("isInline") else "attachment", filename=file["name"])
    if file.get("isInline"):
        part["Content-ID"] = f"<{file['contentId']}>"
    return part.as_bytes() + base64.encodebytes(base64.b64decode(file["bytes"])).replace(b"\n", b"\r\n")


def plain(html: str) -> str:
    """HTML as text, a line a block."""
    tree = LexborHTMLParser(_BLOCKS.sub("\n", html))
    tree.strip_tags(["style", "script", "head"])
    text = tree.text() if tree.root is not None else ""
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


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
    sender = _people(mail, "From")
    data |= {
        "isDraft": False,
        "isRead": False,
        "subject": _text(mail, "Subject"),
        "internetMessageId": _text(mail, "Message-ID") or f"<{uuid.uuid4().hex}@unknown>",
        "sentDateTime": stamp(_date(mail, now)),
        "toRecipients": _people(mail, "To"),
        "ccRecipients": _people(mail, "Cc"),
        "replyTo": _people(mail, "Reply-To"),
        "body": _body(mail),
    }
    if sender:
        data |= {"from": sender[0], "sender": sender[0]}
    data["bodyPreview"] = preview(data["body"])
    message.extra["headers"] = [{"name": str(name), "value": _header(value)} for name, value in mail.items()]
    message.extra["files"] = list(_files(mail, stamp(now)))
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


def _header(value: Any) -> str:
    return re.sub(r"[\r\n]+\s*", " ", str(value))


def _text(mail: EmailMessage, name: str) -> str:
    try:
        return _header(mail.get(name) or "")
    except (ValueError, IndexError, AttributeError):
        return ""


def _people(mail: EmailMessage, name: str) -> list[dict[str, Any]]:
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


def _files(mail: EmailMessage, at: str) -> Iterator[dict[str, Any]]:
    for number, part in enumerate(mail.iter_attachments() if mail.is_multipart() else ()):
        content = _part_bytes(part)
        inline = part.get_content_disposition() == "inline" and part["Content-ID"] is not None
        yield {
            "id": f"AAMkAD{uuid.uuid4().hex}",
            "name": part.get_filename() or f"bijlage-{number + 1}",
            "contentType": part.get_content_type(),
            "size": len(content),
            "bytes": base64.b64encode(content).decode(),
            "isInline": inline,
            "contentId": str(part["Content-ID"]).strip("<> ") if inline else None,
            "at": at,
        }


def _part_bytes(part: EmailMessage) -> bytes:
    """The bytes of an attachment; those of a message in it as it stands."""
    if part.is_multipart():
        inner = [one for one in part.get_payload() if isinstance(one, PlainMessage)]
        return b"\r\n".join(one.as_bytes(policy=compat32) for one in inner)
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _line(people: list[dict[str, Any]]) -> str:
    return ", ".join(formataddr((one["emailAddress"]["name"], one["emailAddress"]["address"])) for one in people)
