"""A message of a mailbox, its ids and its times.

`iid` is the immutable id; `rid` the ordinary one, which changes on a move.
"""

import base64
import re
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Message:
    """A message: `data` are Graph's properties, `extra` what Graph gives only when asked (headers, files, properties).

    `mime` is set on one that arrived until it is stored; `raw_of` reads it back, as `with_bytes` does files' bytes.
    """

    iid: str
    rid: str
    mailbox: str
    folder: str
    data: dict[str, Any]
    extra: dict[str, Any] = field(default_factory=dict)
    mime: bytes | None = None
    seq: int = 0
    born: int = 0


def new_id() -> str:
    """An id as Exchange makes them."""
    return "AAMkAD" + secrets.token_urlsafe(66) + "AAA="


def immutable_id() -> str:
    """An immutable id."""
    return "AAkALg" + secrets.token_urlsafe(60) + "AAA="


def change_key() -> str:
    """A new version of an item."""
    return "CQAAAB" + secrets.token_urlsafe(16)


def stamp(moment: datetime) -> str:
    """A time as Graph writes it in mail."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def blank(mailbox: str, folder: str, now: datetime) -> Message:
    """An empty message with every property that Graph always gives."""
    at, iid = stamp(now), immutable_id()
    data: dict[str, Any] = {
        "createdDateTime": at,
        "lastModifiedDateTime": at,
        "changeKey": change_key(),
        "categories": [],
        "receivedDateTime": at,
        "sentDateTime": at,
        "hasAttachments": False,
        "internetMessageId": "",
        "subject": "",
        "bodyPreview": "",
        "importance": "normal",
        "parentFolderId": folder,
        "conversationId": conversation_id(uuid.uuid4().hex),
        "conversationIndex": "",
        "isDeliveryReceiptRequested": None,
        "isReadReceiptRequested": False,
        "isRead": True,
        "isDraft": True,
        "webLink": f"https://outlook.office.com/mail/deeplink/read/{iid}",
        "inferenceClassification": "focused",
        "body": {"contentType": "html", "content": ""},
        "toRecipients": [],
        "ccRecipients": [],
        "bccRecipients": [],
        "replyTo": [],
        "flag": {"flagStatus": "notFlagged"},
    }
    return Message(iid, new_id(), mailbox, folder, data, {"headers": [], "files": [], "props": {}})


def conversation_id(seed: str) -> str:
    """The id of a thread."""
    return "AAQkAD" + uuid.uuid5(uuid.NAMESPACE_OID, seed).hex + "=="


def conversation_index(conversation: str) -> str:
    """The head of the index that Outlook sorts a thread by: the same in a whole thread."""
    return base64.b64encode(b"\x01" + uuid.uuid5(uuid.NAMESPACE_OID, conversation).bytes + b"\x00" * 5).decode()


def preview(body: dict[str, str]) -> str:
    """The first 255 characters of the text."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body["content"])).strip()[:255]
