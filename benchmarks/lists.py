"""Give 342 items of a list a new value: read, then write in batches with If-Match; O365 writes one by one, without."""

from collections.abc import Iterable
from typing import Any

from benchmarks.tenant import Measured, Tenant, measure, tenant, trips
from bot.m365.graph import Graph
from bot.m365.lists import ItemList, Site

COUNT = 342
DECLARATION = {
    "displayName": "Meting",
    "list": {"template": "genericList"},
    "columns": [{"name": "CbsCode", "text": {}}, {"name": "Stand", "text": {}}],
}


def run() -> Iterable[str]:
    """The line for the table."""
    with tenant() as here:
        graph = here.ours()
        items = _fill(here, graph)
        naive = _naively(here, "Aangeschreven")
        ours = _ours(graph, items, "In belactie")
        assert {item.fields["Stand"] for item in items.items()} == {"In belactie"}
    yield (
        f"update {COUNT} list items: {trips(ours.round_trips)}, {naive.seconds / ours.seconds:.1f}x naive O365 "
        f"({trips(naive.round_trips)})"
    )


def _fill(here: Tenant, graph: Graph) -> ItemList:
    site = Site(graph, here.ready["site_url"])
    items = site.item_list(site.create_list(DECLARATION).id)
    row: dict[str, Any] = {"Stand": "Nog te benaderen"}
    made = graph.batch(
        [items.create_part({"Title": f"Gemeente {n}", "CbsCode": f"GM{n:04}", **row}) for n in range(COUNT)]
    )
    assert all(result.ok for result in made)
    return items


def _ours(graph: Graph, items: ItemList, value: str) -> Measured:
    with measure(graph) as measured:
        parts = [items.patch_part(item.id, {"Stand": value}, item.etag) for item in items.items()]
        assert all(result.ok for result in graph.batch(parts))
    return measured


def _naively(here: Tenant, value: str) -> Measured:
    naive = here.naive()
    host, _, path = here.ready["site_url"].removeprefix("https://").partition("/")
    site = naive.account.sharepoint().get_site(host.partition(":")[0], f"/{path}")
    sharepoint_list = site.get_list_by_name("Meting")
    with measure(naive) as measured:
        for item in sharepoint_list.get_items(expand_fields=True):
            item.update_fields({"Stand": value})
            assert item.save_updates()
    return measured
