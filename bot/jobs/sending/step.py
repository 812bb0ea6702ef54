"""One step of sending: settle doubts, lay drafts, send what may leave. Never waits; says when to come back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.app import App
from bot.jobs.readings import BRIEF, WHOLE, Readings
from bot.jobs.sending import batches, canary, doubt, outcome, owner, permit, rules
from bot.jobs.sending.batches import PARTS
from bot.store import outbox
from bot.store.outbox import Effect, State
from bot.waves.pace import Pace

MAIL = ("letter", "answer", "staff", "alert")
URGENCY = {"staff": 1, "answer": 2, "letter": 3}
AHEAD = 200
"""Drafts laid before the first is sent: then one reading serves all of them, and each send carries the next."""


@dataclass
class Step:
    """What a step did. `again_at`: when the next is of use (None: nothing to do); `waiting`: key -> reason."""

    drafted: int = 0
    sent: int = 0
    again_at: datetime | None = None
    waiting: dict[str, str] = field(default_factory=dict)

    @property
    def moved(self) -> bool:
        """Something was done."""
        return bool(self.drafted or self.sent)


def step(app: App, *, wave: int | None = None, outside_window: bool = False) -> Step:
    """Carry the outbox one step on. The caller holds the sender's lock."""
    result = Step()
    now = app.now()
    _settle(app, now)
    _sweep(app)
    with app.journal.begin() as tx:
        due = [
            effect
            for effect in outbox.in_state(tx, (State.PLANNED, State.DRAFTED), kinds=MAIL, due_by=now)
            if wave is None or effect.wave in (wave, None)
        ]
    if not due:
        return result
    _alerts(app, [one for one in due if one.kind == "alert"], result)
    due = [one for one in due if one.kind != "alert"]
    if result.moved or not due:
        return result
    readings = Readings.of(app)
    readings.refresh(rules.FRESH / 2)
    ready = _judged(app, due, result, outside_window)
    planned = [effect for effect in ready if effect.state is State.PLANNED]
    drafted = [effect for effect in ready if effect.state is State.DRAFTED]
    if planned and len(drafted) <= AHEAD:
        result.drafted = batches.lay(app, planned[:PARTS])
    elif drafted:
        _send(app, readings, drafted, result, outside_window)
    return result


def _settle(app: App, now: datetime) -> None:
    with app.journal.begin() as tx:
        unsure = list(outbox.in_state(tx, (State.DRAFTING, State.SENDING), kinds=MAIL))
    patience = timedelta(seconds=5)  # the copy of what just left may still be on its way
    doubt.settle(app, [one for one in unsure if one.state is State.DRAFTING or _waited(one, now) > patience], now)


def _sweep(app: App) -> None:
    """Remove the drafts of what was dropped: nobody will send them."""
    with app.journal.begin() as tx:
        orphans = outbox.orphans(tx)
    if not orphans:
        return
    answers = app.graph.batch([app.mailbox.delete_part(one.graph_id or "") for one in orphans])
    with app.journal.begin() as tx:
        for one, answer in zip(orphans, answers, strict=True):
            if answer.ok or answer.status == 404:
                outbox.forget_draft(tx, one.key)


def _waited(effect: Effect, now: datetime) -> timedelta:
    return now - effect.state_at if effect.state_at else timedelta.max


def _judged(app: App, due: Sequence[Effect], result: Step, outside_window: bool) -> list[Effect]:
    now = app.now()
    ready: list[Effect] = []
    with app.journal.begin() as tx:
        stop = rules.stopped(app, tx, now)
        canary.watch(app, tx, due)
        for effect in sorted(due, key=lambda one: (URGENCY[one.kind], one.state is State.PLANNED)):
            if len(ready) >= AHEAD + PARTS:
                break
            verdict = rules.judge(app, tx, effect, now, stop=stop, outside_window=outside_window)
            if verdict.answer == "go":
                ready.append(effect)
            elif verdict.answer == "wait":
                result.waiting[effect.key] = verdict.reason
            elif verdict.answer == "drop":
                outcome.dropped(app, tx, effect, verdict.reason, now)
            else:
                outcome.held(app, tx, effect, verdict.reason, now)
    return ready


def _alerts(app: App, due: Sequence[Effect], result: Step) -> None:
    """Danger alerts go before all else and rest on no reading: they leave though the site cannot be read (P11)."""
    if due and owner.known(app) not in ("", app.journal.id):
        owner.require(app)
    planned = [one for one in due if one.state is State.PLANNED][:PARTS]
    if planned:
        result.drafted = batches.lay(app, planned)
    else:
        result.sent, _ = batches.send(app, due[:PARTS])


def _send(app: App, readings: Readings, drafted: list[Effect], result: Step, outside_window: bool) -> None:
    now, limits = app.now(), app.config.limits
    pace = Pace(limits.messages_per_minute, limits.recipients_per_day)
    with app.journal.begin() as tx:
        left = outbox.left_since(tx, app.config.m365.mailbox, now - timedelta(days=1))
    reading = WHOLE if readings.due(rules.FRESH / 4) else BRIEF  # in time, so that it costs no round trip of its own
    room = min(pace.room(left, now), PARTS - reading, len(drafted))
    if room <= 0:
        result.again_at = pace.next_at(left, now)
        return
    laid = max((one.state_at for one in drafted[:room] if one.state_at), default=None)
    readings.refresh(rules.FRESH / 2, after=laid)
    going = _still(app, _unchanged(app, readings, drafted[:room]), outside_window)
    if not going:
        return
    permit.spend(app)
    reads = readings.parts(whole=len(going) + WHOLE <= PARTS)
    result.sent, answers = batches.send(app, going, reads)
    if answers:
        readings.carried(answers)


def _unchanged(app: App, readings: Readings, effects: list[Effect]) -> list[Effect]:
    """Those whose draft is as we laid it; one that a person touched is held (its recipients were checked then)."""
    keys = readings.draft_keys()
    gone = [one for one in effects if one.graph_id not in keys]
    doubt.missing(app, gone, app.now())
    good, now = [], app.now()
    with app.journal.begin() as tx:
        for effect in (one for one in effects if one not in gone):
            if keys[effect.graph_id or ""] == effect.payload.get("change_key"):
                good.append(effect)
            else:
                outcome.held(app, tx, effect, "iemand heeft het concept gewijzigd", now)
    return good


def _still(app: App, effects: Sequence[Effect], outside_window: bool) -> list[Effect]:
    """Those that the rules still let go, on what was just read (P5)."""
    with app.journal.begin() as tx:
        now = app.now()
        stop = rules.stopped(app, tx, now)
        drafted = [one for one in (outbox.get(tx, one.key) for one in effects) if one and one.state is State.DRAFTED]
        verdicts = [rules.judge(app, tx, one, now, stop=stop, outside_window=outside_window) for one in drafted]
    return [one for one, verdict in zip(drafted, verdicts, strict=True) if verdict.answer == "go"]
