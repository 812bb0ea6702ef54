"""Field values as the bot compares them: SharePoint answers the same value in more than one form."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.desk.columns import Column

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def plain(column: Column, value: Any) -> Any:
    """The value in one form, None where the field is empty (absent, null, blank and no choice are all empty).

    Days are read in Amsterdam, moments in UTC to the second, several choices without their order.
    """
    if value is None or (isinstance(value, str) and not value.strip()) or value in ([], ()):
        return None
    match column.kind:
        case "number":
            return _number(value)
        case "bool":
            return value
        case "choices":
            return tuple(sorted({str(one).strip() for one in ([value] if isinstance(value, str) else value)}))
        case "date":
            return _day(value)
        case "datetime":
            return _moment(value)
    return "\n".join(str(value).splitlines()).strip()


def same(column: Column, one: Any, other: Any) -> bool:
    """Do both forms say the same?"""
    return bool(plain(column, one) == plain(column, other))


def known_choice(column: Column, value: Any) -> bool:
    """Empty, or one of the choices of a column that has a closed set of them."""
    if column.kind != "choice" or column.fill_in or not column.choices:
        return True
    text = plain(column, value)
    return text is None or text in column.choices


def held(column: Column, fields: Mapping[str, Any]) -> Any:
    """What an item holds in a column, in one form."""
    return plain(column, fields.get(column.name))


def day_text(day: date | None) -> str | None:
    """A day as the bot writes it: noon UTC is that day in any time zone a site in or near Europe is set to."""
    return None if day is None else datetime.combine(day, time(12), tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_text(moment: datetime | None) -> str | None:
    """A moment as the bot writes it. ValueError for a naive one."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"moment without a time zone: {moment}")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _number(value: Any) -> Any:
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value).strip()


def _moment(value: Any) -> Any:
    moment = value if isinstance(value, datetime) else _parsed(str(value))
    if moment is None:
        return str(value).strip()
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def _day(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and len(value.strip()) == 10:
        parsed = _parsed(value)
        return parsed.date() if parsed else value.strip()
    moment = _moment(value)
    return moment.astimezone(AMSTERDAM).date() if isinstance(moment, datetime) else moment


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None
