"""The versions of list items in the database: what stood in an item after each write, and whose write it was."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox.db import Db

if TYPE_CHECKING:
    from bot.sandbox.sharepoint.items import Item

SCHEMA = """
CREATE TABLE IF NOT EXISTS sp_versions (
    list_id TEXT NOT NULL, item_id INTEGER NOT NULL, version INTEGER NOT NULL, modified TEXT NOT NULL,
    modified_by TEXT NOT NULL, fields TEXT NOT NULL, PRIMARY KEY (list_id, item_id, version)) WITHOUT ROWID;
"""
_ITEM = "list_id = ? AND item_id = ?"


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


def keep(db: Db, item: "Item", most: int) -> None:
    """Keeps an item as it now stands, in the place of what was kept under the same number; the last `most` remain."""
    db.execute(
        "INSERT OR REPLACE INTO sp_versions (list_id, item_id, version, modified, modified_by, fields)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (item.list_id, item.id, item.ui, item.modified, json.dumps(item.modified_by), json.dumps(item.fields)),
    )
    db.execute(f"DELETE FROM sp_versions WHERE {_ITEM} AND version <= ?", (item.list_id, item.id, item.ui - most))


def every(db: Db, item: "Item") -> list[Version]:
    """The versions that are kept, newest first."""
    sql = f"SELECT version, modified, modified_by, fields FROM sp_versions WHERE {_ITEM} ORDER BY version DESC"
    rows = db.execute(sql, (item.list_id, item.id))
    return [Version(row[0], row[1], json.loads(row[2]), json.loads(row[3])) for row in rows]


def drop(db: Db, item: "Item") -> None:
    """Forgets the versions of an item that is deleted."""
    db.execute(f"DELETE FROM sp_versions WHERE {_ITEM}", (item.list_id, item.id))


def drop_list(db: Db, list_id: str) -> None:
    """Forgets the versions of all items of a list that is deleted."""
    db.execute("DELETE FROM sp_versions WHERE list_id = ?", (list_id,))
