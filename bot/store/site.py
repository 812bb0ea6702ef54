"""The site's items as last seen and as last written, what must be reconciled, and the commands already taken."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from bot.models.actor import Actor, actor_to_json
from bot.store.tables import command, dirty, site_item


@dataclass(frozen=True, slots=True)
class SiteItem:
    """One list item: `seen` its fields when last read, `written` the bot's own last values, `key` the journal's."""

    list: str
    item_id: str
    key: str = ""
    etag: str = ""
    seen: dict[str, Any] = field(default_factory=dict)
    written: dict[str, Any] = field(default_factory=dict)


def get(tx: Connection, name: str, item_id: str) -> SiteItem | None:
    """The item by its id in the list."""
    where = (site_item.c.list == name) & (site_item.c.item_id == item_id)
    row = tx.execute(select(site_item).where(where)).mappings().first()
    return _item(row) if row else None


def by_key(tx: Connection, name: str, keys: Iterable[str]) -> dict[str, SiteItem]:
    """The items of a list by the journal's keys; keys without an item are absent."""
    wanted = list(keys)
    found: dict[str, SiteItem] = {}
    for start in range(0, len(wanted), 500):  # databases limit the parameters of a query
        where = (site_item.c.list == name) & site_item.c.key.in_(wanted[start : start + 500])
        found |= {row["key"]: _item(row) for row in tx.execute(select(site_item).where(where)).mappings()}
    return found


def put(tx: Connection, item: SiteItem) -> None:
    """Store what is known of an item."""
    row = {name: getattr(item, name) for name in SiteItem.__slots__}
    where = (site_item.c.list == item.list) & (site_item.c.item_id == item.item_id)
    if not tx.execute(update(site_item).where(where).values(**row)).rowcount:
        tx.execute(insert(site_item).values(**row))


def forget(tx: Connection, name: str, item_id: str) -> None:
    """The item is gone from the list."""
    tx.execute(delete(site_item).where((site_item.c.list == name) & (site_item.c.item_id == item_id)))


def mark(tx: Connection, name: str, key: str) -> None:
    """Reconcile this item in the next sync."""
    if not tx.execute(select(dirty.c.key).where((dirty.c.list == name) & (dirty.c.key == key))).first():
        tx.execute(insert(dirty).values(list=name, key=key))


def marked(tx: Connection, name: str) -> list[str]:
    """The keys of a list that wait for a sync."""
    return list(tx.execute(select(dirty.c.key).where(dirty.c.list == name).order_by(dirty.c.key)).scalars())


def unmark(tx: Connection, name: str, keys: Iterable[str]) -> None:
    """These are as they should be."""
    for key in keys:
        tx.execute(delete(dirty).where((dirty.c.list == name) & (dirty.c.key == key)))


def claim(
    tx: Connection, name: str, item_id: str, column: str, version: str, value: str, actor: Actor, now: datetime
) -> bool:
    """Take a command once: False when this version's value was taken before."""
    if claimed(tx, name, item_id, column, version):
        return False
    row = {"list": name, "item_id": item_id, "column": column, "version": version, "value": value}
    tx.execute(insert(command).values(**row, actor=actor_to_json(actor), at=now))
    return True


def claimed(tx: Connection, name: str, item_id: str, column: str, version: str) -> bool:
    """The command that this version brought in was taken before."""
    same = (command.c.list == name) & (command.c.item_id == item_id)
    same &= (command.c.column == column) & (command.c.version == version)
    return tx.execute(select(command.c.value).where(same)).first() is not None


def _item(row: RowMapping) -> SiteItem:
    return SiteItem(**row)
