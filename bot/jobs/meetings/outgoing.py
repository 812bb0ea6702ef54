"""What reaches people by way of the calendar (invitations, changes, cancellations): out of the outbox, once."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection

from bot.app import App
from bot.errors import StoreError, TenantError
from bot.jobs.meetings import cancellations, invitations, moves
from bot.jobs.meetings.holds import refused
from bot.jobs.meetings.talks import CANCELLATION, INVITATION, MOVE
from bot.jobs.sending import outcome, rules
from bot.jobs.sending.permit import permit
from bot.m365.graph import Doubtful, Part, Result
from bot.store import outbox
from bot.store.outbox import Effect, State

LOG = structlog.get_logger()
PARTS = 20


@dataclass(frozen=True, slots=True)
class Handler:
    """How a kind is done. `prepare` settles what needs no request (looking at the calendar after a doubt first).

    `unclear`: refusals that say it may be done already; the next `prepare` looks.
    """

    unclear: frozenset[int]
    prepare: Callable[[App, Sequence[Effect]], list[tuple[Effect, Part]]]
    done: Callable[[App, Connection, Effect, Result], None]


HANDLERS: Mapping[str, Handler] = {
    INVITATION: Handler(frozenset({409}), invitations.prepare, invitations.done),
    MOVE: Handler(frozenset({404, 409, 412}), moves.prepare, moves.done),
    CANCELLATION: Handler(frozenset({404, 409}), cancellations.prepare, cancellations.done),
}


def send(app: App) -> Counter[str]:
    """Do what is due and may leave now; answers how many left of each kind. Noodstop is asked before each batch."""
    with app.journal.begin() as tx:
        due = outbox.in_state(tx, (State.PLANNED, State.SENDING), kinds=HANDLERS, due_by=app.now())
    ready = [
        pair for kind in HANDLERS for pair in _prepared(app, kind, [effect for effect in due if effect.kind == kind])
    ]
    with app.journal.begin() as tx:
        ready = [(effect, part) for effect, part in ready if _may_leave(app, tx, effect)]
    left: Counter[str] = Counter()
    while ready and permit(app) is None:
        left += _batch(app, ready[:PARTS])
        ready = ready[PARTS:]
    return left


def _prepared(app: App, kind: str, effects: Sequence[Effect]) -> list[tuple[Effect, Part]]:
    """One that the bot stumbles over goes to a person; the others go on."""
    try:
        if lost := [one.key for one in effects if one.institution not in app.institutions]:
            raise LookupError(f"no such institution: {', '.join(lost)}")
        return HANDLERS[kind].prepare(app, effects)
    except (StoreError, TenantError):
        raise
    except Exception as fault:
        if len(effects) > 1:
            return [pair for effect in effects for pair in _prepared(app, kind, [effect])]
        LOG.error("calendar effect set aside", effect=effects[0].key, fault=type(fault).__name__)
        with app.journal.begin() as tx:
            reason = f"de bot kon dit niet maken ({type(fault).__name__})"
            outcome.held(app, tx, effects[0], reason, app.now())
    return []


def _may_leave(app: App, tx: Connection, effect: Effect) -> bool:
    """Both rest on the standing approval of the confirmation, and keep to window and trial list."""
    return rules.judge_answer(app, tx, effect, "bevestiging", app.now()).answer == "go"


def _batch(app: App, pairs: Sequence[tuple[Effect, Part]]) -> Counter[str]:
    claimed = _claim(app, pairs)
    try:
        answers = app.graph.batch_once([part for _, part in claimed])
    except Doubtful:
        return Counter()  # looked for in the next round
    except TenantError:
        with app.journal.begin() as tx:
            for effect, _ in claimed:
                outbox.move(tx, effect.key, State.SENDING, State.PLANNED, app.now())
        raise
    with app.journal.begin() as tx:
        for (effect, _), answer in zip(claimed, answers, strict=True):
            _record(app, tx, effect, answer)
    return Counter(effect.kind for (effect, _), answer in zip(claimed, answers, strict=True) if answer.ok)


def _claim(app: App, pairs: Sequence[tuple[Effect, Part]]) -> list[tuple[Effect, Part]]:
    now, states = app.now(), (State.PLANNED, State.SENDING)
    with app.journal.begin() as tx:
        return [
            (effect, part)
            for effect, part in pairs
            if outbox.move(tx, effect.key, states, State.SENDING, now, claimed_at=now)
        ]


def _record(app: App, tx: Connection, effect: Effect, answer: Result) -> None:
    if answer.ok:
        HANDLERS[effect.kind].done(app, tx, effect, answer)
    elif answer.status == 429:  # it was not done
        outbox.move(tx, effect.key, State.SENDING, State.PLANNED, app.now())
    elif refused(answer) and answer.status not in HANDLERS[effect.kind].unclear:
        outcome.held(app, tx, effect, outcome.refusal(answer), app.now())
