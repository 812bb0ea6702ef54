"""The rules of every write to a list item: its values, its eTag, its unique columns."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.http import Call, GraphError
from bot.sandbox.sharepoint import authors, items, lookups, value_index
from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.sharepoint.columns import key_of
from bot.sandbox.sharepoint.defaults import defaults
from bot.sandbox.sharepoint.items import Item
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.sharepoint.values import read_fields
from bot.sandbox.tenant import Tenant


def make_item(call: Call, of: SiteList, given: Any) -> Item:
    """A new item with these fields and the defaults of its columns."""
    tenant = call.tenant
    fields = {**defaults(list(of.columns), tenant.clock.now), **checked_fields(tenant, of, given)}
    _check_required(of, fields)
    value_index.check_free(tenant.db, of.id, of.columns, fields)
    item = items.add(tenant.db, of.id, fields, authors.identity_set(tenant, call.who), tenant.clock.now)
    value_index.hold(tenant.db, of.columns, item, fields)
    return item


def write_item(call: Call, of: SiteList, item: Item, given: Any) -> Item:
    """The item after a write of these fields; 412 if the caller names another version than the one that stands."""
    check_match(call, item.etag)
    return put_fields(call, of, item, checked_fields(call.tenant, of, given))


def put_fields(call: Call, of: SiteList, item: Item, fields: Mapping[str, Any]) -> Item:
    """The item after a write of values that are known to be good."""
    tenant = call.tenant
    value_index.check_free(tenant.db, of.id, of.columns, fields, item.id)
    who, kept = authors.identity_set(tenant, call.who), tenant.settings.versions_kept if of.versioning else 0
    written = items.write(tenant.db, item, fields, who, tenant.clock.now, kept)
    value_index.hold(tenant.db, of.columns, written, fields)
    return written


def delete_item(call: Call, item: Item) -> None:
    """Deletes an item and frees its unique values."""
    tenant = call.tenant
    value_index.let_go(tenant.db, item)
    items.remove(tenant.db, item, authors.identity_set(tenant, call.who), tenant.clock.now)


def checked_fields(tenant: Tenant, of: SiteList, given: Any) -> dict[str, Any]:
    """The values of a request's fields in the form in which they are kept; 400 names what is wrong."""
    return read_fields(of.columns, given, lambda column, number: lookups.reaches(tenant, column, number))


def check_match(call: Call, *tags: str) -> None:
    """412 if the request carries an If-Match of another version; without the header every write wins."""
    wanted = call.headers.get("if-match")
    if wanted not in (None, "*", *tags):
        message = "The resource has changed since the caller last read it; usually an eTag mismatch"
        raise GraphError(412, "resourceModified", message)


def unchanged(call: Call, *tags: str) -> bool:
    """Does the caller hold this version already (If-None-Match)? The answer is 304 then."""
    return call.headers.get("if-none-match") in tags


def find_item(tenant: Tenant, of: SiteList, key: str) -> Item:
    """The item with this number; 404 otherwise."""
    item = items.get(tenant.db, of.id, int(key)) if key.isdecimal() else None
    if item is None:
        raise GraphError(404, "itemNotFound", f"There is no item {key} in the list '{of.title}'.")
    return item


def _check_required(of: SiteList, fields: Mapping[str, Any]) -> None:
    for column in of.columns:
        if column["required"] and fields.get(key_of(column)) is None:
            raise bad(f"Field '{column['name']}' is required")
