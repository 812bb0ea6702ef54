"""The many addresses of one thing: what is below a site by path, drives of sites and lists; what rows are chosen."""

from typing import Any

import pytest
from sharepoint_steps import Library, SiteSteps, refusal

BY_PATH = "/sites/weerbaarbestuur.sharepoint.example:/sites/tour"


@pytest.fixture
def library(tenant: Any) -> Library:
    return Library(tenant)


def test_what_is_below_a_site_stands_behind_its_path_too(library: Library) -> None:
    site: SiteSteps = library.site
    site.make_list()
    item = site.add(Title="Assen")
    assert site.get(f"{BY_PATH}:/lists/Gemeenten")["name"] == "Gemeenten"
    assert site.get(f"{BY_PATH}:/lists/Gemeenten/items?$top=1&$expand=fields")["value"][0]["id"] == item["id"]
    assert site.call("POST", f"{BY_PATH}:/lists/Gemeenten/items", {"fields": {"Title": "Emmen"}}).status_code == 201
    assert site.get(f"{BY_PATH}:/") == site.get(BY_PATH) == site.get(f"{BY_PATH}:")
    file = site.call("PUT", f"{BY_PATH}:/drive/root:/a.txt:/content", data=b"een").json()
    assert library.get("/root:/a.txt:")["id"] == file["id"]
    assert site.call("GET", f"{BY_PATH}:/lijsten").status_code == 400
    assert site.call("GET", "/sites/weerbaarbestuur.sharepoint.example:/sites/weg:/lists").status_code == 404
    status, message = refusal(site.call("GET", f"{BY_PATH}:/lists?$search=x"))
    assert (status, "$search" in message) == (400, True)


def test_a_drive_is_reached_by_its_site_and_its_list(library: Library) -> None:
    site: SiteSteps = library.site
    site.call("POST", f"{site.path}/lists", {"displayName": "Archief", "list": {"template": "documentLibrary"}})
    archive = site.get(f"{site.path}/lists/Archief/drive")["id"]
    file = site.call("PUT", f"{site.path}/lists/Archief/drive/root:/a.txt:/content", data=b"x").json()
    for way in (f"/drives/{archive}", f"{site.path}/drives/{archive}", f"{site.path}/lists/Archief/drive"):
        assert site.get(f"{way}/items/{file['id']}")["name"] == "a.txt"
        assert [one["name"] for one in site.get(f"{way}/root/children")["value"]] == ["a.txt"]
    assert site.call("GET", f"{site.path}/drive/items/{file['id']}").status_code == 404


def test_lists_columns_and_files_are_found_and_ordered_by_properties_that_they_have(library: Library) -> None:
    site: SiteSteps = library.site
    site.make_list()
    for name in ("b.txt", "a.txt", "c.md"):
        library.put(name, b"x")
    lists, columns = f"{site.path}/lists", f"{site.path}/lists/Gemeenten/columns"
    found = {
        f"{lists}?$filter=displayName eq 'gemeenten'": ["Gemeenten"],
        f"{lists}?$filter=list/template eq 'documentLibrary'": ["Gedeelde documenten"],
        f"{columns}?$filter=indexed eq true": ["CbsCode"],
        f"{library.path}/root/children?$filter=startswith(name,'a')": ["a.txt"],
        f"{library.path}/root/children?$orderby=name desc&$top=2&$select=name": ["c.md", "b.txt"],
    }
    assert {path: [one["name"] for one in site.get(path)["value"]] for path in found} == found
    for path in (lists, columns, f"{library.path}/root/children"):
        for option in ("$filter=naam eq 'x'", "$orderby=naam", "$select=naam"):
            status, message = refusal(site.call("GET", f"{path}?{option}"))
            assert (status, "'naam'" in message) == (400, True), (path, option)


def test_all_is_open_to_the_groups_of_the_site(library: Library) -> None:
    file = library.put("a.txt", b"x").json()
    rows = library.get(f"/items/{file['id']}/permissions")["value"]
    assert [one["roles"] for one in rows] == [["owner"], ["write"], ["read"]]
    assert library.get(f"/items/{file['id']}/permissions/{rows[0]['id']}") == rows[0]
    assert library.call("GET", f"/items/{file['id']}/permissions/x").status_code == 404
    assert library.call("POST", f"/items/{file['id']}/createLink", {"type": "view"}).status_code == 400
