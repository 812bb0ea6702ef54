"""Which items of a list are asked for, and in which order: `$filter` and `$orderby` on properties and fields."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox import odata
from bot.sandbox.filters import conjuncts, fields_of_filter, parse_filter
from bot.sandbox.http import Call, GraphError
from bot.sandbox.sharepoint import items, value_index
from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.sharepoint.columns import Column, key_of, kind_of
from bot.sandbox.sharepoint.items import Item
from bot.sandbox.sharepoint.lists import SiteList

PREFERENCE = "HonorNonIndexedQueriesWarningMayFailRandomly"
_ALWAYS_INDEXED = {"id", "ID"}
_SYSTEM = {"Created", "Modified", "AuthorLookupId", "EditorLookupId", "ContentType", "_UIVersionString"}
_PROPERTIES = {"id", "createdDateTime", "lastModifiedDateTime"}


class Several(tuple[Any, ...]):
    """A value of several choices or people: it equals each of them, as SharePoint's queries see it."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return any(str(one).casefold() == str(other).casefold() for one in self)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = tuple.__hash__


def find(call: Call, of: SiteList) -> list[Item]:
    """The items that `$filter` finds, in the order of `$orderby` or of their numbers.

    Raises 400 for a field that is not indexed unless the caller prefers to risk it, and what the tenant's settings
    say (`list_view_error`) where more items than the threshold would be looked at for it.
    """
    condition, order = call.query.get("$filter"), call.query.get("$orderby")
    named = fields_of_filter(condition) if condition else set()
    ordered = {clause.split()[0] for clause in order.split(",") if clause.strip()} if order else set()
    fields = {key: column for column in of.columns for key in (key_of(column), column["name"])}
    for path in sorted(named | ordered):
        _check_known(fields, path)
    loose = sorted(path for path in named | ordered if not _is_indexed(fields, path))
    indexed = _by_index(call, of, fields, condition)
    if loose:
        _check_preferred(call, loose[0].removeprefix("fields/"))
        _check_threshold(call, items.count(call.tenant.db, of.id) if indexed is None else len(indexed))
    test = parse_filter(condition) if condition else lambda _row: True
    kinds = {key_of(column): kind_of(column) for column in of.columns}
    try:
        candidates = items.every(call.tenant.db, of.id) if indexed is None else indexed
        rows = [row for item in candidates if test(row := _row(item, kinds))]
        return [row["item"] for row in odata.order(rows, order)]
    except ValueError:
        raise bad(f"The filter compares a field with a value of another kind: {condition}") from None


def _by_index(call: Call, of: SiteList, fields: Mapping[str, Column], condition: str | None) -> list[Item] | None:
    """The items with a value that an index knows, where the whole filter asks for that; None where it does not."""
    for path, operator, wanted in conjuncts(condition or ""):
        column = fields.get(path.removeprefix("fields/"))
        if column and column["indexed"] and kind_of(column) in ("text", "choice") and operator == "eq" and wanted:
            numbers = value_index.holders(call.tenant.db, of.id, column["name"], wanted)
            return [item for number in numbers if (item := items.get(call.tenant.db, of.id, number))]
    return None


def _row(item: Item, kinds: Mapping[str, str]) -> dict[str, Any]:
    fields = {key: _compared(value, kinds.get(key, "text")) for key, value in item.fields.items()}
    system = {"Created": item.created, "Modified": item.modified, "id": item.id, "ID": item.id}
    return {
        "item": item,
        "id": str(item.id),
        "createdDateTime": item.created,
        "lastModifiedDateTime": item.modified,
        "fields": {**fields, **system},
    }


def _compared(value: Any, kind: str) -> Any:
    """A value as it is compared and ordered: text without regard to the case of its letters, persons by number."""
    if isinstance(value, list):
        return Several(value)
    if kind in ("personOrGroup", "lookup"):
        return int(value)
    return value.lower() if kind in ("text", "choice") and isinstance(value, str) else value


def _check_known(fields: Mapping[str, Column], path: str) -> None:
    name = path.removeprefix("fields/")
    if name == path and path not in _PROPERTIES:
        raise bad(f"'{path}' cannot be referenced in filter or orderby.")
    if name != path and name not in fields and name not in _SYSTEM | _ALWAYS_INDEXED:
        raise bad(f"Field '{name}' is not recognized")


def _is_indexed(fields: Mapping[str, Column], path: str) -> bool:
    name = path.removeprefix("fields/")
    return name == path or name in _ALWAYS_INDEXED or bool(fields.get(name, {}).get("indexed"))


def _check_preferred(call: Call, name: str) -> None:
    if call.prefer(PREFERENCE) is None:
        raise bad(
            f"Field '{name}' cannot be referenced in filter or orderby as it is not indexed. Provide the"
            f" 'Prefer: {PREFERENCE}' header to allow this, but be warned that such queries may fail on large lists."
        )


def _check_threshold(call: Call, looked_at: int) -> None:
    if looked_at > call.tenant.settings.list_view_threshold:
        status = int(call.tenant.settings.list_view_error)
        text = "The attempted operation is prohibited because it exceeds the list view threshold."
        raise GraphError(status, _CODES[status], text)


_CODES = {429: "activityLimitReached", 500: "generalException"}
