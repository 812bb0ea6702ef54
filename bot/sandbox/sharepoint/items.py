"""List items in the database. A deleted item stays as a mark for delta, without its values."""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from bot.sandbox.db import Db
from bot.sandbox.sharepoint import versions

SCHEMA = """
CREATE TABLE IF NOT EXISTS sp_items (
    list_id TEXT NOT NULL, id INTEGER NOT NULL, guid TEXT NOT NULL, version INTEGER NOT NULL, ui INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    deleted INTEGER NOT NULL, created TEXT NOT NULL, created_by TEXT NOT NULL,
    modified TEXT NOT NULL, modified_by TEXT NOT NULL, fields TEXT NOT NULL, PRIMARY KEY (list_id, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sp_items_seq ON sp_items (list_id, seq);
"""
_COLUMNS = "list_id, id, guid, version, ui, seq, deleted, created, created_by, modified, modified_by, fields"


@dataclass(frozen=True)
class Item:
    """One list item as it stands. `created_by` and `modified_by` are identity sets, `fields` the non-empty values.

    `version` moves on with every write, `ui` (the version that people see) only where the list keeps versions.
    """

    list_id: str
    id: int
    guid: str
    version: int
    ui: int
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
    item = Item(list_id, number, str(uuid.uuid4()), 1, 1, db.next_seq(), False, at, who, at, who, _filled(fields))
    db.execute(f"INSERT INTO sp_items ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _row(item))
    versions.keep(db, item, 1)
    return item


def write(db: Db, item: Item, fields: Mapping[str, Any], who: Mapping[str, Any], now: datetime, kept: int) -> Item:
    """The item after a write of some fields: a version of its own, of which the last `kept` are kept.

    `kept` 0 is a list without versions: the write stands in the place of what was.
    """
    changed = replace(
        item,
        version=item.version + 1,
        ui=item.ui + (1 if kept else 0),
        seq=db.next_seq(),
        modified=stamp(now),
        modified_by=who,
        fields=_filled({**item.fields, **fields}),
    )
    _update(db, changed)
    versions.keep(db, changed, kept or changed.ui)
    return changed


def remove(db: Db, item: Item, who: Mapping[str, Any], now: datetime) -> None:
    """Deletes the item; its mark stays for delta."""
    _update(db, replace(item, deleted=True, seq=db.next_seq(), modified=stamp(now), modified_by=who, fields={}))
    versions.drop(db, item)


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


def count(db: Db, list_id: str) -> int:
    """How many items the list holds."""
    found = db.execute("SELECT count(*) FROM sp_items WHERE list_id = ? AND deleted = 0", (list_id,)).fetchone()
    return int(found[0])


def last_change(db: Db, list_id: str) -> int:
    """The sequence number of the list's last change; 0 for a list where nothing ever was."""
    found = db.execute("SELECT max(seq) FROM sp_items WHERE list_id = ?", (list_id,)).fetchone()
    return int(found[0] or 0)


def drop_list(db: Db, list_id: str) -> None:
    """Forgets all items of a list that is deleted."""
    db.execute("DELETE FROM sp_items WHERE list_id = ?", (list_id,))
    versions.drop_list(db, list_id)


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}


def _update(db: Db, item: Item) -> None:
    db.execute(
        "UPDATE sp_items SET version = ?, ui = ?, seq = ?, deleted = ?, modified = ?, modified_by = ?, fields = ?"
        " WHERE list_id = ? AND id = ?",
        (
            item.version,
            item.ui,
            item.seq,
            int(item.deleted),
            item.modified,
            json.dumps(item.modified_by),
            json.dumps(item.fields),
            item.list_id,
            item.id,
        ),
    )


def _row(item: Item) -> tuple[Any, ...]:
    who, last, fields = (json.dumps(one) for one in (item.created_by, item.modified_by, item.fields))
    numbers = (item.version, item.ui, item.seq, int(item.deleted))
    return (item.list_id, item.id, item.guid, *numbers, item.created, who, item.modified, last, fields)


def _item(row: Any) -> Item:
    return Item(
        list_id=row[0],
        id=row[1],
        guid=row[2],
        version=row[3],
        ui=row[4],
        seq=row[5],
        deleted=bool(row[6]),
        created=row[7],
        created_by=_read(row[8]),
        modified=row[9],
        modified_by=_read(row[10]),
        fields=json.loads(row[11]),
    )


@lru_cache(256)
def _read(identities: str) -> Mapping[str, Any]:
    """Few act on many items: whoever did is read once. The mapping is shared: nobody writes into it."""
    known: Mapping[str, Any] = json.loads(identities)
    return known
