"""Messages as values, and their shapes in Graph."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

KEY_HEADER = "x-ontour-key"
KEY_PROPERTY = "String {6f1c3a52-8d0e-4c57-9a41-0b7de2f5c836} Name ontour-key"
"""The extended property that carries our key on messages and events: a name of our own in a GUID of our own."""

TRACE_PROPERTY = "String {6f1c3a52-8d0e-4c57-9a41-0b7de2f5c836} Name ontour-trace"
"""Beside the key: what it stands for, in the words of who laid it, so that a lost journal can be rebuilt from it."""

SMALL = 3_000_000
"""Bytes of attachments that may travel inside a request; above it they need an upload session on the saved draft."""

OWN = f"singleValueExtendedProperties($filter=id eq '{KEY_PROPERTY}' or id eq '{TRACE_PROPERTY}')"
"""$expand for both."""

FOUND_FIELDS = "id,isDraft,parentFolderId,internetMessageId,conversationId,changeKey,toRecipients,ccRecipients"


@dataclass(frozen=True, slots=True)
class Address:
    """Who a mail goes to, with the name as the mail shows it."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class DraftMail:
    """A mail to lay ready. `key` is ours, by which it is found again; '' marks a draft that belongs to people.

    Body: `html`, or `text` where html is empty (Graph keeps one of them). `attachments`: (name, content type, bytes).
    `headers` must begin with x-; Graph takes five, of which the key is one. `trace`: see TRACE_PROPERTY.
    """

    key: str
    to: tuple[Address, ...]
    subject: str
    html: str = ""
    text: str = ""
    cc: tuple[Address, ...] = ()
    attachments: tuple[tuple[str, str, bytes], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    trace: str = ""

    def as_json(self) -> dict[str, Any]:
        """The message as Graph creates it. ValueError for attachments too large for it: nothing is left out."""
        if sum(len(data) for _, _, data in self.attachments) > SMALL:
            raise ValueError(f"attachments of {self.key or 'a draft'} are larger than {SMALL} bytes together")
        message: dict[str, Any] = {
            "subject": self.subject,
            "body": {"contentType": "html" if self.html else "text", "content": self.html or self.text},
            "toRecipients": recipients_json(self.to),
            "ccRecipients": recipients_json(self.cc),
        }
        headers = dict(self.headers) | ({KEY_HEADER: self.key} if self.key else {})
        if headers:
            message["internetMessageHeaders"] = [{"name": name, "value": value} for name, value in headers.items()]
        if self.key:
            message["singleValueExtendedProperties"] = own_properties(self.key, self.trace)
        if self.attachments:
            message["attachments"] = [_attachment_json(*attachment) for attachment in self.attachments]
        return message


@dataclass(frozen=True, slots=True)
class Found:
    """A message found by our key, or a draft's answer: all that is needed to send it, or to know that it went.

    `change_key` changes with every change of it; `to` holds the addresses of To and Cc, lower case.
    """

    id: str
    is_draft: bool
    folder_id: str
    internet_message_id: str
    conversation_id: str
    change_key: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Folder:
    """A mail folder; `well_known` is inbox, drafts, sentitems, deleteditems, junkemail, archive, outbox, or ''."""

    name: str
    well_known: str = ""
    parent_id: str = ""


def recipients_json(people: Iterable[Address]) -> list[dict[str, Any]]:
    """Addresses as Graph has them."""
    return [
        {"emailAddress": {"address": person.email} | ({"name": person.name} if person.name else {})}
        for person in people
    ]


def addresses_of(recipients: Iterable[Mapping[str, Any]] | None) -> tuple[str, ...]:
    """The bare addresses of Graph's recipients, lower case."""
    return tuple(str(entry["emailAddress"].get("address", "")).lower() for entry in recipients or ())


def key_property(key: str) -> dict[str, str]:
    """Our key as Graph's extended property."""
    return {"id": KEY_PROPERTY, "value": key}


def own_properties(key: str, trace: str = "") -> list[dict[str, str]]:
    """Our key, and what it stands for where that is said."""
    return [key_property(key), *([{"id": TRACE_PROPERTY, "value": trace}] if trace else [])]


def key_filter(key: str) -> str:
    """$filter for what carries the key."""
    value = key.replace("'", "''")
    return f"singleValueExtendedProperties/any(ep: ep/id eq '{KEY_PROPERTY}' and ep/value eq '{value}')"


def key_of(item: Mapping[str, Any]) -> str:
    """Our key on a message or event that was read with its extended properties, else ''."""
    return _property(item, KEY_PROPERTY)


def trace_of(item: Mapping[str, Any]) -> str:
    """What was said of the key on a message or event that was read with its extended properties, else ''."""
    return _property(item, TRACE_PROPERTY)


def _property(item: Mapping[str, Any], name: str) -> str:
    properties = item.get("singleValueExtendedProperties") or ()
    wanted = name.lower()
    return next((str(entry["value"]) for entry in properties if str(entry["id"]).lower() == wanted), "")


def parse_found(message: Mapping[str, Any]) -> Found:
    """A message as Graph gives it, or the answer to a draft."""
    people = addresses_of(message.get("toRecipients")) + addresses_of(message.get("ccRecipients"))
    return Found(
        id=str(message["id"]),
        is_draft=bool(message.get("isDraft")),
        folder_id=str(message.get("parentFolderId") or ""),
        internet_message_id=str(message.get("internetMessageId") or ""),
        conversation_id=str(message.get("conversationId") or ""),
        change_key=str(message.get("changeKey") or ""),
        to=people,
    )


def parse_moment(text: str) -> datetime:
    """Graph's `2026-03-30T09:00:00Z` as an aware datetime."""
    return datetime.fromisoformat(text)


def _attachment_json(name: str, content_type: str, data: bytes) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": name,
        "contentType": content_type,
        "contentBytes": base64.b64encode(data).decode("ascii"),
    }
