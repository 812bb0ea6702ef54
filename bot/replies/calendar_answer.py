"""Answers to a meeting request (iMIP, RFC 6047): REPLY and COUNTER."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from bot.models.reply import Mail
from bot.models.slot import Slot

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MAX_CALENDAR = 100_000


@dataclass(frozen=True, slots=True)
class CalendarAnswer:
    """Who said what about which time. `start` is what the mail holds: with a COUNTER, the time proposed.

    `plain` is false where the event recurs or has more attendees answering: no machine books that.
    """

    partstat: str
    attendee: str
    start: datetime | None
    summary: str
    uid: str
    comment: str
    plain: bool

    @property
    def counter(self) -> bool:
        """Another time is proposed."""
        return self.partstat == "COUNTER"


def find(mail: Mail) -> CalendarAnswer | None:
    """The calendar answer in a mail. A REQUEST or a broken part is none (it is then read as a letter by a person)."""
    for part in mail.parts:
        if part.content_type == "text/calendar" and 0 < len(part.text) <= MAX_CALENDAR:
            answer = _read(part.text)
            if answer:
                return answer
    return None


def offered(answer: CalendarAnswer, slots: tuple[Slot, ...]) -> tuple[int, ...]:
    """The offered slot that starts at the answer's time."""
    return tuple(slot.n for slot in slots if answer.start == slot.start)


def _read(text: str) -> CalendarAnswer | None:
    try:
        calendar = Calendar.from_ical(text)
        method = str(calendar.get("METHOD", "")).upper()
        events = calendar.walk("VEVENT")
        if method not in ("REPLY", "COUNTER") or not events:
            return None
        return _answer(method, events)
    except Exception:  # icalendar raises many kinds on broken input
        return None


def _answer(method: str, events: list[Any]) -> CalendarAnswer:
    event = events[0]
    attendees = event.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    first = attendees[0] if attendees else ""
    partstat = str(getattr(first, "params", {}).get("PARTSTAT", "")).upper()
    start = event.get("DTSTART")
    plain = len(events) == 1 and len(attendees) == 1 and "RRULE" not in event and "RECURRENCE-ID" not in event
    return CalendarAnswer(
        partstat="COUNTER" if method == "COUNTER" else partstat,
        attendee=str(first).lower().removeprefix("mailto:"),
        start=_moment(getattr(start, "dt", None)),
        summary=str(event.get("SUMMARY", "")),
        uid=str(event.get("UID", "")),
        comment=str(event.get("COMMENT", "")),
        plain=plain and partstat in ("ACCEPTED", "DECLINED", "TENTATIVE", "NEEDS-ACTION", ""),
    )


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    offset = value.utcoffset() if value.tzinfo else None
    if offset is None or not -timedelta(hours=14) <= offset <= timedelta(hours=14):
        return value.replace(tzinfo=AMSTERDAM)
    return value.astimezone(AMSTERDAM)
