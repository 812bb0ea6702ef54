"""Categories and settings of a mailbox."""

import uuid
from typing import Any

from bot.sandbox.http import Call, GraphError
from bot.sandbox.mail import settings
from bot.sandbox.mail.access import mailbox_of
from bot.sandbox.odata import COLLECTION, collection, select
from bot.sandbox.routes import check_properties, route

COLORS = ("none", *(f"preset{number}" for number in range(25)))


@route("GET", "/users/{user}/outlook/masterCategories", options=COLLECTION)
def list_categories(call: Call) -> dict[str, Any]:
    """The mailbox's categories."""
    mailbox = mailbox_of(call)
    return collection(call, call.tenant.db.list("category", mailbox.id), 100)


@route("POST", "/users/{user}/outlook/masterCategories", status=201)
def make_category(call: Call) -> dict[str, Any]:
    """A new category; 409 when its name is taken."""
    mailbox, body = mailbox_of(call), call.json()
    check_properties(body, ("displayName", "color"), "microsoft.graph.outlookCategory")
    name, color = str(body.get("displayName") or ""), str(body.get("color") or "none").lower()
    if not name:
        raise GraphError(400, "ErrorInvalidArgument", "A category needs a displayName.")
    if color not in COLORS:
        raise GraphError(400, "BadRequest", f"'{color}' is no microsoft.graph.categoryColor.")
    if any(one["displayName"].lower() == name.lower() for one in call.tenant.db.list("category", mailbox.id)):
        raise GraphError(409, "CategoryNameDuplicate", "A category with this displayName exists.")
    row = {"id": str(uuid.uuid4()), "displayName": name, "color": color}
    call.tenant.db.put("category", row["id"], row, mailbox.id)
    return row


@route("GET", "/users/{user}/outlook/masterCategories/{id}", options=("$select",))
def get_category(call: Call) -> dict[str, Any]:
    """One category."""
    return select(_category(call), call.query.get("$select"))


def _category(call: Call) -> dict[str, Any]:
    found = call.tenant.db.get("category", call.params["id"])
    if found is None or all(one != found for one in call.tenant.db.list("category", mailbox_of(call).id)):
        raise GraphError(404, "ErrorItemNotFound", "The category was not found.")
    return found


@route("PATCH", "/users/{user}/outlook/masterCategories/{id}")
def change_category(call: Call) -> dict[str, Any]:
    """Another colour; a category keeps its name."""
    found, body = _category(call), call.json()
    check_properties(body, ("color",), "microsoft.graph.outlookCategory")
    color = str(body.get("color") or "none").lower()
    if color not in COLORS:
        raise GraphError(400, "BadRequest", f"'{color}' is no microsoft.graph.categoryColor.")
    row = {**found, "color": color}
    call.tenant.db.put("category", row["id"], row, mailbox_of(call).id)
    return row


@route("DELETE", "/users/{user}/outlook/masterCategories/{id}")
def delete_category(call: Call) -> None:
    """Take a category off the list; messages keep its name."""
    call.tenant.db.delete("category", _category(call)["id"])


@route("GET", "/users/{user}/mailboxSettings", options=("$select",))
def mailbox_settings(call: Call) -> dict[str, Any]:
    """Time zone, language, automatic replies."""
    return select(settings.of(call.tenant, mailbox_of(call)), call.query.get("$select"), always=())


@route("PATCH", "/users/{user}/mailboxSettings")
def change_settings(call: Call) -> dict[str, Any]:
    """Other settings; answers those that were named."""
    return settings.change(call.tenant, mailbox_of(call), call.json())
