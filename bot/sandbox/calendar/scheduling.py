"""Reading the calendar part of a mail: which meeting it speaks of, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.message import EmailMessage, Message
from typing import Any

from icalendar import Calendar

from bot.sandbox.calendar.components import PARTSTATS
from bot.sandbox.calendar.recurrence import Recurrence
from bot.sandbox.calendar.rules import recurrence_of
from bot.sandbox.calendar.zones import zone
from bot.sandbox.http import GraphError

_RESPONSES = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentativelyAccepted"}
_TYPES = {"OPT-PARTICIPANT": "optional", "NON-PARTICIPANT": "resource"}
_SHOWN = {"FREE": "free", "TENTATIVE": "tentative", "OOF": "oof", "WORKINGELSEWHERE": "workingElsewhere"}
_SENSITIVITIES = {"PRIVATE": "private", "CONFIDENTIAL": "confidential"}


@dataclass(frozen=True)
class Scheduling:
    """One meeting message. Times are UTC; `attendees` are in the form of an event's, with the answer of each.

    `start` and `end` may be missing in an answer, which then says nothing of the time. `zone_name` is the zone that the
    times were written in. `original` names the occurrence of a series that the message is about, by the time that the
    pattern gives it; `without` are the times of those that do not take place.
    """

    method: str
    uid: str
    sequence: int
    start: datetime | None
    end: datetime | None
    is_all_day: bool
    subject: str
    location: str
    description: str
    organizer: Mapping[str, Any]
    attendees: tuple[Mapping[str, Any], ...]
    intended: str
    sensitivity: str
    allows_proposals: bool
    asks_response: bool = True
    zone_name: str = "UTC"
    recurrence: Recurrence | None = None
    original: datetime | None = None
    without: tuple[datetime, ...] = ()


def read_scheduling(message: EmailMessage | Message) -> list[Scheduling]:
    """The meeting messages that a mail carries in a text/calendar part, the main one first; none in any other mail.

    A calendar part that cannot be read makes an ordinary mail, as with Exchange.
    """
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            payload = part.get_payload(decode=True)
            return _read(payload, str(part.get_param("method") or "")) if isinstance(payload, bytes) else []
    return []


def _read(payload: bytes, method: str) -> list[Scheduling]:
    try:
        calendar = Calendar.from_ical(payload)
        named = str(calendar.get("method") or method).upper()
        return [_scheduling(component, named) for component in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError):
        return []


def _scheduling(component: Any, method: str) -> Scheduling:
    start, end = _moment(component.get("dtstart")), _moment(component.get("dtend"))
    lines = _lines(component.get("attendee"))
    return Scheduling(
        method,
        str(component["uid"]),
        int(component.get("sequence", 0)),
        start,
        end or start,
        _is_date(component.get("dtstart")),
        str(component.get("summary", "")),
        str(component.get("location", "")),
        str(component.get("description", "")),
        {"emailAddress": _person(component["organizer"])} if "organizer" in component else {},
        tuple(_attendee(line) for line in lines),
        _SHOWN.get(str(component.get("x-microsoft-cdo-intendedstatus", "BUSY")), "busy"),
        _SENSITIVITIES.get(str(component.get("class", "PUBLIC")), "normal"),
        str(component.get("x-microsoft-disallow-counter", "FALSE")).upper() != "TRUE",
        not lines or any(str(one.params.get("RSVP", "TRUE")).upper() == "TRUE" for one in lines),
        _zone_name(component),
        _recurrence(component),
        _moment(component.get("recurrence-id")),
        tuple(moment for one in _lines(component.get("exdate")) for moment in _moments(one)),
    )


def _zone_name(component: Any) -> str:
    """The zone of a series, whose clock its occurrences go by; all else is kept in UTC."""
    if "rrule" not in component or _is_date(component.get("dtstart")):
        return "UTC"
    name = str(component["dtstart"].params.get("TZID") or "UTC")
    try:
        return zone(name).key
    except GraphError:
        return "UTC"


def _recurrence(component: Any) -> Recurrence | None:
    """The series' recurrence; ValueError where Outlook could not keep it."""
    if "rrule" not in component:
        return None
    name = _zone_name(component)
    start = component["dtstart"].dt
    day = start.astimezone(zone(name)).date() if isinstance(start, datetime) and start.tzinfo else _day(start)
    found = recurrence_of(component["rrule"], day, name)
    if found is None:
        raise ValueError(f"no recurrence that Outlook keeps: {component['rrule']}")
    return found


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _moments(line: Any) -> list[datetime]:
    found = (_moment(one) for one in line.dts)
    return [one for one in found if one is not None]


def _lines(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _is_date(value: Any) -> bool:
    return value is not None and not isinstance(value.dt, datetime)


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    moment: datetime | date = value.dt
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), UTC)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _person(line: Any) -> dict[str, str]:
    address = str(line).removeprefix("mailto:").removeprefix("MAILTO:")
    return {"name": str(line.params.get("CN") or address), "address": address}


def _attendee(line: Any) -> dict[str, Any]:
    partstat = str(line.params.get("PARTSTAT", PARTSTATS["none"])).upper()
    return {
        "type": _TYPES.get(str(line.params.get("ROLE", "")).upper(), "required"),
        "status": {"response": _RESPONSES.get(partstat, "none"), "time": "0001-01-01T00:00:00Z"},
        "emailAddress": _person(line),
    }
