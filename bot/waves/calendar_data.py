"""config/calendar.toml as values: hours, regions, closed periods."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from bot.errors import ConfigError
from bot.models.institution import PROVINCE_LETTERS, Kind

REGIONS = ("Noord", "Midden", "Zuid")


@dataclass(frozen=True, slots=True)
class Period:
    """Closed days, both ends included. `provinces` empty: everywhere; `of` None: for municipalities and provinces."""

    name: str
    first: date
    last: date
    provinces: frozenset[str] = frozenset()
    of: Kind | None = None

    def holds(self, day: date, province: str, kind: Kind) -> bool:
        """Is that day closed for that institution by this period?"""
        here = not self.provinces or province in self.provinces
        return self.first <= day <= self.last and here and self.of in (None, kind)


@dataclass(frozen=True, slots=True)
class CalendarData:
    """The file, checked. `regions`: province -> its school regions."""

    first: date
    last: date
    opens: time
    closes: time
    around_summer: timedelta
    regions: Mapping[str, tuple[str, ...]]
    periods: tuple[Period, ...]


def read(path: Path) -> CalendarData:
    """Read and check the file; ConfigError with file and key where it is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return _check(_data(data), path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); restore the file") from error
    except KeyError as error:
        raise ConfigError(f"{path}: key {error} is missing; add it") from error
    except (ValueError, TypeError, AttributeError) as error:  # TOMLDecodeError is a ValueError
        raise ConfigError(f"{path}: {error}; correct it") from error


def _data(data: dict[str, Any]) -> CalendarData:
    return CalendarData(
        first=data["from"],
        last=data["until"],
        opens=data["hours"]["opens"],
        closes=data["hours"]["closes"],
        around_summer=timedelta(days=data["recess"]["around_summer_days"]),
        regions={province: tuple(names) for province, names in data["regions"].items()},
        periods=(
            *(_election(row) for row in data.get("election", [])),
            *(_period(row) for row in data.get("period", [])),
        ),
    )


def _election(row: dict[str, Any]) -> Period:
    day: date = row["day"]
    return Period(
        name=row["name"],
        first=day - timedelta(weeks=row["weeks_before"]),
        last=day + timedelta(weeks=row["weeks_after"]),
        of=Kind(row["of"]),
    )


def _period(row: dict[str, Any]) -> Period:
    return Period(row["name"], row["from"], row["to"], frozenset(row.get("provinces", [])))


def _check(data: CalendarData, path: Path) -> CalendarData:
    named = set(data.regions).union(*(period.provinces for period in data.periods))
    faults = [
        *(f"regions: province {name!r} is missing" for name in sorted(PROVINCE_LETTERS.keys() - data.regions.keys())),
        *(f"unknown province {name!r}" for name in sorted(named - PROVINCE_LETTERS.keys())),
        *(f"unknown school region {r!r}" for rs in data.regions.values() for r in rs if r not in REGIONS),
        *(f"period {p.name!r} ends before it begins" for p in data.periods if p.last < p.first),
        *(["hours: closes must be later than opens"] if data.closes <= data.opens else []),
    ]
    if faults:
        raise ConfigError(f"{path}: {faults[0]}; correct it")
    return data
