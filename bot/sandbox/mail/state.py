"""Messages as the mailbox stores them."""

import json
from typing import Any

from bot.sandbox.db import Db
from bot.sandbox.mail.message import Message, change_key, conversation_index, new_id

COLUMNS = "m.iid, m.rid, m.mailbox, m.folder, m.data, m.extra, m.seq, m.born"
"""Of the table mail as m."""


_NAMES = ("iid", "rid", "mailbox", "folder", "seq", "born", "received", "data", "extra")
# not REPLACE, which would hide from the triggers what stood there
_SAVE = (
    f"INSERT INTO mail ({', '.join(_NAMES)}) VALUES ({', '.join('?' * len(_NAMES))}) ON CONFLICT (iid) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _NAMES[1:])
)


def save(db: Db, message: Message, *, touched: bool = True) -> Message:
    """Store a message under a new sequence number; `touched` gives it a new changeKey."""
    if touched:
        message.data["changeKey"] = change_key()
    message.data["parentFolderId"] = message.folder
    message.data["conversationIndex"] = conversation_index(message.data["conversationId"])
    message.seq = db.next_seq()
    message.born = message.born or message.seq
    extra = {**message.extra, "files": _put_files(db, message)}
    row = (
        message.iid, message.rid, message.mailbox, message.folder, message.seq, message.born,
        message.data["receivedDateTime"], json.dumps(message.data, ensure_ascii=False),
        json.dumps(extra, ensure_ascii=False),
    )  # fmt: skip
    db.execute(_SAVE, row)
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


def find(db: Db, mailbox: str, key: str) -> Message | None:
    """By either id; None when it is not in that mailbox (or not there yet)."""
    sql = f"SELECT {COLUMNS} FROM mail m WHERE (m.iid = ? OR m.rid = ?) AND m.mailbox = ?"
    row = db.execute(sql, (key, key, mailbox)).fetchone()
    return None if row is None or row[3] == "" else read(row)


def hidden(db: Db, iid: str) -> Message | None:
    """A message that is on its way (in no folder), or any other, by its immutable id."""
    row = db.execute(f"SELECT {COLUMNS} FROM mail m WHERE m.iid = ?", (iid,)).fetchone()
    return read(row) if row else None


def with_property(db: Db, mailbox: str, name: str, value: str) -> list[Message]:
    """Those that carry an extended property with this value."""
    sql = (
        f"SELECT {COLUMNS} FROM mail_prop p JOIN mail m"
        " ON m.iid = p.iid WHERE p.value = ? AND p.name = ? AND m.mailbox = ? AND m.folder != ''"
    )
    return [read(row) for row in db.execute(sql, (value, name.lower(), mailbox)).fetchall()]


def thread_of(db: Db, mailbox: str, message_ids: list[str]) -> str | None:
    """The conversation of the first of these message ids that the mailbox knows."""
    for one in message_ids:
        sql = "SELECT conversation FROM mail_msgid WHERE message_id = ? AND mailbox = ?"
        if row := db.execute(sql, (one, mailbox)).fetchone():
            return str(row[0])
    return None


def read(row: tuple[Any, ...]) -> Message:
    """A message from a row of COLUMNS."""
    return Message(row[0], row[1], row[2], row[3], json.loads(row[4]), json.loads(row[5]), None, row[6], row[7])
