"""The calendars of a mailbox: the default one, and those that its owner adds."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from bot.sandbox.absent import absent
from bot.sandbox.http import GraphError
from bot.sandbox.tenant import Mailbox, Tenant

_COLLECTION = "calendar"
COLORS = (
    "auto",
    "lightBlue",
    "lightGreen",
    "lightOrange",
    "lightGray",
    "lightYellow",
    "lightTeal",
    "lightPink",
    "lightBrown",
    "lightRed",
)
_DEFAULT_NAME = "Agenda"


def every(tenant: Tenant, mailbox: Mailbox) -> list[dict[str, Any]]:
    """All calendars, the default one first."""
    rows = {row["id"]: row for row in tenant.db.list(_COLLECTION, mailbox.id)}
    default = rows.pop(mailbox.calendar, {"id": mailbox.calendar, "name": _DEFAULT_NAME, "color": "auto"})
    return [_shown(mailbox, row) for row in (default, *rows.values())]


def find(tenant: Tenant, mailbox: Mailbox, key: str | None) -> dict[str, Any]:
    """The calendar with this id, the default one for None; 404 otherwise."""
    for calendar in every(tenant, mailbox):
        if key in (None, calendar["id"]):
            return calendar
    raise absent(tenant.settings, key or "")


def add(tenant: Tenant, mailbox: Mailbox, values: Mapping[str, Any]) -> dict[str, Any]:
    """A new calendar; 409 where the name is taken."""
    name = str(values.get("name") or "")
    if any(one["name"].lower() == name.lower() for one in every(tenant, mailbox)):
        raise GraphError(409, "ErrorFolderExists", f"A folder with the name '{name}' exists already.")
    row = {"id": "AAMkA" + secrets.token_urlsafe(48), "name": name, "color": values.get("color", "auto")}
    tenant.db.put(_COLLECTION, row["id"], row, mailbox.id)
    return find(tenant, mailbox, row["id"])


def revise(tenant: Tenant, mailbox: Mailbox, key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Another name or color."""
    known = find(tenant, mailbox, key)
    row = {"id": key, "name": values.get("name", known["name"]), "color": values.get("color", known["color"])}
    tenant.db.put(_COLLECTION, key, row, mailbox.id)
    return find(tenant, mailbox, key)


def remove(tenant: Tenant, mailbox: Mailbox, key: str) -> None:
    """Deletes an added calendar; the default one stays."""
    if find(tenant, mailbox, key)["isDefaultCalendar"]:
        raise GraphError(400, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.")
    tenant.db.delete(_COLLECTION, key)


def _shown(mailbox: Mailbox, row: Mapping[str, Any]) -> dict[str, Any]:
    own = row["id"] == mailbox.calendar
    licensed = mailbox.role != "mailbox"
    return {
        "id": row["id"],
        "name": row["name"],
        "color": row["color"],
        "hexColor": "",
        "changeKey": _change_key(row),
        "isDefaultCalendar": own,
        "isRemovable": not own,
        "canEdit": True,
        "canShare": True,
        "canViewPrivateItems": True,
        "isTallyingResponses": own,
        "allowedOnlineMeetingProviders": ["teamsForBusiness"] if licensed else [],
        "defaultOnlineMeetingProvider": "teamsForBusiness" if licensed else "unknown",
        "owner": {"name": mailbox.name, "address": mailbox.email},
    }


def _change_key(row: Mapping[str, Any]) -> str:
    """A key that differs with what a calendar is called and how it is coloured."""
    return base64.b64encode(hashlib.sha256(json.dumps(row, sort_keys=True).encode()).digest()[:18]).decode()
