"""List items: found, made, changed, deleted."""

from typing import Any
from urllib.parse import urlencode

from bot.sandbox import odata
from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.routes import check_properties, route
from bot.sandbox.sharepoint import files, items, queries
from bot.sandbox.sharepoint.answers import item_json
from bot.sandbox.sharepoint.drive_answers import file_json
from bot.sandbox.sharepoint.expand import Expand
from bot.sandbox.sharepoint.fields import fields_json
from bot.sandbox.sharepoint.items import Item
from bot.sandbox.sharepoint.library import delete as delete_file
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.sharepoint.select import selected
from bot.sandbox.sharepoint.site import open_list, site_of
from bot.sandbox.sharepoint.writing import check_match, delete_item, find_item, make_item, write_item

_ITEMS = "/sites/{site}/lists/{list}/items"
_ITEM = f"{_ITEMS}/{{item}}"
_PAGE = 200
_MOST = 5000
_SHOW = ("$expand", "expand", "$select")


@route("GET", _ITEMS, options=(*_SHOW, "$filter", "$orderby", "$top", "$skiptoken"))
def all_items(call: Call) -> dict[str, Any]:
    """A page of the list's items, by number unless ordered otherwise."""
    of, expand = _list(call), Expand(call)
    size, after = odata.number(call, "$top", _PAGE, 10**9), odata.number(call, "$skiptoken", 0, 10**9)
    size = min(size, _MOST)  # more is asked for in vain, not refused
    if "$filter" in call.query or "$orderby" in call.query:
        rest = queries.find(call, of)[after:]
        more, mark = len(rest) > size, after + size
    else:
        rest = items.after(call.tenant.db, of.id, after, size + 1)
        more, mark = len(rest) > size, rest[size - 1].id if len(rest) >= size else 0
    body: dict[str, Any] = {"value": [item_answer(call, of, item, expand) for item in rest[:size]]}
    if more:
        following = urlencode({**call.query, "$skiptoken": str(mark)})
        body["@odata.nextLink"] = f"{call.tenant.base_url}/v1.0{call.path}?{following}"
    return body


@route("POST", _ITEMS)
def add_item(call: Call) -> Answer:
    """A new item."""
    of, body = _list(call), call.json()
    check_properties(body, ("fields", "contentType"), "microsoft.graph.listItem")
    if of.is_library or of.template == "userInformation":
        raise GraphError(400, "invalidRequest", f"Items of the list '{of.title}' are not made this way.")
    item = make_item(call, of, body.get("fields") or {})
    return _with_etag(call, of, item, 201)


@route("GET", _ITEM, options=_SHOW)
def one_item(call: Call) -> dict[str, Any]:
    """An item by its number."""
    of = _list(call)
    return item_answer(call, of, find_item(call.tenant, of, call.params["item"]), Expand(call))


@route("PATCH", _ITEM)
def revise_item(call: Call) -> Answer:
    """Writes the fields given; with If-Match only if nobody wrote since."""
    of, body = _list(call), call.json()
    check_properties(body, ("fields",), "microsoft.graph.listItem")
    item = write_item(call, of, find_item(call.tenant, of, call.params["item"]), body.get("fields") or {})
    return _with_etag(call, of, item, 200)


@route("DELETE", _ITEM)
def remove_item(call: Call) -> None:
    """Deletes an item, and in a library its file."""
    of = _list(call)
    item = find_item(call.tenant, of, call.params["item"])
    check_match(call, item.etag)
    file = files.of_item(call.tenant.db, item)
    if file is None:
        delete_item(call, item)
    else:
        delete_file(call, of, file)


@route("GET", f"{_ITEM}/fields", options=("$select",))
def item_fields(call: Call) -> dict[str, Any]:
    """The fields of an item alone."""
    of = _list(call)
    chosen = call.query.get("$select")
    names = [name.strip() for name in chosen.split(",")] if chosen else None
    return fields_json(call.tenant, of, find_item(call.tenant, of, call.params["item"]), names)


@route("PATCH", f"{_ITEM}/fields")
def revise_fields(call: Call) -> Answer:
    """Writes the fields given; with If-Match only if nobody wrote since."""
    of = _list(call)
    item = write_item(call, of, find_item(call.tenant, of, call.params["item"]), call.json())
    return Answer(200, fields_json(call.tenant, of, item), {"ETag": item.etag})


def item_answer(call: Call, of: SiteList, item: Item, expand: Expand) -> dict[str, Any]:
    """An item with what was asked of it."""
    site = site_of(call.tenant)
    shown = selected(call, "listItem", item_json(call.tenant, site, of, item))
    if expand.fields:
        shown["fields"] = fields_json(call.tenant, of, item, expand.chosen)
    file = files.of_item(call.tenant.db, item) if expand.drive_item else None
    if file is not None:
        shown["driveItem"] = file_json(call.tenant, site, of, file, item)
    return shown


def _list(call: Call) -> SiteList:
    return open_list(call.tenant, call.params["site"], call.params["list"])


def _with_etag(call: Call, of: SiteList, item: Item, status: int) -> Answer:
    shown = item_json(call.tenant, site_of(call.tenant), of, item)
    return Answer(status, shown | {"fields": fields_json(call.tenant, of, item)}, {"ETag": item.etag})
