"""How far every delta has been read, and when."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from bot.store.tables import bookmark


def get(tx: Connection, resource: str) -> str | None:
    """The deltaLink to go on from, or None for a first reading."""
    return tx.execute(select(bookmark.c.link).where(bookmark.c.resource == resource)).scalar()


def read_at(tx: Connection, resource: str) -> datetime | None:
    """When the resource was last read to its end."""
    return tx.execute(select(bookmark.c.read_at).where(bookmark.c.resource == resource)).scalar()


def put(tx: Connection, resource: str, link: str, now: datetime) -> None:
    """Store how far the reading has come, in the transaction of what was read."""
    tx.execute(delete(bookmark).where(bookmark.c.resource == resource))
    tx.execute(insert(bookmark).values(resource=resource, link=link, read_at=now))
