"""One step of sending: settle doubts, lay drafts, send what may leave. Never waits; says when to come back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app import App
from bot.errors import TenantError
from bot.jobs.readings import Readings
from bot.jobs.sending import canary, doubt, outcome, owner, rules
from bot.jobs.sending.mailparts import draft_part, found_ids
from bot.m365.graph import Doubtful, Result
from bot.store import outbox
from bot.store.outbox import Effect, State
from bot.waves.pace import Pace

MAIL = ("letter", "answer", "staff", "alert")
URGENCY = {"staff": 1, "answer": 2, "letter": 3}
PARTS = 20
AHEAD = 200
"""Drafts laid before the first is sent: then one reading serves all of them, and each send carries the next."""

NOT_NOW = (429, *canary.DENIED)
"""Nothing was done, and the letter is not at fault: it goes when the tenant lets it."""


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
    if planned and len(drafted) < AHEAD:
        result.drafted = _draft(app, planned[:PARTS])
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


def _alerts(app: App, due: Sequence[Effect], result: Step) -> None:
    """Danger alerts go before all else and rest on no reading: they leave though the site cannot be read (P11)."""
    if due and owner.known(app) not in ("", app.journal.id):
        owner.require(app)
    planned = [one for one in due if one.state is State.PLANNED][:PARTS]
    if planned:
        result.drafted = _draft(app, planned)
    elif claimed := _claim(app, list(due[:PARTS]), app.now()):
        try:
            answers = app.graph.batch_once([app.mailbox.send_part(one.graph_id or "") for one in claimed])
        except Doubtful:
            return
        except TenantError:
            _unclaim(app, claimed)
            raise
        result.sent = _record(app, claimed, answers)


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


def _draft(app: App, effects: Sequence[Effect]) -> int:
    now = app.now()
    with app.journal.begin() as tx:
        claimed = [one for one in effects if outbox.move(tx, one.key, State.PLANNED, State.DRAFTING, now)]
    try:
        answers = app.graph.batch_once([draft_part(app, effect) for effect in claimed])
    except Doubtful:
        return 0  # the next step looks for them by key
    except TenantError as fault:
        canary.denied(app, claimed, fault)
        raise
    with app.journal.begin() as tx:
        for effect, answer in zip(claimed, answers, strict=True):
            _drafted(app, tx, effect, answer, app.now())
        canary.refused(app, tx, canary.among(claimed, answers))
    return sum(answer.ok for answer in answers)


def _drafted(app: App, tx: Connection, effect: Effect, answer: Result, now: datetime) -> None:
    if answer.ok:
        payload = {**effect.payload, "change_key": answer.body.get("changeKey", "")}
        outbox.move(tx, effect.key, State.DRAFTING, State.DRAFTED, now, payload=payload, **found_ids(answer.body))
    elif answer.status in NOT_NOW:  # it was not done: plan it again
        outbox.move(tx, effect.key, State.DRAFTING, State.PLANNED, now)
    elif not answer.doubtful:  # else it may have been done: the next step looks for it by key
        outcome.failed(app, tx, effect, outcome.refusal(answer), now)


def _send(app: App, readings: Readings, drafted: list[Effect], result: Step, outside_window: bool) -> None:
    now = app.now()
    limits = app.config.limits
    pace = Pace(limits.messages_per_minute, limits.recipients_per_day)
    with app.journal.begin() as tx:
        left = outbox.left_since(tx, app.config.m365.mailbox, now - timedelta(days=1))
    room = min(pace.room(left, now), PARTS - Readings.PARTS, len(drafted))
    if room <= 0:
        result.again_at = pace.next_at(left, now)
        return
    laid = max((one.state_at for one in drafted[:room] if one.state_at), default=None)
    readings.refresh(rules.FRESH / 2, after=laid)
    going = _still(app, _unchanged(app, readings, drafted[:room]), outside_window)
    claimed = _claim(app, going, now)
    reads = readings.parts()
    if not claimed:
        return
    try:
        answers = app.graph.batch_once([app.mailbox.send_part(one.graph_id or "") for one in claimed] + reads)
    except Doubtful:
        return
    except TenantError as fault:
        _unclaim(app, claimed)
        canary.denied(app, claimed, fault)
        raise
    result.sent = _record(app, claimed, answers[: len(claimed)])
    readings.absorb(answers[len(claimed) :])


def _unchanged(app: App, readings: Readings, effects: list[Effect]) -> list[Effect]:
    """Those whose draft is as we laid it; one that a person touched is held (its recipients were checked then)."""
    keys = readings.draft_keys()
    good, now = [], app.now()
    with app.journal.begin() as tx:
        for effect in effects:
            present = keys.get(effect.graph_id or "")
            if present == effect.payload.get("change_key"):
                good.append(effect)
            else:
                what = "gewijzigd" if present else "verwijderd of verplaatst"
                outcome.held(app, tx, effect, f"iemand heeft het concept {what}", now)
    return good


def _still(app: App, effects: Sequence[Effect], outside_window: bool) -> list[Effect]:
    """Those that the rules still let go, on what was just read (P5)."""
    with app.journal.begin() as tx:
        now = app.now()
        stop = rules.stopped(app, tx, now)
        drafted = [one for one in (outbox.get(tx, one.key) for one in effects) if one and one.state is State.DRAFTED]
        verdicts = [rules.judge(app, tx, one, now, stop=stop, outside_window=outside_window) for one in drafted]
    return [one for one, verdict in zip(drafted, verdicts, strict=True) if verdict.answer == "go"]


def _claim(app: App, effects: list[Effect], now: datetime) -> list[Effect]:
    with app.journal.begin() as tx:
        return [one for one in effects if outbox.move(tx, one.key, State.DRAFTED, State.SENDING, now, claimed_at=now)]


def _unclaim(app: App, claimed: Sequence[Effect]) -> None:
    """Nothing of it went out."""
    with app.journal.begin() as tx:
        for effect in claimed:
            outbox.move(tx, effect.key, State.SENDING, State.DRAFTED, app.now())


def _record(app: App, claimed: list[Effect], answers: Sequence[Result]) -> int:
    done, now = 0, app.now()
    with app.journal.begin() as tx:
        for effect, answer in zip(claimed, answers, strict=True):
            if answer.ok:
                outcome.sent(app, tx, effect, now)
                done += 1
            elif answer.status in NOT_NOW:
                outbox.move(tx, effect.key, State.SENDING, State.DRAFTED, now)
            elif answer.status == 404 or answer.doubtful:
                continue  # the next step looks for it, and only this id is ever sent
            else:
                outcome.failed(app, tx, effect, outcome.refusal(answer), now)
        canary.refused(app, tx, canary.among(claimed, answers))
        canary.watch(app, tx, claimed)
    return done
