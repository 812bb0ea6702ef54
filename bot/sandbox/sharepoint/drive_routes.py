"""Drives, files and folders: found, made, renamed, moved, deleted, and their columns."""

from typing import Any

from bot.sandbox import odata
from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.routes import check_properties, route
from bot.sandbox.sharepoint import files, library, lists
from bot.sandbox.sharepoint.answers import list_json
from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.sharepoint.drive_answers import drive_json, file_json, root_json
from bot.sandbox.sharepoint.expand import Expand
from bot.sandbox.sharepoint.fields import fields_json
from bot.sandbox.sharepoint.file_names import behaviour_of
from bot.sandbox.sharepoint.files import File
from bot.sandbox.sharepoint.item_routes import item_answer
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.sharepoint.select import narrowed, selected
from bot.sandbox.sharepoint.site import found, open_list, site_of
from bot.sandbox.sharepoint.site import library as default_library
from bot.sandbox.sharepoint.writing import check_match, unchanged, write_item

_DRIVE = "/drives/{drive}"
_ITEM = f"{_DRIVE}/items/{{item}}"
_SELECT = ("$select",)
_CONFLICT = "@microsoft.graph.conflictBehavior"
_CHILDREN = ("$select", "$top", "$skip", "$orderby", "$filter", "$expand")


@route("GET", "/sites/{site}/drive", options=_SELECT)
def site_drive(call: Call) -> dict[str, Any]:
    """The site's own library as a drive."""
    found(call.tenant, call.params["site"])
    return _drive(call, default_library(call.tenant))


@route("GET", "/sites/{site}/drives", options=_SELECT)
def site_drives(call: Call) -> dict[str, Any]:
    """All libraries of the site as drives."""
    found(call.tenant, call.params["site"])
    return {"value": [_drive(call, of) for of in lists.every(call.tenant.db) if of.is_library]}


@route("GET", "/sites/{site}/lists/{list}/drive", options=_SELECT)
def list_drive(call: Call) -> dict[str, Any]:
    """A library as a drive; 404 for a list that is none."""
    of = open_list(call.tenant, call.params["site"], call.params["list"])
    if not of.is_library:
        raise GraphError(404, "itemNotFound", f"The list '{of.title}' is no library.")
    return _drive(call, of)


@route("GET", "/sites/{site}/drives/{drive}", options=_SELECT)
@route("GET", _DRIVE, options=_SELECT)
def one_drive(call: Call) -> dict[str, Any]:
    """A drive by its id."""
    return _drive(call, _library(call))


@route("GET", f"{_DRIVE}/list", options=_SELECT)
def drive_list(call: Call) -> dict[str, Any]:
    """The list behind a drive."""
    return selected(call, "list", list_json(site_of(call.tenant), _library(call)))


@route("GET", f"{_DRIVE}/root", options=_SELECT)
@route("GET", _ITEM, options=("$select", "$expand"))
def one_item(call: Call) -> Answer | dict[str, Any]:
    """A file or folder by its id, or the root; 304 where the caller has it as it is."""
    of = _library(call)
    file = library.find(call.tenant, of, call.params.get("item", "root"))
    if file is not None and unchanged(call, *files.tags(library.item_of(call.tenant, of, file), file)):
        return Answer(304)
    return _shown(call, of, file)


@route("GET", f"{_DRIVE}/root/children", options=_CHILDREN)
@route("GET", f"{_ITEM}/children", options=_CHILDREN)
def children(call: Call) -> dict[str, Any]:
    """What a folder holds."""
    of = _library(call)
    folder = library.find(call.tenant, of, call.params.get("item", "root"))
    inside = files.children(call.tenant.db, folder.id if folder else files.root_id(of))
    rows = narrowed(call, "driveItem", [_whole(call, of, file) for file in inside])
    body = odata.page(call, rows, 200, 1000)
    return {**body, "value": [_chosen(call, of, files.get(call.tenant.db, row["id"]), row) for row in body["value"]]}


@route("POST", f"{_DRIVE}/root/children", status=201)
@route("POST", f"{_ITEM}/children", status=201)
def make_folder(call: Call) -> dict[str, Any]:
    """A new folder. Files are put with their content."""
    of, body = _library(call), call.json()
    check_properties(body, ("name", "folder"), "microsoft.graph.driveItem")
    if "folder" not in body or not isinstance(body.get("name"), str):
        raise bad("A new folder needs name and folder; a file is put with its content.")
    behaviour = behaviour_of(body.get(_CONFLICT), "fail")
    parent = library.find(call.tenant, of, call.params.get("item", "root"))
    return _shown(call, of, library.make(call, of, parent, body["name"], behaviour, is_folder=True))


