"""From the body of a request to a message: strict about properties, either casing of enums."""

import re
from datetime import datetime
from typing import Any

from bot.sandbox.http import GraphError
from bot.sandbox.mail.attaching import add_file
from bot.sandbox.mail.message import Message, preview, stamp
from bot.sandbox.mail.shape import SETTABLE
from bot.sandbox.routes import check_properties

_ENUMS = {"importance": ("low", "normal", "high"), "inferenceClassification": ("focused", "other")}
_PROPERTY = re.compile(r"\w+ (\{[0-9a-fA-F-]{36}\} (Name .+|Id 0x[0-9a-fA-F]+)|0x[0-9a-fA-F]+)")
_FLAGS = ("notFlagged", "complete", "flagged")


def apply(message: Message, body: dict[str, Any], now: datetime, *, creating: bool) -> None:
    """Set the properties that a POST or PATCH names; 400 that names what is wrong."""
    check_properties(body, SETTABLE, "microsoft.graph.message")
    if not creating and not message.data["isDraft"]:
        _refuse_on_sent(body)
    for name, value in body.items():
        if name in ("toRecipients", "ccRecipients", "bccRecipients", "replyTo"):
            message.data[name] = [_recipient(one) for one in _rows(name, value)]
        elif name == "body":
            message.data["body"] = _body(value)
            message.data["bodyPreview"] = preview(message.data["body"])
        elif name == "internetMessageHeaders":
            _headers(message, value, creating)
        elif name == "singleValueExtendedProperties":
            _properties(message, value)
        elif name == "attachments":
            for one in _rows(name, value):
                add_file(message, one, now)
        elif name == "flag":
            message.data["flag"] = _flag(value)
        elif name in _ENUMS:
            message.data[name] = _enum(name, value, _ENUMS[name])
        elif name in ("from", "sender"):
            message.data[name] = _recipient(value)
        elif name in ("isDraft", "hasAttachments", "multiValueExtendedProperties") or "@" in name:
            continue
        else:
            message.data[name] = _plain(name, value)
    message.data["lastModifiedDateTime"] = stamp(now)


_ON_DRAFTS = ("subject", "body", "toRecipients", "ccRecipients", "bccRecipients", "replyTo", "from", "sender",
              "internetMessageId", "importance")  # fmt: skip


def _refuse_on_sent(body: dict[str, Any]) -> None:
    for name in body:
        if name in _ON_DRAFTS:
            raise GraphError(400, "ErrorInvalidPropertySet", f"'{name}' can be set on a draft only.")


def _rows(name: str, value: Any) -> list[dict[str, Any]]:
    """The value as a list of objects; 400 when it is none."""
    rows = [] if value is None else value
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise GraphError(400, "RequestBodyRead", f"'{name}' must be a collection of objects.")
    return rows


_KINDS: dict[str, tuple[type, ...]] = {
    "subject": (str, type(None)),
    "isRead": (bool,),
    "internetMessageId": (str,),
    "isDeliveryReceiptRequested": (bool, type(None)),
    "isReadReceiptRequested": (bool, type(None)),
    "categories": (list,),
}


def _plain(name: str, value: Any) -> Any:
    kinds = _KINDS[name]
    strings = name != "categories" or (isinstance(value, list) and all(isinstance(one, str) for one in value))
    if not isinstance(value, kinds) or not strings:
        raise GraphError(400, "RequestBodyRead", f"The value of '{name}' has another type than the property.")
    return "" if name == "subject" and value is None else value


def _recipient(value: Any) -> dict[str, Any]:
    person = value.get("emailAddress") if isinstance(value, dict) else None
    if not isinstance(person, dict) or not person.get("address"):
        raise GraphError(400, "ErrorInvalidRecipients", "A recipient needs emailAddress with an address.")
    check_properties(value, ("emailAddress",), "microsoft.graph.recipient")
    check_properties(person, ("name", "address"), "microsoft.graph.emailAddress")
    if not all(isinstance(one, str | None) for one in person.values()):
        raise GraphError(400, "ErrorInvalidRecipients", "The name and the address of a recipient are texts.")
    return {"emailAddress": {"name": person.get("name") or person["address"], "address": person["address"]}}


def _body(value: Any) -> dict[str, str]:
    check_properties(value, ("contentType", "content"), "microsoft.graph.itemBody")
    kind = str(value.get("contentType", "text")).lower()
    if kind not in ("text", "html"):
        raise GraphError(400, "BadRequest", f"'{kind}' is no microsoft.graph.bodyType.")
    return {"contentType": kind, "content": str(value.get("content") or "")}


def _headers(message: Message, value: Any, creating: bool) -> None:
    if not creating:
        raise GraphError(400, "ErrorInvalidArgument", "internetMessageHeaders can be set at creation only.")
    rows = []
    for one in _rows("internetMessageHeaders", value):
        check_properties(one, ("name", "value"), "microsoft.graph.internetMessageHeader")
        rows.append({"name": str(one.get("name") or ""), "value": str(one.get("value") or "")})
    for one in rows:
        if not one["name"].lower().startswith("x-"):
            raise GraphError(
                400, "InvalidInternetMessageHeader",
                f"The internet message header name '{one['name']}' should start with 'x-' or 'X-'.",
            )  # fmt: skip
    if len(rows) > 5:
        raise GraphError(400, "InvalidInternetMessageHeaderCollection", "At most five headers are allowed.")
    message.extra["headers"] = rows


def _properties(message: Message, value: Any) -> None:
    for one in _rows("singleValueExtendedProperties", value):
        check_properties(one, ("id", "value"), "microsoft.graph.singleValueLegacyExtendedProperty")
        if not _PROPERTY.fullmatch(str(one.get("id"))):
            raise GraphError(400, "ErrorInvalidExtendedPropertyId", f"'{one.get('id')}' is no id of a property.")
        message.extra.setdefault("props", {})[str(one["id"])] = str(one.get("value"))


def _flag(value: Any) -> dict[str, Any]:
    known = ("flagStatus", "dueDateTime", "startDateTime", "completedDateTime")
    check_properties(value, known, "microsoft.graph.followupFlag")
    return {**value, "flagStatus": _enum("flagStatus", value.get("flagStatus", "notFlagged"), _FLAGS)}


def _enum(name: str, value: Any, known: tuple[str, ...]) -> str:
    for one in known:
        if str(value).lower() == one.lower():
            return one
    raise GraphError(400, "BadRequest", f"'{value}' is no value of {name}.")
