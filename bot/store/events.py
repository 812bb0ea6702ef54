"""The append-only record: what happened, to whom, by whom, because of what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from bot.models.actor import Actor, actor_from_json, actor_to_json
from bot.store.tables import event

# built once: building a statement costs more than running it
_INSERT = insert(event)
_OF_INSTITUTION = select(event).where(event.c.institution == bindparam("of")).order_by(event.c.id)


def record(
    tx: Connection,
    at: datetime,
    kind: str,
    *,
    actor: Actor,
    institution: str = "",
    cause: dict[str, Any] | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Append one event. `cause` names rule, mail (by id) or item version; never the text of a mail."""
    row = {"at": at, "institution": institution, "kind": kind, "actor": actor_to_json(actor)}
    tx.execute(_INSERT, {**row, "cause": cause or {}, "data": data or {}})


def of_institution(tx: Connection, code: str) -> Sequence[dict[str, Any]]:
    """All events of an institution, oldest first; `actor` is an Actor again."""
    rows = tx.execute(_OF_INSTITUTION, {"of": code}).mappings()
    return [{**row, "actor": actor_from_json(row["actor"])} for row in rows]


def of_kind(tx: Connection, kind: str) -> Sequence[dict[str, Any]]:
    """All events of a kind, oldest first."""
    rows = tx.execute(select(event).where(event.c.kind == kind).order_by(event.c.id)).mappings()
    return [dict(row) for row in rows]


def latest(tx: Connection, kind: str) -> dict[str, Any] | None:
    """The last event of a kind, or None."""
    newest = select(event).where(event.c.kind == kind).order_by(event.c.id.desc()).limit(1)
    found = tx.execute(newest).mappings().first()
    return dict(found) if found else None
