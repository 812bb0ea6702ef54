"""When people work: office hours, holidays and the pauses between a letter and its answer. All in Europe/Amsterdam."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OPENS, CLOSES = time(8, 30), time(17, 0)
QUARTER = timedelta(minutes=15)


@lru_cache(maxsize=32)
def _public_holidays(year: int) -> frozenset[date]:
    import holidays  # it takes long to load, and a tenant without people needs none

    return frozenset(holidays.country_holidays("NL", years=year))


def is_working_day(day: date, closed: Iterable[tuple[date, date]] = ()) -> bool:
    """Monday to Friday, no public holiday, not 24 December to New Year, when offices are shut, and not within one of
    the `closed` periods (first and last day included)."""
    if day.weekday() >= 5 or day in _public_holidays(day.year) or (day.month == 12 and day.day >= 24):
        return False
    return not any(first <= day <= last for first, last in closed)


def add_working_days(day: date, days: int, closed: Iterable[tuple[date, date]] = ()) -> date:
    """The working day `days` after `day`; 0 gives `day` itself or the first working day after it."""
    closed = tuple(closed)
    while not is_working_day(day, closed):
        day += timedelta(days=1)
    for _ in range(days):
        day += timedelta(days=1)
        while not is_working_day(day, closed):
            day += timedelta(days=1)
    return day


def in_office_hours(at: datetime) -> datetime:
    """`at` when the office is open then, else the next opening; an aware time in Amsterdam on the quarter."""
    local = _to_quarter(at.astimezone(AMSTERDAM))
    if is_working_day(local.date()) and OPENS <= local.time() <= CLOSES:
        return local
    late = local.time() > CLOSES or not is_working_day(local.date())
    day = local.date() + timedelta(days=1) if late else local.date()
    return datetime.combine(add_working_days(day, 0), OPENS, AMSTERDAM)


def after_pause(at: datetime, rng: Random, hours: tuple[float, float]) -> datetime:
    """A moment in office hours between `hours[0]` and `hours[1]` working hours after `at` (8.5 to a day)."""
    pause = rng.uniform(*hours)
    days, rest = divmod(pause, 8.5)
    begun = in_office_hours(at)
    day = add_working_days(begun.date(), int(days))
    return in_office_hours(datetime.combine(day, begun.time(), AMSTERDAM) + timedelta(hours=rest))


def _to_quarter(at: datetime) -> datetime:
    """The quarter at or after `at`: answers of many offices then fall on few moments, which keeps a demo quick."""
    floor = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
    return floor if floor == at else floor + QUARTER
