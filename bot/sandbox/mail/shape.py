"""A message as Graph answers it: ids by preference, some properties only when asked for."""

import re
from typing import Any

from bot.sandbox.http import Call, GraphError
from bot.sandbox.mail.state import Message
from bot.sandbox.odata import select

ONLY_SELECTED = ("internetMessageHeaders", "uniqueBody")
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


def shown(call: Call, message: Message, chosen: str | None = None) -> dict[str, Any]:
    """The message resource for this request."""
    names = chosen if chosen is not None else call.query.get("$select")
    data = {"id": message.iid if wants_immutable(call) else message.rid, **message.data}
    kind = message.extra.get("type")
    if kind:
        data = {"@odata.type": f"#microsoft.graph.{kind}", **data}
    wanted = {name.strip() for name in (names or "").split(",")}
    if "internetMessageHeaders" in wanted:
        data["internetMessageHeaders"] = message.extra.get("headers", [])
    if "uniqueBody" in wanted:
        data["uniqueBody"] = {**data["body"], "content": unique(data["body"]["content"])}
    shaped = {"@odata.etag": f'W/"{message.data["changeKey"]}"', **select(data, names)}
    expand = call.query.get("$expand", "")
    if expand:
        _expand(shaped, message, expand)
    return shaped


def unique(content: str) -> str:
    """What this message adds to its thread, roughly as Exchange cuts it."""
    cut = re.split(r"<blockquote|<div class=\"gmail_quote|<hr|(?:^|\n)(?:Van|From): |-{3,}\s*Oorspronkelijk", content, maxsplit=1)
    return cut[0]


def _expand(shaped: dict[str, Any], message: Message, text: str) -> None:
    if match := _PROP.match(text):
        ids = re.findall(r"id eq '([^']+)'", match.group(1))
        props = message.extra.get("props", {})
        wanted = {one.lower() for one in ids}
        found = [{"id": name, "value": value} for name, value in props.items() if name.lower() in wanted]
        if found:
            shaped["singleValueExtendedProperties"] = found
    elif text.strip().lower() == "attachments":
        shaped["attachments"] = [attachment(one, True) for one in message.extra.get("files", [])]
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
