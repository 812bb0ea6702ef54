"""The canary: a wave that begins badly is paused, says why in Melding, and goes on only by Hervatten."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.notices import staff_mail
from bot.m365.graph import GraphFault
from bot.m365.graph import Result as Answer
from bot.models.actor import Service
from bot.models.contact import AddressState
from bot.models.wave import Wave, WaveState
from bot.store import contacts, events, outbox, waves
from bot.store.outbox import Effect, State
from bot.waves.brake import FIRST, Result, brake

DENIED = (401, 403)
RUNNING = (WaveState.APPROVED, WaveState.SENDING)


def watch(app: App, tx: Connection, effects: Iterable[Effect]) -> None:
    """Look at how the waves of these effects began; pause one whose first letters did not arrive."""
    for wave in _running(tx, effects):
        if reason := brake(_results(tx, wave)):
            _pause(app, tx, wave, reason)


def denied(app: App, effects: Iterable[Effect], fault: object) -> None:
    """A batch as a whole ended in `fault`: a refusal of rights pauses the waves it was of."""
    if isinstance(fault, GraphFault) and fault.status in DENIED:
        with app.journal.begin() as tx:
            refused(app, tx, effects)


def among(effects: Sequence[Effect], answers: Sequence[Answer]) -> list[Effect]:
    """Those whose part of a batch was refused for want of rights."""
    return [effect for effect, answer in zip(effects, answers, strict=True) if answer.status in DENIED]


def refused(app: App, tx: Connection, effects: Iterable[Effect]) -> None:
    """Microsoft 365 says that we may not send: nothing was done, and trying on would do no good."""
    for wave in _running(tx, effects):
        _pause(app, tx, wave, brake([Result.FORBIDDEN]) or "")


def _running(tx: Connection, effects: Iterable[Effect]) -> list[Wave]:
    ids = sorted({one.wave for one in effects if one.wave is not None})
    found = [wave for each in ids if (wave := waves.get(tx, each))]
    return [wave for wave in found if wave.state in RUNNING]


def _results(tx: Connection, wave: Wave) -> list[Result]:
    """How the first letters ended, in the order of sending; after Hervatten it counts from there."""
    resumed = [row["at"] for row in events.of_kind(tx, "wave_resumed") if row["cause"].get("wave") == wave.id]
    return [_result(tx, one) for one in outbox.first_tried(tx, wave.id, max(resumed, default=None), FIRST)]


def _result(tx: Connection, effect: Effect) -> Result:
    if effect.state is State.FAILED:
        return Result.FAILED
    letter = waves.get_letter(tx, effect.key, document=False)
    to = {one.email.casefold() for one in letter.to} if letter else set()
    people = contacts.of_institution(tx, effect.institution)
    bounced = any(one.state is AddressState.BOUNCED and one.email.casefold() in to for one in people)
    return Result.BOUNCED if bounced else Result.SENT


def _pause(app: App, tx: Connection, wave: Wave, reason: str) -> None:
    message = f"Gepauzeerd door de bot: {reason}."
    if not waves.change(tx, wave.id, allowed=RUNNING, state=WaveState.PAUSED, message=message):
        return
    events.record(tx, app.now(), "wave_paused", actor=Service(), cause={"wave": wave.id, "reason": reason})
    lines = [f"De golf '{wave.name}' is gepauzeerd. {reason}.", f"Kijk in Golven op {app.config.m365.site_url}."]
    key = f"staff:brake:{wave.id}:{app.now().isoformat()}"
    staff_mail(app, tx, key, app.config.alerts.coordinators, f"Gepauzeerd: {wave.name}", lines)
