"""Routes of mail folders."""

from typing import Any

from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.mail import changes, folders
from bot.sandbox.mail.access import mailbox_of
from bot.sandbox.odata import COLLECTION, collection, select
from bot.sandbox.routes import check_properties, route

ONE = ("$select", "$expand", "includeHiddenFolders")
OPTIONS = (*COLLECTION, "$expand", "includeHiddenFolders")


@route("GET", "/users/{user}/mailFolders", options=OPTIONS)
def list_folders(call: Call) -> dict[str, Any]:
    """The folders at the top."""
    body = collection(call, folders.all_of(call.tenant, mailbox_of(call), hidden=_hidden_too(call)))
    return {**body, "value": _expanded(call, body["value"])}


@route("POST", "/users/{user}/mailFolders", status=201)
def make_folder(call: Call) -> dict[str, Any]:
    """A new folder at the top."""
    return _made(call, "")


@route("GET", "/users/{user}/mailFolders/{folder}", options=ONE)
def get_folder(call: Call) -> dict[str, Any]:
    """One folder."""
    found = folders.find(call.tenant, mailbox_of(call), call.params["folder"])
    return _expanded(call, [select(found, call.query.get("$select"))])[0]


def _expanded(call: Call, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With the folders inside each where `$expand` asks for them; 400 where it asks for anything else."""
    text = call.query.get("$expand")
    if text is None:
        return rows
    if text.strip().lower() != "childfolders":
        raise GraphError(400, "BadRequest", f"$expand={text} is not known on mailFolders: childFolders is.")
    mailbox = mailbox_of(call)
    hidden = _hidden_too(call)
    return [one | {"childFolders": folders.all_of(call.tenant, mailbox, one["id"], hidden=hidden)} for one in rows]


@route("GET", "/users/{user}/mailFolders/{folder}/childFolders", options=OPTIONS)
def list_children(call: Call) -> dict[str, Any]:
    """The folders inside one."""
    mailbox = mailbox_of(call)
    parent = folders.resolve(call.tenant, mailbox, call.params["folder"])
    body = collection(call, folders.all_of(call.tenant, mailbox, parent, hidden=_hidden_too(call)))
    return {**body, "value": _expanded(call, body["value"])}


@route("POST", "/users/{user}/mailFolders/{folder}/childFolders", status=201)
def make_child(call: Call) -> dict[str, Any]:
    """A new folder inside one."""
    return _made(call, folders.resolve(call.tenant, mailbox_of(call), call.params["folder"]))


def _made(call: Call, parent: str) -> dict[str, Any]:
    body = call.json()
    check_properties(body, ("displayName", "isHidden"), "microsoft.graph.mailFolder")
    hidden = body.get("isHidden") or False
    if not isinstance(hidden, bool):
        raise GraphError(400, "RequestBodyRead", "isHidden is true or false.")
    return folders.make(call.tenant, mailbox_of(call), str(body.get("displayName") or ""), parent, hidden=hidden)


def _hidden_too(call: Call) -> bool:
    """Are hidden folders asked for? 400 for a value that is neither true nor false."""
    text = call.query.get("includeHiddenFolders", "false").lower()
    if text not in ("true", "false"):
        raise GraphError(400, "BadRequest", f"Invalid value '{text}' for query option includeHiddenFolders.")
    return text == "true"


@route(
    "GET",
    "/users/{user}/mailFolders/{parent}/childFolders/{folder}",
    options=("$select", "$expand", "includeHiddenFolders"),
)
def get_child(call: Call) -> dict[str, Any]:
    """One folder inside another."""
    _check_parent(call)
    return get_folder(call)


@route("PATCH", "/users/{user}/mailFolders/{parent}/childFolders/{folder}")
def rename_child(call: Call) -> dict[str, Any]:
    """Another name for a folder inside another."""
    _check_parent(call)
    return rename_folder(call)


@route("DELETE", "/users/{user}/mailFolders/{parent}/childFolders/{folder}")
def delete_child(call: Call) -> Answer:
    """Remove a folder inside another."""
    _check_parent(call)
    return delete_folder(call)


def _check_parent(call: Call) -> None:
    """404 where the folder is not inside the one that the path names."""
    mailbox = mailbox_of(call)
    parent = folders.resolve(call.tenant, mailbox, call.params["parent"])
    if folders.find(call.tenant, mailbox, call.params["folder"])["parentFolderId"] != parent:
        raise GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.")


@route("PATCH", "/users/{user}/mailFolders/{folder}")
def rename_folder(call: Call) -> dict[str, Any]:
    """Another name for a folder of one's own."""
    body = call.json()
    check_properties(body, ("displayName",), "microsoft.graph.mailFolder")
    return folders.rename(call.tenant, mailbox_of(call), call.params["folder"], str(body.get("displayName") or ""))


@route("DELETE", "/users/{user}/mailFolders/{folder}")
def delete_folder(call: Call) -> Answer:
    """Remove a folder of one's own; its messages go to Deleted Items."""
    folders.remove(call.tenant, mailbox_of(call), call.params["folder"])
    return Answer(204)


@route("GET", "/users/{user}/mailFolders/delta", options=("$select", "$deltatoken", "$skiptoken", "$top"))
def folder_delta(call: Call) -> dict[str, Any]:
    """Folders made, renamed or removed since the token; all without one."""
    mailbox, where = mailbox_of(call), changes.position(call)
    rows = folders.changed(call.tenant, mailbox, where.since if where else 0)
    chosen = where.select if where else call.query.get("$select", "")
    value = [row if "@removed" in row else select(row, chosen) for row in rows]
    at = changes.Where(changes.latest(call), select=chosen)
    context = f"{call.tenant.base_url}/v1.0/$metadata#Collection(mailFolder)"
    return {"@odata.context": context, "value": value, **changes.link(call, at, False)}
