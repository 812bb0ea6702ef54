"""After any doubt: look before acting. Finds a draft by its key and says what became of it."""

from datetime import datetime, timedelta

from bot.app import App
from bot.jobs.sending import outcome
from bot.m365.mail import Found
from bot.store import outbox
from bot.store.outbox import Effect, State

LATE_COPY = timedelta(minutes=10)
"""How long the copy in Sent Items may stay away before a person must look."""


def settle(app: App, effects: list[Effect], now: datetime) -> None:
    """Bring effects that a crash or a lost answer left in DRAFTING or SENDING to a known state."""
    if not effects:
        return
    found = app.mailbox.find_by_key([effect.key for effect in effects])
    for effect in effects:
        if effect.state is State.DRAFTING:
            _settle_draft(app, effect, found.get(effect.key, []), now)
        else:
            _settle_send(app, effect, found.get(effect.key, []), now)


def missing(app: App, effects: list[Effect], now: datetime) -> None:
    """Drafts that are not in Drafts any more: a person removed them, put them aside, or sent them from Outlook.

    One of which nothing is found may be on its way to Sent Items: it is looked for again, and never drafted anew.
    """
    if not effects:
        return
    found = app.mailbox.find_by_key([effect.key for effect in effects])
    for effect in effects:
        copies = found.get(effect.key, [])
        with app.journal.begin() as tx:
            if left := next((copy for copy in copies if not copy.is_draft), None):
                outbox.move(tx, effect.key, State.DRAFTED, State.SENDING, now, claimed_at=now)
                outcome.sent(app, tx, effect, now, **_ids(left))
            elif copies:
                outcome.held(app, tx, effect, "iemand heeft het concept verwijderd of verplaatst", now)
            else:
                outbox.move(tx, effect.key, State.DRAFTED, State.SENDING, now, claimed_at=now)


def _settle_draft(app: App, effect: Effect, copies: list[Found], now: datetime) -> None:
    drafts = [copy for copy in copies if copy.is_draft and not _deleted(app, copy)]
    with app.journal.begin() as tx:
        if any(not copy.is_draft for copy in copies):  # sent although we never meant to: count it as sent
            sent = next(copy for copy in copies if not copy.is_draft)
            outcome.sent(app, tx, effect, now, **_ids(sent))
        elif drafts:
            keep = drafts[0]
            outbox.move(
                tx, effect.key, State.DRAFTING, State.DRAFTED, now, **_ids(keep), payload=_payload(effect, keep)
            )
        else:
            outbox.move(tx, effect.key, State.DRAFTING, State.PLANNED, now)
    orphans = [copy.id for copy in drafts[1:]]
    if orphans:  # a request that was repeated after a lost answer: only the stored id is ever sent
        app.graph.batch([app.mailbox.delete_part(one) for one in orphans])


def _settle_send(app: App, effect: Effect, copies: list[Found], now: datetime) -> None:
    mine = [copy for copy in copies if copy.id == effect.graph_id] or copies
    with app.journal.begin() as tx:
        if sent := next((copy for copy in mine if not copy.is_draft), None):
            outcome.sent(app, tx, effect, now, **_ids(sent))
        elif draft := next((copy for copy in mine if copy.id == effect.graph_id), None):
            if _deleted(app, draft):
                outcome.held(app, tx, effect, "iemand heeft het concept verwijderd", now)
            else:  # it never left: the same id goes again, after the rules have been asked anew
                outbox.move(tx, effect.key, State.SENDING, State.DRAFTED, now)
        elif effect.state_at and now - effect.state_at > LATE_COPY:
            outcome.held(app, tx, effect, "na het verzenden is geen kopie gevonden in Verzonden items", now)


def _deleted(app: App, copy: Found) -> bool:
    folder = app.mailbox.folders().get(copy.folder_id)
    return folder is not None and folder.well_known == "deleteditems"


def _ids(copy: Found) -> dict[str, str | None]:
    return {
        "graph_id": copy.id,
        "internet_message_id": copy.internet_message_id,
        "conversation_id": copy.conversation_id,
    }


def _payload(effect: Effect, copy: Found) -> dict[str, object]:
    return {**effect.payload, "change_key": copy.change_key}
