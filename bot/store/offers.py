"""Offered slots with their holds, from offer to booking or release."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from bot.models.slot import Slot
from bot.store import site
from bot.store.tables import offer

# built once: building a statement costs more than running it
_OF_INSTITUTION = select(offer).where(offer.c.code == bindparam("of")).order_by(offer.c.id)
_IN_STATE = select(offer).where(offer.c.state.in_(bindparam("states", expanding=True))).order_by(offer.c.start)
_SOME = _IN_STATE.where(offer.c.id.in_(bindparam("ids", expanding=True)))
_LAID = {True: _IN_STATE.where(offer.c.event_id.is_not(None)), False: _IN_STATE.where(offer.c.event_id.is_(None))}
_CHANGE = update(offer).where(offer.c.id == bindparam("of"))
_INSERT = insert(offer)


class OfferState(StrEnum):
    """A slot of an offer: held for one institution, chosen by it, or given back."""

    HELD = "held"
    CHOSEN = "chosen"
    RELEASED = "released"
    PAST = "past"  # the talk lies behind us


@dataclass(frozen=True, slots=True)
class Offered:
    """One slot offered to one institution in one letter. `event_id` is its hold in the calendar, while that stands."""

    id: int
    code: str
    kenmerk: str
    slot: Slot
    state: OfferState
    expires: datetime
    event_id: str | None = None


def add(tx: Connection, code: str, kenmerk: str, slots: Iterable[Slot], expires: datetime) -> None:
    """Offer these slots; they are taken from now on."""
    for slot in slots:
        row = {"code": code, "kenmerk": kenmerk, "n": slot.n, "start": slot.start, "end": slot.end, "expires": expires}
        tx.execute(_INSERT, {**row, "adviser": slot.adviser, "state": OfferState.HELD.value})
    _mark(tx, code)


def of_institution(tx: Connection, code: str) -> Sequence[Offered]:
    """All that was ever offered to an institution, oldest first."""
    return [_offered(row) for row in tx.execute(_OF_INSTITUTION, {"of": code}).mappings()]


def in_state(tx: Connection, *states: OfferState, laid: bool | None = None) -> Sequence[Offered]:
    """Every slot in these states; `laid`: only those with (True) or without (False) an event in the calendar."""
    query = _IN_STATE if laid is None else _LAID[laid]
    return [_offered(row) for row in tx.execute(query, {"states": [state.value for state in states]}).mappings()]


def some(tx: Connection, ids: Iterable[int], state: OfferState) -> Sequence[Offered]:
    """Those of these slots that are in a state."""
    wanted, found = list(ids), list[Offered]()
    for start in range(0, len(wanted), 500):  # databases limit the parameters of a query
        rows = tx.execute(_SOME, {"ids": wanted[start : start + 500], "states": [state.value]})
        found += [_offered(row) for row in rows.mappings()]
    return sorted(found, key=lambda one: one.slot.start)


def choose(tx: Connection, offer_id: int, code: str) -> bool:
    """Take a held slot for its institution and give its other held slots back; False when it is no longer held.

    A conditional update in the caller's transaction: no municipality has two open first talks (P4).
    """
    if tx.execute(
        select(offer.c.id).where((offer.c.code == code) & (offer.c.state == OfferState.CHOSEN.value))
    ).first():
        return False
    where = (offer.c.id == offer_id) & (offer.c.code == code) & (offer.c.state == OfferState.HELD.value)
    if tx.execute(update(offer).where(where).values(state=OfferState.CHOSEN.value)).rowcount != 1:
        return False
    release(tx, code)
    return True


def release(tx: Connection, code: str, *, chosen: bool = False) -> int:
    """Give back the held slots of an institution (the chosen one too, when `chosen`); answers how many."""
    states = [OfferState.HELD.value] + ([OfferState.CHOSEN.value] if chosen else [])
    where = (offer.c.code == code) & offer.c.state.in_(states)
    _mark(tx, code)
    return int(tx.execute(update(offer).where(where).values(state=OfferState.RELEASED.value)).rowcount)


def release_one(tx: Connection, one: Offered) -> bool:
    """Give back a single held slot; False when it is no longer held."""
    where = (offer.c.id == one.id) & (offer.c.state == OfferState.HELD.value)
    _mark(tx, one.code)
    return bool(tx.execute(update(offer).where(where).values(state=OfferState.RELEASED.value)).rowcount)


def release_letter(tx: Connection, kenmerk: str) -> None:
    """Give back what an unsent or dropped letter offered."""
    where = (offer.c.kenmerk == kenmerk) & (offer.c.state == OfferState.HELD.value)
    for code in set(tx.execute(select(offer.c.code).where(where)).scalars()):
        _mark(tx, code)
    tx.execute(update(offer).where(where).values(state=OfferState.RELEASED.value))


def close(tx: Connection, offer_id: int) -> None:
    """The talk of a chosen slot lies behind us."""
    where = (offer.c.id == offer_id) & (offer.c.state == OfferState.CHOSEN.value)
    tx.execute(update(offer).where(where).values(state=OfferState.PAST.value))


def expire(tx: Connection, now: datetime) -> int:
    """Give back what nobody chose in time."""
    where = (offer.c.state == OfferState.HELD.value) & (offer.c.expires <= now)
    for code in set(tx.execute(select(offer.c.code).where(where)).scalars()):
        _mark(tx, code)
    return int(tx.execute(update(offer).where(where).values(state=OfferState.RELEASED.value)).rowcount)


def set_event(tx: Connection, offer_id: int, event_id: str | None, etag: str = "") -> None:
    """Remember (or forget) the calendar event of a slot."""
    tx.execute(_CHANGE, {"of": offer_id, "event_id": event_id, "event_etag": etag})


def set_times(tx: Connection, offer_id: int, start: datetime, end: datetime) -> None:
    """A person moved the meeting."""
    tx.execute(_CHANGE, {"of": offer_id, "start": start, "end": end})


def ids(tx: Connection) -> frozenset[int]:
    """The numbers of all times that were ever offered."""
    return frozenset(tx.execute(select(offer.c.id)).scalars())


def restore(tx: Connection, row: Mapping[str, Any], state: OfferState, event_id: str | None = None) -> None:
    """A time that was offered before the journal was lost, under the number that it had."""
    tx.execute(insert(offer).values(**row, state=state.value, event_id=event_id))
    _mark(tx, str(row["code"]))


def reserve(tx: Connection, number: int) -> None:
    """New times get higher numbers than this one, which belonged to a time of which nothing else is left."""
    never = datetime.fromtimestamp(0, UTC)
    row = {"id": number, "code": "", "kenmerk": "", "n": 0, "start": never, "end": never, "adviser": ""}
    tx.execute(insert(offer).values(**row, expires=never, state=OfferState.PAST.value))


def _mark(tx: Connection, code: str) -> None:
    """The institution's item shows which times are still free."""
    site.mark(tx, "Provincies" if code.startswith("PV") else "Gemeenten", code)


def _offered(row: RowMapping) -> Offered:
    slot = Slot(row["n"], row["start"], row["end"], row["adviser"])
    state = OfferState(row["state"])
    return Offered(row["id"], row["code"], row["kenmerk"], slot, state, row["expires"], row["event_id"])
