"""Advisers' days: what is busy, what lies on a day, and whether one more talk fits there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.meetings.travel import Place, Table, minutes

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Interval:
    """Busy time in someone's calendar; aware datetimes, the end excluded."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class TakenSlot:
    """Time of an adviser that is offered or booked, and where; `place` None: not known."""

    adviser: str
    start: datetime
    end: datetime
    place: Place | None = None


def fits(taken: Sequence[TakenSlot], start: datetime, end: datetime, place: Place | None, table: Table | None) -> bool:
    """Can one more talk be held beside those taken that day, travel to and from each of them included?

    Each pair is checked, not only neighbours in time: so any of the others may fall away.
    """
    return all(_apart(one, start, end, place, table) for one in taken)


def _apart(one: TakenSlot, start: datetime, end: datetime, place: Place | None, table: Table | None) -> bool:
    gap = start - one.end if start >= one.end else one.start - end
    return gap >= timedelta(minutes=minutes(one.place, place, table))


def is_free(busy: Iterable[Interval], start: datetime, end: datetime) -> bool:
    """Nothing busy overlaps it."""
    return all(end <= one.start or start >= one.end for one in busy)


def working_slots(
    busy: Sequence[Interval], days: Iterable[date], starts: Sequence[time], length: timedelta
) -> dict[date, tuple[Interval, ...]]:
    """The talk times that an adviser is free for, by day in local time; days without one are left out."""
    free: dict[date, tuple[Interval, ...]] = {}
    for day in days:
        begins = [datetime.combine(day, start, AMSTERDAM) for start in sorted(starts)]
        near = [one for one in busy if one.start < begins[-1] + length and one.end > begins[0]] if begins else []
        slots = tuple(Interval(at, at + length) for at in begins if is_free(near, at, at + length))
        if slots:
            free[day] = slots
    return free
