"""What a request changed, told to the subscriptions that watch it: notices that fall due a little later."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.notifications import notices, resources
from bot.sandbox.notifications import subscriptions as kept
from bot.sandbox.notifications.resources import Seen
from bot.sandbox.notifications.subscriptions import Subscription
from bot.sandbox.tenant import Tenant


def collect(tenant: Tenant) -> None:
    """Look what has changed since the last time, at the end of the request's own transaction."""
    latest = latest_change(tenant)
    if latest == tenant.collected:
        return
    alive = list(kept.every(tenant.db))
    for one in alive:
        _tell(tenant, one, latest)
    tenant.watched, tenant.collected = bool(alive), latest_change(tenant)


def latest_change(tenant: Tenant) -> int:
    """The tenant's change counter."""
    row = tenant.db.execute("SELECT value FROM counter WHERE name = 'seq'").fetchone()
    return int(row[0]) if row else 0


def stamp(moment: datetime) -> str:
    """A time as subscriptions write it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


def _tell(tenant: Tenant, one: Subscription, latest: int) -> None:
    told = _changes(tenant, one)
    if not told:
        return
    wanted = str(one.shown["changeType"]).lower().split(",")
    rows = [] if one.paused else [_row(tenant, one, kind, seen) for kind, seen in told if kind in wanted]
    kept.save(tenant.db, replace(one, seen=latest, counted=one.counted + len(rows)))
    arriving, again = _luck(tenant, one, rows)
    if len(arriving) < len(rows) and tenant.settings.notification_missed:
        notices.lifecycle(tenant, one, "missed")
    for part in (arriving, again):
        notices.put(tenant, one, one.shown["notificationUrl"], part, _soon(tenant))


def _changes(tenant: Tenant, one: Subscription) -> list[tuple[str, Seen]]:
    db = tenant.db
    found = list(resources.changed(db, one.resource, one.seen))
    told = [("created" if kept.know(db, one, seen) else "updated", seen) for seen in found]
    if one.resource.kind == "list":
        return [("updated", seen) for seen in found]
    for key in resources.left(db, one.resource, one.seen):
        if (shown := kept.forget(db, one, key)) is not None:
            told.append(("deleted", Seen(key, shown, "")))
    return told


def _luck(
    tenant: Tenant, one: Subscription, rows: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What arrives, and what arrives once more: every so many are lost or doubled."""
    lose, double = tenant.settings.notification_lose_every, tenant.settings.notification_double_every
    numbered = list(enumerate(rows, one.counted + 1))
    arriving = [row for number, row in numbered if not (lose and number % lose == 0)]
    return arriving, [row for number, row in numbered if double and number % double == 0 and row in arriving]


def _soon(tenant: Tenant) -> datetime:
    return tenant.clock.now + timedelta(seconds=tenant.settings.notification_delay_s)


def _row(tenant: Tenant, one: Subscription, kind: str, seen: Seen) -> dict[str, Any]:
    row = {
        "subscriptionId": one.id,
        "subscriptionExpirationDateTime": one.shown["expirationDateTime"],
        "changeType": kind,
        "resource": one.shown["resource"],
        "clientState": one.shown["clientState"],
        "tenantId": tenant.settings.tenant_id,
    }
    if one.resource.kind == "list":
        return {**row, "resourceData": None}
    key = seen.key if one.immutable else seen.id
    where = one.resource.path(key)
    data = {"@odata.type": one.resource.type, "@odata.id": where, "id": key}
    return {**row, "resource": where, "resourceData": {**data, **({"@odata.etag": seen.etag} if seen.etag else {})}}
