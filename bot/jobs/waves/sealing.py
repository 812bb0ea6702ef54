"""How planning a wave ends: sealed, with its proof in the site, or blocked with the reason. And its way to the outbox.

`settle` belongs to the same transaction as the end: what must be true exactly when the wave is sealed or blocked.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.errors import Refused
from bot.jobs.waves import proof, standing
from bot.models.actor import Actor
from bot.models.letter import Letter
from bot.models.wave import Exclusion, Wave, WaveState
from bot.store import events, offers, outbox, waves
from bot.store.outbox import State
from bot.waves.seal import letter_hash, seal

PLANNABLE = (WaveState.ASKED, WaveState.BLOCKED, WaveState.SEALED, WaveState.WAITING, WaveState.REFUSED)
Settle = Callable[[Connection], None]


def nothing(_tx: Connection) -> None:
    """Nothing is to be settled with it."""


def seal_letters(
    app: App,
    wave: Wave,
    letters: Sequence[Letter],
    exclusions: Sequence[Exclusion],
    actor: Actor,
    warnings: Sequence[str],
    settle: Settle,
) -> None:
    """Lay the proof (the same again over itself), then seal. Refused when the wave was broken off in the meantime."""
    hashed = [(one, letter_hash(one)) for one in letters]
    value, now = seal(digest for _, digest in hashed), app.now()
    words = standing.words(app, wave.letter)
    link = proof.lay(app, wave, letters, exclusions, warnings, words)
    expires = now + timedelta(days=app.config.waves.offer_expires_days)
    message = f"{len(letters)} brieven klaar; bekijk de proef in de map Proeven." + _warned(warnings)
    more: dict[str, Any] = {"exclusions": [_row(one) for one in exclusions], "message": message, "proof": link}
    with app.journal.begin() as tx:
        values = {"state": WaveState.SEALED, "seal": value, "letters": len(letters), "planned_by": actor}
        if not waves.change(tx, wave.id, allowed=[WaveState.ASKED], **values, **more):
            raise Refused("De golf is intussen afgebroken of opnieuw gemaakt.")
        waves.put_letters(tx, wave.id, hashed)
        for one in letters:
            offers.add(tx, one.code, one.kenmerk, one.slots, expires)
        data = {"seal": value, "letters": len(letters), "exclusions": len(exclusions), "wording": words}
        events.record(tx, now, "wave_sealed", actor=actor, cause={"wave": wave.id}, data=data)
        settle(tx)


def block(app: App, wave_id: int, message: str, exclusions: Sequence[Exclusion], settle: Settle) -> None:
    """Nothing is sealed; `message` (Dutch) says why. A wave that was broken off in the meantime stays so."""
    rows = [_row(one) for one in exclusions]
    values = {"state": WaveState.BLOCKED, "seal": "", "letters": 0, "message": message, "exclusions": rows}
    with app.journal.begin() as tx:
        waves.change(tx, wave_id, allowed=PLANNABLE, **values)
        settle(tx)


def release(app: App, tx: Connection, wave_id: int, now: datetime) -> None:
    """Put an approved wave's letters into the outbox, each once."""
    wave = waves.get(tx, wave_id)
    assert wave is not None
    due = max(moment for moment in (wave.not_before, wave.send_from, now) if moment is not None)
    letters = waves.letters(tx, wave_id)
    if seal(letter_hash(letter) for letter in letters) != wave.seal:
        raise Refused("De brieven van deze golf zijn niet die van het zegel; maak de proef opnieuw.")
    for letter in letters:
        effect = outbox.Effect(
            letter.kenmerk, "letter", app.config.m365.mailbox, due, letter.code, wave_id, State.PLANNED
        )
        outbox.add(tx, effect, now)


def _row(one: Exclusion) -> dict[str, Any]:
    return {"code": one.code, "reason": one.reason, "blocking": one.blocking}


def _warned(warnings: Sequence[str]) -> str:
    if not warnings:
        return ""
    return " Let op: " + "; ".join(warnings[:3]) + (f" en {len(warnings) - 3} meer" if len(warnings) > 3 else "")
