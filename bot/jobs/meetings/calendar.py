"""The shared calendar, every round: what should stand there, what people are to be told, and what lies behind us."""

from dataclasses import dataclass

from bot.app import App
from bot.jobs.meetings import cancellations, holds, invitations, outgoing
from bot.jobs.meetings.talks import CANCELLATION, INVITATION, MOVE, booked
from bot.jobs.transitions import happen
from bot.models.actor import Service
from bot.models.status import Event, Status
from bot.store import engagements, offers


@dataclass
class Changes:
    """What a round did in the calendar."""

    holds: int = 0
    removed: int = 0
    booked: int = 0
    moved: int = 0
    cancelled: int = 0


def reconcile(app: App, *, again: bool = False) -> Changes:
    """Expire, lay and remove holds; invite for what was chosen, cancel what was called off.

    `again`: ask anew for holds that the calendar refused before.
    """
    with app.journal.begin() as tx:
        offers.expire(tx, app.now())
        invitations.plan(app, tx)
        cancellations.plan(app, tx)
    laid = holds.lay(app, again=again)
    left = outgoing.send(app)
    return Changes(laid, holds.remove(app, again=again), left[INVITATION], left[MOVE], left[CANCELLATION])


def passed(app: App) -> int:
    """Talks whose end lies behind us: held, unless a person says otherwise."""
    count = 0
    with app.journal.begin() as tx:
        for talk in booked(tx):
            one = talk.offered
            if one.slot.end > app.now():
                continue
            offers.close(tx, one.id)
            if engagements.get(tx, one.code).status is Status.TALK_PLANNED:
                cause = {"offer": one.id, "rule": "het gesprek is voorbij en niet afgezegd"}
                happen(app, tx, one.code, Event.TALK_PASSED, app.now(), Service(), cause)
                count += 1
    return count
