"""What reaches people: one row an effect, claimed by conditional updates, carried out once and only once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, func, insert, select, update

from bot.store import site
from bot.store.tables import outbox


class State(StrEnum):
    """The way of an effect (DESIGN, "Sending exactly once")."""

    PLANNED = "planned"
    DRAFTING = "drafting"  # a draft is being made: look by key after a doubt
    DRAFTED = "drafted"  # its id is stored
    SENDING = "sending"  # being sent, or in doubt: only this id is ever sent
    SENT = "sent"
    FAILED = "failed"  # refused by the service for good
    HELD = "held"  # waits for a person
    DROPPED = "dropped"  # a stop rule took it out


# built once: building a statement costs more than running it
_GET = select(outbox).where(outbox.c.key == bindparam("of"))
_KNOWN = select(outbox.c.key).where(outbox.c.key == bindparam("of"))
_ALLOWED = outbox.c.state.in_(bindparam("allowed", expanding=True))
_MOVE = update(outbox).where((outbox.c.key == bindparam("of")) & _ALLOWED)
_SHOWN_IN = select(outbox.c.wave, outbox.c.institution).where(outbox.c.key == bindparam("of"))
_INSERT = insert(outbox)

OPEN = (State.PLANNED, State.DRAFTING, State.DRAFTED, State.SENDING)
TOLD = (State.SENT, State.FAILED, State.HELD)
"""Ends that the institution's item shows."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that reaches people. `key` is its identity; `kind` picks the handler; times are aware."""

    key: str
    kind: str  # letter | answer | staff | alert | event
    mailbox: str
    due: datetime
    institution: str = ""
    wave: int | None = None
    state: State = State.PLANNED
    payload: dict[str, Any] = field(default_factory=dict)
    graph_id: str | None = None
    internet_message_id: str | None = None
    conversation_id: str | None = None
    reason: str = ""
    state_at: datetime | None = None
    sent_at: datetime | None = None
    claimed_at: datetime | None = None


def add(tx: Connection, effect: Effect, now: datetime) -> bool:
    """Plan an effect; False when its key was planned before (the same thing asked twice)."""
    if tx.execute(_KNOWN, {"of": effect.key}).first():
        return False
    row = {name: getattr(effect, name) for name in Effect.__slots__}
    tx.execute(_INSERT, {**row, "state": effect.state.value, "state_at": now})
    return True


def move(tx: Connection, key: str, allowed: State | Iterable[State], new: State, now: datetime, **values: Any) -> bool:
    """The conditional update: from one of `allowed` to `new`; False when another was first or a rule forbids it."""
    states = [allowed.value] if isinstance(allowed, State) else [state.value for state in allowed]
    row = {"state": new.value, "state_at": now, **values}
    done = tx.execute(_MOVE, {"of": key, "allowed": states, **row})
    if done.rowcount == 1:
        wave, code = tx.execute(_SHOWN_IN, {"of": key}).one()
        if wave is not None:
            site.mark(tx, "Golven", str(wave))
        if code and new in TOLD:
            site.mark(tx, "Provincies" if code.startswith("PV") else "Gemeenten", code)
    return bool(done.rowcount == 1)


def get(tx: Connection, key: str) -> Effect | None:
    """One effect by its key."""
    row = tx.execute(_GET, {"of": key}).mappings().first()
    return _effect(row) if row else None


def in_state(
    tx: Connection,
    states: Iterable[State],
    *,
    kinds: Iterable[str] = (),
    due_by: datetime | None = None,
    institution: str | None = None,
    limit: int = 0,
) -> Sequence[Effect]:
    """Effects in these states, oldest due first."""
    given: dict[str, Any] = {"states": [state.value for state in states]}
    if kinds:
        given["kinds"] = list(kinds)
    if due_by is not None:
        given["due_by"] = due_by
    if institution is not None:
        given["institution"] = institution
    return [_effect(row) for row in tx.execute(_in_state(frozenset(given), limit), given).mappings()]


