"""Messages as the mailbox stores them. `iid` is the immutable id; `rid` the ordinary one, which changes on a move.

The bytes of files and the MIME of what arrived lie in tables of their own, so that lists and small changes stay cheap.
"""

import base64
import json
import secrets
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.db import Db
from bot.sandbox.http import GraphError

SCHEMA = """
CREATE TABLE IF NOT EXISTS mail (iid TEXT PRIMARY KEY, rid TEXT NOT NULL, mailbox TEXT NOT NULL, folder TEXT NOT NULL,
    seq INTEGER NOT NULL, born INTEGER NOT NULL, received TEXT NOT NULL, data TEXT NOT NULL, extra TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS mail_by_rid ON mail (rid);
CREATE INDEX IF NOT EXISTS mail_by_folder ON mail (mailbox, folder, seq);
CREATE INDEX IF NOT EXISTS mail_by_time ON mail (mailbox, folder, received, born);
CREATE TABLE IF NOT EXISTS mail_file (id TEXT PRIMARY KEY, iid TEXT NOT NULL, bytes TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS file_by_mail ON mail_file (iid);
CREATE TABLE IF NOT EXISTS mail_mime (iid TEXT PRIMARY KEY, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS mail_gone (mailbox TEXT NOT NULL, folder TEXT NOT NULL, seq INTEGER NOT NULL,
    iid TEXT NOT NULL, rid TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS gone_by_folder ON mail_gone (mailbox, folder, seq);
CREATE TABLE IF NOT EXISTS mail_prop (iid TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (iid, name)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS prop_by_value ON mail_prop (value);
CREATE TABLE IF NOT EXISTS mail_msgid (message_id TEXT NOT NULL, mailbox TEXT NOT NULL, conversation TEXT NOT NULL,
    PRIMARY KEY (message_id, mailbox)) WITHOUT ROWID;
"""
_COLUMNS = "m.iid, m.rid, m.mailbox, m.folder, m.data, m.extra, m.seq, m.born"


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


def _conversation_index(conversation: str) -> str:
    """The head of the index that Outlook sorts a thread by: the same in a whole thread."""
    return base64.b64encode(b"\x01" + uuid.uuid5(uuid.NAMESPACE_OID, conversation).bytes + b"\x00" * 5).decode()


def save(db: Db, message: Message, *, touched: bool = True) -> Message:
    """Store a message under a new sequence number; `touched` gives it a new changeKey."""
    if touched:
        message.data["changeKey"] = change_key()
    message.data["parentFolderId"] = message.folder
    message.data["conversationIndex"] = _conversation_index(message.data["conversationId"])
    message.seq = db.next_seq()
    message.born = message.born or message.seq
    extra = {**message.extra, "files": _put_files(db, message)}
    row = (
        message.iid, message.rid, message.mailbox, message.folder, message.seq, message.born,
        message.data["receivedDateTime"], json.dumps(message.data, ensure_ascii=False),
        json.dumps(extra, ensure_ascii=False),
    )  # fmt: skip
    db.execute("INSERT OR REPLACE INTO mail VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    if message.mime is not None:
        db.execute("INSERT OR REPLACE INTO mail_mime VALUES (?, ?)", (message.iid, message.mime))
    for name, value in message.extra.get("props", {}).items():
        db.execute("INSERT OR REPLACE INTO mail_prop VALUES (?, ?, ?)", (message.iid, name.lower(), value))
    if message.data["internetMessageId"]:
        row3 = (message.data["internetMessageId"], message.mailbox, message.data["conversationId"])
        db.execute("INSERT OR REPLACE INTO mail_msgid VALUES (?, ?, ?)", row3)
    return message


def _put_files(db: Db, message: Message) -> list[dict[str, Any]]:
    """Store bytes that are new; answers the files without bytes."""
    shown = []
    for one in message.extra.get("files", []):
        if "bytes" in one:
            db.execute("INSERT OR IGNORE INTO mail_file VALUES (?, ?, ?)", (one["id"], message.iid, one["bytes"]))
        shown.append({key: value for key, value in one.items() if key != "bytes"})
    return shown


def with_bytes(db: Db, message: Message) -> Message:
    """The message with the bytes (base64) of its files."""
    for one in message.extra.get("files", []):
        if "bytes" not in one:
            one["bytes"] = db.execute("SELECT bytes FROM mail_file WHERE id = ?", (one["id"],)).fetchone()[0]
    return message


def raw_of(db: Db, message: Message) -> bytes | None:
    """The MIME of one that arrived, as it came."""
    row = db.execute("SELECT raw FROM mail_mime WHERE iid = ?", (message.iid,)).fetchone()
    return bytes(row[0]) if row else None


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
    for table in ("mail", "mail_prop", "mail_file", "mail_mime"):
        db.execute(f"DELETE FROM {table} WHERE iid = ?", (message.iid,))


def get(db: Db, mailbox: str, key: str) -> Message:
    """By either id; 404 as Graph when it is not in that mailbox (or not there yet)."""
    sql = f"SELECT {_COLUMNS} FROM mail m WHERE (m.iid = ? OR m.rid = ?) AND m.mailbox = ?"
    row = db.execute(sql, (key, key, mailbox)).fetchone()
    if row is None or row[3] == "":
        raise GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.")
    return _message(row)


def hidden(db: Db, iid: str) -> Message | None:
    """A message that is on its way (in no folder), or any other, by its immutable id."""
    row = db.execute(f"SELECT {_COLUMNS} FROM mail m WHERE m.iid = ?", (iid,)).fetchone()
    return _message(row) if row else None


class Listing(Sequence[Message]):
    """A folder's messages (all folders' when None), newest first; only what is looked at is read."""

    def __init__(self, db: Db, mailbox: str, folder: str | None) -> None:
        self._db = db
        self._where = "m.mailbox = ? AND m.folder != ''" if folder is None else "m.mailbox = ? AND m.folder = ?"
        self._values = (mailbox,) if folder is None else (mailbox, folder)

    def __len__(self) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM mail m WHERE {self._where}", self._values).fetchone()[0])

    def __iter__(self) -> Iterator[Message]:
        return iter(self._rows(0, -1))

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return self._rows(index.start or 0, index.stop - (index.start or 0) if index.stop is not None else -1)
        return self._rows(index, 1)[0]

    def _rows(self, skip: int, count: int) -> list[Message]:
        order = "m.received DESC, m.born DESC"
        sql = f"SELECT {_COLUMNS} FROM mail m WHERE {self._where} ORDER BY {order} LIMIT ? OFFSET ?"
        return [_message(row) for row in self._db.execute(sql, (*self._values, count, skip)).fetchall()]


def with_property(db: Db, mailbox: str, name: str, value: str) -> list[Message]:
    """Those that carry an extended property with this value."""
    sql = (
        f"SELECT {_COLUMNS} FROM mail_prop p JOIN mail m"
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
    return Message(row[0], row[1], row[2], row[3], json.loads(row[4]), json.loads(row[5]), None, row[6], row[7])
