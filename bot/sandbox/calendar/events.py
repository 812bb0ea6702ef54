"""Events of all calendars in the database. A deleted event stays as a mark for delta."""

from dataclasses import replace
from datetime import datetime

from bot.sandbox.calendar.event import Event, from_record, stamp, to_record
from bot.sandbox.calendar.zones import stored
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
CREATE TABLE IF NOT EXISTS cal_series (id TEXT PRIMARY KEY, mailbox TEXT NOT NULL, calendar TEXT NOT NULL,
    first TEXT NOT NULL, last TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS cal_series_span ON cal_series (mailbox, last);
CREATE TABLE IF NOT EXISTS cal_exceptions (id TEXT PRIMARY KEY, master TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS cal_exceptions_master ON cal_exceptions (master);
"""


def save(db: Db, event: Event, now: datetime) -> Event:
    """Stores an event, new or changed, under the next sequence number."""
    own = event.own or () if event.master else None
    saved = replace(event, seq=db.next_seq(), modified=stamp(now), own=own)
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
            "" if saved.recurrence else stored(saved.end),  # a master is found by its series, never by its own time
            saved.seq,
            int(saved.deleted),
            to_record(saved),
        ),
    )
    db.execute("DELETE FROM cal_properties WHERE event = ?", (saved.id,))
    for name, value in saved.extended.items():
        db.execute("INSERT INTO cal_properties (event, name, value) VALUES (?, ?, ?)", (saved.id, name, value))
    if saved.recurrence or saved.former or saved.master:
        _link(db, saved)
    return saved


def get(db: Db, mailbox: str, key: str) -> Event | None:
    """The event with this id in this mailbox, unless it was deleted."""
    sql = "SELECT record FROM cal_events WHERE id = ? AND mailbox = ? AND deleted = 0"
    row = db.execute(sql, (key, mailbox)).fetchone()
    return from_record(row[0]) if row else None


def by_uid(db: Db, mailbox: str, uid: str) -> Event | None:
    """The mailbox's own copy of a meeting (of a series: the master), by the iCalendar UID that all copies share."""
    sql = (
        "SELECT record FROM cal_events WHERE mailbox = ? AND uid = ? AND deleted = 0"
        " AND NOT EXISTS (SELECT 1 FROM cal_exceptions x WHERE x.id = cal_events.id)"
    )
    row = db.execute(sql, (mailbox, uid)).fetchone()
    return from_record(row[0]) if row else None


def by_transaction(db: Db, mailbox: str, transaction_id: str) -> Event | None:
    """The event that was made with this transactionId."""
    sql = "SELECT record FROM cal_events WHERE mailbox = ? AND transaction_id = ? AND deleted = 0"
    row = db.execute(sql, (mailbox, transaction_id)).fetchone()
    return from_record(row[0]) if row else None


def with_property(db: Db, mailbox: str, name: str, value: str) -> list[Event]:
    """The events of a mailbox that carry an extended property with this value."""
    sql = (
        "SELECT e.record FROM cal_properties p JOIN cal_events e ON e.id = p.event"
        " WHERE p.value = ? AND p.name = ? AND e.mailbox = ? AND e.deleted = 0 ORDER BY e.starts, e.id"
    )
    found = (from_record(row[0]) for row in db.execute(sql, (value, name, mailbox)).fetchall())
    return [event for event in found if event.master is None]


def every(db: Db, mailbox: str, calendar: str | None = None) -> list[Event]:
    """All single events and masters of series of a mailbox, or of one of its calendars, by start."""
    sql = (
        "SELECT record FROM cal_events WHERE mailbox = ? AND deleted = 0 AND (? IS NULL OR calendar = ?)"
        " ORDER BY starts, id"
    )
    found = (from_record(row[0]) for row in db.execute(sql, (mailbox, calendar, calendar)).fetchall())
    return [event for event in found if event.master is None]


def between(db: Db, mailbox: str, start: datetime, end: datetime, calendar: str | None = None) -> list[Event]:
    """The events that overlap a span of time, by start; one of no length counts where it stands."""
    sql = (
        "SELECT record FROM cal_events WHERE mailbox = ? AND deleted = 0 AND ends >= ? AND starts < ?"
        " AND (ends > ? OR starts = ends) AND (? IS NULL OR calendar = ?) ORDER BY starts, id"
    )
    low, high = stored(start), stored(end)
    return [from_record(row[0]) for row in db.execute(sql, (mailbox, low, high, low, calendar, calendar)).fetchall()]


def changed_after(db: Db, mailbox: str, seq: int, count: int) -> list[Event]:
    """The next `count` events (deleted ones too) whose last change comes after this one, in that order."""
    sql = "SELECT record FROM cal_events WHERE mailbox = ? AND seq > ? ORDER BY seq LIMIT ?"
    return [from_record(row[0]) for row in db.execute(sql, (mailbox, seq, count)).fetchall()]


def in_span_after(db: Db, mailbox: str, seq: int, start: datetime, end: datetime, count: int) -> list[Event]:
    """The next `count` events that overlap a span of time, and all masters, in the order of their last changes."""
    sql = (
        "SELECT record FROM cal_events WHERE mailbox = ? AND seq > ? AND deleted = 0 AND (ends >= ? OR ends = '')"
        " AND starts < ? ORDER BY seq LIMIT ?"
    )
    rows = db.execute(sql, (mailbox, seq, stored(start), stored(end), count)).fetchall()
    return [from_record(row[0]) for row in rows]


def last_change(db: Db, mailbox: str) -> int:
    """The sequence number of the mailbox's last change to an event; 0 where there never was one."""
    row = db.execute("SELECT max(seq) FROM cal_events WHERE mailbox = ?", (mailbox,)).fetchone()
    return int(row[0] or 0)


def _link(db: Db, event: Event) -> None:
    """Keeps up which series there are, and what stands beside them."""
    if event.master:
        db.execute("INSERT OR REPLACE INTO cal_exceptions (id, master) VALUES (?, ?)", (event.id, event.master))
        return
    db.execute("DELETE FROM cal_series WHERE id = ?", (event.id,))
    if event.recurrence and not event.deleted:
        row = (event.id, event.mailbox, event.calendar, stored(event.start), event.ends_on)
        db.execute("INSERT INTO cal_series (id, mailbox, calendar, first, last) VALUES (?, ?, ?, ?, ?)", row)
