"""Subscriptions of a tenant that begins, or begins again."""

from bot.sandbox.notifications import notices
from bot.sandbox.notifications import subscriptions as kept
from bot.sandbox.tenant import Tenant


def build(tenant: Tenant) -> None:
    """Make the table, and take up what was on its way."""
    tenant.db.script(kept.SCHEMA)
    notices.replan(tenant)
    tenant.watched, tenant.collected = next(kept.every(tenant.db), None) is not None, -1
    tenant.outgoing.clear()
