"""Lists and files on the tenant: authors, versions, lost updates, both ways to write a file."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.errors import TenantError
from bot.m365 import delta
from bot.m365.drive import Library
from bot.m365.graph import Graph, GraphFault, require
from bot.m365.lists import ItemList, Site, item_in, parse_item, parse_versions

COLUMNS = [{"name": "CbsCode", "text": {}}, {"name": "Stand", "displayName": "Stand", "text": {}}]


@pytest.fixture(scope="module")
def site(here: Graph, tenant: Any) -> Site:
    return Site(here, tenant.site_url)


@pytest.fixture
def items(site: Site, request: pytest.FixtureRequest) -> ItemList:
    """A list of the test's own."""
    title = "".join(piece.capitalize() for piece in request.node.name.split("_"))[:40]
    declaration = {"displayName": title, "list": {"template": "genericList"}, "columns": COLUMNS}
    return site.item_list(site.create_list(declaration).id)


def make(items: ItemList, **fields: Any) -> Any:
    created = item_in(items.graph.batch([items.create_part(fields)])[0])
    return items.item(created.id)


def test_a_list_is_made_once_and_widened(site: Site) -> None:
    declaration = {"displayName": "Golvenproef", "list": {"template": "genericList"}, "columns": COLUMNS}
    first = site.ensure_list(declaration)
    wider = {**declaration, "columns": [*COLUMNS, {"name": "Zegel", "text": {}}]}
    assert site.ensure_list(wider).id == first.id
    assert site.lists()["Golvenproef"].id == first.id
    assert site.ensure_columns(first.id, wider["columns"]) == []


def test_an_address_that_is_none_is_one_line(here: Graph) -> None:
    with pytest.raises(TenantError, match="m365.site_url"):
        Site(here, "ontour").resolve()
    with pytest.raises(GraphFault) as caught:
        Site(here, "https://elsewhere.example/sites/none").resolve()
    assert caught.value.status in (400, 404)


def test_items_come_with_their_fields_and_author(items: ItemList) -> None:
    item = make(items, Title="Assen", CbsCode="GM0106")
    assert [one.id for one in items.items()] == [item.id]
    assert (item.fields["Title"], item.fields["CbsCode"], "Stand" in item.fields) == ("Assen", "GM0106", False)
    assert item.created_by.application and not item.created_by.is_person
    assert item.etag.startswith('"') and item.modified_at is not None


def test_a_stale_etag_writes_nothing(items: ItemList) -> None:
    item = make(items, Title="Assen", Stand="een")
    first, second = items.graph.batch(
        [items.patch_part(item.id, {"Stand": value}, item.etag) for value in ("twee",)]
        + [items.patch_part(item.id, {"Stand": "drie"}, '"{00000000-0000-0000-0000-000000000000},99"')]
    )
    assert (first.status, second.status) == (200, 412)
    now = items.item(item.id)
    assert now.fields["Stand"] == "twee" and now.etag == (first.etag or now.etag) != item.etag


def test_without_an_etag_the_write_wins(items: ItemList) -> None:
    item = make(items, Title="Assen", Stand="een")
    require(items.graph.batch([items.patch_part(item.id, {"Stand": None}, None)])[0], "write")
    assert "Stand" not in items.item(item.id).fields


def test_versions_tell_who_wrote_what(items: ItemList, tenant: Any) -> None:
    item = make(items, Title="Assen", Stand="een")
    approver = tenant.team[1]
    person: Callable[..., Any] = tenant.as_person(approver)
    person("PATCH", f"{items.path}/items/{item.id}/fields", {"Stand": "twee"})
    require(items.graph.batch([items.patch_part(item.id, {"Title": "Gemeente Assen"}, None)])[0], "write")
    versions = items.versions(item.id)
    assert parse_versions(items.graph.batch([items.versions_part(item.id)])[0]) == versions
    assert [(version.fields["Title"], version.fields["Stand"]) for version in versions] == [
        ("Gemeente Assen", "twee"),
        ("Assen", "twee"),
        ("Assen", "een"),
    ]
    assert [version.by.is_person for version in versions] == [False, True, False]
    assert (versions[1].by.email, bool(versions[1].by.user_id), versions[1].by.application) == (approver, True, "")
    assert items.item(item.id).modified_by == versions[0].by


