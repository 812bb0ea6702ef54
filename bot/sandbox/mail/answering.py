"""Drafts that answer or forward a message: subject, thread, recipients and what they quote."""

import html
import re
from datetime import datetime
from typing import Any

from bot.sandbox.mail.message import Message


def draft(made: Message, original: Message, *, forward: bool) -> Message:
    """Put an empty draft into the thread of `original`."""
    data, prefix = original.data, "FW: " if forward else "RE: "
    subject = data["subject"]
    made.data["subject"] = subject if subject.upper().startswith(prefix) else prefix + subject
    made.data["conversationId"] = data["conversationId"]
    made.extra["In-Reply-To"] = data["internetMessageId"]
    made.extra["References"] = f"{original.extra.get('References', '')} {data['internetMessageId']}".strip()
    return made


def address(made: Message, original: Message, own: str, *, everyone: bool) -> None:
    """To the sender (or where the sender wants answers); `everyone`: also to all others but oneself."""
    data = original.data
    made.data["toRecipients"] = list(data["replyTo"] or [data["from"]])
    if everyone:
        seen = {own.lower(), *(_address(one) for one in made.data["toRecipients"])}
        made.data["toRecipients"] += [one for one in data["toRecipients"] if _address(one) not in seen]
        made.data["ccRecipients"] = [one for one in data["ccRecipients"] if _address(one) not in seen]


def quoted(original: Message) -> str:
    """The original below a line, under its headers, as Outlook writes it."""
    data = original.data
    body = data["body"]["content"]
    if data["body"]["contentType"] == "text":
        body = html.escape(body).replace("\n", "<br>\n")
    elif inner := _BODY.search(body):
        body = inner[1]
    sent = datetime.fromisoformat(data["sentDateTime"]).strftime("%d-%m-%Y %H:%M")
    lines = [("Van", _line(data["from"])), ("Verzonden", sent)]
    lines.append(("Aan", "; ".join(_line(one) for one in data["toRecipients"])))
    lines.append(("Onderwerp", html.escape(data["subject"])))
    head = "<br>\n".join(f"<b>{name}:</b> {value}" for name, value in lines)
    return f'<hr tabindex="-1" style="display:inline-block; width:98%">\n<div id="divRplyFwdMsg">{head}</div>\n{body}'


def page(comment: str, quote: str) -> str:
    """An answer as a page of HTML, as Exchange gives it."""
    head = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
    return f"<html><head>\n{head}</head><body>{comment}{quote}</body></html>"


_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.IGNORECASE | re.DOTALL)


def _address(person: dict[str, Any]) -> str:
    return str(person["emailAddress"]["address"]).lower()


def _line(person: dict[str, Any]) -> str:
    name, where = person["emailAddress"]["name"], person["emailAddress"]["address"]
    return html.escape(f"{name} <{where}>")
