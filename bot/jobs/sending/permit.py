"""May this batch leave? A reading of Noodstop and Dagboek serves one batch: so at most one leaves after a change."""

from bot.app import App
from bot.errors import Refused, TenantError
from bot.jobs.sending import owner
from bot.jobs.sending.rules import ANOTHERS, stopped

_UNSPENT = "stop_reading"


def permit(app: App) -> str | None:
    """None: one batch may leave now. Else why none may, in Dutch. Ask again before the next batch.

    For whatever reaches people without a draft (invitations, their changes and cancellations). It rests on a reading
    of Bediening that is at most a minute old and that no batch rested on before (P8); costs a request without one.
    """
    try:
        if spent(app):
            owner.read(app)
        owner.require(app)
    except Refused:
        return ANOTHERS
    except TenantError:
        return "Noodstop kon niet gelezen worden"
    spend(app)
    with app.journal.begin() as tx:
        return stopped(app, tx, app.now())


def renewed(app: App) -> None:
    """Bediening was read: one batch may rest on it."""
    app.cache[_UNSPENT] = True


def spend(app: App) -> None:
    """A batch is about to leave: the next one needs a reading of its own."""
    app.cache[_UNSPENT] = False


def spent(app: App) -> bool:
    """No reading that a batch may rest on."""
    return not app.cache.get(_UNSPENT)
