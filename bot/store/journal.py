"""The journal: one database, short transactions, and the lock of the one sender."""

import fcntl
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from bot.errors import ConfigError, Refused, StoreError
from bot.store import tables

PATIENCE = 30.0
"""Seconds to wait for another process that writes."""


class Journal:
    """Opens (and on first use makes) the database behind `url`.

    Raises ConfigError when it cannot be opened or was made by a newer ontour. SQLite runs in WAL with
    `synchronous=FULL` and `BEGIN IMMEDIATE`: a claim that was committed survives a power cut.
    """

    def __init__(self, url: str) -> None:
        self.url = shown(url)
        self._local = threading.local()
        try:
            self._engine = _open(url)
            self._refuse_newer()
            tables.metadata.create_all(self._engine)
            self.id = self._identity()
        except (ArgumentError, ImportError) as fault:
            raise ConfigError(
                f"store.url {self.url!r}: no database that this ontour can open ({first_line(fault)}); "
                "write sqlite:///PATH, counted from the settings file"
            ) from fault
        except (DatabaseError, OSError) as fault:
            reason = first_line(getattr(fault, "orig", fault))
            raise ConfigError(f"store.url {self.url}: cannot be opened ({reason}); check path and rights") from fault

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back on an error; begun inside another, a part of it.

        StoreError where the database cannot do it now: its disk is full, or another keeps it locked.
        """
        outer: Connection | None = getattr(self._local, "tx", None)
        if outer is not None:
            yield outer
            return
        try:
            with self._engine.begin() as tx:
                self._local.tx = tx
                try:
                    yield tx
                finally:
                    self._local.tx = None
        except OperationalError as fault:
            reason = first_line(fault.orig)
            raise StoreError(
                f"store.url {self.url}: the journal cannot be used now ({reason}); what it held stands: make room, or"
                " end what keeps it locked, and run again"
            ) from fault

    def _refuse_newer(self) -> None:
        """Before anything is made in it."""
        if not inspect(self._engine).has_table(tables.meta.name):
            return
        with self.begin() as tx:
            schema = tx.scalar(select(tables.meta.c.value).where(tables.meta.c.key == "schema"))
        if schema is not None and int(schema) > tables.SCHEMA:
            raise ConfigError(f"store.url {self.url}: made by a newer ontour (schema {schema}); update ontour first")

    def _identity(self) -> str:
        with self.begin() as tx:
            known = dict(tx.execute(select(tables.meta.c.key, tables.meta.c.value)).all())
            if not known:
                known = {"schema": str(tables.SCHEMA), "journal": uuid.uuid4().hex}
                tx.execute(insert(tables.meta), [{"key": key, "value": value} for key, value in known.items()])
        return str(known["journal"])

    @contextmanager
    def sender_lock(self) -> Iterator[None]:
        """Hold the lock of the one sender on this journal; Refused when another process holds it.

        The operating system's file lock: it is free the moment its holder dies.
        """
        handle = _lock_file(self._engine)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            raise Refused(
                f"another ontour sends from this journal ({self.url}): `ontour run` sends what is approved; "
                "stop it first if you want to send by hand"
            ) from None
        try:
            yield
        finally:
            handle.close()

    @property
    def file(self) -> Path | None:
        """The SQLite file that holds it; None for a database elsewhere."""
        database = self._engine.url.database
        return Path(database) if self._engine.dialect.name == "sqlite" and database else None

    def compact(self) -> None:
        """Give the room of what was deleted back, so that it cannot be read from the file any more."""
        if self.file is None:
            return
        with self._engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()


def shown(url: str) -> str:
    """A journal's address without its password, for messages."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return url


def first_line(fault: object) -> str:
    """What a driver says, in one line."""
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0]


def _open(url: str) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args=_patience(url))
    if engine.dialect.name == "sqlite":
        if engine.url.database and engine.url.database != ":memory:":
            Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        event.listen(engine, "connect", _sqlite_settings)
        event.listen(engine, "begin", lambda tx: tx.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _patience(url: str) -> dict[str, Any]:
    return {"timeout": PATIENCE} if url.startswith("sqlite") else {}


def _sqlite_settings(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def _lock_file(engine: Engine) -> IO[str]:
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database:
        raise ConfigError(f"store.url {engine.url.render_as_string()}: sending needs a journal in an SQLite file")
    return open(database + ".sender-lock", "w", encoding="utf-8")
