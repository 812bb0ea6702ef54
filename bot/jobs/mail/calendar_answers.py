"""Answers to our own invitations: a yes is as it should be and needs nobody; anything else goes to a person."""

from sqlalchemy import Connection

from bot.app import App
from bot.models.reply import Mail, Reading
from bot.store import contacts, offers
from bot.store.offers import OfferState

FINE = ("ACCEPTED", "TENTATIVE")


def calendar_answer(app: App, tx: Connection, mail: Mail, reading: Reading) -> tuple[str | None, str]:
    """The institution of a calendar answer, and why nobody need look at it ('' where somebody must).

    It changes no status: the calendar itself is read for that. So an exact address of someone invited suffices.
    """
    sender = mail.sender.casefold()
    if sender in {one.casefold() for one in app.config.meetings.advisers}:
        return None, "agenda-antwoord van een adviseur" if reading.partstat in FINE else ""
    for one in offers.in_state(tx, OfferState.CHOSEN):
        invited = {person.email.casefold() for person in contacts.of_institution(tx, one.code)}
        if sender in invited:
            return one.code, "uitnodiging aanvaard" if reading.partstat in FINE else ""
    return reading.institution, ""
