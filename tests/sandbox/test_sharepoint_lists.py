"""Site, lists and columns, through the front door."""

from typing import Any

import pytest
from sharepoint_steps import MUNICIPALITIES, SiteSteps, refusal


@pytest.fixture
def site(tenant: Any) -> SiteSteps:
    return SiteSteps(tenant)


def test_the_site_is_the_same_by_path_id_host_and_search(site: SiteSteps) -> None:
    by_path = site.get("/sites/weerbaarbestuur.sharepoint.example:/sites/tour")
    assert by_path["webUrl"] == site.tenant.ready["site_url"]
    assert site.get(f"/sites/{by_path['id']}") == by_path
    assert site.get("/sites/root") == by_path
    assert site.get("/sites?search=tour")["value"] == [by_path]
    assert site.get("/sites?search=elders")["value"] == []


def test_a_site_that_is_not_there_is_404(site: SiteSteps) -> None:
    assert site.call("GET", "/sites/weerbaarbestuur.sharepoint.example:/sites/elders").status_code == 404
    assert site.call("GET", "/sites/elders.example,1,2").status_code == 404


def test_a_new_tenant_has_a_library_and_a_hidden_list_of_people(site: SiteSteps) -> None:
    assert [one["displayName"] for one in site.get(f"{site.path}/lists")["value"]] == ["Documenten"]
    seen = site.get(f"{site.path}/lists?$select=displayName,system")["value"]
    assert [one["displayName"] for one in seen if "system" in one] == ["User Information List"]
    people = site.get(f"{site.path}/lists/users/items?$expand=fields(select=Title,EMail)")["value"]
    assert people[0]["fields"]["EMail"] == site.tenant.ready["team"][0]


def test_a_list_is_found_by_id_name_and_title_and_shows_its_columns(site: SiteSteps) -> None:
    made = site.make_list()
    for key in (made["id"], "Gemeenten", "gemeenten"):
        assert site.get(f"{site.path}/lists/{key}")["id"] == made["id"]
    columns = {one["name"]: one for one in site.get(f"{site.path}/lists/Gemeenten/columns")["value"]}
    assert columns["CbsCode"]["enforceUniqueValues"] is True
    assert columns["Provincie"]["choice"]["displayAs"] == "checkBoxes"
    assert columns["Title"]["readOnly"] is False
    assert columns["Modified"]["readOnly"] is True
    expanded = site.get(f"{site.path}/lists/Gemeenten?$expand=columns")
    assert {one["name"] for one in expanded["columns"]} == set(columns)


def test_a_second_list_of_the_same_title_is_409(site: SiteSteps) -> None:
    site.make_list()
    assert site.call("POST", f"{site.path}/lists", MUNICIPALITIES).status_code == 409


@pytest.mark.parametrize(
    ("what", "column", "said"),
    [
        ("no kind", {"name": "X"}, "exactly one kind"),
        ("two kinds", {"name": "X", "text": {}, "number": {}}, "exactly one kind"),
        ("an unknown property", {"name": "X", "text": {}, "colour": 1}, "colour"),
        ("an unknown part of the kind", {"name": "X", "text": {"maxLenght": 9}}, "maxLenght"),
        ("unique without an index", {"name": "X", "text": {}, "enforceUniqueValues": True}, "indexed"),
        ("a choice without choices", {"name": "X", "choice": {}}, "no choices"),
        ("an unknown way to show", {"name": "X", "choice": {"choices": ["a"], "displayAs": "list"}}, "displayAs"),
    ],
)
def test_a_wrong_column_is_refused_and_makes_no_list(
    site: SiteSteps, what: str, column: dict[str, Any], said: str
) -> None:
    body = {**MUNICIPALITIES, "columns": [*MUNICIPALITIES["columns"], column]}
    status, message = refusal(site.call("POST", f"{site.path}/lists", body))
    assert (status, said in message) == (400, True), (what, message)
    assert site.call("GET", f"{site.path}/lists/Gemeenten").status_code == 404


def test_columns_are_added_changed_and_removed(site: SiteSteps) -> None:
    site.make_list()
    path = f"{site.path}/lists/Gemeenten/columns"
    added = site.call("POST", path, {"name": "Beller", "text": {}}).json()
    assert site.call("POST", path, {"name": "beller", "text": {}}).status_code == 409
    changed = site.call("PATCH", f"{path}/{added['id']}", {"displayName": "Wie belt", "indexed": True}).json()
    assert (changed["name"], changed["displayName"], changed["indexed"]) == ("Beller", "Wie belt", True)
    assert site.call("PATCH", f"{path}/Beller", {"number": {}}).status_code == 400
    assert site.call("DELETE", f"{path}/Beller").status_code == 204
    assert site.call("GET", f"{path}/Beller").status_code == 404
    assert site.call("DELETE", f"{path}/Modified").status_code == 400


def test_a_column_becomes_unique_only_where_its_values_are(site: SiteSteps) -> None:
    site.make_list()
    path = f"{site.path}/lists/Gemeenten/columns/Title"
    first = site.add(Title="Assen")
    site.add(Title="assen")
    unique = {"indexed": True, "enforceUniqueValues": True}
    assert site.call("PATCH", path, unique).status_code == 400
    assert site.write(first, {"Title": "Emmen"}).status_code == 200
    assert site.call("PATCH", path, unique).status_code == 200
    assert site.call("POST", site.items, {"fields": {"Title": "Emmen"}}).status_code == 400


def test_a_list_is_renamed_and_deleted_but_the_library_stays(site: SiteSteps) -> None:
    site.make_list()
    renamed = site.call("PATCH", f"{site.path}/lists/Gemeenten", {"displayName": "Alle gemeenten"}).json()
    assert (renamed["name"], renamed["displayName"]) == ("Gemeenten", "Alle gemeenten")
    assert site.call("DELETE", f"{site.path}/lists/Gemeenten").status_code == 204
    assert site.call("GET", f"{site.path}/lists/Gemeenten").status_code == 404
    assert site.call("DELETE", f"{site.path}/lists/Documenten").status_code == 403


def test_what_is_not_known_is_refused_by_name(site: SiteSteps) -> None:
    status, message = refusal(site.call("GET", f"{site.path}/lists?$search=x"))
    assert (status, "$search" in message) == (400, True)
    status, message = refusal(site.call("POST", f"{site.path}/lists", {"displayName": "X", "colour": "red"}))
    assert (status, "colour" in message) == (400, True)
