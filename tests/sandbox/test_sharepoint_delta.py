"""List delta: SharePoint's own dialect, followed by a reader that must end with what stands in the list."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sharepoint_steps import SiteSteps, own, refusal


@pytest.fixture
def site(tenant: Any) -> SiteSteps:
    steps = SiteSteps(tenant)
    steps.make_list()
    return steps


def follow(site: SiteSteps, link: str) -> tuple[list[dict[str, Any]], str]:
    """All that the pages from a link say, and the next round's link."""
    found: list[dict[str, Any]] = []
    while True:
        page = site.get(link)
        found += page["value"]
        if "@odata.deltaLink" in page:
            return found, page["@odata.deltaLink"]
        link = page["@odata.nextLink"]


def test_the_first_round_gives_all_items_in_pages_and_nothing_then(site: SiteSteps) -> None:
    for number in range(205):
        site.add(Title=str(number))
    site.call("DELETE", f"{site.items}/3")
    found, link = follow(site, f"{site.items}/delta?$expand=fields")
    assert [one["fields"]["Title"] for one in found] == [str(n) for n in range(205) if n != 2]
    assert follow(site, link) == ([], link)


def test_a_round_gives_the_latest_state_once_and_deletions_as_a_facet(site: SiteSteps) -> None:
    first, second = site.add(Title="Assen"), site.add(Title="Emmen")
    _, link = follow(site, f"{site.items}/delta?$expand=fields")
    site.write(first, {"Title": "x"})
    site.write(first, {"Title": "y"})
    site.call("DELETE", f"{site.items}/{second['id']}")
    found, link = follow(site, link)
    assert [(one["id"], one.get("deleted"), one.get("fields", {}).get("Title")) for one in found] == [
        (first["id"], None, "y"),
        (second["id"], {"state": "deleted"}, None),
    ]
    assert "@removed" not in found[1]
    assert follow(site, link)[0] == []


def test_latest_gives_a_link_without_items(site: SiteSteps) -> None:
    site.add(Title="Assen")
    for spelling in ("delta?token=latest", "delta(token='latest')", "delta()?token=latest"):
        found, link = follow(site, f"{site.items}/{spelling}")
        assert found == []
        added = site.add(Title="Emmen")
        assert [one["id"] for one in follow(site, link)[0]] == [added["id"]]


def test_a_reader_chooses_pages_and_properties_and_the_links_carry_them(site: SiteSteps) -> None:
    for number in range(5):
        site.add(Title=str(number))
    page = site.get(f"{site.items}/delta?$top=2&$select=id&$expand=fields($select=Title)")
    found = page["value"]
    while "@odata.nextLink" in page:
        assert len(page["value"]) == 2
        page = site.get(page["@odata.nextLink"])
        found += page["value"]
    assert [own(one["fields"]) for one in found] == [{"Title": str(number)} for number in range(5)]
    assert {name for one in found for name in one if not name.startswith("@")} == {"id", "fields"}
    status, message = refusal(site.call("GET", f"{site.items}/delta?$filter=id eq '1'"))
    assert (status, "$filter" in message) == (400, True)


def test_a_drive_tells_what_came_after_latest(site: SiteSteps) -> None:
    drive = f"/drives/{site.get(f'{site.path}/drive')['id']}"
    site.call("PUT", f"{drive}/root:/oud.txt:/content", data=b"x")
    for spelling in ("delta?token=latest", "delta(token='latest')"):
        found, link = follow(site, f"{drive}/root/{spelling}")
        assert found == [] and follow(site, link)[0] == []
    site.call("PUT", f"{drive}/root:/nieuw.txt:/content", data=b"x")
    assert [one["name"] for one in follow(site, link)[0]] == ["root", "nieuw.txt"]
    answer = site.call("GET", f"{drive}/root/delta?token=onzin")
    assert (answer.status_code, "Location" in answer.headers) == (410, True)


@pytest.mark.parametrize("token", ["onzin", "eyJ4IjogMX0", "AAAA"])
def test_an_unknown_token_is_410_with_the_way_to_begin_anew(site: SiteSteps, token: str) -> None:
    site.add(Title="Assen")
    answer = site.call("GET", f"{site.items}/delta?$expand=fields&token={token}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (410, "resyncChangesApplyDifferences")
    found, _ = follow(site, answer.headers["Location"])
    assert [one["fields"]["Title"] for one in found] == ["Assen"]


def test_a_token_of_a_list_that_was_made_anew_is_410(site: SiteSteps) -> None:
    site.add(Title="Assen")
    token = follow(site, f"{site.items}/delta")[1].partition("token=")[2]
    site.call("DELETE", f"{site.path}/lists/Gemeenten")
    site.make_list()
    assert site.call("GET", f"{site.items}/delta?token={token}").status_code == 410


STEPS = st.lists(st.tuples(st.sampled_from(["add", "write", "delete", "read"]), st.integers(1, 6)), max_size=25)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_a_reader_of_deltas_ends_with_what_stands_there(tenant: Any, steps: list[tuple[str, int]]) -> None:
    tenant.control("POST", "/reset")
    site = SiteSteps(tenant)
    site.make_list()
    known: dict[str, str] = {}
    link = f"{site.items}/delta?$expand=fields"
    for number, (step, which) in enumerate([*steps, ("read", 0)]):
        if step == "add":
            site.add(Title=str(number))
        elif step == "write":
            site.call("PATCH", f"{site.items}/{which}/fields", {"Title": str(number)})
        elif step == "delete":
            site.call("DELETE", f"{site.items}/{which}")
        else:
            found, link = follow(site, link)
            for item in found:
                if "deleted" in item:
                    known.pop(item["id"], None)
                else:
                    known[item["id"]] = own(item["fields"])["Title"]
    standing = site.get(f"{site.items}?$expand=fields")["value"]
    assert known == {one["id"]: one["fields"]["Title"] for one in standing}
