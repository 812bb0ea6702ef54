"""Events of all calendars in the database. A deleted event stays as a mark for delta."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.sandbox.calendar.zones import restored, stored
from bot.sandbox.db import Db

SCHEMA = """
CREATE TABLE IF NOT EXISTS cal_events (
    id TEXT PRIMARY KEY, mailbox TEXT NOT NULL, calendar TEXT NOT NULL, uid TEXT NOT NULL, transaction_id TEXT,
    starts TEXT NOT NULL, ends TEXT NOT NULL, seq INTEGER NOT NULL, deleted INTEGER NOT NULL, record TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS cal_events_time ON cal_events (mailbox, deleted, ends);
CREATE INDEX IF NOT EXISTS cal_events_seq ON cal_events (mailbox, seq);
CREATE INDEX IF NOT EXISTS cal_events_uid ON cal_events (mailbox, uid);
CREATE INDEX IF NOT EXISTS cal_events_transaction ON cal_events (mailbox, transaction_id);
CREATE TABLE IF NOT EXISTS cal_properties (event TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (event, name)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS cal_properties_value ON cal_properties (value);
"""
NEVER = "0001-01-01T00:00:00Z"


@dataclass(frozen=True)
class Event:
    """One event in one mailbox.

    `properties` are those that a request may write (subject, body, showAs ...), in the form of the answer;
    `attendees` likewise, each with its status. `sequence` is iCalendar's: it rises when the time or place changes.
    `extended` are the named properties by id. `intended` is the showAs that the organizer chose.
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

    @property
    def is_meeting(self) -> bool:
        """Were others invited?"""
        return bool(self.attendees)


def save(db: Db, event: Event, now: datetime) -> Event:
    """Stores an event, new or changed, under the next sequence number."""
    saved = replace(event, seq=db.next_seq(), modified=stamp(now))
    db.execute(
        "INSERT OR REPLACE INTO cal_events (id, mailbox, calendar, uid, transaction_id, starts, ends, seq, deleted,"
        " record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            saved.id,
            saved.mailbox,
            saved.calendar,
            saved.uid,
            saved.transaction_id,
            stored(saved.start),
            stored(saved.end),
            saved.seq,
            int(saved.deleted),
            _record(saved),
        ),
    )
    db.execute("DELETE FROM cal_properties WHERE event = ?", (saved.id,))
    for name, value in saved.extended.items():
        db.execute("INSERT INTO cal_properties (event, name, value) VALUES (?, ?, ?)", (saved.id, name, value))
    return saved


def get(db: Db, mailbox: str, key: str) -> Event | None:
    """The event with this id in this mailbox, unless it was deleted."""
    sql = "SELECT record FROM cal_events WHERE id = ? AND mailbox = ? AND deleted = 0"
    row = db.execute(sql, (key, mailbox)).fetchone()
    return _event(row) if row else None


def by_uid(db: Db, mailbox: str, uid: str) -> Event | None:
    """The mailbox's own copy of a meeting, by the iCalendar UID that all copies share."""
    sql = "SELECT record FROM cal_events WHERE mailbox = ? AND uid = ? AND deleted = 0"
    row = db.execute(sql, (mailbox, uid)).fetchone()
    return _event(row) if row else None


def by_transaction(db: Db, mailbox: str, transaction_id: str) -> Event | None:
    """The event that was made with this transactionId."""
    sql = "SELECT record FROM cal_events WHERE mailbox = ? AND transaction_id = ? AND deleted = 0"
    row = db.execute(sql, (mailbox, transaction_id)).fetchone()
    return _event(row) if row else None


def with_property(db: Db, mailbox: str, name: str, value: str) -> list[Event]:
    """The events of a mailbox that carry an extended property with this value."""
    sql = (
        "SELECT e.record FROM cal_properties p JOIN cal_events e ON e.id = p.event"
        " WHERE p.value = ? AND p.name = ? AND e.mailbox = ? AND e.deleted = 0 ORDER BY e.starts, e.id"
    )
    return [_event(row) for row in db.execute(sql, (value, name, mailbox)).fetchall()]


def every(db: Db, mailbox: str, calendar: str | None = None) -> list[Event]:
    """All events of a mailbox, or of one of its calendars, by start."""
    sql = (
        "SELECT record FROM cal_events WHERE mailbox = ? AND deleted = 0 AND (? IS NULL OR calendar = ?)"
        " ORDER BY starts, id"
    )
    return [_event(row) for row in db.execute(sql, (mailbox, calendar, calendar)).fetchall()]


def between(db: Db, mailbox: str, start: datetime, end: datetime, calendar: str | None = None) -> list[Event]:
    """The events that overlap a span of time, by start; one of no length counts where it stands."""
    sql = (
        "SELECT record FROM cal_events WHERE mailbox = ? AND deleted = 0 AND ends >= ? AND starts < ?"
        " AND (ends > ? OR starts = ends) AND (? IS NULL OR calendar = ?) ORDER BY starts, id"
    )
    low, high = stored(start), stored(end)
    return [_event(row) for row in db.execute(sql, (mailbox, low, high, low, calendar, calendar)).fetchall()]


def changed_after(db: Db, mailbox: str, seq: int, count: int) -> list[Event]:
    """The next `count` events (deleted ones too) whose last change comes after this one, in that order."""
    sql = "SELECT record FROM cal_events WHERE mailbox = ? AND seq > ? ORDER BY seq LIMIT ?"
    return [_event(row) for row in db.execute(sql, (mailbox, seq, count)).fetchall()]


def in_span_after(db: Db, mailbox: str, seq: int, start: datetime, end: datetime, count: int) -> list[Event]:
    """The next `count` events that overlap a span of time, deleted ones left out, in the order of their changes."""
    sql = (
        "SELECT record FROM cal_events WHERE mailbox = ? AND seq > ? AND deleted = 0 AND ends >= ? AND starts < ?"
        " ORDER BY seq LIMIT ?"
    )
    rows = db.execute(sql, (mailbox, seq, stored(start), stored(end), count)).fetchall()
    return [_event(row) for row in rows]


def last_change(db: Db, mailbox: str) -> int:
    """The sequence number of the mailbox's last change to an event; 0 where there never was one."""
    row = db.execute("SELECT max(seq) FROM cal_events WHERE mailbox = ?", (mailbox,)).fetchone()
    return int(row[0] or 0)


def stamp(moment: datetime) -> str:
    """A UTC time as Outlook answers the times of its own doing."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond * 10:07d}Z"


def _record(event: Event) -> str:
    record = {key: value for key, value in vars(event).items() if key not in ("start", "end")}
    return json.dumps(record | {"start": stored(event.start), "end": stored(event.end)})


def _event(row: Any) -> Event:
    record = json.loads(row[0])
    times = {"start": restored(record["start"]), "end": restored(record["end"])}
    return Event(**{**record, **times, "attendees": tuple(record["attendees"])})
