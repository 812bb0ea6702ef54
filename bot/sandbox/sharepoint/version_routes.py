"""Versions of a list item: what stood in it, when, and by whom."""

from typing import Any

from bot.sandbox import odata
from bot.sandbox.http import Call, GraphError
from bot.sandbox.routes import route
from bot.sandbox.sharepoint import versions
from bot.sandbox.sharepoint.answers import version_json
from bot.sandbox.sharepoint.columns import key_of
from bot.sandbox.sharepoint.items import Item
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.sharepoint.select import selected
from bot.sandbox.sharepoint.site import open_list
from bot.sandbox.sharepoint.versions import Version
from bot.sandbox.sharepoint.writing import find_item, put_fields

_VERSIONS = "/sites/{site}/lists/{list}/items/{item}/versions"
_OPTIONS = ("$expand", "$select", "$top", "$skip")


@route("GET", _VERSIONS, options=_OPTIONS)
def all_versions(call: Call) -> dict[str, Any]:
    """The versions that the list keeps, newest first."""
    of, item = _item(call)
    body = odata.page(call, [{"version": one} for one in versions.every(call.tenant.db, item)], 200, 1000)
    return {**body, "value": [_shown(call, of, item, row["version"]) for row in body["value"]]}


@route("GET", f"{_VERSIONS}/{{version}}", options=("$expand", "$select"))
def one_version(call: Call) -> dict[str, Any]:
    """One version by its id, such as `3.0`."""
    of, item = _item(call)
    return _shown(call, of, item, _version(call, item))


@route("POST", f"{_VERSIONS}/{{version}}/restoreVersion", status=204)
def restore(call: Call) -> None:
    """Writes what stood in an older version again. The new version cannot be told from an edit."""
    of, item = _item(call)
    old = _version(call, item)
    keys = [key_of(column) for column in of.columns if not column["readOnly"]]
    put_fields(call, of, item, {key: old.fields.get(key) for key in keys})


def _item(call: Call) -> tuple[SiteList, Item]:
    of = open_list(call.tenant, call.params["site"], call.params["list"])
    return of, find_item(call.tenant, of, call.params["item"])


def _version(call: Call, item: Item) -> Version:
    for version in versions.every(call.tenant.db, item):
        if version.id == call.params["version"]:
            return version
    raise GraphError(404, "itemNotFound", f"Item {item.id} has no version {call.params['version']}.")


def _shown(call: Call, of: SiteList, item: Item, version: Version) -> dict[str, Any]:
    expand = call.query.get("$expand")
    if expand not in (None, "fields"):
        raise GraphError(400, "BadRequest", f"$expand={expand} is not known on a version: fields is.")
    shown = version_json(call.tenant, of, item, version, with_fields=expand == "fields")
    return selected(call, "listItemVersion", shown, ("fields",) if expand else ())
