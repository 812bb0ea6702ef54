"""Columns that enforce unique values: which item holds which value."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.sandbox.db import Db
from bot.sandbox.sharepoint.columns import Column, bad
from bot.sandbox.sharepoint.items import Item
from bot.sandbox.sharepoint.values import key_of

SCHEMA = """
CREATE TABLE IF NOT EXISTS sp_uniques (
    list_id TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, item_id INTEGER NOT NULL,
    PRIMARY KEY (list_id, field, value)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sp_uniques_item ON sp_uniques (list_id, item_id);
"""


def check_free(db: Db, list_id: str, columns: Iterable[Column], fields: Mapping[str, Any], item_id: int = 0) -> None:
    """400 if another item holds one of these values in a column that enforces unique values."""
    for key, value in _unique(columns, fields):
        if value is None:
            continue
        sql = "SELECT item_id FROM sp_uniques WHERE list_id = ? AND field = ? AND value = ?"
        row = db.execute(sql, (list_id, key, _norm(value))).fetchone()
        if row is not None and row[0] != item_id:
            raise bad("One or more fields with unique constraints already has the provided value.")


def hold(db: Db, columns: Iterable[Column], item: Item, written: Mapping[str, Any]) -> None:
    """Records the unique values that a write gave to the item, and lets go of those it had before."""
    for key, value in _unique(columns, written):
        db.execute(
            "DELETE FROM sp_uniques WHERE list_id = ? AND field = ? AND item_id = ?", (item.list_id, key, item.id)
        )
        if value is not None:
            db.execute(
                "INSERT INTO sp_uniques (list_id, field, value, item_id) VALUES (?, ?, ?, ?)",
                (item.list_id, key, _norm(value), item.id),
            )


def let_go(db: Db, item: Item) -> None:
    """Frees the values of an item that is deleted."""
    db.execute("DELETE FROM sp_uniques WHERE list_id = ? AND item_id = ?", (item.list_id, item.id))


def begin(db: Db, column: Column, held: Iterable[Item]) -> None:
    """Makes a column unique from now on; 400 if its values are not so already."""
    for item in held:
        check_free(db, item.list_id, [column], item.fields, item.id)
        hold(db, [column], item, item.fields)


def end(db: Db, list_id: str, column: Column) -> None:
    """Lets the column take the same value twice again."""
    db.execute("DELETE FROM sp_uniques WHERE list_id = ? AND field = ?", (list_id, key_of(column)))


def _unique(columns: Iterable[Column], fields: Mapping[str, Any]) -> list[tuple[str, Any]]:
    keys = [key_of(column) for column in columns if column["enforceUniqueValues"]]
    return [(key, fields[key]) for key in keys if key in fields]


def _norm(value: Any) -> str:
    return str(value).casefold()


def drop_list(db: Db, list_id: str) -> None:
    """Forgets the values of a list that is deleted."""
    db.execute("DELETE FROM sp_uniques WHERE list_id = ?", (list_id,))
