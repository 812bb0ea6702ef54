"""The letters that left, as replies are matched against them."""

from sqlalchemy import func, select

from bot.app import App
from bot.replies.book import LetterBook
from bot.store import contacts, waves
from bot.store.tables import event, outbox


def book(app: App) -> LetterBook:
    """What replies are matched against; made anew when a letter left or a contact changed."""
    with app.journal.begin() as tx:
        left = tx.execute(select(func.count()).where(outbox.c.state.in_(["sent", "sending"]))).scalar_one()
        changed = tx.execute(select(func.count()).where(event.c.kind.in_(["contact_changed", "register"]))).scalar_one()
        known = app.cache.get("book")
        if known is None or known[0] != (left, changed):
            letters = [*waves.sent(tx), *waves.sent_offers(tx)]
            names = [(one.code, one.name) for one in app.institutions.values()]
            known = ((left, changed), LetterBook(letters, contacts.by_id(tx).values(), names=names))
            app.cache["book"] = known
    found: LetterBook = known[1]
    return found
