"""Notices on their way: kept until the receiver has taken them or they were tried for long enough."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.notifications import subscriptions as kept
from bot.sandbox.notifications.subscriptions import Subscription
from bot.sandbox.tenant import Tenant

KIND = "notice"
BACKOFF_S = (10, 30, 60, 300, 900, 1800, 3600, 3600, 3600)
GIVEN_UP = timedelta(hours=4)


def put(tenant: Tenant, one: Subscription, url: str, rows: list[dict[str, Any]], at: datetime) -> None:
    """Send these rows to a receiver at a moment of the tenant."""
    if rows:
        key = uuid.uuid4().hex
        notice = {"id": key, "subscription": one.id, "url": url, "rows": rows, "first": at.isoformat(), "tries": 0}
        _plan(tenant, notice, at)


def lifecycle(tenant: Tenant, one: Subscription, event: str) -> None:
    """Say what becomes of a subscription, where it named an address for that."""
    if one.lifecycle_url:
        row = {
            "subscriptionId": one.id,
            "subscriptionExpirationDateTime": one.shown["expirationDateTime"],
            "tenantId": tenant.settings.tenant_id,
            "clientState": one.shown["clientState"],
            "lifecycleEvent": event,
        }
        put(tenant, one, one.lifecycle_url, [row], tenant.clock.now)


def taken(tenant: Tenant, key: str) -> None:
    """The receiver has it."""
    tenant.db.delete(KIND, key)


def refused(tenant: Tenant, key: str) -> None:
    """Once more, a while later; after four hours it is lost, and the subscription says `missed`."""
    notice = tenant.db.get(KIND, key)
    if notice is None:
        return
    later = tenant.clock.now + timedelta(seconds=BACKOFF_S[min(notice["tries"], len(BACKOFF_S) - 1)])
    if later - datetime.fromisoformat(notice["first"]) <= GIVEN_UP:
        return _plan(tenant, {**notice, "tries": notice["tries"] + 1}, later)
    tenant.db.delete(KIND, key)
    one = kept.find(tenant.db, notice["subscription"])
    if one is not None and notice["url"] != one.lifecycle_url:
        lifecycle(tenant, one, "missed")
    return None


def replan(tenant: Tenant) -> None:
    """After a restart: what was on its way goes out again, for nobody knows whether it arrived."""
    tenant.db.execute("DELETE FROM due WHERE kind = ?", (KIND,))
    for notice in list(tenant.db.list(KIND)):
        _plan(tenant, notice, datetime.fromisoformat(notice["at"]))


def _plan(tenant: Tenant, notice: dict[str, Any], at: datetime) -> None:
    tenant.db.put(KIND, notice["id"], {**notice, "at": at.isoformat()})
    tenant.due(at, KIND, {"id": notice["id"]})
