"""The fields of an item as answers show them: its own values, and those that the service adds."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.sandbox.sharepoint import authors, lookups
from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.sharepoint.columns import Column, is_lookup, is_multiple, key_of
from bot.sandbox.sharepoint.items import Item
from bot.sandbox.sharepoint.lists import SiteList
from bot.sandbox.sharepoint.versions import Version
from bot.sandbox.tenant import Tenant

_ALWAYS = ("@odata.etag", "id")
_PLAIN = {
    "Edit": "",
    "ItemChildCount": "0",
    "FolderChildCount": "0",
    "_ComplianceFlags": "",
    "_ComplianceTag": "",
    "_ComplianceTagUserId": "",
    "_ComplianceTagWrittenTime": "",
}
"""What the service answers with every item and nobody writes; some are empty texts, unlike empty columns."""


def fields_json(
    tenant: Tenant, of: SiteList, item: Item, chosen: Iterable[str] | None = None, version: Version | None = None
) -> dict[str, Any]:
    """The fields of an item, or of one of its versions; those that are empty are absent. `chosen` picks some.

    A person or lookup is answered as `<Name>LookupId`, and as `<Name>` with what people see where that is chosen; a
    column with several of them as `<Name>` with both. 400 for a chosen name that is no field.
    """
    at = version or Version(item.ui, item.modified, item.modified_by, item.fields)
    values = {**at.fields, **_system(tenant, of, item, at)}
    several = [column for column in of.columns if is_lookup(column) and is_multiple(column)]
    for column in several:
        numbers = values.pop(key_of(column), None)
        if numbers:
            values[column["name"]] = [lookups.shown(tenant, column, number) for number in numbers]
    if chosen is None:
        return values
    return _chosen(tenant, of, values, chosen)


def type_name(of: SiteList, item: Item) -> str:
    """The name of the item's content type."""
    return str(item.fields.get("ContentType") or ("Document" if of.is_library else "Item"))


def _system(tenant: Tenant, of: SiteList, item: Item, at: Version) -> dict[str, Any]:
    title, name = at.fields.get("Title"), at.fields.get("FileLeafRef")
    shown = {"LinkTitle": title, "LinkTitleNoMenu": title, "LinkFilename": name, "LinkFilenameNoMenu": name}
    return {
        **{key: value for key, value in shown.items() if value is not None},
        **_PLAIN,
        **({} if of.is_library else {"Attachments": False}),
        "@odata.etag": item.etag,
        "id": str(item.id),
        "ContentType": type_name(of, item),
        "Modified": at.modified,
        "Created": item.created,
        "AuthorLookupId": authors.lookup_id(tenant, item.created_by),
        "EditorLookupId": authors.lookup_id(tenant, at.modified_by),
        "_UIVersionString": at.id,
    }


def _chosen(tenant: Tenant, of: SiteList, values: Mapping[str, Any], chosen: Iterable[str]) -> dict[str, Any]:
    columns = {name: column for column in of.columns for name in (column["name"], key_of(column))}
    picked = {name: values[name] for name in _ALWAYS}
    for name in chosen:
        if name not in columns and name not in values:
            raise bad(f"Field '{name}' is not recognized")
        value = values.get(name)
        if value is None and name in columns:
            value = _seen(tenant, columns[name], values)
        if value is not None:
            picked[name] = value
    return picked


def _seen(tenant: Tenant, column: Column, values: Mapping[str, Any]) -> Any:
    """What people see of the one person or item that a column points at."""
    number = values.get(key_of(column)) if is_lookup(column) and not is_multiple(column) else None
    return lookups.shown(tenant, column, number)["LookupValue"] if number else None
