"""Files of a message, and messages that hang on a message as an item (itemAttachment)."""

import base64
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.sandbox.http import GraphError
from bot.sandbox.mail.composing import MAIL, as_mime
from bot.sandbox.mail.message import Message, blank, stamp
from bot.sandbox.routes import check_properties

SMALL = 3 * 1024 * 1024
_OF_A_FILE = ("name", "contentType", "contentBytes", "isInline", "contentId", "size", "contentLocation")
_NOBODY = {"emailAddress": {"name": "", "address": ""}}


def new_file(given: Mapping[str, Any], content: bytes, now: datetime) -> dict[str, Any]:
    """A file as it is kept: `given` holds name, contentType, isInline and contentId as a request names them."""
    return {
        "id": "AAMkAD" + secrets.token_urlsafe(24),
        "name": str(given.get("name") or ""),
        "contentType": str(given.get("contentType") or "application/octet-stream"),
        "size": len(content),
        "bytes": base64.b64encode(content).decode(),
        "isInline": bool(given.get("isInline", False)),
        "contentId": given.get("contentId"),
        "at": stamp(now),
    }


def put_on(message: Message, file: dict[str, Any]) -> dict[str, Any]:
    """Hang a file on a message."""
    message.extra.setdefault("files", []).append(file)
    message.data["hasAttachments"] = True
    return file


def add_file(message: Message, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Put a file or a mail on a message; 413 at 3 MB and more (an upload session takes those)."""
    kind = str(body.get("@odata.type", "#microsoft.graph.fileAttachment"))
    if kind.lower().endswith("itemattachment"):
        return put_on(message, _item(message.mailbox, body, now))
    if not kind.lower().endswith("fileattachment"):
        raise GraphError(400, "ErrorInvalidArgument", f"Attachments of type {kind} are not known here.")
    check_properties(body, _OF_A_FILE, "microsoft.graph.fileAttachment")
    try:
        content = base64.b64decode(str(body.get("contentBytes") or ""), validate=True)
    except ValueError:
        raise GraphError(400, "ErrorInvalidArgument", "contentBytes is no base64.") from None
    if len(content) >= SMALL:
        raise GraphError(413, "ErrorMessageSizeExceeded", "The attachment is 3 MB or larger: use an upload session.")
    return put_on(message, new_file(body, content, now))


def copy_files(message: Message, original: Message) -> None:
    """The files of a message (with their bytes) on another, under ids of their own."""
    rows = [{**one, "id": "AAMkAD" + secrets.token_urlsafe(24)} for one in original.extra.get("files", [])]
    message.extra["files"] = rows
    message.data["hasAttachments"] = bool(rows)


def _item(mailbox: str, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A mail as an item: it is kept, and travels, as its MIME. 400 where the item is no mail."""
    from bot.sandbox.mail.drafting import apply  # an item is written as a draft is, and may hold items itself

    check_properties(body, ("name", "item", "isInline", "contentType", "size"), "microsoft.graph.itemAttachment")
    item = body.get("item")
    if not isinstance(item, dict) or str(item.get("@odata.type", "")).lstrip("#") != "microsoft.graph.message":
        raise GraphError(400, "ErrorInvalidArgument", "Of items only a microsoft.graph.message can hang on a message.")
    made = blank(mailbox, "", now)
    made.data |= {"from": _NOBODY, "sender": _NOBODY}
    apply(made, {name: value for name, value in item.items() if name != "@odata.type"}, now, creating=True)
    title = str(body.get("name") or made.data["subject"])
    return as_item(new_file({"name": title}, as_mime(made), now), title)


def as_item(file: dict[str, Any], title: str) -> dict[str, Any]:
    """A file that holds a mail, as an item with this title."""
    return {**file, "name": title, "contentType": MAIL, "isItem": True}
