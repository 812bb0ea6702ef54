"""Routes of messages: list, read, make, change, move, remove, MIME."""

import re
from typing import Any

from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.mail import drafting, folders, state
from bot.sandbox.mail.mime import as_mime
from bot.sandbox.mail.shape import shown
from bot.sandbox.mail.state import Message
from bot.sandbox.odata import order, page, parse_filter
from bot.sandbox.routes import check_properties, route
from bot.sandbox.tenant import User

OPTIONS = ("$select", "$filter", "$orderby", "$top", "$skip", "$count", "$expand", "$search")
_BY_PROPERTY = re.compile(
    r"^singleValueExtendedProperties/any\((\w+):\s*\1/id eq '((?:[^']|'')*)' and \1/value eq '((?:[^']|'')*)'\)$", re.IGNORECASE
)


def mailbox_of(call: Call) -> User:
    """The mailbox that the path names."""
    return call.tenant.mailbox(call.params["user"])


def message_of(call: Call) -> Message:
    """The message that the path names; 412 where If-Match names another version."""
    message = state.get(call.tenant.db, mailbox_of(call).id, call.params["id"])
    wanted = call.headers.get("if-match")
    if wanted and wanted not in ("*", f'W/"{message.data["changeKey"]}"'):
        raise GraphError(412, "ErrorIrresolvableConflict", "The change key passed in the request does not match.")
    return message


def _listing(call: Call, folder: str | None) -> dict[str, Any]:
    db, mailbox, text = call.tenant.db, mailbox_of(call), call.query.get("$filter")
    if "$search" in call.query:
        raise GraphError(400, "BadRequest", "$search is not known in the sandbox.")
    if text and (match := _BY_PROPERTY.match(text.strip())):
        name, value = (part.replace("''", "'") for part in match.group(2, 3))
        found = [one for one in state.with_property(db, mailbox.id, name, value) if folder in (None, one.folder)]
    else:
        found = list(state.in_folder(db, mailbox.id, folder))
        if text:
            test = parse_filter(text)
            found = [one for one in found if test({"id": one.rid, **one.data})]
    if call.query.get("$orderby"):
        _check_order(text, call.query["$orderby"])
        rows = order([{**one.data, "_m": one} for one in found], call.query["$orderby"])
        found = [row["_m"] for row in rows]
    body = page(call, [{"_m": one} for one in found])
    body["value"] = [shown(call, row["_m"]) for row in body["value"]]
    return {"@odata.context": f"{call.tenant.base_url}/v1.0/$metadata#users('{mailbox.id}')/messages", **body}


def _check_order(text: str | None, orderby: str) -> None:
    if text:
        names = [clause.strip().split(" ")[0] for clause in orderby.split(",")]
        if any(name not in text for name in names):
            raise GraphError(400, "InefficientFilter", "The restriction or sort order is too complex for this operation.")


@route("GET", "/users/{user}/messages", options=OPTIONS)
def list_all(call: Call) -> dict[str, Any]:
    """Messages of all folders."""
    return _listing(call, None)


@route("GET", "/users/{user}/mailFolders/{folder}/messages", options=OPTIONS)
def list_in_folder(call: Call) -> dict[str, Any]:
    """Messages of one folder."""
    return _listing(call, folders.resolve(call.tenant, mailbox_of(call), call.params["folder"]))


@route("GET", "/users/{user}/messages/$count", options=("$filter",))
def count(call: Call) -> Answer:
    """How many messages the mailbox holds."""
    rows = state.in_folder(call.tenant.db, mailbox_of(call).id, None)
    test = parse_filter(call.query["$filter"]) if "$filter" in call.query else None
    number = sum(1 for one in rows if test is None or test(one.data))
    return Answer(200, str(number), {"Content-Type": "text/plain"})


@route("POST", "/users/{user}/messages", status=201)
def make(call: Call) -> dict[str, Any]:
    """A draft."""
    return _make(call, "drafts")


@route("POST", "/users/{user}/mailFolders/{folder}/messages", status=201)
def make_in_folder(call: Call) -> dict[str, Any]:
    """A draft in a folder."""
    return _make(call, call.params["folder"])


def _make(call: Call, folder: str) -> dict[str, Any]:
    mailbox = mailbox_of(call)
    message = new_draft(call, mailbox, folders.resolve(call.tenant, mailbox, folder))
    drafting.apply(message, call.json(), call.tenant.clock.now, creating=True)
    return shown(call, state.save(call.tenant.db, message), "" or None)


def new_draft(call: Call, mailbox: User, folder: str) -> Message:
    """An empty draft of the mailbox's owner with its message id."""
    message = state.blank(mailbox.id, folder, call.tenant.clock.now)
    owner = {"emailAddress": {"name": mailbox.name, "address": mailbox.email}}
    message.data |= {"from": owner, "sender": owner}
    message.data["internetMessageId"] = f"<{message.iid[6:38]}@{mailbox.email.rpartition('@')[2]}>"
    return message


@route("GET", "/users/{user}/messages/{id}", options=("$select", "$expand"))
def get(call: Call) -> dict[str, Any]:
    """One message."""
    return shown(call, message_of(call))


@route("GET", "/users/{user}/mailFolders/{folder}/messages/{id}", options=("$select", "$expand"))
def get_in_folder(call: Call) -> dict[str, Any]:
    """One message."""
    return shown(call, message_of(call))


@route("PATCH", "/users/{user}/messages/{id}")
def change(call: Call) -> dict[str, Any]:
    """Change properties."""
    message = message_of(call)
    drafting.apply(message, call.json(), call.tenant.clock.now, creating=False)
    return shown(call, state.save(call.tenant.db, message))


@route("DELETE", "/users/{user}/messages/{id}")
def delete(call: Call) -> None:
    """To Deleted Items, and from there for good."""
    message, mailbox = message_of(call), mailbox_of(call)
    bin_id = folders.well_known_id(mailbox.id, "deleteditems")
    if message.folder == bin_id:
        state.remove(call.tenant.db, message)
    else:
        state.move(call.tenant.db, message, bin_id)


@route("POST", "/users/{user}/messages/{id}/move", status=201)
def move(call: Call) -> dict[str, Any]:
    """Into another folder."""
    body = {key[0].lower() + key[1:]: value for key, value in call.json().items()}
    check_properties(body, ("destinationId",), "move")
    folder = folders.resolve(call.tenant, mailbox_of(call), str(body.get("destinationId")))
    return shown(call, state.move(call.tenant.db, message_of(call), folder))


@route("GET", "/users/{user}/messages/{id}/$value")
def value(call: Call) -> Answer:
    """The message as MIME."""
    message = message_of(call)
    return Answer(200, message.mime or as_mime(message), {"Content-Type": "text/plain"})


@route("GET", "/users/{user}", options=("$select",))
def user(call: Call) -> dict[str, Any]:
    """Someone of the tenant."""
    found = mailbox_of(call)
    return {"id": found.id, "displayName": found.name, "mail": found.email, "userPrincipalName": found.email}
