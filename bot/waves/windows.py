"""When something may leave to recipients: the send calendar (promise P10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

from bot.errors import DataError
from bot.models.institution import Kind
from bot.waves.calendar_data import REGIONS, CalendarData, read

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_SUMMER = "zomervakantie"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SendCalendar:
    """Working days, hours, holidays, recess and elections of the Netherlands, in Europe/Amsterdam.

    A day outside the data's reach is a DataError, never a guess. Moments are aware datetimes; a day is local.
    """

    data: CalendarData
    public: Mapping[date, str]
    school: Mapping[str, Mapping[date, str]]  # region -> day -> name, lower case
    _closed: dict[tuple[date, str, Kind], str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def load(cls, path: Path) -> "SendCalendar":
        """Read config/calendar.toml; ConfigError where it is wrong."""
        data = read(path)
        years = range(data.first.year - 1, data.last.year + 2)
        public = holidays.country_holidays("NL", years=years, language="nl")
        school = {region: _school(region, years, data.around_summer) for region in REGIONS}
        return cls(data, {day: str(public[day]) for day in public}, school)

    @property
    def covered_until(self) -> date:
        """The last day that the data reaches."""
        return self.data.last

    def is_working_day(self, day: date, province: str | None = None, kind: Kind = Kind.GEMEENTE) -> bool:
        """Monday to Friday and no public holiday; with a province: no school holiday, recess or election there too."""
        return not (self._office_closed(day) if province is None else self.closed(day, province, kind))

    def add_working_days(self, day: date, n: int) -> date:
        """The `n`-th working day (of the whole country) after `day`; `day` itself for n = 0."""
        while n > 0:
            day += _DAY
            n -= self.is_working_day(day)
        return day

    def closed(self, day: date, province: str, kind: Kind = Kind.GEMEENTE) -> str:
        """Why nothing leaves to that province on that day, in Dutch; "" when it is open."""
        key = (day, province, kind)
        if key not in self._closed:
            self._closed[key] = self._office_closed(day) or self._away(day, province, kind)
        return self._closed[key]

    def reason(self, at: datetime, province: str, kind: Kind = Kind.GEMEENTE) -> str:
        """Why nothing leaves at that moment, in Dutch; "" when it may."""
        local = _local(at)
        hours = f"buiten de verzendtijd ({self.data.opens:%H.%M}-{self.data.closes:%H.%M} uur)"
        in_hours = self.data.opens <= local.time() < self.data.closes
        return self.closed(local.date(), province, kind) or ("" if in_hours else hours)

    def is_open(self, at: datetime, province: str, kind: Kind = Kind.GEMEENTE) -> bool:
        """May something leave at that moment to an institution of that kind in that province?"""
        return not self.reason(at, province, kind)

    def next_open(self, at: datetime, province: str, kind: Kind = Kind.GEMEENTE) -> datetime:
        """`at` itself when it is open, else the next moment that is; in Europe/Amsterdam."""
        local = _local(at)
        day = local.date()
        if local.time() >= self.data.closes:
            day += _DAY
        while self.closed(day, province, kind):
            day += _DAY
        return max(local, datetime.combine(day, self.data.opens, AMSTERDAM))

    def _office_closed(self, day: date) -> str:
        if not self.data.first <= day <= self.data.last:
            raise DataError(
                f"config/calendar.toml: {day} lies outside {self.data.first} to {self.data.last};"
                " add holidays and elections and move `until`"
            )
        return self.public.get(day, "") or ("weekend" if day.weekday() >= 5 else "")

    def _away(self, day: date, province: str, kind: Kind) -> str:
        for period in self.data.periods:
            if period.holds(day, province, kind):
                return period.name
        if province not in self.data.regions:
            raise DataError(f"config/calendar.toml: no school regions for province {province!r}; add it to [regions]")
        regions = self.data.regions[province]
        return next((f"{self.school[r][day]} regio {r}" for r in regions if day in self.school[r]), "")


def _school(region: str, years: range, around_summer: timedelta) -> dict[date, str]:
    """School holidays of a region, the summer one with the councils' recess around it."""
    found = holidays.country_holidays("NL", subdiv=region, years=years, categories=("school",), language="nl")
    days = {day: str(found[day]).lower() for day in found}
    summer = [day for day, name in days.items() if name == _SUMMER]
    margin = range(-around_summer.days, around_summer.days + 1)
    recess = {day + timedelta(days=n): "zomerreces" for day in summer for n in margin}
    return recess | days


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"naive datetime {at!r}: a zone is needed")
    return at.astimezone(AMSTERDAM)
