"""A copy of the journal while it is in use, by SQLite's own backup, opened and checked before it counts as one."""

import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from bot.app import App
from bot.clock import AMSTERDAM
from bot.errors import Refused
from bot.store.journal import Journal

PAGES = 1000
"""Copied at a time, so that the service is never kept waiting for long."""


def backup(app: App, to: Path | None = None) -> Path:
    """Copy the journal to `to` (a new file, or a folder for one with the date in its name; default var/backups).

    Refused where the journal is no SQLite file, where the file exists already, or where the copy cannot be written or
    is not whole; then nothing is left of it.
    """
    source = app.journal.file
    if source is None:
        raise Refused(f"store.url {app.journal.url}: `ontour backup` copies an SQLite file; use the database's dump")
    target = _target(source, to, app.now())
    if target.exists():
        raise Refused(f"{target}: exists already; name another file, so that no earlier copy is lost")
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(source, part)
        _verify(part, app.journal.id)
        part.replace(target)
    except (OSError, sqlite3.Error) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise Refused(f"{target}: the journal could not be copied there ({reason}); check room and rights") from None
    finally:
        _remove(part)
    return target


def _remove(part: Path) -> None:
    for end in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            part.with_name(part.name + end).unlink()


def _target(source: Path, to: Path | None, now: datetime) -> Path:
    name = f"{source.stem}-{now.astimezone(AMSTERDAM):%Y%m%d-%H%M%S}.sqlite"
    if to is None:
        return source.parent / "backups" / name
    return to / name if to.is_dir() else to


def _copy(source: Path, part: Path) -> None:
    _remove(part)  # of one that was killed
    with closing(sqlite3.connect(source, timeout=30)) as present, closing(sqlite3.connect(part)) as copy:
        present.backup(copy, pages=PAGES)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, whole by itself


def _verify(part: Path, journal_id: str) -> None:
    """Raises sqlite3.DatabaseError where the copy is not whole or not of this journal."""
    with closing(sqlite3.connect(part)) as copy:
        said = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok":
        raise sqlite3.DatabaseError(f"the copy is damaged: {said}")
    opened = Journal(f"sqlite:///{part}")
    same = opened.id == journal_id
    opened.close()
    if not same:
        raise sqlite3.DatabaseError("the copy is of another journal")
