"""Answers to our own invitations: a yes is as it should be and needs nobody; anything else goes to a person.

They change no status: the calendar itself is read for that (`meetings/read_back`). So an exact address of someone
invited suffices, where our server does not call it false.
"""

from sqlalchemy import Connection

from bot.app import App
from bot.models.reply import Mail, Reading
from bot.replies import auth
from bot.store import contacts, offers
from bot.store.offers import OfferState

FINE = {"ACCEPTED": "uitnodiging aanvaard", "TENTATIVE": "uitnodiging voorlopig aanvaard"}
SAYS_MORE = "zegt er iets bij"
"""The doubt of who answers and writes something beside: somebody reads that (P2)."""


def calendar_answer(app: App, tx: Connection, mail: Mail, reading: Reading) -> tuple[str | None, str]:
    """The institution of a calendar answer, and why nobody need look at it ('' where somebody must)."""
    sender = mail.sender.casefold()
    odd = {SAYS_MORE, *auth.FALSE.values()} & set(reading.doubts)
    fine = "" if odd else FINE.get(reading.partstat or "", "")
    booked = offers.in_state(tx, OfferState.CHOSEN)
    if sender in {one.casefold() for one in app.config.meetings.advisers}:
        own = {one.code for one in booked if one.slot.adviser.casefold() == sender}
        return own.pop() if len(own) == 1 else None, fine and f"{fine} door een adviseur"
    for one in booked:
        if sender in {person.email.casefold() for person in contacts.of_institution(tx, one.code)}:
            return one.code, fine
    return reading.institution, ""
