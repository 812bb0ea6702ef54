"""An event in one mailbox: a single one, a series' master, an occurrence or an exception."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict

from bot.sandbox.calendar.zones import restored, stored

NEVER = "0001-01-01T00:00:00Z"


class Form(TypedDict):
    """How a series repeated until a change: `until` is the number of that change; start and end are UTC."""

    until: int
    recurrence: Mapping[str, Mapping[str, Any]]
    start: str
    end: str
    zone: str
    isAllDay: bool


@dataclass(frozen=True)
class Event:
    """One event in one mailbox.

    `properties` are those that a request may write (subject, body, showAs ...), in the form of the answer;
    `attendees` likewise, each with its status. `sequence` is iCalendar's: it rises when the time or place changes.
    `extended` are the named properties by id. `intended` is the showAs that the organizer chose.
    A series' master has its `recurrence` (in the answer's form), the time after which none of it stands (`ends_on`),
    and the forms it had before; `start` and `end` are those of its first occurrence. An occurrence names its `master`
    and the time that the pattern gave it; `own` are the properties in which an exception differs, None for an
    occurrence that is not stored.
    """

    id: str
    mailbox: str
    calendar: str
    uid: str
    start: datetime
    end: datetime
    start_zone: str
    end_zone: str
    organizer: Mapping[str, Any]
    created: str
    modified: str
    is_organizer: bool = True
    properties: Mapping[str, Any] = field(default_factory=dict)
    attendees: tuple[Mapping[str, Any], ...] = ()
    extended: Mapping[str, str] = field(default_factory=dict)
    response: str = "organizer"
    response_time: str = NEVER
    intended: str = "busy"
    cancelled: bool = False
    sequence: int = 0
    transaction_id: str | None = None
    join_url: str | None = None
    deleted: bool = False
    seq: int = 0
    recurrence: Mapping[str, Mapping[str, Any]] | None = None
    former: tuple[Form, ...] = ()
    ends_on: str = ""
    master: str | None = None
    original: str | None = None
    own: tuple[str, ...] | None = None
    has_files: bool = False

    @property
    def is_meeting(self) -> bool:
        """Were others invited?"""
        return bool(self.attendees)

    @property
    def kind(self) -> str:
        """Graph's type of the event."""
        if self.recurrence:
            return "seriesMaster"
        if self.master:
            return "occurrence" if self.own is None else "exception"
        return "singleInstance"


def stamp(moment: datetime) -> str:
    """A UTC time as Outlook answers the times of its own doing."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond * 10:07d}Z"


def to_record(event: Event) -> str:
    """The event as the database keeps it."""
    record = {key: value for key, value in vars(event).items() if key not in ("start", "end")}
    return json.dumps(record | {"start": stored(event.start), "end": stored(event.end)})


def from_record(text: str) -> Event:
    """The reverse of `to_record`."""
    record = json.loads(text)
    times = {"start": restored(record["start"]), "end": restored(record["end"])}
    lists = {name: tuple(record.get(name, ())) for name in ("attendees", "former")}
    own = tuple(record["own"]) if record.get("own") is not None else None
    return Event(**{**record, **times, **lists, "own": own})
