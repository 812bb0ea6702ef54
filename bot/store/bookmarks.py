"""How far every delta has been read, and when."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.store.tables import bookmark

# statements are built once: building costs more than running them
_HERE = bookmark.c.resource == bindparam("of")
_LINK = select(bookmark.c.link).where(_HERE)
_READ_AT = select(bookmark.c.read_at).where(_HERE)
_UPDATE = update(bookmark).where(_HERE)
_INSERT = insert(bookmark)


def get(tx: Connection, resource: str) -> str | None:
    """The deltaLink to go on from, or None for a first reading."""
    return tx.execute(_LINK, {"of": resource}).scalar()


def read_at(tx: Connection, resource: str) -> datetime | None:
    """When the resource was last read to its end."""
    return tx.execute(_READ_AT, {"of": resource}).scalar()


def put(tx: Connection, resource: str, link: str, now: datetime) -> None:
    """Store how far the reading has come, in the transaction of what was read."""
    row = {"link": link, "read_at": now}
    if not tx.execute(_UPDATE, {"of": resource, **row}).rowcount:
        tx.execute(_INSERT, {"resource": resource, **row})
