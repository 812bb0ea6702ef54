"""Time as a part: aware, in UTC, and moved only by whom it belongs to."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import AMSTERDAM, FixedClock, SystemClock, TenantClock

NINE = datetime(2026, 9, 7, 9, 0, tzinfo=AMSTERDAM)


class TenantTime:
    """The two calls of a tenant's clock, over a moment that they move."""

    def __init__(self, speed: float) -> None:
        self.moment, self.speed, self.reads = NINE, speed, 0
        self.due: datetime | None = None

    def read(self) -> dict[str, Any]:
        self.reads += 1
        if self.speed:
            self.moment += timedelta(minutes=1)
        return {
            "now": self.moment.isoformat(),
            "speed": self.speed,
            "next_due": self.due.isoformat() if self.due else None,
        }

    def step(self, moment: str) -> dict[str, Any]:
        self.moment = datetime.fromisoformat(moment)
        return self.read()


def test_the_system_clock_is_aware_and_in_utc() -> None:
    before = datetime.now(UTC)
    moment = SystemClock().now()
    assert before <= moment <= datetime.now(UTC)
    assert moment.utcoffset() == timedelta(0)


def test_sleeping_until_a_moment_that_has_passed_returns_at_once() -> None:
    clock = SystemClock()
    before = clock.now()
    clock.sleep_until(before - timedelta(days=1))
    assert clock.now() - before < timedelta(days=1), "it did not wait for the moment to come again"


def test_a_fixed_clock_stands_until_something_sleeps_on_it_and_never_goes_back() -> None:
    clock = FixedClock(NINE)
    assert clock.now() == clock.now() == NINE
    clock.sleep_until(NINE + timedelta(hours=2))
    assert clock.now() == NINE + timedelta(hours=2)
    clock.sleep_until(NINE)
    assert clock.now() == NINE + timedelta(hours=2)


def test_a_tenant_that_stands_is_asked_once_and_stepped_by_a_sleep() -> None:
    tenant = TenantTime(speed=0)
    clock = TenantClock(tenant.read, tenant.step)
    assert clock.now() == clock.now() == NINE
    assert tenant.reads == 1
    clock.sleep_until(NINE + timedelta(days=3))
    assert tenant.moment == NINE + timedelta(days=3)
    assert clock.now() == NINE + timedelta(days=3)


def test_a_standing_tenant_is_not_stepped_back() -> None:
    tenant = TenantTime(speed=0)
    TenantClock(tenant.read, tenant.step).sleep_until(NINE - timedelta(days=1))
    assert tenant.moment == NINE


def test_a_running_tenant_is_asked_every_time_and_waited_for() -> None:
    tenant = TenantTime(speed=100_000)
    clock = TenantClock(tenant.read, tenant.step)
    assert clock.now() < clock.now()
    until = NINE + timedelta(minutes=30)
    clock.sleep_until(until)
    assert tenant.moment >= until


def test_a_tenants_time_is_given_in_utc_whatever_zone_it_answers_in() -> None:
    tenant = TenantTime(speed=0)
    assert TenantClock(tenant.read, tenant.step).now().isoformat() == "2026-09-07T07:00:00+00:00"


def test_next_due_is_when_something_happens_by_itself_or_none() -> None:
    tenant = TenantTime(speed=0)
    clock = TenantClock(tenant.read, tenant.step)
    assert clock.next_due() is None
    tenant.due = NINE + timedelta(hours=1)
    assert clock.next_due() == NINE + timedelta(hours=1)
