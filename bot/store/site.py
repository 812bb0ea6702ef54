"""The site's items as last seen and as last written, what must be reconciled, and the commands already taken."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from bot.models.actor import Actor, actor_to_json
from bot.store.tables import command, dirty, site_item

# statements that run thousands of times a day are built once: building costs more than running them
_ITEM = (site_item.c.list == bindparam("of_list")) & (site_item.c.item_id == bindparam("of_item"))
_KEYS = (site_item.c.list == bindparam("of_list")) & site_item.c.key.in_(bindparam("of_keys", expanding=True))
_MARK = (dirty.c.list == bindparam("of_list")) & (dirty.c.key == bindparam("of_key"))
_GET = select(site_item).where(_ITEM)
_BY_KEY = select(site_item).where(_KEYS)
_KNOWN = select(site_item).where(site_item.c.list == bindparam("of_list"))
_UPDATE = update(site_item).where(_ITEM)
_INSERT = insert(site_item)
_IS_MARKED = select(dirty.c.key).where(_MARK)
_SET_MARK = insert(dirty)
_UNMARK = delete(dirty).where(_MARK)
_MARKED = select(dirty.c.key).where(dirty.c.list == bindparam("of_list")).order_by(dirty.c.key)


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
    row = tx.execute(_GET, {"of_list": name, "of_item": item_id}).mappings().first()
    return _item(row) if row else None


def by_key(tx: Connection, name: str, keys: Iterable[str]) -> dict[str, SiteItem]:
    """The items of a list by the journal's keys; keys without an item are absent."""
    wanted = list(keys)
    found: dict[str, SiteItem] = {}
    for start in range(0, len(wanted), 500):  # databases limit the parameters of a query
        rows = tx.execute(_BY_KEY, {"of_list": name, "of_keys": wanted[start : start + 500]}).mappings()
        found |= {row["key"]: _item(row) for row in rows}
    return found


def known(tx: Connection, name: str) -> list[SiteItem]:
    """Every item of a list as last read, those that stand for nothing too."""
    return [_item(row) for row in tx.execute(_KNOWN, {"of_list": name}).mappings()]


def oldest(tx: Connection, name: str, title: str) -> SiteItem | None:
    """The first item of a list with that title, as last read."""
    found = [item for item in known(tx, name) if item.seen.get("Title") == title]
    return min(found, key=lambda item: int(item.item_id), default=None)


def owner(tx: Connection) -> str:
    """The journal that the mailbox belongs to, as last read; '' nobody's or not known."""
    item = oldest(tx, "Bediening", "Dienst")
    return str(item.seen.get("Dagboek") or "") if item else ""


def all_of(tx: Connection, name: str) -> list[SiteItem]:
    """Every item of a list that is known and stands for something."""
    rows = tx.execute(select(site_item).where((site_item.c.list == name) & (site_item.c.key != ""))).mappings()
    return [_item(row) for row in rows]


def ids(tx: Connection, name: str) -> set[str]:
    """The ids of all items of a list that are known."""
    return set(tx.execute(select(site_item.c.item_id).where(site_item.c.list == name)).scalars())


def put(tx: Connection, item: SiteItem) -> None:
    """Store what is known of an item."""
    row = {name: getattr(item, name) for name in SiteItem.__slots__}
    if not tx.execute(_UPDATE, {"of_list": item.list, "of_item": item.item_id, **row}).rowcount:
        tx.execute(_INSERT, row)


def forget(tx: Connection, name: str, item_id: str) -> None:
    """The item is gone from the list."""
    tx.execute(delete(site_item).where((site_item.c.list == name) & (site_item.c.item_id == item_id)))


def mark(tx: Connection, name: str, key: str) -> None:
    """Reconcile this item in the next sync."""
    if not tx.execute(_IS_MARKED, {"of_list": name, "of_key": key}).first():
        tx.execute(_SET_MARK, {"list": name, "key": key})


def marked(tx: Connection, name: str) -> list[str]:
    """The keys of a list that wait for a sync."""
    return list(tx.execute(_MARKED, {"of_list": name}).scalars())


def unmark(tx: Connection, name: str, keys: Iterable[str]) -> None:
    """These are as they should be."""
    for key in keys:
        tx.execute(_UNMARK, {"of_list": name, "of_key": key})


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
