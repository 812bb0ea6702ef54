"""A message as Graph answers it: ids by preference, some properties only when asked for."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.http import Call, GraphError
from bot.sandbox.mail import state
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
    if kind := message.extra.get("type"):
        data = {"@odata.type": f"#microsoft.graph.{kind}", **data}
    if "internetMessageHeaders" in wanted:
        data["internetMessageHeaders"] = message.extra.get("headers", [])
    if "uniqueBody" in wanted:
        data["uniqueBody"] = {**data["body"], "content": unique(data["body"]["content"])}
    shaped = {"@odata.etag": f'W/"{message.data["changeKey"]}"', **select(data, ",".join(wanted))}
    more = expand if expand is not None else call.query.get("$expand", "")
    if more:
        _expand(call, shaped, message, more)
    return shaped


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


def _expand(call: Call, shaped: dict[str, Any], message: Message, text: str) -> None:
    if match := _PROP.match(text):
        ids = re.findall(r"id eq '([^']+)'", match.group(1))
        props = message.extra.get("props", {})
        wanted = {one.lower() for one in ids}
        found = [{"id": name, "value": value} for name, value in props.items() if name.lower() in wanted]
        if found:
            shaped["singleValueExtendedProperties"] = found
    elif text.strip().lower() == "attachments":
        files = state.with_bytes(call.tenant.db, message).extra.get("files", [])
        shaped["attachments"] = [attachment(one, True) for one in files]
    else:
        raise GraphError(400, "BadRequest", f"$expand={text} is not known on messages.")


def attachment(file: dict[str, Any], with_bytes: bool) -> dict[str, Any]:
    """The fileAttachment resource."""
    shaped = {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "@odata.mediaContentType": file["contentType"],
        "id": file["id"],
        "lastModifiedDateTime": file["at"],
        "name": file["name"],
        "contentType": file["contentType"],
        "size": file["size"],
        "isInline": file.get("isInline", False),
        "contentId": file.get("contentId"),
        "contentLocation": None,
    }
    return {**shaped, "contentBytes": file["bytes"]} if with_bytes else shaped
