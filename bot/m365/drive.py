"""The site's document library: folders, files, their columns, and the service's own conversion to PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.errors import TenantError
from bot.m365.graph import Graph, GraphFault, Part
from bot.m365.identity import Author, author_of
from bot.m365.lists import Item, ItemList, Site, parse_item
from bot.m365.making import look_or_make
from bot.m365.messages import parse_moment
from bot.m365.upload import upload as upload_ranges

SMALL = 4_000_000
"""Bytes that one PUT takes; above it an upload session."""


@dataclass(frozen=True, slots=True)
class DriveItem:
    """A file or folder. SharePoint rewrites Office files on upload: what is downloaded differs from what was sent."""

    id: str
    etag: str
    name: str
    web_url: str
    size: int
    modified: datetime | None
    modified_by: Author = Author()
    is_folder: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A file or folder (`file`) together with the list item that holds its columns (`item`)."""

    file: DriveItem
    item: Item


class Library:
    """The default document library of a site. Paths are `Proeven/Golf 1`, without a slash in front; '' is the root."""

    def __init__(self, graph: Graph, site: Site) -> None:
        self.graph, self._site = graph, site
        self._drive = self._list = ""

    @property
    def path(self) -> str:
        """Where the drive stands below /v1.0; looked up once."""
        if not self._drive:
            self._drive = str(self.graph.get(f"{self._site.path}/drive?$select=id")["id"])
        return f"/drives/{self._drive}"

    def ensure_folder(self, path: str) -> DriveItem:
        """The folder, made with those above it where absent."""
        parent = ""
        for name in path.strip("/").split("/"):
            found = self._make_folder(parent, name)
            parent = f"{parent}/{name}".strip("/")
        return found

    def upload(self, path: str, name: str, data: bytes) -> DriveItem:
        """Put a file in a folder, over one of that name; a version is kept of what it was."""
        target = self._at(f"{path}/{name}")
        if len(data) > SMALL:
            body = {"item": {"@microsoft.graph.conflictBehavior": "replace"}}
            session = self.graph.post(f"{target}/createUploadSession", body)
            return parse_drive_item(upload_ranges(self.graph, session["uploadUrl"], data))
        headers = {"Content-Type": "application/octet-stream"}
        # the same bytes to the same place: doing it again does no harm
        answer = self.graph.raw("PUT", f"{target}/content", data=data, headers=headers, safe=True)
        return parse_drive_item(answer.json())

    def get(self, path: str) -> DriveItem | None:
        """What stands at a path, None where nothing does."""
        try:
            return parse_drive_item(self.graph.get(self._at(path)))
        except GraphFault as fault:
            if fault.status != 404:
                raise
            return None

    def children(self, path: str) -> list[DriveItem]:
        """What is in a folder; an absent folder is empty."""
        try:
            return [parse_drive_item(entry) for entry in self.graph.pages(f"{self._at(path)}/children")]
        except GraphFault as fault:
            if fault.status != 404:
                raise
            return []

    def download(self, item_id: str) -> bytes:
        """The bytes of a file."""
        return bytes(self.graph.raw("GET", f"{self.path}/items/{item_id}/content").content)

    def delete_part(self, item_id: str) -> Part:
        """Remove a file or folder (to the site's recycle bin)."""
        return Part("DELETE", f"{self.path}/items/{item_id}")

    def items(self) -> ItemList:
        """The library as a list: its delta, its items' columns and versions, `patch_part` to set columns of a file."""
        if not self._list:
            self._list = self._find_list()
        return self._site.item_list(self._list)

    def rows(self) -> list[Row]:
        """Every file and folder with its columns, in one request a page."""
        path = f"{self.items().path}/items?$expand=fields,driveItem&$top=500"
        return [Row(parse_drive_item(entry["driveItem"]), parse_item(entry)) for entry in self.graph.pages(path)]

    def _find_list(self) -> str:
        """The one whose drive this is: a site may have more libraries."""
        for entry in self.graph.pages(f"{self._site.path}/lists?$select=id,list"):
            if entry["list"]["template"] == "documentLibrary":
                drive = self.graph.get(f"{self._site.path}/lists/{entry['id']}/drive?$select=id")
                if f"/drives/{drive['id']}" == self.path:
                    return str(entry["id"])
        raise TenantError(f"{self._site.url} has no document library: the site's owner must make one")

    def _make_folder(self, parent: str, name: str) -> DriveItem:
        body = {"name": name, "folder": {}, "@microsoft.graph.conflictBehavior": "fail"}
        return look_or_make(
            lambda: self.get(f"{parent}/{name}"),
            lambda: parse_drive_item(self.graph.post(f"{self._at(parent)}/children", body)),
        )

    def _at(self, path: str) -> str:
        clean = quote(path.strip("/"))
        return f"{self.path}/root:/{clean}:" if clean else f"{self.path}/items/root"


def parse_drive_item(entry: Mapping[str, Any]) -> DriveItem:
    """A drive item as Graph gives it."""
    modified = entry.get("lastModifiedDateTime")
    return DriveItem(
        id=str(entry["id"]),
        etag=str(entry.get("eTag") or ""),
        name=str(entry.get("name") or ""),
        web_url=str(entry.get("webUrl") or ""),
        size=int(entry.get("size") or 0),
        modified=parse_moment(modified) if modified else None,
        modified_by=author_of(entry.get("lastModifiedBy")),
        is_folder="folder" in entry,
    )
