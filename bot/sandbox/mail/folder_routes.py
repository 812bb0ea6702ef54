"""Routes of mail folders."""

from typing import Any

from bot.sandbox.http import Answer, Call
from bot.sandbox.mail import folders
from bot.sandbox.odata import page, parse_filter, select
from bot.sandbox.routes import check_properties, route

OPTIONS = ("$select", "$top", "$skip", "$filter", "$count", "$expand", "includeHiddenFolders")


def _listing(call: Call, rows: list[dict[str, Any]]) -> dict[str, Any]:
    if text := call.query.get("$filter"):
        rows = [row for row in rows if parse_filter(text)(row)]
    return page(call, [select(row, call.query.get("$select")) for row in rows])


@route("GET", "/users/{user}/mailFolders", options=OPTIONS)
def list_folders(call: Call) -> dict[str, Any]:
    """The folders at the top."""
    return _listing(call, folders.all_of(call.tenant, call.tenant.mailbox(call.params["user"])))


@route("POST", "/users/{user}/mailFolders", status=201)
def make_folder(call: Call) -> dict[str, Any]:
    """A new folder at the top."""
    body = call.json()
    check_properties(body, ("displayName", "isHidden"), "microsoft.graph.mailFolder")
    return folders.make(call.tenant, call.tenant.mailbox(call.params["user"]), str(body.get("displayName") or ""))


@route("GET", "/users/{user}/mailFolders/{folder}", options=("$select", "$expand"))
def get_folder(call: Call) -> dict[str, Any]:
    """One folder."""
    found = folders.find(call.tenant, call.tenant.mailbox(call.params["user"]), call.params["folder"])
    return select(found, call.query.get("$select"))


@route("GET", "/users/{user}/mailFolders/{folder}/childFolders", options=OPTIONS)
def list_children(call: Call) -> dict[str, Any]:
    """The folders inside one."""
    mailbox = call.tenant.mailbox(call.params["user"])
    parent = folders.resolve(call.tenant, mailbox, call.params["folder"])
    return _listing(call, folders.all_of(call.tenant, mailbox, parent))


@route("POST", "/users/{user}/mailFolders/{folder}/childFolders", status=201)
def make_child(call: Call) -> dict[str, Any]:
    """A new folder inside one."""
    mailbox, body = call.tenant.mailbox(call.params["user"]), call.json()
    check_properties(body, ("displayName", "isHidden"), "microsoft.graph.mailFolder")
    parent = folders.resolve(call.tenant, mailbox, call.params["folder"])
    return folders.make(call.tenant, mailbox, str(body.get("displayName") or ""), parent)


@route("DELETE", "/users/{user}/mailFolders/{folder}")
def delete_folder(call: Call) -> Answer:
    """Remove a folder of one's own."""
    mailbox = call.tenant.mailbox(call.params["user"])
    folder = folders.resolve(call.tenant, mailbox, call.params["folder"])
    call.tenant.db.delete("folder", folder)
    return Answer(204)
