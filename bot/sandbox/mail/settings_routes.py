"""Categories and settings of a mailbox."""

import uuid
from typing import Any

from bot.sandbox.http import Call, GraphError
from bot.sandbox.odata import page
from bot.sandbox.routes import check_properties, route


@route("GET", "/users/{user}/outlook/masterCategories", options=("$select", "$top", "$skip"))
def list_categories(call: Call) -> dict[str, Any]:
    """The mailbox's categories."""
    mailbox = call.tenant.mailbox(call.params["user"])
    return page(call, list(call.tenant.db.list("category", mailbox.id)), 100)


@route("POST", "/users/{user}/outlook/masterCategories", status=201)
def make_category(call: Call) -> dict[str, Any]:
    """A new category; 409 when its name is taken."""
    mailbox, body = call.tenant.mailbox(call.params["user"]), call.json()
    check_properties(body, ("displayName", "color"), "microsoft.graph.outlookCategory")
    name = str(body.get("displayName") or "")
    if any(one["displayName"].lower() == name.lower() for one in call.tenant.db.list("category", mailbox.id)):
        raise GraphError(409, "CategoryNameDuplicate", "A category with this displayName exists.")
    row = {"id": str(uuid.uuid4()), "displayName": name, "color": body.get("color", "none")}
    call.tenant.db.put("category", row["id"], row, mailbox.id)
    return row


@route("GET", "/users/{user}/mailboxSettings", options=("$select",))
def mailbox_settings(call: Call) -> dict[str, Any]:
    """Time zone and language."""
    call.tenant.mailbox(call.params["user"])
    return {
        "timeZone": "W. Europe Standard Time",
        "language": {"locale": "nl-NL", "displayName": "Nederlands (Nederland)"},
        "dateFormat": "d-M-yyyy",
        "timeFormat": "HH:mm",
    }
