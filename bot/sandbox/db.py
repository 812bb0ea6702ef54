"""The tenant's state in SQLite: documents in collections, and tables of the parts' own."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS doc (collection TEXT NOT NULL, id TEXT NOT NULL, parent TEXT NOT NULL, seq INTEGER NOT NULL,
    data TEXT NOT NULL, PRIMARY KEY (collection, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS doc_by_parent ON doc (collection, parent, seq);
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""


class Db:
    """One connection; `commit` and `rollback` belong to the server, once a request. Survives a restart when on disk."""

    def __init__(self, path: Path | None) -> None:
        where = str(path) if path else ":memory:"
        self.connection = sqlite3.connect(where, check_same_thread=False, isolation_level=None)
        self.execute("PRAGMA journal_mode=WAL")
        self.execute("PRAGMA synchronous=OFF")
        self.script(_SCHEMA)
        self._open = False

    def execute(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement."""
        return self.connection.execute(sql, values)

    def script(self, sql: str) -> None:
        """Make tables, indexes, triggers."""
        statement = ""
        for part in sql.split(";"):
            statement += f"{part};"
            if sqlite3.complete_statement(statement):  # a trigger holds statements of its own
                self.connection.execute(statement)
                statement = ""

    def begin(self) -> None:
        """Open the request's transaction."""
        if not self._open:
            self.execute("BEGIN")
            self._open = True

    def commit(self) -> None:
        """Keep what the request did."""
        if self._open:
            self.execute("COMMIT")
            self._open = False

    def rollback(self) -> None:
        """Undo what the request did."""
        if self._open:
            self.execute("ROLLBACK")
            self._open = False

    def next_seq(self) -> int:
        """The next number of the tenant's change counter."""
        sql = (
            "INSERT INTO counter (name, value) VALUES ('seq', 1)"
            " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"
        )
        return int(self.execute(sql).fetchone()[0])

    def get(self, collection: str, key: str) -> dict[str, Any] | None:
        """A document, or None."""
        row = self.execute("SELECT data FROM doc WHERE collection = ? AND id = ?", (collection, key)).fetchone()
        return None if row is None else dict(json.loads(row[0]))

    def put(self, collection: str, key: str, data: dict[str, Any], parent: str = "") -> int:
        """Store a document; answers the sequence number of this change."""
        seq = self.next_seq()
        values = (collection, key, parent, seq, json.dumps(data, ensure_ascii=False))
        self.execute("INSERT OR REPLACE INTO doc (collection, id, parent, seq, data) VALUES (?, ?, ?, ?, ?)", values)
        return seq

    def delete(self, collection: str, key: str) -> None:
        """Remove a document."""
        self.execute("DELETE FROM doc WHERE collection = ? AND id = ?", (collection, key))

    def list(self, collection: str, parent: str = "", *, since_seq: int = 0) -> Iterator[dict[str, Any]]:
        """The documents of a parent in order of their last change."""
        sql = "SELECT data FROM doc WHERE collection = ? AND parent = ? AND seq > ? ORDER BY seq"
        for (data,) in self.execute(sql, (collection, parent, since_seq)).fetchall():
            yield json.loads(data)
