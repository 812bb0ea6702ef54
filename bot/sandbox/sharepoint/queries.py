"""Query options on list items: which fields to show, which items to find, in which order."""

import re
from collections.abc import Mapping
from typing import Any

from bot.sandbox import odata
from bot.sandbox.http import Call, GraphError
from bot.sandbox.sharepoint import items
from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.sharepoint.columns import key_of
from bot.sandbox.sharepoint.items import Item
from bot.sandbox.sharepoint.lists import SiteList

PREFERENCE = "HonorNonIndexedQueriesWarningMayFailRandomly"
_EXPAND = re.compile(r"fields(?:\(\$?select=([^()]+)\))?", re.IGNORECASE)
_ALWAYS_INDEXED = {"id", "ID"}
_SYSTEM = {"Created", "Modified", "AuthorLookupId", "EditorLookupId", "ContentType", "_UIVersionString"}


class Expand:
    """What `$expand` asks for: `fields`, `fields(select=A,B)`, `driveItem`, or several, separated by commas."""

    def __init__(self, call: Call) -> None:
        self.fields = self.drive_item = False
        self.chosen: tuple[str, ...] | None = None
        self.asked = call.query.get("$expand") or call.query.get("expand") or ""
        for part in re.split(r",(?![^(]*\))", self.asked):
            self._take(part.strip())

    def _take(self, part: str) -> None:
        found = _EXPAND.fullmatch(part)
        if found:
            self.fields = True
            self.chosen = tuple(name.strip() for name in found[1].split(",")) if found[1] else None
        elif part == "driveItem":
            self.drive_item = True
        elif part:
            raise GraphError(400, "BadRequest", f"$expand={part} is not known on a list item.")


def find(call: Call, of: SiteList) -> list[Item]:
    """The items that `$filter` finds, in the order of `$orderby` or of their numbers."""
    condition, order = call.query.get("$filter"), call.query.get("$orderby")
    named = odata.fields_of_filter(condition) if condition else set()
    ordered = {clause.split()[0] for clause in order.split(",") if clause.strip()} if order else set()
    for path in sorted(named | ordered):
        _check_indexed(call, of, path)
    test = odata.parse_filter(condition) if condition else lambda _row: True
    rows = [row for item in items.every(call.tenant.db, of.id) if test(row := _row(item))]
    return [row["item"] for row in odata.order(rows, order)]


def _row(item: Item) -> dict[str, Any]:
    system: Mapping[str, Any] = {"Created": item.created, "Modified": item.modified, "id": item.id, "ID": item.id}
    return {
        "item": item,
        "id": str(item.id),
        "createdDateTime": item.created,
        "lastModifiedDateTime": item.modified,
        "fields": {**item.fields, **system},
    }


def _check_indexed(call: Call, of: SiteList, path: str) -> None:
    if not path.startswith("fields/"):
        if path not in ("id", "createdDateTime", "lastModifiedDateTime"):
            raise bad(f"'{path}' cannot be referenced in filter or orderby.")
        return
    name = path.removeprefix("fields/")
    columns = {key: column for column in of.columns for key in (key_of(column), column["name"])}
    if name not in columns and name not in _SYSTEM | _ALWAYS_INDEXED:
        raise bad(f"Field '{name}' is not recognized")
    indexed = name in _ALWAYS_INDEXED or columns.get(name, {}).get("indexed")
    if not indexed and call.prefer(PREFERENCE) is None:
        raise bad(
            f"Field '{name}' cannot be referenced in filter or orderby as it is not indexed. Provide the"
            f" 'Prefer: {PREFERENCE}' header to allow this, but be warned that such queries may fail on large lists."
        )
