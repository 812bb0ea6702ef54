"""What changed since a link: Outlook's dialect and SharePoint's, with one way back after 410 Gone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.m365 import retry
from bot.m365.graph import Graph, GraphFault, Part, Result, refusal_of, relative

PAGE = 200
"""Messages a page: with bodies of 20 KB about 4 MB."""


@dataclass(frozen=True, slots=True)
class DeltaPage:
    """Everything since the link that was read, up to the next `link`, which is to be kept for the next time.

    `items` are as Graph gives them, one per id; an Outlook item may hold only what changed. With `resync` the service
    had forgotten the link: `items` is then all that exists, and what is known but not in it is gone.
    """

    items: list[dict[str, Any]] = field(default_factory=list)
    removed_ids: list[str] = field(default_factory=list)
    link: str = ""
    resync: bool = False


def part(link: str) -> Part:
    """The first page as part of a batch; give its result to `absorb`."""
    return Part("GET", relative(link), headers=_headers(link))


def read(graph: Graph, link: str, restart: str = "") -> DeltaPage:
    """All pages from `link` (a start link of Mailbox, ItemList or Calendar, or the last page's `link`).

    `restart`: the start link, to begin again with when the service answers 410 without saying where.
    """
    return absorb(graph, _page(graph, link), restart)


def absorb(graph: Graph, result: Result, restart: str = "") -> DeltaPage:
    """What a first page (the result of `part`) and the pages after it say. Raises GraphFault when refused."""
    found: dict[str, dict[str, Any]] = {}
    resync = False
    while True:
        if result.status == 410:
            link = retry.header(result.headers, "Location") or restart
            if not link or resync:
                raise refusal_of(result, "a delta link")
            found, resync = {}, True
        elif not result.ok:
            raise refusal_of(result, "a delta link")
        else:
            _collect(found, result.body)
            link = result.body.get("@odata.nextLink", "")
            if not link:
                return _sorted(found, str(result.body.get("@odata.deltaLink", "")), resync)
        result = _page(graph, link)


def _page(graph: Graph, link: str) -> Result:
    try:
        answer = graph.raw("GET", link, headers=_headers(link))
    except GraphFault as fault:
        if fault.status != 410:
            raise
        return Result(410, {"error": {"code": fault.code, "message": fault.message}}, fault.headers)
    return Result(answer.status_code, answer.json(), dict(answer.headers))


def _collect(found: dict[str, dict[str, Any]], page: Mapping[str, Any]) -> None:
    """The same id may come more than once: the last word about each property counts, and a removal ends it."""
    for item in page.get("value", []):
        key = str(item["id"])
        known = {} if _gone(item) or _gone(found.get(key, {})) else found.get(key, {})
        found[key] = {**known, **item}


def _sorted(found: Mapping[str, dict[str, Any]], link: str, resync: bool) -> DeltaPage:
    return DeltaPage(
        items=[item for item in found.values() if not _gone(item)],
        removed_ids=[key for key, item in found.items() if _gone(item)],
        link=link,
        resync=resync,
    )


def _gone(item: Mapping[str, Any]) -> bool:
    """Outlook says @removed, a list says deleted."""
    return "@removed" in item or "deleted" in item


def _headers(link: str) -> dict[str, str]:
    """Outlook takes the kind of id and the page size from each request; lists carry theirs in the link."""
    if "/users/" in link or "/me/" in link:
        return {"Prefer": f'IdType="ImmutableId", odata.maxpagesize={PAGE}'}
    return {}
