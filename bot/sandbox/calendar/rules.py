"""Recurrences as iCalendar's RRULE (RFC 5545), and back."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

_DAYS = {
    "sunday": "SU",
    "monday": "MO",
    "tuesday": "TU",
    "wednesday": "WE",
    "thursday": "TH",
    "friday": "FR",
    "saturday": "SA",
}
_NAMES = {short: name for name, short in _DAYS.items()}
_INDEXES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_POSITIONS = {position: name for name, position in _INDEXES.items()}
_FREQUENCIES = {"daily": "DAILY", "weekly": "WEEKLY", "Monthly": "MONTHLY", "Yearly": "YEARLY"}
_DAY = re.compile(r"([+-]?\d+)?([A-Z]{2})")


def rule_of(recurrence: Mapping[str, Mapping[str, Any]]) -> str:
    """The RRULE of a recurrence; UNTIL is the midnight that the last day begins with, in no zone."""
    pattern, span = recurrence["pattern"], recurrence["range"]
    kind = pattern["type"]
    frequency = next(rule for ending, rule in _FREQUENCIES.items() if kind.endswith(ending))
    parts = [f"FREQ={frequency}", f"INTERVAL={pattern['interval']}"]
    if frequency == "YEARLY":
        parts.append(f"BYMONTH={pattern['month']}")
    if kind.startswith("absolute"):
        parts += _month_day(pattern["dayOfMonth"])
    elif kind != "daily":
        parts.append("BYDAY=" + ",".join(_DAYS[day] for day in pattern["daysOfWeek"]))
    if kind.startswith("relative"):
        parts.append(f"BYSETPOS={_INDEXES[pattern['index']]}")
    parts.append(f"WKST={_DAYS[pattern['firstDayOfWeek']]}")
    if span["type"] == "numbered":
        parts.append(f"COUNT={span['numberOfOccurrences']}")
    elif span["type"] == "endDate":
        parts.append(f"UNTIL={span['endDate'].replace('-', '')}T000000")
    return ";".join(parts)


def recurrence_of(rule: Mapping[str, Any], start: date, zone_name: str) -> dict[str, dict[str, Any]] | None:
    """The recurrence of an RRULE as icalendar reads it; None for one that Outlook cannot keep."""
    if set(rule) - {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST"}:
        return None
    pattern = _pattern_of(rule, start)
    if pattern is None:
        return None
    return {"pattern": pattern, "range": _range_of(rule, start, zone_name)}


def _month_day(day: int) -> list[str]:
    """A day that short months lack falls on their last one, as in Outlook."""
    if day <= 28:
        return [f"BYMONTHDAY={day}"]
    return ["BYMONTHDAY=" + ",".join(map(str, range(28, day + 1))), "BYSETPOS=-1"]


def _pattern_of(rule: Mapping[str, Any], start: date) -> dict[str, Any] | None:
    frequency, chosen = str(rule["FREQ"][0]), [_DAY.fullmatch(str(one)) for one in rule.get("BYDAY", ())]
    if frequency not in _FREQUENCIES.values() or not all(chosen):
        return None
    names = [_NAMES[one[2]] for one in chosen if one and one[2] in _NAMES]
    ordinal = next((int(one[1]) for one in chosen if one and one[1]), 0)
    position = int(rule["BYSETPOS"][0]) if "BYSETPOS" in rule else ordinal
    monthly, base = frequency in ("MONTHLY", "YEARLY"), frequency.capitalize()
    relative = monthly and bool(names)
    if relative and position not in _POSITIONS:
        return None
    if frequency == "DAILY" and names:
        return None
    month_days = [int(one) for one in rule.get("BYMONTHDAY", ())]
    weekly = [_NAMES[list(_NAMES)[start.isoweekday() % 7]]] if frequency == "WEEKLY" else []
    days = [day for day in _DAYS if day in (names or weekly)]
    absolute = monthly and not relative
    return {
        "type": f"{'relative' if relative else 'absolute'}{base}" if monthly else base.lower(),
        "interval": int(rule.get("INTERVAL", [1])[0]),
        "month": int(rule.get("BYMONTH", [start.month])[0]) if frequency == "YEARLY" else 0,
        "dayOfMonth": (31 if -1 in month_days else max(month_days, default=start.day)) if absolute else 0,
        **({"daysOfWeek": days} if days else {}),
        "firstDayOfWeek": _NAMES.get(str(rule.get("WKST", ["MO"])[0]), "monday"),
        "index": _POSITIONS[position] if relative else "first",
    }


def _range_of(rule: Mapping[str, Any], start: date, zone_name: str) -> dict[str, Any]:
    until, count = rule.get("UNTIL"), rule.get("COUNT")
    return {
        "type": "numbered" if count else "endDate" if until else "noEnd",
        "startDate": start.isoformat(),
        "endDate": _local_day(until[0], zone_name).isoformat() if until else "0001-01-01",
        "recurrenceTimeZone": zone_name,
        "numberOfOccurrences": int(count[0]) if count else 0,
    }


def _local_day(until: date, zone_name: str) -> date:
    if not isinstance(until, datetime):
        return until
    return until.astimezone(ZoneInfo(zone_name)).date() if until.tzinfo else until.date()
