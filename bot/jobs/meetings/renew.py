"""Who wants a talk and has no free time on offer any more gets new times, by mail and in VrijeOpties."""

from datetime import timedelta

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.answers import answer
from bot.jobs.meetings.offering import make_offers
from bot.models.institution import kenmerk
from bot.models.status import Status
from bot.store import engagements, offers, waves
from bot.store.offers import OfferState

KIND = "nieuw-voorstel"
MOST = 3
"""After so many new offers a person makes the date."""


def renew(app: App) -> int:
    """Once a working day: new times for all of them at once; answers how many institutions got some."""
    if app.cache.get("renewed") == app.today() or not app.send_calendar.is_working_day(app.today()):
        return 0
    with app.journal.begin() as tx:
        if waves.standing_approval(tx, KIND) is None:
            return 0
        codes = [code for code, one in engagements.all_of(tx).items() if _wanting(tx, code, one.status, one.opted_out)]
    if not codes:
        app.cache["renewed"] = app.today()
        return 0
    found = make_offers(app, [app.institutions[code] for code in codes], app.today())
    expires = app.now() + timedelta(days=app.config.waves.offer_expires_days)
    with app.journal.begin() as tx:
        for code in codes:
            if slots := found.slots.get(code, ()):
                number = _count(tx, code) + 1
                reference = kenmerk(app.institutions[code], max(1, waves.next_number(tx, code) - 1))
                offers.add(tx, code, f"{reference}:{number}", slots, expires)
                answer(app, tx, KIND, code, f"{code}:{number}", answers=None, slots=slots, reference=reference)
    app.cache["renewed"] = app.today()
    return len(codes)


def _wanting(tx: Connection, code: str, status: Status, opted_out: bool) -> bool:
    if status is not Status.INTERESTED or opted_out or _count(tx, code) >= MOST:
        return False
    return not any(one.state is not OfferState.RELEASED for one in offers.of_institution(tx, code))


def _count(tx: Connection, code: str) -> int:
    return len({one.kenmerk for one in offers.of_institution(tx, code) if ":" in one.kenmerk})
