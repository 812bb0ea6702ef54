"""Events that hang on an event as an item (itemAttachment)."""

import base64
import secrets
from collections.abc import Mapping
from typing import Any

from bot.sandbox.calendar.building import new_event
from bot.sandbox.calendar.components import calendar_of, component_of
from bot.sandbox.calendar.event import Event, stamp
from bot.sandbox.calendar.parts import bad
from bot.sandbox.calendar.requests import read_event
from bot.sandbox.routes import check_properties
from bot.sandbox.tenant import Tenant


def item_file(tenant: Tenant, event: Event, body: Mapping[str, Any]) -> dict[str, Any]:
    """An item attachment as it is kept: it travels as an iCalendar file. 400 where the item is no event."""
    check_properties(body, ("name", "item", "isInline", "contentType", "size"), "microsoft.graph.itemAttachment")
    item = body.get("item")
    if not isinstance(item, dict) or str(item.get("@odata.type", "")).lstrip("#") != "microsoft.graph.event":
        raise bad("Of items only a microsoft.graph.event can be attached here.")
    values = read_event(item)
    if "start" not in values or "end" not in values:
        raise bad("An event needs start and end.")
    made = new_event(tenant, tenant.mailbox(event.mailbox), event.calendar, values)
    content = calendar_of(component_of(made, made.start, made.end, tenant.clock.now), "PUBLISH").encode()
    return {
        "id": "AAMkAD" + secrets.token_urlsafe(24),
        "name": f"{body.get('name') or made.properties['subject']}.ics",
        "title": str(body.get("name") or made.properties["subject"]),
        "contentType": "application/ics",
        "size": len(content),
        "bytes": base64.b64encode(content).decode(),
        "at": stamp(tenant.clock.now),
        "isItem": True,
    }
