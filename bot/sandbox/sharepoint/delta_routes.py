"""What changed in a list or a drive since a token."""

from typing import Any
from urllib.parse import urlencode

from bot.sandbox import odata
from bot.sandbox.http import Call, GraphError
from bot.sandbox.routes import route
from bot.sandbox.sharepoint import deltas, files
from bot.sandbox.sharepoint.answers import deleted_json, item_json
from bot.sandbox.sharepoint.deltas import Mark
from bot.sandbox.sharepoint.drive_answers import deleted_json as deleted_file_json
from bot.sandbox.sharepoint.drive_answers import file_json, root_json
from bot.sandbox.sharepoint.expand import Expand
from bot.sandbox.sharepoint.fields import fields_json
from bot.sandbox.sharepoint.items import Item
from bot.sandbox.sharepoint.library import open_drive
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.sharepoint.select import selected
from bot.sandbox.sharepoint.site import open_list, site_of

_LATEST = "latest"
_OPTIONS = ("token", "$expand", "expand", "$select", "$top")
_DRIVE_OPTIONS = ("token", "$select", "$top")
_CARRIED = ("$expand", "$select", "$top")


@route("GET", "/sites/{site}/lists/{list}/items/delta", options=_OPTIONS)
@route("GET", "/sites/{site}/lists/{list}/items/delta(token='{token}')", options=_OPTIONS)
def list_delta(call: Call) -> dict[str, Any]:
    """Items made, changed or deleted since the token; all of them without one."""
    of = open_list(call.tenant, call.params["site"], call.params["list"])
    site, expand = site_of(call.tenant), Expand(call)
    url = _address(call, f"/sites/{call.params['site']}/lists/{of.id}/items/delta")

    def show(item: Item) -> dict[str, Any]:
        shown = selected(call, "listItem", item_json(call.tenant, site, of, item))
        if expand.fields:
            shown["fields"] = fields_json(call.tenant, of, item, expand.chosen)
        return shown

    def gone(item: Item) -> dict[str, Any]:
        return deleted_json(of, item)

    return deltas.page(call.tenant.db, _mark(call, of, url), (show, gone), url, _size(call))


@route("GET", "/drives/{drive}/root/delta", options=_DRIVE_OPTIONS)
@route("GET", "/drives/{drive}/root/delta(token='{token}')", options=_DRIVE_OPTIONS)
@route("GET", "/drives/{drive}/items/{item}/delta", options=_DRIVE_OPTIONS)
@route("GET", "/drives/{drive}/items/{item}/delta(token='{token}')", options=_DRIVE_OPTIONS)
def drive_delta(call: Call) -> dict[str, Any]:
    """The root, and files and folders of a drive made, changed or deleted since the token; all without one."""
    of = open_drive(call.tenant, call.params["drive"])
    site, root = site_of(call.tenant), files.root_id(of)
    if call.params.get("item", root) not in (root, "root"):
        raise GraphError(400, "invalidRequest", "Delta is offered for the root of a drive only.")
    url = _address(call, f"/drives/{call.params['drive']}/root/delta")

    def show(item: Item) -> dict[str, Any]:
        file = files.of_item(call.tenant.db, item)
        shown = file_json(call.tenant, site, of, file, item) if file else deleted_file_json(of, item)
        return selected(call, "driveItem", shown)

    def gone(item: Item) -> dict[str, Any]:
        return deleted_file_json(of, item)

    mark = _mark(call, of, url)
    body = deltas.page(call.tenant.db, mark, (show, gone), url, _size(call))
    if mark.seen == 0 or body["value"]:  # the root is told of with every change below it
        body["value"].insert(0, selected(call, "driveItem", root_json(call.tenant, site, of)))
    return body


def _address(call: Call, path: str) -> str:
    """The address of the next page, with what was asked of this one."""
    asked = {name: value for name in _CARRIED if (value := call.query.get(name))}
    if "expand" in call.query:
        asked["$expand"] = call.query["expand"]
    return f"{call.tenant.base_url}/v1.0{path}{'?' + urlencode(asked) if asked else ''}"


def _size(call: Call) -> int:
    return odata.number(call, "$top", deltas.PAGE, 1000)


def _mark(call: Call, of: SiteList, url: str) -> Mark:
    token = call.params.get("token") or call.query.get("token")
    if not token:
        return deltas.first_mark(call.tenant.db, of)
    if token == _LATEST:
        return deltas.latest_mark(call.tenant.db, of)
    return deltas.read_mark(call.tenant.db, of, token, url, call.tenant.settings.list_resync)