def test_the_list_delta_tells_new_changed_and_removed(items: ItemList) -> None:
    item = make(items, Title="Assen")
    first = delta.read(items.graph, items.delta_start())
    assert [parse_item(one).fields["Title"] for one in first.items] == ["Assen"]
    require(items.graph.batch([items.patch_part(item.id, {"Stand": "een"}, None)])[0], "write")
    second = delta.read(items.graph, first.link)
    assert [parse_item(one) for one in second.items] == [items.item(item.id)]
    require(items.graph.batch([items.delete_part(item.id)])[0], "delete")
    third = delta.read(items.graph, second.link)
    assert (third.items, third.removed_ids, third.resync) == ([], [item.id], False)
    assert delta.read(items.graph, third.link).items == []


def test_deltas_of_both_dialects_travel_in_one_batch(items: ItemList, tenant: Any) -> None:
    from bot.m365.mail import Mailbox

    make(items, Title="Assen")
    inbox = Mailbox(items.graph, tenant.mailbox).message_delta_start("inbox")
    before = items.graph.requests
    results = items.graph.batch([delta.part(inbox), delta.part(items.delta_start())])
    mail_page, list_page = (delta.absorb(items.graph, result) for result in results)
    assert len(list_page.items) == 1 and mail_page.link and list_page.link
    assert results[0].ok and items.graph.requests > before


def test_a_list_longer_than_a_page_is_read_whole(items: ItemList) -> None:
    made = items.graph.batch([items.create_part({"Title": f"Gemeente {n}"}) for n in range(342)])
    assert {result.status for result in made} == {201}
    assert len({item.id for item in items.items()}) == 342
    assert len(delta.read(items.graph, items.delta_start()).items) == 342


@pytest.fixture(scope="module")
def library(here: Graph, site: Site) -> Library:
    return Library(here, site)


def test_folders_are_made_with_those_above_them_and_once(library: Library) -> None:
    folder = library.ensure_folder("Proeven/Golf 1")
    assert (folder.name, folder.is_folder) == ("Golf 1", True)
    assert library.ensure_folder("Proeven/Golf 1").id == folder.id
    assert [child.name for child in library.children("Proeven")] == ["Golf 1"]
    assert library.children("Bestaat niet") == []


@pytest.mark.parametrize("size", [0, 10, 4_500_000], ids=["empty", "small", "in ranges"])
def test_a_file_comes_back_as_it_went(library: Library, size: int) -> None:
    data = bytes(number % 251 for number in range(251)) * (size // 251 + 1)
    library.ensure_folder("Aanleveren")
    item = library.upload("Aanleveren", f"bestand {size}.bin", data[:size])
    assert (item.name, item.size) == (f"bestand {size}.bin", size)
    assert library.download(item.id) == data[:size]
    again = library.upload("Aanleveren", f"bestand {size}.bin", b"nieuw")
    assert again.id == item.id and library.download(item.id) == b"nieuw"
    found = library.get(f"Aanleveren/bestand {size}.bin")
    assert found is not None and found.etag == again.etag != item.etag


def test_a_file_that_is_not_there_is_none(library: Library) -> None:
    assert library.get("Rapporten/niets.xlsx") is None


def test_the_columns_of_a_file_are_those_of_its_list_item(library: Library, site: Site) -> None:
    site.ensure_columns(library.items().id, [{"name": "Controle", "text": {}}])
    library.ensure_folder("Sjablonen")
    file = library.upload("Sjablonen", "brief.txt", b"Geachte")
    row = next(row for row in library.rows() if row.file.id == file.id)
    assert row.file.name == "brief.txt" and "Controle" not in row.item.fields
    part = library.items().patch_part(row.item.id, {"Controle": "in orde"}, row.item.etag)
    require(library.graph.batch([part])[0], "columns")
    again = next(row for row in library.rows() if row.file.id == file.id)
    assert again.item.fields["Controle"] == "in orde" and library.download(file.id) == b"Geachte"
