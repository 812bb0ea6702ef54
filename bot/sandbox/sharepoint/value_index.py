"""Indexed columns: which items hold which value. Filters find by it, and unique columns are held to it."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.sandbox.db import Db
from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.sharepoint.columns import Column, key_of
from bot.sandbox.sharepoint.items import Item

SCHEMA = """
CREATE TABLE IF NOT EXISTS sp_index (
    list_id TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, item_id INTEGER NOT NULL,
    PRIMARY KEY (list_id, field, value, item_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sp_index_item ON sp_index (list_id, item_id);
"""


def holders(db: Db, list_id: str, key: str, value: Any) -> list[int]:
    """The numbers of the items with this value in an indexed column, whatever the case of its letters."""
    sql = "SELECT item_id FROM sp_index WHERE list_id = ? AND field = ? AND value = ? ORDER BY item_id"
    return [row[0] for row in db.execute(sql, (list_id, key, _norm(value)))]


def check_free(db: Db, list_id: str, columns: Iterable[Column], fields: Mapping[str, Any], item_id: int = 0) -> None:
    """400 if another item holds one of these values in a column that enforces unique values."""
    for column in columns:
        value = fields.get(key_of(column)) if column["enforceUniqueValues"] else None
        if value is not None and set(holders(db, list_id, key_of(column), value)) - {item_id}:
            raise bad("One or more fields with unique constraints already has the provided value.")


def hold(db: Db, columns: Iterable[Column], item: Item, written: Mapping[str, Any]) -> None:
    """Records what a write put into the item's indexed columns, in the place of what stood there."""
    for key in (key_of(column) for column in columns if column["indexed"]):
        if key not in written:
            continue
        db.execute("DELETE FROM sp_index WHERE list_id = ? AND field = ? AND item_id = ?", (item.list_id, key, item.id))
        if written[key] is not None:
            db.execute(
                "INSERT INTO sp_index (list_id, field, value, item_id) VALUES (?, ?, ?, ?)",
                (item.list_id, key, _norm(written[key]), item.id),
            )


def let_go(db: Db, item: Item) -> None:
    """Forgets the values of an item that is deleted."""
    db.execute("DELETE FROM sp_index WHERE list_id = ? AND item_id = ?", (item.list_id, item.id))


def rebuild(db: Db, column: Column, held: Iterable[Item]) -> None:
    """Indexes a column that changed; 400 if it is to be unique and its values are not."""
    for item in held:
        check_free(db, item.list_id, [column], item.fields, item.id)
        hold(db, [column], item, item.fields)


def end(db: Db, list_id: str, column: Column) -> None:
    """Forgets a column's values: it is indexed no longer, or gone."""
    db.execute("DELETE FROM sp_index WHERE list_id = ? AND field = ?", (list_id, key_of(column)))


def drop_list(db: Db, list_id: str) -> None:
    """Forgets the values of a list that is deleted."""
    db.execute("DELETE FROM sp_index WHERE list_id = ?", (list_id,))


def _norm(value: Any) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return repr(float(value)) if number else str(value).casefold()
