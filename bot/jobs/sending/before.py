"""A journal that was rebuilt looks in the mailbox before it drafts: what it does not know may have left before.

A copy in Sent Items can come late, and people put mails aside: what a rebuild did not find may be found now.
"""

from collections.abc import Sequence

from bot.app import App
from bot.jobs.sending import outcome
from bot.m365.mail import Found
from bot.store import marks, offers, outbox
from bot.store.outbox import Effect, State

AGAIN = "een brief met dit kenmerk is eerder al verzonden; laat de beheerder opnieuw herstellen"


def unsent(app: App, effects: Sequence[Effect]) -> list[Effect]:
    """Those of which nothing was ever sent. The others are held; what lies drafted of a former time is removed."""
    with app.journal.begin() as tx:
        if not effects or not marks.get(tx, marks.REBUILT):
            return list(effects)
    found = app.mailbox.find_by_key([one.key for one in effects])
    left = {key for key, copies in found.items() if any(not copy.is_draft for copy in copies)}
    for one in effects:
        if one.key in left:
            _hold(app, one)
    _remove(app, [copy for key, copies in found.items() if key not in left for copy in copies])
    return [one for one in effects if one.key not in left]


def _remove(app: App, drafts: Sequence[Found]) -> None:
    folders = app.mailbox.folders() if drafts else {}
    lying = [one.id for one in drafts if getattr(folders.get(one.folder_id), "well_known", "") != "deleteditems"]
    if lying:
        app.graph.batch([app.mailbox.delete_part(one) for one in lying])


def _hold(app: App, effect: Effect) -> None:
    """A mail of the journal's own making (a digest, an alert) is the same each time; of a letter the times differ."""
    now = app.now()
    with app.journal.begin() as tx:
        if effect.kind == "letter":
            outcome.held(app, tx, effect, AGAIN, now)
            offers.release_letter(tx, effect.key)
        else:
            outbox.move(tx, effect.key, State.PLANNED, State.SENT, now, sent_at=now)
