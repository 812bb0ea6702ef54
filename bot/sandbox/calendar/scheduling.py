"""Reading the calendar part of a mail: which meeting it speaks of, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.message import EmailMessage, Message
from typing import Any

from icalendar import Calendar

from bot.sandbox.calendar.components import PARTSTATS

_RESPONSES = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentativelyAccepted"}
_TYPES = {"OPT-PARTICIPANT": "optional", "NON-PARTICIPANT": "resource"}
_SHOWN = {"FREE": "free", "TENTATIVE": "tentative", "OOF": "oof", "WORKINGELSEWHERE": "workingElsewhere"}
_SENSITIVITIES = {"PRIVATE": "private", "CONFIDENTIAL": "confidential"}


@dataclass(frozen=True)
class Scheduling:
    """One meeting message. Times are UTC; `attendees` are in the form of an event's, with the answer of each.

    `start` and `end` may be missing in an answer, which then says nothing of the time.
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


def read_scheduling(message: EmailMessage | Message) -> Scheduling | None:
    """The meeting message that a mail carries in a text/calendar part; None for every other mail.

    A calendar part that cannot be read makes an ordinary mail, as with Exchange.
    """
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            payload = part.get_payload(decode=True)
            return _read(payload, str(part.get_param("method") or "")) if isinstance(payload, bytes) else None
    return None


def _read(payload: bytes, method: str) -> Scheduling | None:
    try:
        calendar = Calendar.from_ical(payload)
        component = next(iter(calendar.walk("VEVENT")))
        return _scheduling(component, str(calendar.get("method") or method).upper())
    except (ValueError, StopIteration, KeyError):
        return None


def _scheduling(component: Any, method: str) -> Scheduling:
    start, end = _moment(component.get("dtstart")), _moment(component.get("dtend"))
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
        tuple(_attendee(line) for line in _lines(component.get("attendee"))),
        _SHOWN.get(str(component.get("x-microsoft-cdo-intendedstatus", "BUSY")), "busy"),
        _SENSITIVITIES.get(str(component.get("class", "PUBLIC")), "normal"),
        str(component.get("x-microsoft-disallow-counter", "FALSE")).upper() != "TRUE",
    )


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
