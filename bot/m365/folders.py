"""Folders and categories of a mailbox: few, read whole; categories are made where absent."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from bot.m365.graph import Graph, Part, require
from bot.m365.messages import Folder

WELL_KNOWN = ("inbox", "drafts", "sentitems", "deleteditems", "junkemail", "archive", "outbox")
_FIELDS = "$select=id,displayName,parentFolderId,childFolderCount&$top=100"


def read(graph: Graph, mailbox: str) -> dict[str, Folder]:
    """Every folder of `/users/...` by id. Names depend on the mailbox's language; `well_known` does not."""
    ids = _well_known_ids(graph, mailbox)
    level = list(graph.pages(f"{mailbox}/mailFolders?{_FIELDS}"))
    found: dict[str, Folder] = {}
    while level:
        found |= {str(entry["id"]): _folder(entry, ids) for entry in level}
        parents = [str(entry["id"]) for entry in level if entry.get("childFolderCount")]
        inside = [graph.pages(f"{mailbox}/mailFolders/{parent}/childFolders?{_FIELDS}") for parent in parents]
        level = list(chain.from_iterable(inside))
    return found


def ensure_categories(graph: Graph, mailbox: str, names: Sequence[str]) -> None:
    """Master categories, made where absent, each with a colour of its own."""
    path = f"{mailbox}/outlook/masterCategories"
    known = {str(entry["displayName"]) for entry in graph.pages(path)}
    absent = [(name, f"preset{number % 25}") for number, name in enumerate(names) if name not in known]
    results = graph.batch([Part("POST", path, {"displayName": name, "color": color}) for name, color in absent])
    for (name, _), result in zip(absent, results, strict=True):
        if result.status != 409:  # someone made it in between
            require(result, f"category {name}")


def _well_known_ids(graph: Graph, mailbox: str) -> dict[str, str]:
    results = graph.batch([Part("GET", f"{mailbox}/mailFolders/{name}?$select=id") for name in WELL_KNOWN])
    return {str(result.body["id"]): name for name, result in zip(WELL_KNOWN, results, strict=True) if result.ok}


def _folder(entry: Mapping[str, Any], ids: Mapping[str, str]) -> Folder:
    return Folder(str(entry["displayName"]), ids.get(str(entry["id"]), ""), str(entry.get("parentFolderId") or ""))
