"""May this batch leave? For whatever reaches people without a draft: invitations, their changes and cancellations."""

from bot.app import App
from bot.errors import Refused, TenantError
from bot.jobs.sending import owner
from bot.jobs.sending.rules import ANOTHERS, noodstop
from bot.store import bookmarks


def permit(app: App) -> str | None:
    """None: one batch may leave now. Else why none may, in Dutch. Ask again before the next batch.

    It rests on a reading of Noodstop and Dagboek that is at most a minute old and that no batch rested on before: so
    at most one batch leaves after someone set either (P8). Costs a request where there is no such reading.
    """
    try:
        if _spent(app):
            owner.read(app)
        owner.require(app)
    except Refused:
        return ANOTHERS
    except TenantError:
        return "Noodstop kon niet gelezen worden"
    with app.journal.begin() as tx:
        stop = noodstop(tx, app.now())
    spend(app)
    return stop


def spend(app: App) -> None:
    """A batch is about to leave: the next one needs a reading of its own."""
    with app.journal.begin() as tx:
        app.cache["spent"] = bookmarks.read_at(tx, "list:Bediening")


def _spent(app: App) -> bool:
    with app.journal.begin() as tx:
        read_at = bookmarks.read_at(tx, "list:Bediening")
    spent = app.cache.get("spent")
    return read_at is None or (spent is not None and read_at <= spent)
