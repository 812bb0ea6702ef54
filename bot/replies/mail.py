"""A mail as values, from MIME or from Graph's JSON: the same decision follows from either."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message
from typing import Any

from bot.models.reply import Attachment, Mail
from bot.replies import author, mime
from bot.replies.ends import ends
from bot.replies.fields import plain

TEXT_TYPES = ("text/plain", "text/html")
_AUTOMATIC = re.compile(r"postmaster|mailer-daemon|microsoftexchange|no-?reply", re.I)
_CALENDAR = re.compile(
    r"\W*(geaccepteerd|voorlopig( geaccepteerd)?|geweigerd|afgewezen|nieuwe tijd voorgesteld|accepted|tentative|"
    r"declined|new time proposed)\s*:",
    re.I,
)
_REPORT = re.compile(r"multipart/report|text/calendar|report-type", re.I)


def from_mime(
    raw: bytes,
    *,
    graph_id: str = "",
    conversation_id: str = "",
    web_link: str = "",
    received_at: datetime | None = None,
) -> Mail:
    """Read a raw message. Never raises: what cannot be read is empty. `received_at` wins over the headers' dates."""
    message = mime.parse(raw)
    headers = tuple((key.lower(), mime.header(value)) for key, value in message.items())
    first = _first(headers)
    name, sender = _one(message.get("from", ""))
    text, html, parts = _content(message)
    return Mail(
        internet_message_id=first.get("message-id", ""),
        sender=sender,
        sender_name=name,
        to=_emails(message.get("to", "")),
        cc=_emails(message.get("cc", "")),
        subject=first.get("subject", ""),
        received_at=received_at or _received(headers, first),
        text=text,
        html=html,
        headers=headers,
        parts=parts,
        in_reply_to=mime.message_ids(first.get("in-reply-to", "")),
        references=mime.message_ids(first.get("references", "")),
        reply_to=author.answers_to(_emails(message.get("reply-to", "")), sender),
        graph_id=graph_id,
        conversation_id=conversation_id,
        web_link=web_link,
        unclear_sender=not author.is_clear(_raw(message, "from"), _raw(message, "sender"), sender),
    )


def from_graph(message: Mapping[str, Any], raw: bytes | None = None) -> Mail:
    """Read Graph's message resource, with the MIME where `needs_mime` asked for it (then the MIME is what counts)."""
    key, thread, link = (str(message.get(name) or "") for name in ("id", "conversationId", "webLink"))
    received = _moment(message.get("receivedDateTime"))
    if raw is not None:
        mail = from_mime(raw, graph_id=key, conversation_id=thread, web_link=link, received_at=received)
        return replace(mail, unclear_sender=mail.unclear_sender or not author.agrees(_people(message), mail.sender))
    headers = tuple((str(one.get("name", "")).lower(), mime.header(one.get("value", ""))) for one in _listed(message))
    first = _first(headers)
    body = message.get("body") or {}
    content = ends(str(body.get("content") or ""), mime.MAX_TEXT)
    html = str(body.get("contentType", "")).lower() == "html"
    name, sender = _person(message.get("from") or message.get("sender"))
    replies = [_person(one)[1] for one in message.get("replyTo") or []]
    return Mail(
        internet_message_id=str(message.get("internetMessageId") or first.get("message-id", "")),
        sender=sender,
        sender_name=name,
        to=tuple(_person(one)[1] for one in message.get("toRecipients") or []),
        cc=tuple(_person(one)[1] for one in message.get("ccRecipients") or []),
        subject=str(message.get("subject") or "")[: mime.MAX_HEADER],
        received_at=received or datetime(1970, 1, 1, tzinfo=UTC),
        text="" if html else content,
        html=content if html else "",
        headers=headers,
        in_reply_to=mime.message_ids(first.get("in-reply-to", "")),
        references=mime.message_ids(first.get("references", "")),
        reply_to=author.answers_to(replies, sender),
        graph_id=key,
        conversation_id=thread,
        web_link=link,
        unclear_sender=_unclear(message),
    )


def needs_mime(message: Mapping[str, Any]) -> bool:
    """Whether Graph's JSON is not enough: reports, calendar answers, attachments, automatic or unclear senders; or it
    lacks headers or body."""
    if "event" in str(message.get("@odata.type", "")).lower() or message.get("meetingMessageType"):
        return True
    if message.get("hasAttachments"):
        return True  # somebody may have attached a threat
    headers = message.get("internetMessageHeaders")
    if not headers:
        return True
    names = {str(one.get("name", "")).lower(): str(one.get("value", "")) for one in headers}
    if "x-ms-exchange-message-is-ndr" in names or "x-failed-recipients" in names:
        return True
    if names.get("return-path", "").strip() == "<>" or _REPORT.search(names.get("content-type", "")):
        return True
    if _CALENDAR.match(str(message.get("subject") or "")):
        return True
    sender = _person(message.get("from") or message.get("sender"))[1]
    return bool(_AUTOMATIC.search(sender)) or _unclear(message) or not (message.get("body") or {}).get("content")


def _unclear(message: Mapping[str, Any]) -> bool:
    """By the headers that Graph lists, whose names may be decoded: then the MIME tells."""
    listed = [(str(one.get("name", "")).lower(), str(one.get("value", ""))) for one in _listed(message)]
    froms, senders = ([value for key, value in listed if key == name] for name in ("from", "sender"))
    shown = _person(message.get("from") or message.get("sender"))[1]
    return not (author.is_clear(froms, senders, shown) and author.agrees(_people(message), shown))


def _listed(message: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return message.get("internetMessageHeaders") or ()


def _people(message: Mapping[str, Any]) -> tuple[str, str]:
    """The addresses of `from` and `sender`, '' where Graph gives none."""
    return _person(message.get("from"))[1], _person(message.get("sender"))[1]


def _raw(message: Message, name: str) -> list[str]:
    return [str(one) for one in message.get_all(name, [])]


def _content(message: Message) -> tuple[str, str, tuple[Attachment, ...]]:
    """Text, HTML and the other parts: the first body of each type counts, later ones are attachments."""
    text, html, parts = "", "", []
    for part in mime.walk(message):
        kind, name = part.get_content_type(), mime.file_name(part)
        attached = "attachment" in str(part.get("content-disposition", "")).lower()
        if kind in TEXT_TYPES and not attached and not (html if kind == "text/html" else text):
            content = mime.text_of(part)
            html, text = (content, text) if kind == "text/html" else (html, content)
        else:
            parts.append(Attachment(kind, name, _size(part), mime.text_of(part) if mime.is_text(part) else ""))
    return text, html, tuple(parts)


def _size(part: Message) -> int:
    payload = part.get_payload()
    return len(payload) if isinstance(payload, str) else 0


def _first(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in headers:
        found.setdefault(key, value)
    return found


def _one(value: object) -> tuple[str, str]:
    found = mime.addresses(value)
    return found[0] if found else ("", "")


def _emails(value: object) -> tuple[str, ...]:
    return tuple(one for _, one in mime.addresses(value))


def _person(value: Any) -> tuple[str, str]:
    address = (value or {}).get("emailAddress") or {}
    return str(address.get("name") or ""), plain(str(address.get("address") or ""))


def _received(headers: tuple[tuple[str, str], ...], first: Mapping[str, str]) -> datetime:
    """The topmost Received header's time, else Date, else the epoch (a time that nothing is decided from)."""
    received = next((value.rpartition(";")[2] for key, value in headers if key == "received"), "")
    for value in (received, first.get("date", "")):
        moment = mime.date_of(value)
        if isinstance(moment, datetime):
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime(1970, 1, 1, tzinfo=UTC)


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