@lru_cache
def _in_state(given: frozenset[str], limit: int) -> Select[Any]:
    """The query over these parameters, built once for each set of them."""
    tests = {
        "states": outbox.c.state.in_(bindparam("states", expanding=True)),
        "kinds": outbox.c.kind.in_(bindparam("kinds", expanding=True)),
        "due_by": outbox.c.due <= bindparam("due_by"),
        "institution": outbox.c.institution == bindparam("institution"),
    }
    query = select(outbox).where(*(test for name, test in tests.items() if name in given))
    query = query.order_by(outbox.c.due, outbox.c.key)
    return query.limit(limit) if limit else query


def of_wave(tx: Connection, wave: int) -> Sequence[Effect]:
    """All effects of a wave."""
    return [_effect(row) for row in tx.execute(select(outbox).where(outbox.c.wave == wave)).mappings()]


def counts(tx: Connection, wave: int) -> dict[State, int]:
    """How many effects of a wave are in each state."""
    query = select(outbox.c.state, func.count()).where(outbox.c.wave == wave).group_by(outbox.c.state)
    return {State(state): number for state, number in tx.execute(query)}


def keys(tx: Connection, kind: str) -> frozenset[str]:
    """The keys of every effect of a kind."""
    return frozenset(tx.execute(select(outbox.c.key).where(outbox.c.kind == kind)).scalars())


def sent_keys(tx: Connection, kind: str) -> frozenset[str]:
    """The keys of those that left."""
    where = (outbox.c.kind == kind) & (outbox.c.state == State.SENT.value)
    return frozenset(tx.execute(select(outbox.c.key).where(where)).scalars())


def left_since(tx: Connection, mailbox: str, since: datetime) -> list[datetime]:
    """When the sends of a mailbox since that moment were begun: what the pace counts."""
    query = select(outbox.c.claimed_at).where((outbox.c.mailbox == mailbox) & (outbox.c.claimed_at >= since))
    return sorted(value for value in tx.execute(query).scalars() if value)


def first_tried(tx: Connection, wave: int, since: datetime | None, limit: int) -> Sequence[Effect]:
    """The first letters of a wave that left or were refused, in the order of sending, from `since` on."""
    at = func.coalesce(outbox.c.claimed_at, outbox.c.state_at)
    query = select(outbox).where((outbox.c.wave == wave) & outbox.c.state.in_([State.SENT.value, State.FAILED.value]))
    if since is not None:
        query = query.where(at > since)
    return [_effect(row) for row in tx.execute(query.order_by(at, outbox.c.key).limit(limit)).mappings()]


def last_sent(tx: Connection, institutions: Iterable[str]) -> dict[str, datetime]:
    """When something last left for each of these institutions; one that nothing left for is absent."""
    wanted = list(institutions)
    if not wanted:
        return {}
    where = outbox.c.institution.in_(wanted) & outbox.c.sent_at.is_not(None)
    query = select(outbox.c.institution, func.max(outbox.c.sent_at)).where(where).group_by(outbox.c.institution)
    return dict(tx.execute(query).all())


def orphans(tx: Connection) -> Sequence[Effect]:
    """Effects that were dropped while their draft lay ready."""
    where = (outbox.c.state == State.DROPPED.value) & outbox.c.graph_id.is_not(None)
    return [_effect(row) for row in tx.execute(select(outbox).where(where)).mappings()]


def forget_draft(tx: Connection, key: str) -> None:
    """The draft of a dropped effect is gone."""
    tx.execute(update(outbox).where(outbox.c.key == key).values(graph_id=None))


def by_message_id(tx: Connection, internet_message_id: str) -> Effect | None:
    """The effect that left with this message id."""
    where = outbox.c.internet_message_id == internet_message_id
    row = tx.execute(select(outbox).where(where)).mappings().first()
    return _effect(row) if row else None


def _effect(row: RowMapping) -> Effect:
    return Effect(**{**row, "state": State(row["state"])})
