"""The lists of the site and their columns in the database."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from bot.sandbox.db import Db
from bot.sandbox.http import GraphError
from bot.sandbox.sharepoint.columns import Column
from bot.sandbox.sharepoint.items import stamp

SCHEMA = """
CREATE TABLE IF NOT EXISTS sp_lists (
    id TEXT PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE, title TEXT NOT NULL COLLATE NOCASE UNIQUE,
    record TEXT NOT NULL);
"""


@dataclass(frozen=True)
class SiteList:
    """One list: `name` stands in its address, `title` is what people see."""

    id: str
    name: str
    title: str
    description: str
    template: str
    hidden: bool
    version: int
    created: str
    created_by: Mapping[str, Any]
    modified: str
    columns: tuple[Column, ...]
    versioning: bool = True

    @property
    def is_library(self) -> bool:
        """Does it hold files?"""
        return self.template == "documentLibrary"

    @property
    def etag(self) -> str:
        """The eTag with its quotes, which belong to the value."""
        return f'"{self.id},{self.version}"'


def create(
    db: Db,
    title: str,
    columns: list[Column],
    who: Mapping[str, Any],
    now: datetime,
    *,
    name: str = "",
    description: str = "",
    template: str = "genericList",
    hidden: bool = False,
) -> SiteList:
    """A new list; 409 where its name or title is taken."""
    name = name or title.replace(" ", "")
    if _row(db, title) or _row(db, name):
        raise GraphError(409, "nameAlreadyExists", f"A list with the title '{title}' exists already.")
    at = stamp(now)
    made = SiteList(str(uuid.uuid4()), name, title, description, template, hidden, 1, at, who, at, tuple(columns))
    db.execute(
        "INSERT INTO sp_lists (id, name, title, record) VALUES (?, ?, ?, ?)",
        (made.id, made.name, made.title, json.dumps(asdict(made))),
    )
    return made


def find(db: Db, key: str) -> SiteList:
    """The list with this id, title or name; 404 otherwise."""
    row = _row(db, key)
    if row is None:
        raise GraphError(404, "itemNotFound", f"There is no list '{key}' in this site.")
    return _list(row)


def every(db: Db) -> list[SiteList]:
    """All lists by title, hidden ones too."""
    return [_list(row) for row in db.execute("SELECT record FROM sp_lists ORDER BY title").fetchall()]


def save(db: Db, changed: SiteList, now: datetime) -> SiteList:
    """Stores a list whose title, description or columns changed; 409 where the title is taken."""
    taken = _row(db, changed.title)
    if taken is not None and _list(taken).id != changed.id:
        raise GraphError(409, "nameAlreadyExists", f"A list with the title '{changed.title}' exists already.")
    saved = replace(changed, version=changed.version + 1, modified=stamp(now))
    row = (saved.title, json.dumps(asdict(saved)), saved.id)
    db.execute("UPDATE sp_lists SET title = ?, record = ? WHERE id = ?", row)
    return saved


def keep_versions(db: Db, key: str, on: Any) -> None:
    """Switches the versions of a list's items on or off, which Graph cannot; 400 for what is neither."""
    if not isinstance(on, bool):
        raise GraphError(400, "BadRequest", "'versioning' is true or false.")
    changed = replace(find(db, key), versioning=on)
    db.execute("UPDATE sp_lists SET record = ? WHERE id = ?", (json.dumps(asdict(changed)), changed.id))


def remove(db: Db, gone: SiteList) -> None:
    """Deletes the list itself; its items are the caller's to drop."""
    db.execute("DELETE FROM sp_lists WHERE id = ?", (gone.id,))


def _row(db: Db, key: str) -> Any:
    sql = "SELECT record FROM sp_lists WHERE id = ? OR title = ? OR name = ?"
    return db.execute(sql, (key.lower(), key, key)).fetchone()


def _list(row: Any) -> SiteList:
    return _read(row[0])


@lru_cache(256)
def _read(text: str) -> SiteList:
    """Every request reads a list and few change one: nobody writes into what is read."""
    record = json.loads(text)
    return SiteList(**{**record, "columns": tuple(record["columns"])})
