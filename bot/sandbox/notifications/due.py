"""What falls due for subscriptions: a notice leaves, one has to be renewed soon, one ends."""

from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.clock import on_due
from bot.sandbox.notifications import notices
from bot.sandbox.notifications import subscriptions as kept
from bot.sandbox.notifications.subscriptions import Subscription
from bot.sandbox.tenant import Tenant


def watch(tenant: Tenant, one: Subscription) -> None:
    """Plan its end, and the word before it."""
    tenant.due(one.expires, "subscription_ends", {"id": one.id})
    early = timedelta(minutes=tenant.settings.reauthorization_minutes)
    if one.lifecycle_url and one.expires - early > tenant.clock.now:
        tenant.due(one.expires - early, "subscription_word", {"id": one.id, "ends": one.shown["expirationDateTime"]})


@on_due(notices.KIND)
def leave(tenant: Tenant, payload: dict[str, Any], at: datetime) -> None:
    """A notice is handed to who posts it."""
    tenant.outgoing.append(payload["id"])


@on_due("subscription_ends")
def end(tenant: Tenant, payload: dict[str, Any], at: datetime) -> None:
    """One that was not renewed vanishes."""
    one = kept.find(tenant.db, payload["id"])
    if one is not None and one.expires <= at:
        kept.remove(tenant.db, one.id)


@on_due("subscription_word")
def word(tenant: Tenant, payload: dict[str, Any], at: datetime) -> None:
    """One that was not renewed yet is to be."""
    one = kept.find(tenant.db, payload["id"])
    if one is not None and one.shown["expirationDateTime"] == payload["ends"]:
        notices.lifecycle(tenant, one, "reauthorizationRequired")
