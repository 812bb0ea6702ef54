"""Exchange Online's calendars: events, invitations and their answers, free and busy times."""

from bot.sandbox.calendar import action_routes, calendar_routes, deltas, event_routes, file_routes, files, view_routes
from bot.sandbox.calendar.arrivals import on_delivery
from bot.sandbox.calendar.events import SCHEMA
from bot.sandbox.tenant import Tenant

__all__ = ["action_routes", "build", "calendar_routes", "deltas", "event_routes", "file_routes", "view_routes"]


def build(tenant: Tenant) -> None:
    """Makes the tables, and lets meeting messages that arrive do their work."""
    tenant.db.script(SCHEMA)
    tenant.db.script(files.SCHEMA)
    if on_delivery not in tenant.on_delivery:
        tenant.on_delivery.append(on_delivery)
