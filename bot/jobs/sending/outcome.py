"""What follows once an effect has left, failed, or must wait for a person."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.transitions import happen
from bot.m365.graph import Result
from bot.models.actor import Service
from bot.models.status import Event
from bot.models.wave import WaveState
from bot.store import events, offers, outbox, waves
from bot.store.outbox import OPEN, Effect, State


def refusal(answer: Result) -> str:
    """Why Microsoft 365 would not do it, in Dutch: its status and its word for the fault, never what it quotes."""
    return f"Microsoft 365 weigert dit ({f'{answer.status} {answer.error_code}'.strip()})"


def sent(app: App, tx: Connection, effect: Effect, now: datetime, **ids: Any) -> None:
    """It left: record it, and let the institution's status follow."""
    allowed = (State.DRAFTING, State.DRAFTED, State.SENDING)
    if not outbox.move(tx, effect.key, allowed, State.SENT, now, sent_at=now, **ids):
        return
    cause = {"effect": effect.key, "wave": effect.wave}
    events.record(tx, now, f"sent:{effect.kind}", actor=Service(), institution=effect.institution, cause=cause)
    if effect.kind == "letter":
        happen(app, tx, effect.institution, Event.LETTER_SENT, now, Service(), cause)
        progress(tx, effect.wave)


def failed(app: App, tx: Connection, effect: Effect, reason: str, now: datetime) -> None:
    """Refused by the service for good."""
    _end(app, tx, effect, State.FAILED, reason, now)


def held(app: App, tx: Connection, effect: Effect, reason: str, now: datetime) -> None:
    """A person must look; never a second letter."""
    _end(app, tx, effect, State.HELD, reason, now)


def dropped(app: App, tx: Connection, effect: Effect, reason: str, now: datetime) -> None:
    """A stop rule took it out: its offered slots are free again."""
    _end(app, tx, effect, State.DROPPED, reason, now)
    if effect.kind == "letter":
        offers.release_letter(tx, effect.key)


def progress(tx: Connection, wave: int | None) -> None:
    """A wave that is under way is done once nothing of it is left to send."""
    if wave is None:
        return
    counts = outbox.counts(tx, wave)
    left = sum(counts.get(state, 0) for state in OPEN)
    allowed = [WaveState.APPROVED, WaveState.SENDING]
    waves.change(tx, wave, allowed=allowed, state=WaveState.SENDING if left else WaveState.DONE)


def _end(app: App, tx: Connection, effect: Effect, state: State, reason: str, now: datetime) -> None:
    if outbox.move(tx, effect.key, OPEN, state, now, reason=reason):
        cause = {"effect": effect.key, "reason": reason}
        events.record(
            tx, now, f"{state.value}:{effect.kind}", actor=Service(), institution=effect.institution, cause=cause
        )
        if effect.kind == "letter":
            progress(tx, effect.wave)
