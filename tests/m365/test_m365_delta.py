"""Both dialects of delta, pages and the way back after 410."""

from typing import Any

import pytest

from bot.m365 import delta
from bot.m365.graph import Graph, GraphFault, Result

LINK = "/users/a/mailFolders/inbox/messages/delta?$deltatoken=1"


def page(script: Any, *items: dict[str, Any], next_page: str = "", after: str = "") -> tuple[int, dict[str, str], Any]:
    links = {"@odata.nextLink": next_page, "@odata.deltaLink": after}
    absolute = {name: f"{script.url}/v1.0{path}" for name, path in links.items() if path}
    return 200, {}, {"value": list(items), **absolute}


def test_pages_are_followed_to_the_next_link_also_over_an_empty_one(script: Any, graph: Graph) -> None:
    script.then(
        page(script, {"id": "1"}, next_page="/p2?$skiptoken=a%20b"),
        page(script, next_page="/p3"),
        page(script, {"id": "2"}, after="/d1"),
    )
    found = delta.read(graph, LINK)
    assert found == delta.DeltaPage([{"id": "1"}, {"id": "2"}], [], f"{script.url}/v1.0/d1", False)
    assert [seen.path for seen in script.seen] == [LINK, "/p2?$skiptoken=a%20b", "/p3"]


@pytest.mark.parametrize(
    "gone", [{"@removed": {"reason": "deleted"}}, {"deleted": {"state": "deleted"}}], ids=["Outlook", "list"]
)
@pytest.mark.parametrize(
    ("order", "items", "removed"),
    [
        (["item", "gone"], [], ["1"]),
        (["gone", "item"], [{"id": "1", "subject": "x"}], []),
        (["item", "gone", "item"], [{"id": "1", "subject": "x"}], []),
        (["gone", "gone"], [], ["1"]),
    ],
    ids=["then removed", "came back", "removed and came back", "removed twice"],
)
def test_the_last_word_about_an_id_counts(
    script: Any, graph: Graph, gone: dict[str, Any], order: list[str], items: list[Any], removed: list[str]
) -> None:
    kinds = {"item": {"id": "1", "subject": "x"}, "gone": {"id": "1", **gone}}
    script.then(page(script, *[kinds[name] for name in order], after="/d"))
    found = delta.read(graph, LINK)
    assert (found.items, found.removed_ids) == (items, removed)


def test_an_item_that_comes_twice_keeps_what_only_the_first_said(script: Any, graph: Graph) -> None:
    script.then(page(script, {"id": "1", "subject": "x", "flag": 0}, {"id": "1", "flag": 1}, after="/d"))
    assert delta.read(graph, LINK).items == [{"id": "1", "subject": "x", "flag": 1}]


def test_after_410_everything_is_read_from_where_the_service_says(script: Any, graph: Graph) -> None:
    script.then(
        (410, {"Location": f"{script.url}/v1.0/again?token="}, {"error": {"code": "resyncRequired"}}),
        page(script, {"id": "7"}, after="/d"),
    )
    found = delta.read(graph, LINK)
    assert (found.resync, [item["id"] for item in found.items], script.seen[1].path) == (True, ["7"], "/again?token=")


def test_after_410_half_way_what_was_read_before_is_dropped(script: Any, graph: Graph) -> None:
    script.then(
        page(script, {"id": "old"}, next_page="/p2"),
        (410, {"Location": f"{script.url}/v1.0/again"}, {}),
        page(script, {"id": "new"}, after="/d"),
    )
    assert [item["id"] for item in delta.read(graph, LINK).items] == ["new"]


def test_410_without_a_place_begins_at_the_start_link(script: Any, graph: Graph) -> None:
    script.then((410, {}, {"error": {"code": "syncStateNotFound"}}), page(script, after="/d"))
    assert delta.read(graph, LINK, restart="/users/a/start").resync
    assert script.seen[1].path == "/users/a/start"


def test_410_without_any_way_back_is_a_refusal(script: Any, graph: Graph) -> None:
    script.then((410, {}, {"error": {"code": "syncStateNotFound"}}))
    with pytest.raises(GraphFault, match="syncStateNotFound"):
        delta.read(graph, LINK)


def test_410_upon_410_is_a_refusal_and_no_loop(script: Any, graph: Graph) -> None:
    script.then(*[(410, {"Location": f"{script.url}/v1.0/again"}, {})] * 3)
    with pytest.raises(GraphFault):
        delta.read(graph, LINK)


def test_a_first_page_that_travelled_in_a_batch_is_absorbed(script: Any, graph: Graph) -> None:
    first = Result(200, {"value": [{"id": "1"}], "@odata.nextLink": f"{script.url}/v1.0/p2"})
    script.then(page(script, {"id": "2"}, after="/d"))
    assert [item["id"] for item in delta.absorb(graph, first).items] == ["1", "2"]


def test_a_410_inside_a_batch_goes_the_same_way(script: Any, graph: Graph) -> None:
    script.then(page(script, {"id": "2"}, after="/d"))
    found = delta.absorb(graph, Result(410, {}, {"location": f"{script.url}/v1.0/again"}))
    assert (found.resync, len(found.items)) == (True, 1)


@pytest.mark.parametrize(
    ("link", "prefer"),
    [
        (LINK, 'IdType="ImmutableId", odata.maxpagesize=200'),
        ("/users/a/calendarView/delta?x=1", 'IdType="ImmutableId", odata.maxpagesize=200'),
        ("/sites/s/lists/l/items/delta?token=1", None),
    ],
    ids=["messages", "calendar", "list"],
)
def test_each_request_carries_its_dialects_wishes(script: Any, graph: Graph, link: str, prefer: str | None) -> None:
    script.then(page(script, after="/d"))
    delta.read(graph, link)
    assert script.seen[0].headers.get("Prefer") == prefer
    part = delta.part(f"https://graph.example/v1.0{link}")
    assert (part.path, part.headers.get("Prefer")) == (link, prefer)
