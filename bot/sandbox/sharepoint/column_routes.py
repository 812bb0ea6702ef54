"""Columns of a list: shown, added, changed, removed."""

from dataclasses import replace
from typing import Any

from bot.sandbox import odata
from bot.sandbox.http import Call
from bot.sandbox.routes import route
from bot.sandbox.sharepoint import columns, items, lists, lookups, value_index
from bot.sandbox.sharepoint.answers import column_json
from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.sharepoint.columns import Column
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.sharepoint.select import narrowed, selected
from bot.sandbox.sharepoint.site import open_list

_COLUMNS = "/sites/{site}/lists/{list}/columns"


@route("GET", _COLUMNS, options=("$select", "$filter", "$orderby", "$top", "$skip"))
def all_columns(call: Call) -> dict[str, Any]:
    """All columns of the list, those of the service's own too."""
    shown = [column_json(column) for column in _list(call).columns]
    body = odata.page(call, narrowed(call, "columnDefinition", shown), 500, 1000)
    return {**body, "value": [selected(call, "columnDefinition", one) for one in body["value"]]}


@route("POST", _COLUMNS, status=201)
def add_column(call: Call) -> dict[str, Any]:
    """A new column; 409 where its name is taken."""
    of, column = _list(call), columns.define(call.json())
    lookups.check_column(call.tenant, column)
    changed = columns.add(of.columns, column)
    _save(call, of, changed)
    value_index.rebuild(call.tenant.db, changed[-1], items.every(call.tenant.db, of.id))
    return column_json(changed[-1])


@route("GET", f"{_COLUMNS}/{{column}}", options=("$select",))
def one_column(call: Call) -> dict[str, Any]:
    """A column by id or internal name."""
    shown = column_json(columns.find(_list(call).columns, call.params["column"]))
    return selected(call, "columnDefinition", shown)


@route("PATCH", f"{_COLUMNS}/{{column}}")
def revise_column(call: Call) -> dict[str, Any]:
    """Other choices, another title, indexed or unique from now on."""
    of = _list(call)
    before = _own(of, call.params["column"])
    after = columns.revise(before, call.json())
    lookups.check_column(call.tenant, after)
    _save(call, of, tuple(after if column is before else column for column in of.columns))
    if (after["indexed"], after["enforceUniqueValues"]) != (before["indexed"], before["enforceUniqueValues"]):
        value_index.end(call.tenant.db, of.id, before)
        value_index.rebuild(call.tenant.db, after, items.every(call.tenant.db, of.id))
    return column_json(after)


@route("DELETE", f"{_COLUMNS}/{{column}}")
def remove_column(call: Call) -> None:
    """Takes a column away; what items held in it is no longer shown."""
    of = _list(call)
    gone = _own(of, call.params["column"])
    if not gone["isDeletable"]:
        raise bad(f"Column {gone['name']} cannot be deleted.")
    value_index.end(call.tenant.db, of.id, gone)
    _save(call, of, tuple(column for column in of.columns if column is not gone))


def _list(call: Call) -> SiteList:
    return open_list(call.tenant, call.params["site"], call.params["list"])


def _own(of: SiteList, key: str) -> Column:
    column = columns.find(of.columns, key)
    if column["readOnly"]:
        raise bad(f"Column {column['name']} is read-only.")
    return column


def _save(call: Call, of: SiteList, own: tuple[Column, ...]) -> None:
    lists.save(call.tenant.db, replace(of, columns=own), call.tenant.clock.now)
