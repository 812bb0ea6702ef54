"""Messages as the mailbox stores them. `iid` is the immutable id; `rid` the ordinary one, which changes on a move."""

import json
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.db import Db
from bot.sandbox.http import GraphError

SCHEMA = """
CREATE TABLE IF NOT EXISTS mail (iid TEXT PRIMARY KEY, rid TEXT NOT NULL, mailbox TEXT NOT NULL, folder TEXT NOT NULL,
    seq INTEGER NOT NULL, data TEXT NOT NULL, extra TEXT NOT NULL, mime BLOB);
CREATE UNIQUE INDEX IF NOT EXISTS mail_by_rid ON mail (rid);
CREATE INDEX IF NOT EXISTS mail_by_folder ON mail (mailbox, folder, seq);
CREATE TABLE IF NOT EXISTS mail_gone (mailbox TEXT NOT NULL, folder TEXT NOT NULL, seq INTEGER NOT NULL,
    iid TEXT NOT NULL, rid TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS gone_by_folder ON mail_gone (mailbox, folder, seq);
CREATE TABLE IF NOT EXISTS mail_prop (iid TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (iid, name)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS prop_by_value ON mail_prop (value);
CREATE TABLE IF NOT EXISTS mail_msgid (message_id TEXT NOT NULL, mailbox TEXT NOT NULL, conversation TEXT NOT NULL,
    PRIMARY KEY (message_id, mailbox)) WITHOUT ROWID;
"""


@dataclass
class Message:
    """A message: `data` are Graph's properties, `extra` what Graph gives only when asked (headers, files, properties)."""

    iid: str
    rid: str
    mailbox: str
    folder: str
    data: dict[str, Any]
    extra: dict[str, Any] = field(default_factory=dict)
    mime: bytes | None = None
    seq: int = 0


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
    at = stamp(now)
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
        "isDeliveryReceiptRequested": None,
        "isReadReceiptRequested": False,
        "isRead": True,
        "isDraft": True,
        "webLink": "",
        "inferenceClassification": "focused",
        "body": {"contentType": "html", "content": ""},
        "toRecipients": [],
        "ccRecipients": [],
        "bccRecipients": [],
        "replyTo": [],
        "flag": {"flagStatus": "notFlagged"},
    }
    iid = immutable_id()
    data["webLink"] = f"https://outlook.office.com/mail/deeplink/read/{iid}"
    return Message(iid, new_id(), mailbox, folder, data, {"headers": [], "files": [], "props": {}})


def conversation_id(seed: str) -> str:
    """The id of a thread."""
    return "AAQkAD" + uuid.uuid5(uuid.NAMESPACE_OID, seed).hex + "=="


def save(db: Db, message: Message, *, touched: bool = True) -> Message:
    """Store a message under a new sequence number; `touched` gives it a new changeKey."""
    if touched:
        message.data["changeKey"] = change_key()
    message.data["parentFolderId"] = message.folder
    message.seq = db.next_seq()
    row = (
        message.iid, message.rid, message.mailbox, message.folder, message.seq,
        json.dumps(message.data, ensure_ascii=False), json.dumps(message.extra, ensure_ascii=False), message.mime,
    )  # fmt: skip
    db.execute("INSERT OR REPLACE INTO mail VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    for name, value in message.extra.get("props", {}).items():
        db.execute("INSERT OR REPLACE INTO mail_prop VALUES (?, ?, ?)", (message.iid, name.lower(), value))
    if message.data["internetMessageId"]:
        row3 = (message.data["internetMessageId"], message.mailbox, message.data["conversationId"])
        db.execute("INSERT OR REPLACE INTO mail_msgid VALUES (?, ?, ?)", row3)
    return message


def move(db: Db, message: Message, folder: str, reason: str = "deleted") -> Message:
    """Into another folder: the ordinary id changes, the immutable one stays."""
    leave(db, message, reason)
    message.folder, message.rid = folder, new_id()
    return save(db, message)


def leave(db: Db, message: Message, reason: str) -> None:
    """Note for deltas that it left its folder."""
    row = (message.mailbox, message.folder, db.next_seq(), message.iid, message.rid, reason)
    db.execute("INSERT INTO mail_gone VALUES (?, ?, ?, ?, ?, ?)", row)


def remove(db: Db, message: Message) -> None:
    """Gone for good."""
    leave(db, message, "deleted")
    db.execute("DELETE FROM mail WHERE iid = ?", (message.iid,))
    db.execute("DELETE FROM mail_prop WHERE iid = ?", (message.iid,))


def get(db: Db, mailbox: str, key: str) -> Message:
    """By either id; 404 as Graph when it is not in that mailbox (or not there yet)."""
    sql = "SELECT iid, rid, mailbox, folder, data, extra, mime, seq FROM mail WHERE (iid = ? OR rid = ?) AND mailbox = ?"
    row = db.execute(sql, (key, key, mailbox)).fetchone()
    if row is None or row[3] == "":
        raise GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.")
    return _message(row)


def hidden(db: Db, iid: str) -> Message | None:
    """A message that is on its way (in no folder)."""
    row = db.execute("SELECT iid, rid, mailbox, folder, data, extra, mime, seq FROM mail WHERE iid = ?", (iid,)).fetchone()
    return _message(row) if row else None


def in_folder(db: Db, mailbox: str, folder: str | None) -> Iterator[Message]:
    """A folder's messages (all folders' when None), newest first."""
    sql = "SELECT iid, rid, mailbox, folder, data, extra, mime, seq FROM mail WHERE mailbox = ? AND folder != ''"
    values: tuple[str, ...] = (mailbox,)
    if folder is not None:
        sql, values = sql + " AND folder = ?", (mailbox, folder)
    for row in db.execute(sql + " ORDER BY seq DESC", values).fetchall():
        yield _message(row)


def with_property(db: Db, mailbox: str, name: str, value: str) -> list[Message]:
    """Those that carry an extended property with this value."""
    sql = (
        "SELECT m.iid, m.rid, m.mailbox, m.folder, m.data, m.extra, m.mime, m.seq FROM mail_prop p JOIN mail m"
        " ON m.iid = p.iid WHERE p.value = ? AND p.name = ? AND m.mailbox = ? AND m.folder != ''"
    )
    return [_message(row) for row in db.execute(sql, (value, name.lower(), mailbox)).fetchall()]


def thread_of(db: Db, mailbox: str, message_ids: list[str]) -> str | None:
    """The conversation of the first of these message ids that the mailbox knows."""
    for one in message_ids:
        sql = "SELECT conversation FROM mail_msgid WHERE message_id = ? AND mailbox = ?"
        if row := db.execute(sql, (one, mailbox)).fetchone():
            return str(row[0])
    return None


def _message(row: tuple[Any, ...]) -> Message:
    return Message(row[0], row[1], row[2], row[3], json.loads(row[4]), json.loads(row[5]), row[6], row[7])
