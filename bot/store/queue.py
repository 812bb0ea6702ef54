"""Letters that wait in the outbox, as bare rows: what a forecast needs of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from bot.models.wave import WaveState
from bot.store import events
from bot.store.outbox import OPEN, State
from bot.store.tables import letter, outbox, wave

FOLLOWED = "wave_followed"
"""The event that ties a follow-on wave (data: by, codes) to the one it follows (cause: wave)."""
Row = tuple[int, str, datetime]
"""Wave, institution, and from when on it may leave."""


def waiting(tx: Connection) -> Sequence[Row]:
    """Every letter that has not left and still may, in the order of sending."""
    query = select(outbox.c.wave, outbox.c.institution, outbox.c.due)
    where = (outbox.c.kind == "letter") & outbox.c.state.in_([state.value for state in OPEN])
    rows = tx.execute(query.where(where).order_by(outbox.c.due, outbox.c.key))
    return [(int(number), str(code), due) for number, code, due in rows]


def institutions(tx: Connection, of: int) -> Sequence[str]:
    """Whom the sealed letters of a wave are for."""
    query = select(letter.c.code).where(letter.c.wave == of).order_by(letter.c.kenmerk)
    return [str(code) for code in tx.execute(query).scalars()]


def dropped(tx: Connection) -> dict[int, list[tuple[str, str]]]:
    """By wave that people asked for and that is done: whose letter a rule took out, and why."""
    query = select(outbox.c.wave, outbox.c.institution, outbox.c.reason).join(wave, wave.c.id == outbox.c.wave)
    ended = (wave.c.state == WaveState.DONE.value) & wave.c.under.is_(None)
    where = (outbox.c.kind == "letter") & (outbox.c.state == State.DROPPED.value) & ended
    found: dict[int, list[tuple[str, str]]] = {}
    for number, code, reason in tx.execute(query.where(where).order_by(outbox.c.wave, outbox.c.institution)):
        found.setdefault(int(number), []).append((str(code), str(reason)))
    return found


def followed_by(tx: Connection, of: int) -> frozenset[str] | None:
    """Whom a follow-on wave is for; None for any other wave."""
    rows = [row["data"] for row in events.of_kind(tx, FOLLOWED)]
    return next((frozenset(row["codes"]) for row in rows if row["by"] == of), None)
