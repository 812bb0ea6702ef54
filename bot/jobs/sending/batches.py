"""One batch of drafts, one batch of sends: claimed in the journal, done once, recorded part by part."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.app import App
from bot.errors import TenantError
from bot.jobs.sending import before, canary, outcome
from bot.jobs.sending.mailparts import draft_part, found_ids
from bot.m365.graph import Doubtful, Part, Result
from bot.store import outbox
from bot.store.outbox import Effect, State

PARTS = 20
NOT_NOW = (429, *canary.DENIED)
"""Nothing was done, and the letter is not at fault: it goes when the tenant lets it."""


def lay(app: App, effects: Sequence[Effect]) -> int:
    """Lay the drafts of at most PARTS planned effects; answers how many lie there."""
    effects, now = before.unsent(app, effects), app.now()
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
            _laid(app, tx, effect, answer, app.now())
        canary.refused(app, tx, canary.among(claimed, answers))
    return sum(answer.ok for answer in answers)


def send(app: App, effects: Sequence[Effect], reads: Sequence[Part] = ()) -> tuple[int, list[Result]]:
    """Send drafted effects, at most PARTS with the reads that travel along: how many left, and what the reads answer.

    Without a clear answer nothing is known of either: the next step looks for the mails by key, and [] stands for the
    reads.
    """
    now = app.now()
    with app.journal.begin() as tx:
        claimed = [
            one for one in effects if outbox.move(tx, one.key, State.DRAFTED, State.SENDING, now, claimed_at=now)
        ]
    if not claimed:
        return 0, []
    try:
        answers = app.graph.batch_once([*(app.mailbox.send_part(one.graph_id or "") for one in claimed), *reads])
    except Doubtful:
        return 0, []
    except TenantError as fault:
        _unclaim(app, claimed)
        canary.denied(app, claimed, fault)
        raise
    return _record(app, claimed, answers[: len(claimed)]), answers[len(claimed) :]


def _laid(app: App, tx: Connection, effect: Effect, answer: Result, now: datetime) -> None:
    if answer.ok:
        payload = {**effect.payload, "change_key": answer.body.get("changeKey", "")}
        outbox.move(tx, effect.key, State.DRAFTING, State.DRAFTED, now, payload=payload, **found_ids(answer.body))
    elif answer.status in NOT_NOW:
        outbox.move(tx, effect.key, State.DRAFTING, State.PLANNED, now)
    elif not answer.doubtful:  # else it may have been done: the next step looks for it by key
        outcome.failed(app, tx, effect, outcome.refusal(answer), now)


def _unclaim(app: App, claimed: Sequence[Effect]) -> None:
    """Nothing of it went out."""
    with app.journal.begin() as tx:
        for effect in claimed:
            outbox.move(tx, effect.key, State.SENDING, State.DRAFTED, app.now())


def _record(app: App, claimed: Sequence[Effect], answers: Sequence[Result]) -> int:
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
