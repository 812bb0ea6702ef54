"""List items and their versions in the database. A deleted item stays as a mark for delta, without its values."""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.sandbox.db import Db

SCHEMA = """
CREATE TABLE IF NOT EXISTS sp_items (
    list_id TEXT NOT NULL, id INTEGER NOT NULL, guid TEXT NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL, created TEXT NOT NULL, created_by TEXT NOT NULL, modified TEXT NOT NULL,
    modified_by TEXT NOT NULL, fields TEXT NOT NULL, PRIMARY KEY (list_id, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sp_items_seq ON sp_items (list_id, seq);
CREATE TABLE IF NOT EXISTS sp_versions (
    list_id TEXT NOT NULL, item_id INTEGER NOT NULL, version INTEGER NOT NULL, modified TEXT NOT NULL,
    modified_by TEXT NOT NULL, fields TEXT NOT NULL, PRIMARY KEY (list_id, item_id, version)) WITHOUT ROWID;
"""
_COLUMNS = "list_id, id, guid, version, seq, deleted, created, created_by, modified, modified_by, fields"


@dataclass(frozen=True)
class Item:
    """One list item as it stands. `created_by` and `modified_by` are identity sets, `fields` the non-empty values."""

    list_id: str
    id: int
    guid: str
    version: int
    seq: int
    deleted: bool
    created: str
    created_by: Mapping[str, Any]
    modified: str
    modified_by: Mapping[str, Any]
    fields: Mapping[str, Any]

    @property
    def etag(self) -> str:
        """The eTag with its quotes, which belong to the value."""
        return f'"{{{self.guid.upper()}}},{self.version}"'


@dataclass(frozen=True)
class Version:
    """What an item was after one write, and whose write it was."""

    number: int
    modified: str
    modified_by: Mapping[str, Any]
    fields: Mapping[str, Any]

    @property
    def id(self) -> str:
        return f"{self.number}.0"


def stamp(moment: datetime) -> str:
    """A UTC time as SharePoint answers it, in whole seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def add(
    db: Db, list_id: str, fields: Mapping[str, Any], who: Mapping[str, Any], now: datetime, number: int | None = None
) -> Item:
    """A new item at version 1, with the list's next number unless one is given."""
    if number is None:
        found = db.execute("SELECT max(id) FROM sp_items WHERE list_id = ?", (list_id,)).fetchone()
        number = int(found[0] or 0) + 1
    at = stamp(now)
    item = Item(list_id, number, str(uuid.uuid4()), 1, db.next_seq(), False, at, who, at, who, _filled(fields))
    db.execute(f"INSERT INTO sp_items ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _row(item))
    _keep_version(db, item)
    return item


def write(db: Db, item: Item, fields: Mapping[str, Any], who: Mapping[str, Any], now: datetime, kept: int) -> Item:
    """The item after a write of some fields: a version of its own, of which the last `kept` are kept."""
    changed = replace(
        item,
        version=item.version + 1,
        seq=db.next_seq(),
        modified=stamp(now),
        modified_by=who,
        fields=_filled({**item.fields, **fields}),
    )
    _update(db, changed)
    _keep_version(db, changed)
    db.execute(
        "DELETE FROM sp_versions WHERE list_id = ? AND item_id = ? AND version <= ?",
        (item.list_id, item.id, changed.version - kept),
    )
    return changed


def remove(db: Db, item: Item, who: Mapping[str, Any], now: datetime) -> None:
    """Deletes the item; its mark stays for delta."""
    _update(db, replace(item, deleted=True, seq=db.next_seq(), modified=stamp(now), modified_by=who, fields={}))
    db.execute("DELETE FROM sp_versions WHERE list_id = ? AND item_id = ?", (item.list_id, item.id))


def get(db: Db, list_id: str, number: int) -> Item | None:
    """The item with this number, unless it was deleted."""
    sql = f"SELECT {_COLUMNS} FROM sp_items WHERE list_id = ? AND id = ? AND deleted = 0"
    row = db.execute(sql, (list_id, number)).fetchone()
    return _item(row) if row else None


def after(db: Db, list_id: str, number: int, count: int) -> list[Item]:
    """The next `count` items in the order of their numbers."""
    sql = f"SELECT {_COLUMNS} FROM sp_items WHERE list_id = ? AND id > ? AND deleted = 0 ORDER BY id LIMIT ?"
    return [_item(row) for row in db.execute(sql, (list_id, number, count))]


def every(db: Db, list_id: str) -> Iterator[Item]:
    """All items of the list, deleted ones left out."""
    sql = f"SELECT {_COLUMNS} FROM sp_items WHERE list_id = ? AND deleted = 0 ORDER BY id"
    return (_item(row) for row in db.execute(sql, (list_id,)).fetchall())


def changed_after(db: Db, list_id: str, seq: int, count: int) -> list[Item]:
    """The next `count` items (deleted ones too) whose last change comes after this one, in that order."""
    sql = f"SELECT {_COLUMNS} FROM sp_items WHERE list_id = ? AND seq > ? ORDER BY seq LIMIT ?"
    return [_item(row) for row in db.execute(sql, (list_id, seq, count))]


def last_change(db: Db, list_id: str) -> int:
    """The sequence number of the list's last change; 0 for a list where nothing ever was."""
    found = db.execute("SELECT max(seq) FROM sp_items WHERE list_id = ?", (list_id,)).fetchone()
    return int(found[0] or 0)


def versions(db: Db, item: Item) -> list[Version]:
    """The versions that are kept, newest first."""
    sql = (
        "SELECT version, modified, modified_by, fields FROM sp_versions"
        " WHERE list_id = ? AND item_id = ? ORDER BY version DESC"
    )
    rows = db.execute(sql, (item.list_id, item.id))
    return [Version(row[0], row[1], json.loads(row[2]), json.loads(row[3])) for row in rows]


def drop_list(db: Db, list_id: str) -> None:
    """Forgets all items of a list that is deleted."""
    db.execute("DELETE FROM sp_items WHERE list_id = ?", (list_id,))
    db.execute("DELETE FROM sp_versions WHERE list_id = ?", (list_id,))


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}


def _update(db: Db, item: Item) -> None:
    db.execute(
        "UPDATE sp_items SET version = ?, seq = ?, deleted = ?, modified = ?, modified_by = ?, fields = ?"
        " WHERE list_id = ? AND id = ?",
        (
            item.version,
            item.seq,
            int(item.deleted),
            item.modified,
            json.dumps(item.modified_by),
            json.dumps(item.fields),
            item.list_id,
            item.id,
        ),
    )


def _keep_version(db: Db, item: Item) -> None:
    db.execute(
        "INSERT INTO sp_versions (list_id, item_id, version, modified, modified_by, fields) VALUES (?, ?, ?, ?, ?, ?)",
        (item.list_id, item.id, item.version, item.modified, json.dumps(item.modified_by), json.dumps(item.fields)),
    )


def _row(item: Item) -> tuple[Any, ...]:
    return (
        item.list_id,
        item.id,
        item.guid,
        item.version,
        item.seq,
        int(item.deleted),
        item.created,
        json.dumps(item.created_by),
        item.modified,
        json.dumps(item.modified_by),
        json.dumps(item.fields),
    )


def _item(row: Any) -> Item:
    return Item(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        bool(row[5]),
        row[6],
        json.loads(row[7]),
        row[8],
        json.loads(row[9]),
        json.loads(row[10]),
    )
