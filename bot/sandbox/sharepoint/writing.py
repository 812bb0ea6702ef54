"""The rules of every write to a list item: its values, its eTag, its unique columns."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.http import Call, GraphError
from bot.sandbox.sharepoint import authors, items, uniques
from bot.sandbox.sharepoint.columns import bad
from bot.sandbox.sharepoint.items import Item
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.sharepoint.values import key_of, read_fields
from bot.sandbox.tenant import Tenant


def make_item(call: Call, of: SiteList, given: Any) -> Item:
    """A new item with these fields and the defaults of its columns."""
    tenant = call.tenant
    fields = {**_defaults(of), **checked_fields(tenant, of, given)}
    _check_required(of, fields)
    uniques.check_free(tenant.db, of.id, of.columns, fields)
    item = items.add(tenant.db, of.id, fields, authors.identity_set(tenant, call.who), tenant.clock.now)
    uniques.hold(tenant.db, of.columns, item, fields)
    return item


def write_item(call: Call, of: SiteList, item: Item, given: Any) -> Item:
    """The item after a write of these fields; 412 if the caller names another version than the one that stands."""
    check_match(call, item.etag)
    return put_fields(call, of, item, checked_fields(call.tenant, of, given))


def put_fields(call: Call, of: SiteList, item: Item, fields: Mapping[str, Any]) -> Item:
    """The item after a write of values that are known to be good."""
    tenant = call.tenant
    uniques.check_free(tenant.db, of.id, of.columns, fields, item.id)
    who, kept = authors.identity_set(tenant, call.who), tenant.settings.versions_kept
    written = items.write(tenant.db, item, fields, who, tenant.clock.now, kept)
    uniques.hold(tenant.db, of.columns, written, fields)
    return written


def delete_item(call: Call, item: Item) -> None:
    """Deletes an item and frees its unique values."""
    tenant = call.tenant
    uniques.let_go(tenant.db, item)
    items.remove(tenant.db, item, authors.identity_set(tenant, call.who), tenant.clock.now)


def checked_fields(tenant: Tenant, of: SiteList, given: Any) -> dict[str, Any]:
    """The values of a request's fields in the form in which they are kept; 400 names what is wrong."""
    return read_fields(of.columns, given, lambda number: authors.is_person(tenant, number))


def check_match(call: Call, etag: str) -> None:
    """412 if the request carries an If-Match of another version; without the header every write wins."""
    wanted = call.headers.get("if-match")
    if wanted not in (None, "*", etag):
        message = "The resource has changed since the caller last read it; usually an eTag mismatch"
        raise GraphError(412, "resourceModified", message)


def find_item(tenant: Tenant, of: SiteList, key: str) -> Item:
    """The item with this number; 404 otherwise."""
    item = items.get(tenant.db, of.id, int(key)) if key.isdecimal() else None
    if item is None:
        raise GraphError(404, "itemNotFound", f"There is no item {key} in the list '{of.title}'.")
    return item


def _defaults(of: SiteList) -> dict[str, Any]:
    given = {key_of(column): (column.get("defaultValue") or {}).get("value") for column in of.columns}
    return {key: value for key, value in given.items() if value is not None}


def _check_required(of: SiteList, fields: Mapping[str, Any]) -> None:
    for column in of.columns:
        if column["required"] and fields.get(key_of(column)) is None:
            raise bad(f"Field '{column['name']}' is required")
