"""The letters that left, as replies are matched against them."""

from sqlalchemy import Connection, func, select

from bot.app import App
from bot.register.matching import spellings
from bot.replies.book import LetterBook
from bot.store import contacts, waves
from bot.store.tables import contact, event, outbox

_LEFT = select(func.count()).where(outbox.c.state.in_(["sent", "sending"]))
_CHANGED = select(func.count()).where(event.c.kind.in_(["contact_changed", "register"]))
_PEOPLE = select(func.count()).select_from(contact)


def book(app: App) -> LetterBook:
    """What replies are matched against; made anew when a letter left, or a contact came, changed or was removed."""
    with app.journal.begin() as tx:
        now = tuple(tx.execute(one).scalar_one() for one in (_LEFT, _CHANGED, _PEOPLE))
        held, known = app.cache.get("book", (None, None))
        if held != now:
            known = _made(app, tx)
            app.cache["book"] = (now, known)
    assert isinstance(known, LetterBook)
    return known


def _made(app: App, tx: Connection) -> LetterBook:
    letters = [*waves.sent(tx), *waves.sent_offers(tx)]
    own = [app.config.m365.mailbox.rpartition("@")[2]]
    return LetterBook(letters, contacts.by_id(tx).values(), spellings(app.institutions.values()), own)
