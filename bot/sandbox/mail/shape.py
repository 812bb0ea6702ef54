"""A message as Graph answers it: ids by preference, some properties only when asked for."""

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.http import Call, GraphError
from bot.sandbox.mail import mime, state
from bot.sandbox.mail.composing import MAIL, plain
from bot.sandbox.mail.message import Message, blank
from bot.sandbox.odata import select

_BASE = set(blank("", "", datetime.fromtimestamp(0, UTC)).data)
_ASKED = {
    "id", "from", "sender", "internetMessageHeaders", "uniqueBody", "attachments", "singleValueExtendedProperties",
}  # fmt: skip
_MEETING = {
    "meetingMessageType", "startDateTime", "endDateTime", "location", "type", "recurrence", "isOutOfDate", "isAllDay",
    "isDelegated", "event", "responseType", "proposedNewTime", "meetingRequestType", "previousLocation",
    "previousStartDateTime", "previousEndDateTime", "responseRequested", "allowNewTimeProposals",
}  # fmt: skip
KNOWN = _BASE | _ASKED | _MEETING
"""What $select, $filter and $orderby may name."""
SETTABLE = (
    "subject", "body", "toRecipients", "ccRecipients", "bccRecipients", "replyTo", "importance", "categories", "flag",
    "isRead", "internetMessageHeaders", "attachments", "singleValueExtendedProperties", "from", "sender",
    "internetMessageId", "isDeliveryReceiptRequested", "isReadReceiptRequested", "inferenceClassification", "isDraft",
    "multiValueExtendedProperties", "hasAttachments",
)  # fmt: skip
_PROP = re.compile(r"singleValueExtendedProperties\s*\(\s*\$filter\s*=\s*(.+)\)\s*$", re.IGNORECASE)


def wants_immutable(call: Call) -> bool:
    """The header is there on this very request."""
    return (call.prefer("IdType") or "").lower() == "immutableid"


def shown(call: Call, message: Message, chosen: str | None = None, expand: str | None = None) -> dict[str, Any]:
    """The message resource for this request; `chosen` and `expand` stand in for the request's own."""
    names = (chosen if chosen is not None else call.query.get("$select")) or ""
    wanted = {name.strip() for name in names.split(",") if name.strip()}
    check_names(wanted)
    data = {"id": message.iid if wants_immutable(call) else message.rid, **message.data}
    if (call.prefer("outlook.body-content-type") or "").lower() == "text" and data["body"]["contentType"] == "html":
        data["body"] = {"contentType": "text", "content": plain(data["body"]["content"])}
    if kind := message.extra.get("type"):
        data = {"@odata.type": f"#microsoft.graph.{kind}", **data}
    if "internetMessageHeaders" in wanted:
        data["internetMessageHeaders"] = message.extra.get("headers", [])
    if "uniqueBody" in wanted:
        data["uniqueBody"] = {**data["body"], "content": unique(data["body"]["content"])}
    shaped = {"@odata.etag": f'W/"{message.data["changeKey"]}"', **select(data, ",".join(wanted))}
    more = expand if expand is not None else call.query.get("$expand", "")
    return shaped | _expand(call, message, more) if more else shaped


def check_names(names: Iterable[str]) -> None:
    """400 that names a property which messages do not have."""
    for name in names:
        first, _, rest = name.partition("/")
        if (rest if first.startswith("microsoft.graph.") else first) not in KNOWN:
            text = f"Could not find a property named '{name}' on type 'message'."
            raise GraphError(400, "RequestBroker--ParseUri", text)


_QUOTE = re.compile(
    r"<blockquote|<div class=\"gmail_quote|<div id=\"divRplyFwdMsg|<hr|(?:^|\n)(?:Van|From): |-{3,}\s*Oorspronkelijk"
)


def unique(content: str) -> str:
    """What this message adds to its thread, roughly as Exchange cuts it."""
    return _QUOTE.split(content, maxsplit=1)[0]


Expand = Callable[[Call, Message], dict[str, Any]]
EXPANDS: dict[str, Expand] = {}
"""What other parts show of a message where `$expand` names it, in lower case."""


def _attachments(call: Call, message: Message) -> dict[str, Any]:
    files = state.with_bytes(call.tenant.db, message).extra.get("files", [])
    return {"attachments": [attachment(one) for one in files]}


EXPANDS["attachments"] = _attachments


def _expand(call: Call, message: Message, text: str) -> dict[str, Any]:
    if match := _PROP.match(text):
        wanted = {one.lower() for one in re.findall(r"id eq '([^']+)'", match.group(1))}
        props = message.extra.get("props", {})
        found = [{"id": name, "value": value} for name, value in props.items() if name.lower() in wanted]
        return {"singleValueExtendedProperties": found} if found else {}
    if (show := EXPANDS.get(text.strip().lower())) is None:
        raise GraphError(400, "BadRequest", f"$expand={text} is not known on messages.")
    return show(call, message)


def attachment(file: Mapping[str, Any]) -> dict[str, Any]:
    """The fileAttachment with its bytes; of an item only what it is called and how large it is."""
    common = {"id": file["id"], "lastModifiedDateTime": file["at"], "size": file["size"]}
    if file.get("isItem"):
        named = {"name": file.get("title") or file["name"], "contentType": None, "isInline": False}
        return {"@odata.type": "#microsoft.graph.itemAttachment", **common, **named}
    return {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "@odata.mediaContentType": file["contentType"],
        **common,
        "name": file["name"],
        "contentType": file["contentType"],
        "isInline": file.get("isInline", False),
        "contentId": file.get("contentId"),
        "contentLocation": None,
        "contentBytes": file["bytes"],
    }


def item_of(call: Call, file: Mapping[str, Any]) -> dict[str, Any]:
    """What an item attachment holds: the mail; nothing where it is a file."""
    if file["contentType"] != MAIL or not file.get("isItem"):
        return {}
    raw = base64.b64decode(file["bytes"])
    inner = mime.stored(mime.parse(raw), raw, "", "", call.tenant.clock.now)
    return {"item": {"@odata.type": "#microsoft.graph.message", "id": "", **inner.data}}
