"""Times of events: a local time and the name of its zone, as requests write them and answers want them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from bot.sandbox.http import Call, GraphError

_FRACTION = re.compile(r"\.\d+")


def zone(name: str) -> ZoneInfo:
    """The zone of a Windows name (`W. Europe Standard Time`) or an IANA name (`Europe/Amsterdam`); 400 if neither."""
    try:
        return ZoneInfo(WINDOWS_TO_OLSON.get(name, name))
    except (KeyError, TypeError, ValueError, OSError):
        message = f"A valid TimeZone value must be specified. The following TimeZone value is not supported: '{name}'."
        raise GraphError(400, "TimeZoneNotSupportedException", message) from None


def preferred_zone(call: Call) -> str:
    """The zone that `Prefer: outlook.timezone` asks for; UTC where it asks for none."""
    name = call.prefer("outlook.timezone") or "UTC"
    zone(name)
    return name


def read_time(value: Any, what: str) -> tuple[datetime, str]:
    """A request's dateTimeTimeZone as a UTC time and the name of its zone; 400 where it is none."""
    if not isinstance(value, dict) or set(value) - {"dateTime", "timeZone", "@odata.type"}:
        raise _bad(f"{what} must have dateTime and timeZone.")
    name = value.get("timeZone") or "UTC"
    return parse_time(value.get("dateTime"), name, what), name


def parse_time(text: Any, zone_name: str, what: str) -> datetime:
    """An ISO 8601 time as UTC; without an offset of its own it is local in the named zone."""
    try:
        moment = datetime.fromisoformat(_FRACTION.sub("", text))
    except (TypeError, ValueError):
        raise _bad(f"{what} is no date and time: {text!r}.") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone(zone_name))
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise _bad(f"{what} is out of range: {text!r}.") from None


def show_time(moment: datetime, zone_name: str) -> Mapping[str, str]:
    """A UTC time as the dateTimeTimeZone of an answer, in the named zone."""
    local = moment.astimezone(zone(zone_name))
    return {"dateTime": local.strftime("%Y-%m-%dT%H:%M:%S.0000000"), "timeZone": zone_name}


def show_date(moment: datetime, own_zone: str, zone_name: str) -> Mapping[str, str]:
    """An edge of an all-day event: midnight of its own day, whatever zone is asked for."""
    local = moment.astimezone(zone(own_zone))
    return {"dateTime": local.strftime("%Y-%m-%dT00:00:00.0000000"), "timeZone": zone_name}


def is_midnight(moment: datetime, zone_name: str) -> bool:
    """Does a day begin at this time in the named zone?"""
    local = moment.astimezone(zone(zone_name))
    return local == local.replace(hour=0, minute=0, second=0) and local.utcoffset() is not None


def stored(moment: datetime) -> str:
    """A UTC time as the database keeps and compares it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def restored(text: str) -> datetime:
    """The reverse of `stored`."""
    return datetime.fromisoformat(text)


def whole_minutes(span: timedelta) -> int:
    """The length of a span in minutes, rounded down."""
    return int(span.total_seconds() // 60)


def _bad(message: str) -> GraphError:
    return GraphError(400, "ErrorPropertyValidationFailure", message)
