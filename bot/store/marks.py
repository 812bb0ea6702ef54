"""What the journal remembers of itself: single facts by name, beside its id."""

from sqlalchemy import Connection, delete, insert, select

from bot.store.tables import meta

REBUILDING = "rebuilding"
"""Since when a rebuild is under way: until it has ended nothing is sent."""
REBUILT = "rebuilt"
"""When this journal was last rebuilt: what it does not know may have been sent before."""


def versionless(list_name: str) -> str:
    """The name of: an item of that list whose last edit left no version behind."""
    return f"versionless:{list_name}"


def get(tx: Connection, name: str) -> str:
    """The fact, '' where it is not set."""
    return tx.execute(select(meta.c.value).where(meta.c.key == name)).scalar() or ""


def put(tx: Connection, name: str, value: str) -> None:
    """Set it; '' takes it away."""
    tx.execute(delete(meta).where(meta.c.key == name))
    if value:
        tx.execute(insert(meta).values(key=name, value=value))
