"""Look everywhere at once and name what does not agree. Reads only: nothing is changed, nothing sent."""

from bot.app import App
from bot.jobs.site.read import item_list
from bot.ops import tenant
from bot.ops.drift.calendars import calendars
from bot.ops.drift.found import Drift
from bot.ops.drift.lists import LISTS, lists
from bot.ops.drift.sent import sent

KINDS = (
    "sent_without_record",
    "record_without_sent",
    "duplicate_in_sent",
    "reply_unprocessed",
    "list_status_behind",
    "list_status_ahead",
    "item_missing",
    "item_twice",
    "unknown_item",
    "hold_without_offer",
    "meeting_without_status",
    "status_without_meeting",
)


def drift(app: App) -> list[Drift]:
    """All drift, by kind and name. TenantError where the tenant cannot be read."""
    mails, events = tenant.mails(app), tenant.events(app)
    items = {name: item_list(app, name).items() for name in LISTS}
    with app.journal.begin() as tx:
        found = [*sent(app, tx, mails), *lists(app, tx, items), *calendars(app, tx, events)]
    return sorted(found, key=lambda one: (KINDS.index(one.kind), one.name))