@route("PATCH", _ITEM, options=(_CONFLICT,))
def revise(call: Call) -> dict[str, Any]:
    """Another name, or another folder by parentReference."""
    of, body = _library(call), call.json()
    check_properties(body, ("name", "parentReference"), "microsoft.graph.driveItem")
    file = _file(call, of)
    parent = _target(call, of, file, body.get("parentReference"))
    behaviour = behaviour_of(body.get(_CONFLICT) or call.query.get(_CONFLICT), "fail")
    return _shown(call, of, library.rename(call, of, file, parent, str(body.get("name") or file.name), behaviour))


@route("DELETE", _ITEM)
def remove(call: Call) -> None:
    """Deletes a file, or a folder with all that is in it."""
    of = _library(call)
    file = _file(call, of)
    check_match(call, *files.tags(library.item_of(call.tenant, of, file), file))
    library.delete(call, of, file)


@route("GET", f"{_ITEM}/listItem", options=("$expand", "expand", "$select"))
def list_item(call: Call) -> dict[str, Any]:
    """The list item that a file is."""
    of = _library(call)
    return item_answer(call, of, library.item_of(call.tenant, of, _file(call, of)), Expand(call))


@route("GET", f"{_ITEM}/listItem/fields", options=_SELECT)
def fields(call: Call) -> dict[str, Any]:
    """The library's columns of a file."""
    of = _library(call)
    chosen = call.query.get("$select")
    return fields_json(
        call.tenant, of, library.item_of(call.tenant, of, _file(call, of)), chosen.split(",") if chosen else None
    )


@route("PATCH", f"{_ITEM}/listItem/fields")
def revise_fields(call: Call) -> Answer:
    """Writes columns of a file; with If-Match only if nobody wrote since."""
    of = _library(call)
    item = write_item(call, of, library.item_of(call.tenant, of, _file(call, of)), call.json())
    return Answer(200, fields_json(call.tenant, of, item), {"ETag": item.etag})


def _library(call: Call) -> SiteList:
    return library.open_drive(call.tenant, call.params["drive"])


def _drive(call: Call, of: SiteList) -> dict[str, Any]:
    return selected(call, "drive", drive_json(site_of(call.tenant), of))


def _file(call: Call, of: SiteList) -> File:
    file = library.find(call.tenant, of, call.params["item"])
    if file is None:
        raise bad("This cannot be done to the root of a drive.")
    return file


def _target(call: Call, of: SiteList, file: File, reference: Any) -> File | None:
    """The folder that a reference names, None for the root; where the file is if there is none."""
    if reference is None:
        return library.find(call.tenant, of, file.parent)
    check_properties(reference, ("id", "driveId", "driveType", "siteId", "path"), "microsoft.graph.itemReference")
    if reference.get("driveId", files.drive_id(of)) != files.drive_id(of):
        raise bad("A file cannot be moved to another drive.")
    return library.place(call.tenant, of, reference)


def _shown(call: Call, of: SiteList, file: File | None) -> dict[str, Any]:
    return _chosen(call, of, file, _whole(call, of, file))


def _whole(call: Call, of: SiteList, file: File | None) -> dict[str, Any]:
    site = site_of(call.tenant)
    if file is None:
        return root_json(call.tenant, site, of)
    return file_json(call.tenant, site, of, file, library.item_of(call.tenant, of, file))


def _chosen(call: Call, of: SiteList, file: File | None, whole: dict[str, Any]) -> dict[str, Any]:
    return selected(call, "driveItem", whole) | (_expanded(call, of, file) if file else {})


def _expanded(call: Call, of: SiteList, file: File) -> dict[str, Any]:
    expand = call.query.get("$expand")
    if not expand:
        return {}
    if expand not in ("listItem", "listItem($expand=fields)"):
        raise GraphError(400, "BadRequest", f"$expand={expand} is not known on a drive item.")
    item = library.item_of(call.tenant, of, file)
    plain = {key: value for key, value in call.query.items() if not key.startswith("$")}
    asked = plain | ({"$expand": "fields"} if "fields" in expand else {})
    inner = Call(call.method, call.path, call.params, asked, call.headers, b"", call.who, call.tenant)
    return {"listItem": item_answer(inner, of, item, Expand(inner))}
