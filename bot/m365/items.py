"""Items of a SharePoint list: read, changed with If-Match, with the versions behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.m365.graph import Graph, Part, Result, answer_of, require
from bot.m365.identity import Author, author_of
from bot.m365.messages import parse_moment


@dataclass(frozen=True, slots=True)
class Item:
    """A list item. `fields` by internal column name; Graph leaves empty columns out. `etag` holds quotes: keep them."""

    id: str
    etag: str
    fields: dict[str, Any] = field(default_factory=dict)
    modified_by: Author = Author()
    modified_at: datetime | None = None
    created_by: Author = Author()
    web_url: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an item, made by `by` at `at`: the columns as they stood in it."""

    id: str
    at: datetime
    by: Author
    fields: dict[str, Any]


class ItemList:
    """One list by its id. A part's result says 412 where the item changed since its eTag: read it again."""

    def __init__(self, graph: Graph, site_id: str, list_id: str) -> None:
        self.graph, self.id = graph, list_id
        self.path = f"/sites/{site_id}/lists/{list_id}"

    def items(self) -> list[Item]:
        """Every item with its fields."""
        return [parse_item(entry) for entry in self.graph.pages(f"{self.path}/items?$expand=fields&$top=500")]

    def item(self, item_id: str) -> Item:
        """One item with its fields."""
        return parse_item(self.graph.get(f"{self.path}/items/{item_id}?$expand=fields"))

    def item_part(self, item_id: str) -> Part:
        """The same as a part; its result goes to `item_in`."""
        return Part("GET", f"{self.path}/items/{item_id}?$expand=fields")

    def delta_start(self) -> str:
        """The link that reads all items for the first time; see bot.m365.delta and `parse_item`."""
        return f"{self.graph.base}{self.path}/items/delta?$expand=fields"

    def create_part(self, fields: Mapping[str, Any]) -> Part:
        """A new item; its result goes to `item_in` (fields may be absent from the answer)."""
        return Part("POST", f"{self.path}/items", {"fields": dict(fields)})

    def patch_part(self, item_id: str, fields: Mapping[str, Any], etag: str | None) -> Part:
        """Set these columns (None empties one) if the item is still at `etag`; without an etag the write wins silently.

        The result's `etag` is the new one.
        """
        headers = {"If-Match": etag} if etag else {}
        return Part("PATCH", f"{self.path}/items/{item_id}/fields", dict(fields), headers)

    def delete_part(self, item_id: str) -> Part:
        """Remove an item."""
        return Part("DELETE", f"{self.path}/items/{item_id}")

    def versions(self, item_id: str) -> list[Version]:
        """The versions that the list still keeps, newest first."""
        return _versions(list(self.graph.pages(f"{self.path}/items/{item_id}/versions?$expand=fields")))

    def versions_part(self, item_id: str) -> Part:
        """The same as a part (its first page: far more than approvals need); its result goes to `parse_versions`."""
        return Part("GET", f"{self.path}/items/{item_id}/versions?$expand=fields")


def parse_item(entry: Mapping[str, Any]) -> Item:
    """An item as Graph gives it, in a list, a delta or alone."""
    fields = entry.get("fields") or {}
    return Item(
        id=str(entry["id"]),
        etag=str(entry.get("eTag") or entry.get("@odata.etag") or fields.get("@odata.etag") or ""),
        fields=_columns(fields),
        modified_by=author_of(entry.get("lastModifiedBy")),
        modified_at=_moment(entry.get("lastModifiedDateTime")),
        created_by=author_of(entry.get("createdBy")),
        web_url=str(entry.get("webUrl") or ""),
    )


def item_in(result: Result) -> Item:
    """The item of `item_part` or `create_part`; raises GraphFault or Doubtful."""
    return parse_item(require(result, "a list item"))


def parse_versions(result: Result) -> list[Version]:
    """The versions of `versions_part`, newest first; raises GraphFault."""
    return _versions(answer_of(result, "the versions of a list item")["value"])


def _versions(entries: list[dict[str, Any]]) -> list[Version]:
    found = [
        Version(
            str(entry["id"]),
            parse_moment(entry["lastModifiedDateTime"]),
            author_of(entry.get("lastModifiedBy")),
            _columns(entry.get("fields") or {}),
        )
        for entry in entries
    ]
    return sorted(found, key=lambda version: version_number(version.id), reverse=True)


def version_number(version: str) -> tuple[int, ...]:
    """A version's id to compare by: `10.0` comes after `9.0`."""
    return tuple(int(piece) for piece in version.split(".") if piece.isdigit())


def _columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if "@odata" not in name}


def _moment(text: Any) -> datetime | None:
    return parse_moment(text) if text else None
