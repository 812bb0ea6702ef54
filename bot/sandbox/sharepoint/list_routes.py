"""Lists: found, made, renamed, deleted."""

from dataclasses import replace
from typing import Any

from bot.sandbox import odata
from bot.sandbox.http import Call, GraphError
from bot.sandbox.routes import check_properties, route
from bot.sandbox.sharepoint import authors, columns, files, items, lists, lookups, value_index
from bot.sandbox.sharepoint.answers import column_json, list_json
from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.sharepoint.select import narrowed, selected
from bot.sandbox.sharepoint.site import LIBRARY_NAME, file_columns, found, open_list
from bot.sandbox.sharepoint.writing import check_match

_LIST = "/sites/{site}/lists/{list}"
_TEMPLATES = ("genericList", "documentLibrary")


@route("GET", "/sites/{site}/lists", options=("$select", "$filter", "$top", "$skip", "$orderby", "$expand"))
def all_lists(call: Call) -> dict[str, Any]:
    """The lists by title; hidden ones only where `system` is selected, as the service does."""
    found(call.tenant, call.params["site"])
    system = "system" in _selected(call)
    shown = [_full(call, of) for of in lists.every(call.tenant.db) if system or not of.hidden]
    body = odata.page(call, narrowed(call, "list", shown), 200, 1000)
    return {**body, "value": [_chosen(call, one) for one in body["value"]]}


@route("POST", "/sites/{site}/lists", status=201)
def make_list(call: Call) -> dict[str, Any]:
    """A new list with its columns; 400 and no list where one column is wrong."""
    site = found(call.tenant, call.params["site"])
    body = call.json()
    check_properties(body, ("displayName", "name", "description", "columns", "list"), "microsoft.graph.list")
    title = body.get("displayName") or body.get("name")
    if not isinstance(title, str) or not title.strip():
        raise bad("A list needs a displayName.")
    info = body.get("list") or {}
    check_properties(info, ("template", "hidden", "contentTypesEnabled"), "microsoft.graph.listInfo")
    template = info.get("template", "genericList")
    if template not in _TEMPLATES:
        raise bad(f"Lists of the template '{template}' are not offered here: {' and '.join(_TEMPLATES)} are.")
    of = lists.create(
        call.tenant.db,
        title,
        _columns(call, template, body.get("columns") or []),
        authors.identity_set(call.tenant, call.who),
        call.tenant.clock.now,
        name=str(body.get("name") or ""),
        description=str(body.get("description") or ""),
        template=template,
        hidden=bool(info.get("hidden")),
    )
    return list_json(site, of)


@route("GET", _LIST, options=("$select", "$expand"))
def one_list(call: Call) -> dict[str, Any]:
    """A list by id, name or title."""
    return _chosen(call, _full(call, open_list(call.tenant, call.params["site"], call.params["list"])))


@route("PATCH", _LIST)
def revise_list(call: Call) -> dict[str, Any]:
    """Another title or description."""
    site = found(call.tenant, call.params["site"])
    of = open_list(call.tenant, call.params["site"], call.params["list"])
    body = call.json()
    check_properties(body, ("displayName", "description"), "microsoft.graph.list")
    check_match(call, of.etag)
    changed = replace(
        of, title=str(body.get("displayName") or of.title), description=str(body.get("description", of.description))
    )
    return list_json(site, lists.save(call.tenant.db, changed, call.tenant.clock.now))


@route("DELETE", _LIST)
def remove_list(call: Call) -> None:
    """Deletes a list with its items; those that the site is born with stay."""
    of = open_list(call.tenant, call.params["site"], call.params["list"])
    check_match(call, of.etag)
    if of.name == LIBRARY_NAME or of.template == "userInformation":
        raise GraphError(403, "accessDenied", f"The list '{of.title}' cannot be deleted.")
    files.drop_list(call.tenant.db, of)
    items.drop_list(call.tenant.db, of.id)
    value_index.drop_list(call.tenant.db, of.id)
    lists.remove(call.tenant.db, of)


def _columns(call: Call, template: str, given: Any) -> list[columns.Column]:
    if not isinstance(given, list):
        raise bad("columns must be a list.")
    own = (*columns.standard(), *(file_columns() if template == "documentLibrary" else ()))
    for body in given:
        column = columns.define(body)
        if column["name"] == own[0]["name"]:
            own = (columns.revise(own[0], body), *own[1:])
            column = own[0]
        else:
            own = columns.add(own, column)
        lookups.check_column(call.tenant, column)
    return list(own)


def _selected(call: Call) -> set[str]:
    return {name.strip() for name in call.query.get("$select", "").split(",")}


def _full(call: Call, of: SiteList) -> dict[str, Any]:
    site = found(call.tenant, call.params["site"])
    shown = list_json(site, of, with_system="system" in _selected(call))
    expand = call.query.get("$expand")
    if expand not in (None, "columns"):
        raise GraphError(400, "BadRequest", f"$expand={expand} is not known on a list: columns is.")
    return shown | ({"columns": [column_json(one) for one in of.columns]} if expand else {})


def _chosen(call: Call, shown: dict[str, Any]) -> dict[str, Any]:
    return selected(call, "list", shown, ("columns",) if "$expand" in call.query else ())
