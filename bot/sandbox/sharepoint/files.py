"""Files and folders of a library. Each is a list item too, with columns and versions; here is what a file adds."""

import base64
import uuid
from dataclasses import dataclass
from typing import Any

from bot.sandbox.db import Db
from bot.sandbox.sharepoint.items import Item
from bot.sandbox.sharepoint.lists import SiteList

SCHEMA = """
CREATE TABLE IF NOT EXISTS sp_files (
    list_id TEXT NOT NULL, item_id INTEGER NOT NULL, id TEXT NOT NULL, parent TEXT NOT NULL,
    name TEXT NOT NULL COLLATE NOCASE, folder INTEGER NOT NULL, size INTEGER NOT NULL, ctag INTEGER NOT NULL,
    hash TEXT NOT NULL, PRIMARY KEY (list_id, item_id)) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS sp_files_name ON sp_files (parent, name);
CREATE UNIQUE INDEX IF NOT EXISTS sp_files_id ON sp_files (id);
CREATE TABLE IF NOT EXISTS sp_contents (
    id TEXT NOT NULL, version INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (id, version));
"""
_NEWEST = 10**12
_COLUMNS = "list_id, item_id, id, parent, name, folder, size, ctag, hash"


@dataclass(frozen=True)
class File:
    """A file or folder. `parent` is the drive item id of its folder, or of the root."""

    list_id: str
    item_id: int
    id: str
    parent: str
    name: str
    folder: bool
    size: int
    ctag: int
    hash: str


def drive_id(library: SiteList) -> str:
    """The id of the drive that a library is."""
    return "b!" + base64.urlsafe_b64encode(uuid.UUID(library.id).bytes * 2).decode().rstrip("=")


def root_id(library: SiteList) -> str:
    """The drive item id of a library's root folder, which is no list item."""
    return item_id(library.id)


def item_id(guid: str) -> str:
    """The drive item id of a list item with this guid."""
    return "01" + base64.b32encode(uuid.UUID(guid).bytes * 2).decode().rstrip("=")[:32]


def tags(item: Item, file: File) -> tuple[str, str]:
    """The eTag, which every write moves on, and the cTag, which only content does."""
    return item.etag, f'"c:{{{item.guid.upper()}}},{file.ctag}"'


def add(db: Db, item: Item, parent: str, name: str, *, folder: bool) -> File:
    """A new, empty file or folder for a list item that was just made."""
    file = File(item.list_id, item.id, item_id(item.guid), parent, name, folder, 0, 1, "")
    db.execute(
        f"INSERT INTO sp_files ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (file.list_id, file.item_id, file.id, file.parent, file.name, int(folder), 0, 1, ""),
    )
    return file


def store(db: Db, file: File, content: bytes, digest: str, item: Item, oldest: int) -> None:
    """Puts content into a file as of the version at which its item stands; its cTag moves on.

    What was there before is kept as far as versions are: from number `oldest` on.
    """
    row = (file.id, item.ui, content)
    db.execute("INSERT OR REPLACE INTO sp_contents (id, version, bytes) VALUES (?, ?, ?)", row)
    db.execute("UPDATE sp_files SET size = ?, ctag = ctag + 1, hash = ? WHERE id = ?", (len(content), digest, file.id))
    db.execute(
        "DELETE FROM sp_contents WHERE id = ?1 AND version <"
        " (SELECT max(version) FROM sp_contents WHERE id = ?1 AND version <= ?2)",
        (file.id, oldest),
    )


def content(db: Db, file: File, version: int | None = None) -> bytes:
    """The bytes of a file, or those that a version of it had; empty where none were put."""
    sql = "SELECT bytes FROM sp_contents WHERE id = ? AND version <= ? ORDER BY version DESC LIMIT 1"
    row = db.execute(sql, (file.id, _NEWEST if version is None else version)).fetchone()
    return bytes(row[0]) if row else b""


def size(db: Db, file: File, version: int) -> int:
    """How many bytes a version of a file had."""
    sql = "SELECT length(bytes) FROM sp_contents WHERE id = ? AND version <= ? ORDER BY version DESC LIMIT 1"
    row = db.execute(sql, (file.id, version)).fetchone()
    return int(row[0]) if row else 0


def move(db: Db, file: File, parent: str, name: str) -> None:
    """Renames a file or folder, or puts it into another folder."""
    db.execute("UPDATE sp_files SET parent = ?, name = ? WHERE id = ?", (parent, name, file.id))


def remove(db: Db, file: File) -> None:
    """Deletes what is stored of a file; its list item is the caller's to delete."""
    db.execute("DELETE FROM sp_files WHERE id = ?", (file.id,))
    db.execute("DELETE FROM sp_contents WHERE id = ?", (file.id,))


def drop_list(db: Db, library: SiteList) -> None:
    """Forgets all files of a library that is deleted."""
    db.execute("DELETE FROM sp_contents WHERE id IN (SELECT id FROM sp_files WHERE list_id = ?)", (library.id,))
    db.execute("DELETE FROM sp_files WHERE list_id = ?", (library.id,))


def get(db: Db, key: str) -> File | None:
    """The file or folder with this drive item id."""
    return _file(db.execute(f"SELECT {_COLUMNS} FROM sp_files WHERE id = ?", (key,)).fetchone())


def of_item(db: Db, item: Item) -> File | None:
    """The file or folder that a list item is."""
    sql = f"SELECT {_COLUMNS} FROM sp_files WHERE list_id = ? AND item_id = ?"
    return _file(db.execute(sql, (item.list_id, item.id)).fetchone())


def named(db: Db, parent: str, name: str) -> File | None:
    """What has this name in a folder, whatever the case of its letters."""
    sql = f"SELECT {_COLUMNS} FROM sp_files WHERE parent = ? AND name = ?"
    return _file(db.execute(sql, (parent, name)).fetchone())


def children(db: Db, parent: str) -> list[File]:
    """What a folder holds, by name."""
    sql = f"SELECT {_COLUMNS} FROM sp_files WHERE parent = ? ORDER BY name"
    return [file for row in db.execute(sql, (parent,)).fetchall() if (file := _file(row))]


def path_of(db: Db, file: File) -> str:
    """The path of a file's folder from the root: `/Rapporten/2026`, or empty in the root itself."""
    names: list[str] = []
    folder = get(db, file.parent)
    while folder is not None:
        names.insert(0, folder.name)
        folder = get(db, folder.parent)
    return "".join(f"/{name}" for name in names)


def _file(row: Any) -> File | None:
    if row is None:
        return None
    return File(row[0], row[1], row[2], row[3], row[4], bool(row[5]), row[6], row[7], row[8])
