"""A SharePoint site and its lists: found by address, made and widened from declarations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

from bot.errors import TenantError
from bot.m365.graph import Graph
from bot.m365.identity import Author
from bot.m365.items import Item, ItemList, Version, item_in, parse_item, parse_versions
from bot.m365.making import look_or_make

__all__ = ["Author", "Item", "ItemList", "ListInfo", "Site", "Version", "item_in", "parse_item", "parse_versions"]


@dataclass(frozen=True, slots=True)
class ListInfo:
    """A list of the site; `name` is the one in its URL, `title` what people see."""

    id: str
    name: str
    title: str
    web_url: str = ""


class Site:
    """The site at a web URL (`https://contoso.sharepoint.com/sites/ontour`); its id is looked up at first use."""

    def __init__(self, graph: Graph, site_url: str) -> None:
        self.graph, self.url = graph, site_url.rstrip("/")
        self._id = ""

    @property
    def id(self) -> str:
        """Graph's id of the site."""
        return self._id or self.resolve()

    @property
    def path(self) -> str:
        """Where the site stands below /v1.0."""
        return f"/sites/{self.id}"

    def resolve(self) -> str:
        """Look the id up. TenantError when the address is none; GraphFault 404 when no such site is there."""
        parts = urlsplit(self.url)
        if not parts.hostname:
            raise TenantError(f"{self.url!r} is no address of a site: set m365.site_url to https://HOST/sites/NAME")
        where = f":{quote(parts.path)}" if parts.path.strip("/") else ""
        self._id = str(self.graph.get(f"/sites/{parts.hostname}{where}")["id"])
        return self._id

    def lists(self) -> dict[str, ListInfo]:
        """The lists by title."""
        entries = self.graph.pages(f"{self.path}/lists?$select=id,name,displayName,webUrl")
        return {info.title: info for info in map(_info, entries)}

    def create_list(self, declaration: Mapping[str, Any]) -> ListInfo:
        """Make a list with all its columns in one request; `declaration` is Graph's own shape of a list."""
        return _info(self.graph.post(f"{self.path}/lists", dict(declaration)))

    def ensure_columns(self, list_id: str, columns: Sequence[Mapping[str, Any]]) -> list[str]:
        """Add the columns (Graph's column definitions) whose internal `name` the list lacks; the names added.

        A choice column that is there gets the choices that it lacks, after those that stand there.
        """
        path = f"{self.path}/lists/{list_id}/columns"
        known = {str(entry["name"]): entry for entry in self.graph.pages(path)}
        # SharePoint changes one list at a time: in parallel, columns of one list run into each other
        for column in columns:
            name = str(column["name"])
            if name in known:
                self._widen(path, known[name], column)
            else:
                look_or_make(partial(self._column, path, name), partial(self.graph.post, path, dict(column)))
        return [str(column["name"]) for column in columns if column["name"] not in known]

    def ensure_list(self, declaration: Mapping[str, Any]) -> ListInfo:
        """The list titled `declaration["displayName"]`, made or widened where needed."""
        title = str(declaration["displayName"])
        found = look_or_make(lambda: self.lists().get(title), lambda: self.create_list(declaration))
        self.ensure_columns(found.id, declaration.get("columns", ()))
        return found

    def _column(self, path: str, name: str) -> dict[str, Any] | None:
        return next((entry for entry in self.graph.pages(path) if entry["name"] == name), None)

    def _widen(self, path: str, entry: Mapping[str, Any], column: Mapping[str, Any]) -> None:
        present, wanted = entry.get("choice"), column.get("choice")
        if not present or not wanted:
            return
        lacks = [one for one in wanted["choices"] if one not in present["choices"]]
        if lacks:
            choice = {**present, "choices": [*present["choices"], *lacks]}
            # the same choices again change nothing, so it may be repeated
            self.graph.raw("PATCH", f"{path}/{entry['id']}", json={"choice": choice}, safe=True)

    def item_list(self, list_id: str) -> ItemList:
        """The items of a list."""
        return ItemList(self.graph, self.id, list_id)


def _info(entry: Mapping[str, Any]) -> ListInfo:
    title = str(entry.get("displayName") or entry.get("name") or "")
    return ListInfo(str(entry["id"]), str(entry.get("name") or ""), title, str(entry.get("webUrl") or ""))
