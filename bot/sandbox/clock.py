"""The tenant's clock: mail delays, limits, holds and calendars run on it; steps carry out what falls due."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.sandbox.db import Db

if TYPE_CHECKING:
    from bot.sandbox.tenant import Tenant

DueHandler = Callable[["Tenant", dict[str, Any], datetime], None]
_HANDLERS: dict[str, DueHandler] = {}
SCHEMA = """
CREATE TABLE IF NOT EXISTS due (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL,
    payload TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS due_by_time ON due (at, id);
"""


def on_due(kind: str) -> Callable[[DueHandler], DueHandler]:
    """Register what is done when a task of this kind falls due."""

    def register(handler: DueHandler) -> DueHandler:
        _HANDLERS[kind] = handler
        return handler

    return register


def handler_of(kind: str) -> DueHandler:
    """The handler of a kind of task."""
    return _HANDLERS[kind]


def moment(text: str) -> datetime:
    """An ISO time, Dutch where it has no offset. ValueError for another text."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo("Europe/Amsterdam"))


class TenantClock:
    """`speed` 1 is wall time from `start`; 0 stands until it is stepped."""

    def __init__(self, start: datetime, speed: float) -> None:
        self.speed = speed
        self._moment = start.astimezone(UTC)
        self._since = time.monotonic()
        self._held: datetime | None = None

    @property
    def now(self) -> datetime:
        """The tenant's moment, UTC."""
        if self._held is not None:
            return self._held
        if not self.speed:
            return self._moment
        return self._moment + timedelta(seconds=(time.monotonic() - self._since) * self.speed)

    def set(self, moment: datetime) -> None:
        """Stand at (or run on from) this moment; never back."""
        moment = moment.astimezone(UTC)
        if moment > self.now or not self.speed:
            self._moment = max(moment, self._moment) if not self.speed else moment
            self._since = time.monotonic()

    @contextmanager
    def held(self, moment: datetime) -> Iterator[None]:
        """Stand at a moment while what fell due then is carried out, however late that is."""
        self._held = moment.astimezone(UTC)
        try:
            yield
        finally:
            self._held = None


def put(tenant: "Tenant", at: datetime, kind: str, payload: dict[str, Any]) -> None:
    """Schedule a task."""
    row = (_stamp(at), kind, json.dumps(payload, ensure_ascii=False))
    tenant.db.execute("INSERT INTO due (at, kind, payload) VALUES (?, ?, ?)", row)


def next_due(tenant: "Tenant") -> datetime | None:
    """When the next task falls due."""
    row = tenant.db.execute("SELECT min(at) FROM due").fetchone()
    return datetime.fromisoformat(row[0]) if row and row[0] else None


def run_until(tenant: "Tenant", moment: datetime) -> int:
    """Carry out every task due by `moment` in order, the clock standing at each task's time; then stand at `moment`."""
    done = 0
    while True:
        row = tenant.db.execute(
            "SELECT id, at, kind, payload FROM due WHERE at <= ? ORDER BY at, id LIMIT 1", (_stamp(moment),)
        ).fetchone()
        if row is None:
            break
        tenant.db.execute("DELETE FROM due WHERE id = ?", (row[0],))
        at = datetime.fromisoformat(row[1])
        tenant.clock.set(at)
        with tenant.clock.held(at):
            handler_of(row[2])(tenant, json.loads(row[3]), at)
        done += 1
    tenant.clock.set(moment)
    keep(tenant)
    return done


def keep(tenant: "Tenant") -> None:
    """Note the moment, so that a restart goes on from it."""
    tenant.db.put("control", "clock", {"now": tenant.clock.now.isoformat()})


def kept(db: Db) -> datetime | None:
    """The moment last noted."""
    noted = db.get("control", "clock")
    return datetime.fromisoformat(noted["now"]) if noted else None


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
