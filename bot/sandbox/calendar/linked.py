"""Which series a mailbox has, and the exceptions beside them, in the database."""

from datetime import datetime

from bot.sandbox.calendar.event import Event, from_record
from bot.sandbox.calendar.zones import stored
from bot.sandbox.db import Db


def masters_between(db: Db, mailbox: str, start: datetime, end: datetime, calendar: str | None = None) -> list[Event]:
    """The masters of series that may have an occurrence in a span of time."""
    sql = (
        "SELECT e.record FROM cal_series s JOIN cal_events e ON e.id = s.id WHERE s.mailbox = ? AND s.last >= ?"
        " AND s.first < ? AND (? IS NULL OR s.calendar = ?)"
    )
    values = (mailbox, stored(start), stored(end), calendar, calendar)
    return [from_record(row[0]) for row in db.execute(sql, values).fetchall()]


def exception_ids(db: Db, master: str) -> set[str]:
    """The ids of a series' occurrences that are changed or gone."""
    return {row[0] for row in db.execute("SELECT id FROM cal_exceptions WHERE master = ?", (master,)).fetchall()}


def exceptions(db: Db, master: str) -> list[Event]:
    """The exceptions of a series, by start; those that are gone left out."""
    return _beside(db, master, deleted=0)


def cancelled(db: Db, master: str) -> list[Event]:
    """The occurrences of a series that were taken out of it, by start."""
    return _beside(db, master, deleted=1)


def forget_exceptions(db: Db, master: str) -> None:
    """Gives every occurrence of a series back to its pattern."""
    db.execute("DELETE FROM cal_exceptions WHERE master = ?", (master,))


def _beside(db: Db, master: str, *, deleted: int) -> list[Event]:
    sql = (
        "SELECT e.record FROM cal_exceptions x JOIN cal_events e ON e.id = x.id"
        " WHERE x.master = ? AND e.deleted = ? ORDER BY e.starts"
    )
    return [from_record(row[0]) for row in db.execute(sql, (master, deleted)).fetchall()]
