"""Find times for institutions: the advisers' free/busy, what is offered already, and the rules of `meetings`."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from bot.app import App
from bot.clock import AMSTERDAM
from bot.m365.free_busy import Busy
from bot.meetings.days import Interval, TakenSlot
from bot.meetings.offers import Adviser, OfferRequest, Offers, OfferSettings, offer
from bot.models.institution import Institution
from bot.store import offers
from bot.store.offers import OfferState


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


def taken(app: App) -> list[TakenSlot]:
    """Every time that is held or booked, with its place."""
    with app.journal.begin() as tx:
        rows = offers.in_state(tx, OfferState.HELD, OfferState.CHOSEN)
    return [
        TakenSlot(one.slot.adviser, one.slot.start, one.slot.end, place(app.institutions[one.code])) for one in rows
    ]


def place(institution: Institution) -> tuple[float, float] | None:
    """Where its town hall stands, if known."""
    if institution.latitude is None or institution.longitude is None:
        return None
    return institution.latitude, institution.longitude


def _intervals(rows: list[Busy] | str, begin: datetime, end: datetime) -> list[Interval]:
    if isinstance(rows, str):
        return [Interval(begin, end)]
    return [Interval(one.start, one.end) for one in rows if one.status != "free"]
