"""Find times for institutions: the advisers' free/busy, what is offered already, and the rules of `meetings`."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.app import App
from bot.clock import AMSTERDAM
from bot.m365.free_busy import Busy
from bot.m365.graph import GraphFault
from bot.meetings.booking import free_at
from bot.meetings.days import Interval, TakenSlot, fits, is_free
from bot.meetings.offers import Adviser, OfferRequest, Offers, OfferSettings, offer
from bot.meetings.travel import Place
from bot.models.institution import Institution, Kind
from bot.models.slot import Slot
from bot.models.status import Status
from bot.store import engagements, offers
from bot.store.offers import Offered, OfferState

UNTALKED = (Status.TO_APPROACH, Status.INVITED, Status.CALLING, Status.INTERESTED)


def make_offers(app: App, institutions: Sequence[Institution], start: date) -> Offers:
    """Three times each, for all of them at once, counted from the day that the letters leave."""
    earliest = start + timedelta(days=app.config.meetings.earliest_days)
    requests = [OfferRequest(one) for one in institutions]
    weeks = app.config.meetings.weeks
    return offer(
        requests,
        advisers(app),
        busy(app, earliest, weeks),
        taken(app),
        earliest,
        weeks,
        working_day(app),
        settings(app),
    )


def without_times(app: App, provinces: Sequence[str]) -> list[Institution]:
    """The municipalities of these provinces that had no talk yet, said no to none, and have no time held or booked."""
    with app.journal.begin() as tx:
        known = engagements.all_of(tx)
        given = {one.code for one in offers.in_state(tx, OfferState.HELD, OfferState.CHOSEN)}
    return [
        one
        for code, one in app.institutions.items()
        if one.kind is Kind.GEMEENTE and one.province in provinces and code not in given
        if code not in known or (known[code].status in UNTALKED and not known[code].opted_out)
    ]


def advisers(app: App) -> list[Adviser]:
    """Those of the settings."""
    return [Adviser(email) for email in app.config.meetings.advisers]


def settings(app: App) -> OfferSettings:
    """The shape of a talk."""
    return OfferSettings(minutes=app.config.meetings.minutes, per_day=app.config.meetings.per_day)


def working_day(app: App) -> Callable[[date, str], bool]:
    """The rule which days serve for talks, per province."""
    return app.send_calendar.is_working_day


def busy(app: App, start: date, weeks: int) -> dict[str, list[Interval]]:
    """The advisers' busy times; an adviser whose calendar cannot be read is busy throughout."""
    begin = datetime.combine(start, datetime.min.time(), AMSTERDAM)
    end = begin + timedelta(weeks=weeks + 10)  # scarcity may lengthen the period
    found = app.calendar.free_busy(list(app.config.meetings.advisers), begin, end)
    return {address: _intervals(rows, begin, end) for address, rows in found.items()}


def taken(app: App, *, but_of: str = "") -> list[TakenSlot]:
    """Every time that is held or booked, with its place; without those of that institution, which gets another."""
    with app.journal.begin() as tx:
        rows = offers.in_state(tx, OfferState.HELD, OfferState.CHOSEN)
    return [_taken(app, one) for one in rows if one.code != but_of]


def other_times(app: App, code: str, proposed: Sequence[datetime], *, only: str = "") -> list[Slot]:
    """Those of the proposed times at which an adviser (or that one `only`) can come, as slots; asks the calendars."""
    institution, team = app.institutions[code], [one for one in advisers(app) if only in ("", one.email)]
    others = taken(app, but_of=code)
    found: list[Slot] = []
    for moment in (one for one in proposed if one > app.now()):
        calendars, where = busy(app, moment.date(), 1), place(institution)
        args = (moment, where, institution.province, team, calendars, others, working_day(app), settings(app))
        adviser = free_at(*args)
        if adviser is not None:
            end = moment + timedelta(minutes=app.config.meetings.minutes)
            found.append(Slot(len(found) + 1, moment, end, adviser))
    return found


def no_longer_free(app: App, tx: Connection, code: str, slots: Sequence[Slot]) -> list[Slot]:
    """Those of the slots promised to an institution that its adviser cannot keep after all; asks the calendars.

    Something else came into the adviser's calendar, or a talk elsewhere was moved so near that travel does not fit.
    What a calendar does not let us see stands as it was promised: the adviser is invited and can say no.
    """
    if not slots:
        return []
    begin, end = min(one.start for one in slots), max(one.end for one in slots)
    calendars = _seen(app, sorted({one.adviser for one in slots if one.adviser}), begin, end)
    booked = [_taken(app, one) for one in offers.in_state(tx, OfferState.CHOSEN) if one.code != code]
    return [one for one in slots if not _free(app, one, code, calendars.get(one.adviser, []), booked)]


def has_room(app: App, code: str, slot: Slot) -> bool:
    """Whether the journal leaves its adviser free for a talk there and then, travel included."""
    return _fits(app, slot, code, taken(app, but_of=code))


def _free(app: App, slot: Slot, code: str, busy_there: Sequence[Interval], booked: Sequence[TakenSlot]) -> bool:
    return is_free(busy_there, slot.start, slot.end) and _fits(app, slot, code, booked)


def _fits(app: App, slot: Slot, code: str, others: Sequence[TakenSlot]) -> bool:
    near = [one for one in others if one.adviser == slot.adviser]
    return fits(near, slot.start, slot.end, _place_of(app, code), settings(app).travel)


def _seen(app: App, addresses: Sequence[str], begin: datetime, end: datetime) -> dict[str, list[Interval]]:
    """Busy times of the calendars that can be read."""
    if not addresses:
        return {}
    try:
        found = app.calendar.free_busy(addresses, begin, end)
    except GraphFault as fault:
        if fault.status == 429 or fault.status >= 500:
            raise  # it may pass: the choice is read again
        return {}
    return {address: _intervals(rows, begin, end) for address, rows in found.items() if not isinstance(rows, str)}


def _taken(app: App, one: Offered) -> TakenSlot:
    return TakenSlot(one.slot.adviser, one.slot.start, one.slot.end, _place_of(app, one.code))


def _place_of(app: App, code: str) -> Place | None:
    """None for an institution that the register has no more (merged): far from all."""
    return place(app.institutions[code]) if code in app.institutions else None


def place(institution: Institution) -> Place | None:
    """Where its town hall stands, if known."""
    if institution.latitude is None or institution.longitude is None:
        return None
    return institution.latitude, institution.longitude


def _intervals(rows: list[Busy] | str, begin: datetime, end: datetime) -> list[Interval]:
    if isinstance(rows, str):
        return [Interval(begin, end)]
    return [Interval(one.start, one.end) for one in rows if one.status != "free"]
