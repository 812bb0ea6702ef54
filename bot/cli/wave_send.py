"""Sending a wave from the command line: the service's own step, until nothing of the wave is due any more."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.app import App
from bot.cli.output import moment
from bot.cli.wave_progress import Progress
from bot.errors import Refused
from bot.jobs.sending.step import Step, step
from bot.models.actor import Actor
from bot.models.wave import Wave, WaveState
from bot.store import events, outbox, waves
from bot.store.outbox import OPEN, Effect, State

SOON = timedelta(seconds=6)
"""When to look again after an answer that was lost or throttled; longer than the sending step's own patience."""


def send(app: App, wave_id: int, actor: Actor, outside_window: bool, say: Callable[[str], None]) -> list[str]:
    """Send what is due under the sender's lock; answers what was done, held and still waits, a line each.

    Refused when the wave is not approved, or when another process sends from this journal.
    """
    with app.journal.sender_lock():
        wave = _approved(app, wave_id)
        if outside_window:
            with app.journal.begin() as tx:
                events.record(tx, app.now(), "outside_window", actor=actor, cause={"wave": wave_id})
        if wave.not_before and wave.not_before > app.now():
            say(f"wave {wave_id}: the cool-down lasts until {moment(wave.not_before)}")
            app.clock.sleep_until(wave.not_before)
        done = _until_done(app, wave_id, outside_window, say)
    return _told(app, wave_id, done)


def _approved(app: App, wave_id: int) -> Wave:
    with app.journal.begin() as tx:
        wave = waves.get(tx, wave_id)
    if wave is None:
        raise Refused(f"wave {wave_id}: not in the journal; `ontour wave show` lists the waves")
    if wave.standing:
        raise Refused(f"wave {wave_id} is a standing approval without letters of its own; `ontour run` sends under it")
    if wave.state not in (WaveState.APPROVED, WaveState.SENDING, WaveState.DONE):
        raise Refused(f"wave {wave_id} is {wave.state.value}; only an approved wave is sent (see `wave approve`)")
    return wave


def _until_done(app: App, wave_id: int, outside_window: bool, say: Callable[[str], None]) -> Step:
    total, progress = Step(), Progress(app, wave_id, outside_window, say)
    while True:
        one = step(app, wave=wave_id, outside_window=outside_window)
        total.sent, total.waiting = total.sent + one.sent, one.waiting
        if one.moved:
            if one.sent:
                progress.moved()
        elif one.again_at is not None:
            app.clock.sleep_until(one.again_at)
        elif _due(app, wave_id, one):
            app.clock.sleep_until(app.now() + SOON)
        else:
            progress.show()
            return total


def _due(app: App, wave_id: int, one: Step) -> list[Effect]:
    """Letters that no rule keeps back and that have not left: in doubt, or throttled."""
    with app.journal.begin() as tx:
        mine = outbox.of_wave(tx, wave_id)
    now = app.now()
    return [each for each in mine if each.state in OPEN and each.due <= now and each.key not in one.waiting]


def _told(app: App, wave_id: int, done: Step) -> list[str]:
    with app.journal.begin() as tx:
        mine, wave, facts = outbox.of_wave(tx, wave_id), waves.get(tx, wave_id), waves.facts(tx, wave_id)
    left = [one for one in mine if one.state in OPEN]
    counts = Counter(one.state for one in mine)
    lines = [f"wave {wave_id}: {counts[State.SENT]} of {len(mine)} letters sent"]
    if wave is not None and wave.state is WaveState.PAUSED:
        lines.append(f"wave {wave_id} is paused: {facts['message']}")
    for state in (State.HELD, State.FAILED, State.DROPPED):
        lines += [f"{state.value} {one.key}: {one.reason}" for one in mine if one.state is state]
    reasons = Counter(done.waiting.get(one.key) or f"not due before {moment(one.due)}" for one in left)
    lines += [f"waiting {number}: {reason}" for reason, number in reasons.items()]
    return lines + _next_window(app, left)


def _next_window(app: App, left: Sequence[Effect]) -> list[str]:
    """When the first of those that wait may leave, where it is no time to send now."""
    now = app.now()
    institutions = [app.institutions[one.institution] for one in left]
    opens = [app.send_calendar.next_open(now, one.province, one.kind) for one in institutions]
    if not opens or min(opens) <= now:
        return []
    return [f"next window: {moment(min(opens))}; run `ontour wave send` again then, or leave it to `ontour run`"]
