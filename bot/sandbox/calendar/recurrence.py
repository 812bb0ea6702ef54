"""The recurrence of a series (patternedRecurrence): read from a request, and the days that it falls on."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from dateutil.rrule import rrule, rruleset, rrulestr

from bot.sandbox.calendar.parts import bad, read_choice
from bot.sandbox.calendar.rules import rule_of
from bot.sandbox.calendar.zones import zone
from bot.sandbox.http import GraphError

Recurrence = Mapping[str, Mapping[str, Any]]

TYPES = ("daily", "weekly", "absoluteMonthly", "relativeMonthly", "absoluteYearly", "relativeYearly")
RANGES = ("endDate", "noEnd", "numbered")
INDEXES = ("first", "second", "third", "fourth", "last")
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
NO_DATE = "0001-01-01"
MOST_OCCURRENCES = 999
MOST_YEARS = 100
_PATTERN = {"type", "interval", "month", "dayOfMonth", "daysOfWeek", "firstDayOfWeek", "index", "@odata.type"}
_RANGE = {"type", "startDate", "endDate", "recurrenceTimeZone", "numberOfOccurrences", "@odata.type"}
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "weekly": ("daysOfWeek",),
    "absoluteMonthly": ("dayOfMonth",),
    "relativeMonthly": ("daysOfWeek",),
    "absoluteYearly": ("dayOfMonth", "month"),
    "relativeYearly": ("daysOfWeek", "month"),
}


def read_recurrence(value: Any) -> Recurrence | None:
    """A series' recurrence in the form of the answer, with all that a request may leave out; None ends a series."""
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) - {"pattern", "range", "@odata.type"}:
        raise bad("recurrence must have pattern and range.")
    return {"pattern": _pattern(_object(value, "pattern", _PATTERN)), "range": _range(_object(value, "range", _RANGE))}


def fitted(recurrence: Recurrence, day: date) -> Recurrence:
    """The recurrence of a series that starts on this day, from its pattern's first day on; 400 where they differ."""
    span = recurrence["range"]
    if span["startDate"] != day.isoformat():
        raise bad(f"recurrence.range.startDate is {span['startDate']}, and the event starts on {day}.")
    first = next(iter(_rule(rule_of(recurrence), span["startDate"])), None)
    if first is None:
        raise GraphError(400, "ErrorRecurrenceHasNoOccurrence", "The recurrence has no occurrence in its range.")
    return begun_on(recurrence, first.date())


def begun_on(recurrence: Recurrence, day: date) -> Recurrence:
    """The same recurrence with another day to begin on."""
    return {**recurrence, "range": {**recurrence["range"], "startDate": day.isoformat()}}


def days(recurrence: Recurrence, low: date, high: date) -> list[date]:
    """The days from `low` to `high`, both included, on which the series falls; its first hundred years are known."""
    rule = _rule(rule_of(recurrence), recurrence["range"]["startDate"])
    high = min(high, date(int(recurrence["range"]["startDate"][:4]) + MOST_YEARS, 12, 31))
    found = rule.between(datetime.combine(low, time()), datetime.combine(high, time()), inc=True)
    return [one.date() for one in found]


def neighbours(recurrence: Recurrence, day: date) -> tuple[date | None, date | None]:
    """The days of the series just before and just after this one."""
    rule, moment = _rule(rule_of(recurrence), recurrence["range"]["startDate"]), datetime.combine(day, time())
    before, after = rule.before(moment), rule.after(moment)
    return before and before.date(), after and after.date()


def last_day(recurrence: Recurrence) -> date | None:
    """The last day of the series; None for one without an end."""
    if recurrence["range"]["type"] == "noEnd":
        return None
    found: date = _rule(rule_of(recurrence), recurrence["range"]["startDate"])[-1].date()
    return found


def shortest_gap(recurrence: Recurrence) -> timedelta | None:
    """The least time from one occurrence to the next, as the first ones show it; None where there is only one."""
    rule = iter(_rule(rule_of(recurrence), recurrence["range"]["startDate"]))
    first = [one for one, _ in zip(rule, range(12), strict=False)]
    return min((later - earlier for earlier, later in zip(first, first[1:], strict=False)), default=None)


@lru_cache(maxsize=512)
def _rule(text: str, start: str) -> rrule | rruleset:
    return rrulestr(text, dtstart=datetime.fromisoformat(start), cache=True)


def _object(value: Mapping[str, Any], name: str, known: set[str]) -> Mapping[str, Any]:
    part = value.get(name)
    if not isinstance(part, dict):
        raise bad(f"recurrence needs {name}.")
    if unknown := set(part) - known:
        raise bad(f"The property '{min(unknown)}' of recurrence.{name} is unknown.")
    return part


def _pattern(given: Mapping[str, Any]) -> dict[str, Any]:
    kind = read_choice("recurrence.pattern.type", given.get("type"), TYPES)
    for name in _NEEDS.get(kind, ()):
        if not given.get(name):
            raise bad(f"recurrence.pattern of type {kind} needs {name}.")
    uses = _NEEDS.get(kind, ())
    chosen = _days_of_week(given.get("daysOfWeek") or []) if "daysOfWeek" in uses else []
    return {
        "type": kind,
        "interval": _number("interval", given.get("interval"), 1, 999),
        "month": _number("month", given["month"], 1, 12) if "month" in uses else 0,
        "dayOfMonth": _number("dayOfMonth", given["dayOfMonth"], 1, 31) if "dayOfMonth" in uses else 0,
        **({"daysOfWeek": chosen} if chosen else {}),
        "firstDayOfWeek": read_choice("firstDayOfWeek", given.get("firstDayOfWeek") or "sunday", DAYS),
        "index": read_choice("index", given.get("index") or "first", INDEXES),
    }


def _range(given: Mapping[str, Any]) -> dict[str, Any]:
    kind = read_choice("recurrence.range.type", given.get("type"), RANGES)
    start, end = _date("startDate", given.get("startDate")), NO_DATE
    if kind == "endDate":
        end = _date("endDate", given.get("endDate"))
        if end < start:
            raise bad("recurrence.range.endDate lies before startDate.")
    many = given.get("numberOfOccurrences")
    name = given.get("recurrenceTimeZone") or ""
    if name:
        zone(name)
    return {
        "type": kind,
        "startDate": start,
        "endDate": end,
        "recurrenceTimeZone": name,
        "numberOfOccurrences": _number("numberOfOccurrences", many, 1, MOST_OCCURRENCES) if kind == "numbered" else 0,
    }


def _days_of_week(given: Any) -> list[str]:
    if not isinstance(given, list):
        raise bad("daysOfWeek must be a list.")
    chosen = {read_choice("daysOfWeek", one, DAYS) for one in given}
    return [day for day in DAYS if day in chosen]


def _number(name: str, value: Any, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise bad(f"recurrence: {name} must be a whole number from {low} to {high}; got {value!r}.")
    return value


def _date(name: str, value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise bad(f"recurrence.range.{name} must be a date such as 2026-10-01; got {value!r}.") from None
