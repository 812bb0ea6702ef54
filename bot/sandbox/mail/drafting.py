"""From the body of a request to a message: strict about properties, either casing of enums."""

import base64
import binascii
import re
import secrets
from datetime import datetime
from typing import Any

from bot.sandbox.http import GraphError
from bot.sandbox.mail.shape import SETTABLE
from bot.sandbox.mail.state import Message, stamp
from bot.sandbox.routes import check_properties

SMALL = 3 * 1024 * 1024
_ENUMS = {"importance": ("low", "normal", "high"), "inferenceClassification": ("focused", "other")}
_FLAGS = ("notFlagged", "complete", "flagged")


def apply(message: Message, body: dict[str, Any], now: datetime, *, creating: bool) -> None:
    """Set the properties that a POST or PATCH names; 400 that names what is wrong."""
    check_properties(body, SETTABLE, "microsoft.graph.message")
    for name, value in body.items():
        if name in ("toRecipients", "ccRecipients", "bccRecipients", "replyTo"):
            message.data[name] = [_recipient(one) for one in value or []]
        elif name == "body":
            message.data["body"] = _body(value)
            message.data["bodyPreview"] = preview(message.data["body"])
        elif name == "internetMessageHeaders":
            _headers(message, value, creating)
        elif name == "singleValueExtendedProperties":
            _properties(message, value)
        elif name == "attachments":
            for one in value or []:
                add_file(message, one, now)
        elif name == "flag":
            message.data["flag"] = _flag(value)
        elif name in _ENUMS:
            message.data[name] = _enum(name, value, _ENUMS[name])
        elif name in ("from", "sender"):
            message.data[name] = _recipient(value)
        elif name in ("isDraft", "hasAttachments", "multiValueExtendedProperties"):
            continue
        else:
            message.data[name] = value
    message.data["lastModifiedDateTime"] = stamp(now)


def add_file(message: Message, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Put a file on a message; 413 at 3 MB and more (an upload session takes those)."""
    kind = str(body.get("@odata.type", "#microsoft.graph.fileAttachment"))
    if not kind.lower().endswith("fileattachment"):
        raise GraphError(400, "ErrorInvalidArgument", f"Attachments of type {kind} are not known here.")
    known = ("name", "contentType", "contentBytes", "isInline", "contentId", "size", "contentLocation")
    check_properties(body, known, "microsoft.graph.fileAttachment")
    try:
        content = base64.b64decode(str(body.get("contentBytes") or ""), validate=True)
    except binascii.Error:
        raise GraphError(400, "ErrorInvalidArgument", "contentBytes is no base64.") from None
    if len(content) >= SMALL:
        raise GraphError(413, "ErrorMessageSizeExceeded", "The attachment is 3 MB or larger: use an upload session.")
    file = {
        "id": "AAMkAD" + secrets.token_urlsafe(24),
        "name": str(body.get("name") or ""),
        "contentType": str(body.get("contentType") or "application/octet-stream"),
        "size": len(content),
        "bytes": base64.b64encode(content).decode(),
        "isInline": bool(body.get("isInline", False)),
        "contentId": body.get("contentId"),
        "at": stamp(now),
    }
    message.extra.setdefault("files", []).append(file)
    message.data["hasAttachments"] = True
    return file


def preview(body: dict[str, str]) -> str:
    """The first 255 characters of the text."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body["content"])).strip()[:255]


def _recipient(value: Any) -> dict[str, Any]:
    person = value.get("emailAddress") if isinstance(value, dict) else None
    if not isinstance(person, dict) or not person.get("address"):
        raise GraphError(400, "ErrorInvalidRecipients", "A recipient needs emailAddress with an address.")
    check_properties(value, ("emailAddress",), "microsoft.graph.recipient")
    check_properties(person, ("name", "address"), "microsoft.graph.emailAddress")
    return {"emailAddress": {"name": person.get("name") or person["address"], "address": person["address"]}}


def _body(value: Any) -> dict[str, str]:
    check_properties(value, ("contentType", "content"), "microsoft.graph.itemBody")
    kind = str(value.get("contentType", "text")).lower()
    if kind not in ("text", "html"):
        raise GraphError(400, "BadRequest", f"'{kind}' is no microsoft.graph.bodyType.")
    return {"contentType": kind, "content": str(value.get("content") or "")}


def _headers(message: Message, value: Any, creating: bool) -> None:
    if not creating:
        raise GraphError(400, "ErrorInvalidArgument", "internetMessageHeaders can be set only when a message is created.")
    rows = [{"name": str(one["name"]), "value": str(one["value"])} for one in value or []]
    for one in rows:
        if not one["name"].lower().startswith("x-"):
            raise GraphError(
                400, "InvalidInternetMessageHeader",
                f"The internet message header name '{one['name']}' should start with 'x-' or 'X-'.",
            )  # fmt: skip
    if len(rows) > 5:
        raise GraphError(400, "InvalidInternetMessageHeaderCollection", "At most five internet message headers are allowed.")
    message.extra["headers"] = rows


def _properties(message: Message, value: Any) -> None:
    for one in value or []:
        check_properties(one, ("id", "value"), "microsoft.graph.singleValueLegacyExtendedProperty")
        message.extra.setdefault("props", {})[str(one["id"])] = str(one["value"])


def _flag(value: Any) -> dict[str, Any]:
    known = ("flagStatus", "dueDateTime", "startDateTime", "completedDateTime")
    check_properties(value, known, "microsoft.graph.followupFlag")
    return {**value, "flagStatus": _enum("flagStatus", value.get("flagStatus", "notFlagged"), _FLAGS)}


def _enum(name: str, value: Any, known: tuple[str, ...]) -> str:
    for one in known:
        if str(value).lower() == one.lower():
            return one
    raise GraphError(400, "BadRequest", f"'{value}' is no value of {name}.")
