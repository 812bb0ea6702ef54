"""Who wants a talk and has no free time on offer any more gets new times, by mail and in VrijeOpties."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.answers import answer
from bot.jobs.meetings.offering import make_offers
from bot.models.actor import Actor, Service
from bot.models.institution import kenmerk
from bot.models.slot import Slot
from bot.models.status import Status
from bot.store import engagements, events, offers, waves
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
    found = give(app, [code for code in codes if code in app.institutions], Service(), "wil een gesprek")
    app.cache["renewed"] = app.today()
    return len(found)


def give(app: App, codes: Sequence[str], actor: Actor, rule: str) -> Mapping[str, tuple[Slot, ...]]:
    """New times for these, held from now on and told by mail under the standing approval; who got which."""
    if not codes:
        return {}
    made = make_offers(app, [app.institutions[code] for code in codes], app.today())
    found = {code: slots for code in codes if (slots := made.slots.get(code, ()))}
    expires = app.now() + timedelta(days=app.config.waves.offer_expires_days)
    with app.journal.begin() as tx:
        for code, slots in found.items():
            number = _count(tx, code) + 1
            reference = kenmerk(app.institutions[code], max(1, waves.next_number(tx, code) - 1))
            offers.add(tx, code, f"{reference}:{number}", slots, expires)
            answer(app, tx, KIND, code, f"{code}:{number}", answers=None, slots=slots, reference=reference)
            cause = {"rule": rule, "kenmerk": f"{reference}:{number}"}
            events.record(tx, app.now(), "offered", actor=actor, institution=code, cause=cause)
    return found


def _wanting(tx: Connection, code: str, status: Status, opted_out: bool) -> bool:
    if status is not Status.INTERESTED or opted_out or _count(tx, code) >= MOST:
        return False
    return not has_times(tx, code)


def has_times(tx: Connection, code: str) -> bool:
    """Whether times are held or a talk stands."""
    return any(one.state in (OfferState.HELD, OfferState.CHOSEN) for one in offers.of_institution(tx, code))


def _count(tx: Connection, code: str) -> int:
    return len({one.kenmerk for one in offers.of_institution(tx, code) if ":" in one.kenmerk})
