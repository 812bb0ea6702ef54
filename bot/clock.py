"""Time as a part that is passed in: the system's, the sandbox tenant's, or one that stands still."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Clock(Protocol):
    """`now` is an aware datetime in UTC; `sleep_until` returns once `now` has reached the time given."""

    def now(self) -> datetime:
        """The present moment, UTC."""
        ...

    def sleep_until(self, moment: datetime) -> None:
        """Wait for `moment`; returns at once when it has passed."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, UTC."""
        return datetime.now(UTC)

    def sleep_until(self, moment: datetime) -> None:
        """Sleep in steps of at most 5 s, so that a signal or a clock set back is noticed."""
        while (left := (moment - self.now()).total_seconds()) > 0:
            time.sleep(min(left, 5.0))


class FixedClock:
    """A clock that stands: for commands about a given moment. `sleep_until` moves it."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """The moment it stands at."""
        return self._moment

    def sleep_until(self, moment: datetime) -> None:
        """Move to `moment`."""
        self._moment = max(self._moment, moment)


class TenantClock:
    """The clock of a tenant that has one (`clock.source = sandbox`): read and stepped through two calls.

    `read` answers {"now": ISO, "speed": number, "next_due": ISO or None}; `step` takes an ISO time. At speed 0 a sleep
    steps the tenant's clock, else it waits in wall time.
    """

    def __init__(self, read: Callable[[], dict[str, Any]], step: Callable[[str], dict[str, Any]]) -> None:
        self._read, self._step = read, step
        self._standing: datetime | None = None

    def now(self) -> datetime:
        """The tenant's moment; at speed 0 it is remembered, for only this clock moves it."""
        if self._standing is not None:
            return self._standing
        facts = self._read()
        moment = datetime.fromisoformat(facts["now"]).astimezone(UTC)
        if not facts["speed"]:
            self._standing = moment
        return moment

    def sleep_until(self, moment: datetime) -> None:
        """Step there at speed 0, else wait as long as the tenant's speed asks."""
        if self.now() >= moment:
            return
        if self._standing is not None:
            facts = self._step(moment.isoformat())
            self._standing = datetime.fromisoformat(facts["now"]).astimezone(UTC)
            return
        while (left := moment - self.now()) > timedelta(0):
            time.sleep(min(left.total_seconds() / max(self._read()["speed"], 0.001), 1.0))

    def next_due(self) -> datetime | None:
        """When something next happens in the tenant by itself."""
        due = self._read()["next_due"]
        return datetime.fromisoformat(due).astimezone(UTC) if due else None
