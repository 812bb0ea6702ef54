"""From a message to the MIME in which it travels."""

import base64
import re
import uuid
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from bot.sandbox.mail.message import Message

MAIL = "message/rfc822"
_BLOCKS = re.compile(r"(?i)<(?:br\s*/?|/p|/div|/tr|/li|/h\d|/table)\s*>")


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
    mail["Subject"] = one_line(data["subject"])
    mail["Message-ID"] = one_line(data["internetMessageId"])
    mail["Date"] = format_datetime(datetime.fromisoformat(data["sentDateTime"]))
    if data["importance"] != "normal":
        mail["Importance"] = data["importance"]
    if data["isReadReceiptRequested"]:
        mail["Disposition-Notification-To"] = _line([data["from"]])
    for one in message.extra.get("headers", []):
        mail[one["name"]] = one_line(one["value"])
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
    if file["contentType"] == MAIL and file.get("isItem"):
        return _mail_part(file)
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


def _mail_part(file: dict[str, Any]) -> bytes:
    """A mail in the mail: it may not be encoded."""
    part = EmailMessage(policy=SMTP)
    part["Content-Transfer-Encoding"] = "8bit"
    part.add_header("Content-Disposition", "attachment", filename=f"{file['name']}.eml")
    return f"Content-Type: {MAIL}\r\n".encode() + part.as_bytes() + base64.b64decode(file["bytes"])


def plain(html: str) -> str:
    """HTML as text, a line a block."""
    tree = LexborHTMLParser(_BLOCKS.sub("\n", html))
    tree.strip_tags(["style", "script", "head"])
    text = tree.text() if tree.root is not None else ""
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _line(people: list[dict[str, Any]]) -> str:
    return ", ".join(formataddr((one["emailAddress"]["name"], one["emailAddress"]["address"])) for one in people)


def one_line(value: Any) -> str:
    """A header's value without its folds."""
    return re.sub(r"[\r\n]+\s*", " ", str(value))
