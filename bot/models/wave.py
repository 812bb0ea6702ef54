"""Waves: a planned set of letters, sealed, approved and sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.models.actor import Actor


class WaveState(StrEnum):
    """The value is the identifier; `label` is what Stand shows in Golven."""

    ASKED = "asked"  # an item exists, nothing planned
    BLOCKED = "blocked"  # data errors: nothing is sealed
    SEALED = "sealed"  # proof made
    WAITING = "waiting"  # approval asked
    APPROVED = "approved"  # may send from `not_before`
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The Dutch word in the list."""
        return WAVE_LABELS[self]


WAVE_LABELS = {
    WaveState.ASKED: "Gevraagd",
    WaveState.BLOCKED: "Kan niet: zie melding",
    WaveState.SEALED: "Proef klaar",
    WaveState.WAITING: "Wacht op akkoord",
    WaveState.APPROVED: "Goedgekeurd",
    WaveState.SENDING: "Wordt verzonden",
    WaveState.PAUSED: "Gepauzeerd",
    WaveState.DONE: "Verzonden",
    WaveState.CANCELLED: "Afgebroken",
    WaveState.REFUSED: "Niet akkoord",
}


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave as the journal holds it. `standing` waves seal a rule and its template instead of letters."""

    id: int
    name: str
    letter: str
    provinces: tuple[str, ...]
    state: WaveState
    seal: str = ""
    letters: int = 0
    planned_by: Actor | None = None
    approved_by: Actor | None = None
    approved_at: datetime | None = None
    not_before: datetime | None = None
    send_from: datetime | None = None
    item_id: str = ""
    standing: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Who gets no letter in a wave and why, in Dutch. `blocking`: a fault in the data that a person must settle."""

    code: str
    reason: str
    blocking: bool = False
