"""Subscriptions in the database, and what each knows of its resource already."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.db import Db
from bot.sandbox.http import GraphError
from bot.sandbox.notifications.resources import Resource, Seen, standing

SCHEMA = """
CREATE TABLE IF NOT EXISTS notice_known (subscription TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL,
    PRIMARY KEY (subscription, key)) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Subscription:
    """`shown`: as Graph answers it. `immutable`: which ids it tells. `seen`: the change up to which it was told.

    `paused`: it has to be reauthorized first, and nothing is told until then. `counted`: the things told so far.
    """

    id: str
    resource: Resource
    shown: dict[str, Any]
    immutable: bool = False
    seen: int = 0
    paused: bool = False
    counted: int = field(default=0)

    @property
    def expires(self) -> datetime:
        """When it ends."""
        return datetime.fromisoformat(self.shown["expirationDateTime"])

    @property
    def lifecycle_url(self) -> str:
        """Where it says what becomes of it; '' for nowhere."""
        return str(self.shown["lifecycleNotificationUrl"] or "")


def find(db: Db, key: str) -> Subscription | None:
    """One by its id."""
    found = db.get("subscription", key)
    return _of(found) if found else None


def get(db: Db, key: str, creator: str) -> Subscription:
    """One of a client's own; 404 for another."""
    found = find(db, key)
    if found is None or found.shown["creatorId"] != creator:
        raise GraphError(404, "ResourceNotFound", f"The subscription '{key}' was not found.")
    return found


def every(db: Db) -> Iterator[Subscription]:
    """All that live."""
    return (_of(one) for one in db.list("subscription"))


def save(db: Db, one: Subscription) -> Subscription:
    """Store it."""
    db.put("subscription", one.id, asdict(one))
    return one


def remove(db: Db, key: str) -> None:
    """It is no more."""
    db.delete("subscription", key)
    db.execute("DELETE FROM notice_known WHERE subscription = ?", (key,))


def learn(db: Db, one: Subscription) -> None:
    """Know all that stands in the resource: it is no news."""
    for table in ("mail", "mail_gone"):  # an index that only those who watch a whole mailbox need
        db.execute(f"CREATE INDEX IF NOT EXISTS watched_{table} ON {table} (mailbox, seq)")
    rows, values = standing(one.resource)
    db.execute(f"INSERT INTO notice_known SELECT ?, key, id FROM ({rows})", (one.id, *values))


def know(db: Db, one: Subscription, seen: Seen) -> bool:
    """Note that it stands there; whether that is new."""
    sql = "SELECT 1 FROM notice_known WHERE subscription = ? AND key = ?"
    new = db.execute(sql, (one.id, seen.key)).fetchone() is None
    db.execute("INSERT OR REPLACE INTO notice_known VALUES (?, ?, ?)", (one.id, seen.key, seen.id))
    return new


def forget(db: Db, one: Subscription, key: str) -> str | None:
    """Note that it left; the ordinary id that it had, None where it never stood there."""
    sql = "DELETE FROM notice_known WHERE subscription = ? AND key = ? RETURNING id"
    row = db.execute(sql, (one.id, key)).fetchone()
    return str(row[0]) if row else None


def _of(data: dict[str, Any]) -> Subscription:
    return Subscription(**{**data, "resource": Resource(**data["resource"])})
