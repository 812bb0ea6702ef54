"""Events as values, and their shapes in Graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from O365.utils.windows_tz import get_iana_tz

from bot.m365.messages import Address, key_of, own_properties, trace_of

UTC_TIMES = {"Prefer": 'outlook.timezone="UTC", IdType="ImmutableId"'}
"""With each request: Graph answers in UTC, and with ids that stay when a cancelled event moves to Deleted Items."""

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event to lay. `key` is ours (it is the transactionId too, so that a repeat lays no second one).

    `start` and `end` are aware datetimes, kept as Amsterdam time. Laying one with attendees mails them at once.
    `show_as`: free, tentative, busy, oof, workingElsewhere; `sensitivity`: normal, personal, private, confidential.
    """

    key: str
    subject: str
    start: datetime
    end: datetime
    attendees: tuple[Address, ...] = ()
    location: str = ""
    html: str = ""
    show_as: str = "busy"
    sensitivity: str = "normal"
    online: bool = False
    categories: tuple[str, ...] = ()
    all_day: bool = False
    trace: str = ""

    def as_json(self) -> dict[str, Any]:
        """The event as Graph creates it."""
        event: dict[str, Any] = {
            "transactionId": self.key,
            "singleValueExtendedProperties": own_properties(self.key, self.trace),
            "subject": self.subject,
            "start": time_json(self.start),
            "end": time_json(self.end),
            "showAs": self.show_as,
            "sensitivity": self.sensitivity,
            "body": {"contentType": "html", "content": self.html},
            "attendees": attendees_json(self.attendees),
            "isAllDay": self.all_day,
        }
        optional: dict[str, Any] = {"location": {"displayName": self.location}} if self.location else {}
        if self.online:
            optional |= {"isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"}
        return event | optional | ({"categories": list(self.categories)} if self.categories else {})


@dataclass(frozen=True, slots=True)
class Attendee:
    """Someone invited. `response`: none, organizer, tentativelyAccepted, accepted, declined, notResponded.

    `proposed` is the other time they asked for (start, end; UTC), else None.
    """

    email: str
    name: str
    response: str
    responded_at: datetime | None = None
    proposed: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class EventState:
    """An event as it stands in a calendar; times in UTC. `key` is '' on an event of people."""

    id: str
    key: str
    subject: str
    start: datetime
    end: datetime
    cancelled: bool
    attendees: tuple[Attendee, ...]
    etag: str
    show_as: str = ""
    organizer: str = ""
    location: str = ""
    web_link: str = ""
    trace: str = ""


def parse_event(event: Mapping[str, Any]) -> EventState:
    """An event as Graph gives it."""
    return EventState(
        id=str(event["id"]),
        key=key_of(event),
        subject=str(event.get("subject") or ""),
        start=parse_time(event["start"]),
        end=parse_time(event["end"]),
        cancelled=bool(event.get("isCancelled")),
        attendees=tuple(_attendee(entry) for entry in event.get("attendees") or ()),
        etag=str(event.get("@odata.etag") or ""),
        show_as=str(event.get("showAs") or ""),
        organizer=str(((event.get("organizer") or {}).get("emailAddress") or {}).get("address") or "").lower(),
        location=str((event.get("location") or {}).get("displayName") or ""),
        web_link=str(event.get("webLink") or ""),
        trace=trace_of(event),
    )


def time_json(moment: datetime) -> dict[str, str]:
    """An aware datetime as Amsterdam time in the name that Outlook knows, so that it follows the clock's changes."""
    local = moment.astimezone(_AMSTERDAM).replace(tzinfo=None)
    return {"dateTime": local.isoformat(timespec="seconds"), "timeZone": "W. Europe Standard Time"}


def utc_json(moment: datetime) -> dict[str, str]:
    """An aware datetime in UTC."""
    return {"dateTime": moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds"), "timeZone": "UTC"}


def parse_time(value: Mapping[str, str]) -> datetime:
    """Graph's dateTimeTimeZone (seven decimals, Windows or IANA name) in UTC."""
    text = value["dateTime"].rstrip("Z")
    return datetime.fromisoformat(text[:26]).replace(tzinfo=_zone(value.get("timeZone") or "UTC")).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    if name in ("UTC", "tzone://Microsoft/Utc"):
        return ZoneInfo("UTC")
    if name == "W. Europe Standard Time":
        return _AMSTERDAM  # O365 makes it MET, which is the same today
    zone: ZoneInfo = ZoneInfo(name) if "/" in name else get_iana_tz(name)
    return zone


def attendees_json(people: tuple[Address, ...]) -> list[dict[str, Any]]:
    """Required attendees."""
    return [
        {"type": "required", "emailAddress": {"address": person.email, "name": person.name or person.email}}
        for person in people
    ]


def _attendee(entry: Mapping[str, Any]) -> Attendee:
    email, status = entry.get("emailAddress") or {}, entry.get("status") or {}
    other = entry.get("proposedNewTime")
    return Attendee(
        email=str(email.get("address") or "").lower(),
        name=str(email.get("name") or ""),
        response=str(status.get("response") or "none"),
        responded_at=_responded(status.get("time")),
        proposed=(parse_time(other["start"]), parse_time(other["end"])) if other else None,
    )


def _responded(text: Any) -> datetime | None:
    """Graph says year 1 where nobody answered yet."""
    return datetime.fromisoformat(text) if text and not str(text).startswith("0001") else None
