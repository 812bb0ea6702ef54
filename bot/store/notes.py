"""What the bot says in an item about the item itself: what of it is not taken, and what to do."""

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from bot.store import site
from bot.store.tables import item_note

MARK = "#"
"""Before an item's id: a mark in the site for an item that may stand for nothing in the journal."""


def put(tx: Connection, name: str, item_id: str, text: str) -> None:
    """Say this (Dutch) in the item with the next sync; '' takes back what was said."""
    if text == get(tx, name, item_id):
        return
    forget(tx, name, item_id)
    if text:
        tx.execute(insert(item_note).values(list=name, item_id=item_id, text=text))
    site.mark(tx, name, MARK + item_id)


def get(tx: Connection, name: str, item_id: str) -> str:
    """What is said in the item, or ''."""
    return tx.execute(select(item_note.c.text).where(_of(name, item_id))).scalar() or ""


def forget(tx: Connection, name: str, item_id: str) -> None:
    """The item is gone."""
    tx.execute(delete(item_note).where(_of(name, item_id)))


def _of(name: str, item_id: str) -> ColumnElement[bool]:
    return (item_note.c.list == name) & (item_note.c.item_id == item_id)
