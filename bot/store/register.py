"""What imports said of institutions, and a snapshot of each file that was applied."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from bot.models.actor import Actor, actor_from_json, actor_to_json
from bot.store.tables import delivery, institution


@dataclass(frozen=True, slots=True)
class Delivery:
    """An applied file: its kind, name and SHA-256, the `digest` of what was read from it, and that `snapshot`."""

    source: str
    name: str
    sha256: str
    digest: str
    at: datetime
    actor: Actor
    snapshot: bytes


def overlay(tx: Connection) -> dict[str, dict[str, Any]]:
    """The stored facts by code, in the order in which the institutions became known."""
    rows = tx.execute(select(institution).order_by(institution.c.at, institution.c.code)).mappings()
    return {row["code"]: dict(row["facts"]) for row in rows}


def put_facts(tx: Connection, code: str, facts: Mapping[str, Any], at: datetime) -> None:
    """Add to what is stored of an institution; `facts` as JSON keeps them."""
    known = tx.execute(select(institution.c.facts).where(institution.c.code == code)).scalar()
    if known is None:
        tx.execute(insert(institution).values(code=code, facts=dict(facts), at=at))
    else:
        tx.execute(update(institution).where(institution.c.code == code).values(facts={**known, **facts}))


def keep(tx: Connection, value: Delivery) -> None:
    """Remember an applied file."""
    row = {name: getattr(value, name) for name in Delivery.__slots__}
    stored = {"actor": actor_to_json(value.actor), "snapshot": zlib.compress(value.snapshot)}
    tx.execute(insert(delivery).values(**{**row, **stored}))


def last(tx: Connection, source: str) -> Delivery | None:
    """The last file of a kind that was applied."""
    newest = select(delivery).where(delivery.c.source == source).order_by(delivery.c.id.desc()).limit(1)
    row = tx.execute(newest).mappings().first()
    return _delivery(row) if row else None


def revision(tx: Connection) -> int:
    """Higher after each applied file: whoever holds the register in memory knows by it that there is another."""
    return int(tx.execute(select(func.max(delivery.c.id))).scalar() or 0)


def _delivery(row: RowMapping) -> Delivery:
    fields = {name: row[name] for name in Delivery.__slots__}
    kept = {"actor": actor_from_json(row["actor"]), "snapshot": zlib.decompress(row["snapshot"])}
    return Delivery(**{**fields, **kept})
