"""Upload sessions: a large file that comes in ranges to an address of its own."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.db import Db
from bot.sandbox.http import GraphError
from bot.sandbox.sharepoint.column_kinds import bad

SCHEMA = """
CREATE TABLE IF NOT EXISTS sp_uploads (token TEXT PRIMARY KEY, expires TEXT NOT NULL, target TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sp_ranges (token TEXT NOT NULL, start INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (token, start)) WITHOUT ROWID;
"""
LIFE = timedelta(days=1)


@dataclass(frozen=True)
class Session:
    """An upload that is under way. `target` is what the caller noted about where the file goes and its `size`."""

    token: str
    expires: str
    target: Mapping[str, Any]

    @property
    def total(self) -> int | None:
        """How many bytes the file will have, as the request or the first range said."""
        size: int | None = self.target["size"]
        return size


def begin(db: Db, target: Mapping[str, Any], now: datetime) -> Session:
    """A new session; those that ended are forgotten."""
    for (token,) in db.execute("SELECT token FROM sp_uploads WHERE expires < ?", (_text(now),)).fetchall():
        end(db, token)
    session = Session(secrets.token_urlsafe(24), _text(now + LIFE), target)
    db.execute(
        "INSERT INTO sp_uploads (token, expires, target) VALUES (?, ?, ?)",
        (session.token, session.expires, json.dumps(target)),
    )
    return session


def find(db: Db, token: str, now: datetime) -> Session:
    """The session with this token; 404 for one that is unknown or ended."""
    row = db.execute("SELECT expires, target FROM sp_uploads WHERE token = ?", (token,)).fetchone()
    if row is None or row[0] < _text(now):
        raise GraphError(404, "itemNotFound", "The upload session was not found, or it has ended.")
    return Session(token, row[0], json.loads(row[1]))


def end(db: Db, token: str) -> None:
    """Forgets a session and what came in."""
    db.execute("DELETE FROM sp_uploads WHERE token = ?", (token,))
    db.execute("DELETE FROM sp_ranges WHERE token = ?", (token,))


def append(db: Db, session: Session, start: int, piece: bytes, total: int) -> Session:
    """Keeps the next range; 416 for one that does not follow what came in so far, 400 for another size of the whole."""
    if start != received(db, session):
        raise GraphError(416, "invalidRange", f"The next range must start at {received(db, session)}.")
    if session.total not in (None, total):
        raise bad(f"The file was said to have {session.total} bytes, not {total}.")
    known = replace(session, target={**session.target, "size": total})
    db.execute("UPDATE sp_uploads SET target = ? WHERE token = ?", (json.dumps(known.target), session.token))
    db.execute("INSERT INTO sp_ranges (token, start, bytes) VALUES (?, ?, ?)", (session.token, start, piece))
    return known


def received(db: Db, session: Session) -> int:
    """How many bytes came in."""
    sql = "SELECT max(start + length(bytes)) FROM sp_ranges WHERE token = ?"
    row = db.execute(sql, (session.token,)).fetchone()
    return int(row[0] or 0)


def content(db: Db, session: Session) -> bytes:
    """All that came in."""
    sql = "SELECT bytes FROM sp_ranges WHERE token = ? ORDER BY start"
    return b"".join(bytes(row[0]) for row in db.execute(sql, (session.token,)))


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
