"""What a test can let happen to a subscription."""

from dataclasses import replace
from typing import Any

from bot.sandbox.http import GraphError
from bot.sandbox.notifications import notices
from bot.sandbox.notifications import subscriptions as kept
from bot.sandbox.tenant import Tenant

EVENTS = ("missed", "reauthorizationRequired", "subscriptionRemoved")


def happen(tenant: Tenant, key: str, event: str) -> dict[str, Any]:
    """It says so; one that was removed is gone, one to be reauthorized tells nothing until it is."""
    one = kept.find(tenant.db, key)
    if one is None or event not in EVENTS:
        raise GraphError(400, "BadRequest", f'"id" is of a subscription, "event" one of {", ".join(EVENTS)}.')
    notices.lifecycle(tenant, one, event)
    if event == "subscriptionRemoved":
        kept.remove(tenant.db, key)
    if event == "reauthorizationRequired":
        kept.save(tenant.db, replace(one, paused=True))
    return {}
