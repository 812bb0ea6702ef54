"""Filters and orders on list items: what they find, what they may name, and the threshold, through the front door."""

from typing import Any

import pytest
from sharepoint_steps import MUNICIPALITIES, SiteSteps, refusal

HONOR = {"Prefer": "HonorNonIndexedQueriesWarningMayFailRandomly"}
SEVERAL = "Collection(Edm.String)"
ROWS: list[dict[str, Any]] = [
    {"Title": "Assen", "CbsCode": "GM0106", "Aantal": 7, "TerugkomenOp": "2026-10-01", "Noodstop": True},
    {"Title": "Aalten", "CbsCode": "GM0197", "Aantal": 12.5, "Status": "Aangeschreven", "AdviseurLookupId": 8},
    {"Title": "'s-Hertogenbosch", "CbsCode": "GM0796", "TerugkomenOp": "2026-11-15", "Noodstop": False},
    {"Title": "Zwolle", "CbsCode": "gm0193", "Aantal": 40, "Provincie@odata.type": SEVERAL, "Provincie": ["Utrecht"]},
]
FILTERS = [
    ("equal", "fields/CbsCode eq 'GM0106'", "1"),
    ("equal whatever the letters", "fields/CbsCode eq 'gm0106'", "1"),
    ("equal the other way round", "fields/CbsCode eq 'GM0193'", "4"),
    ("a quote in it", "fields/Title eq '''s-Hertogenbosch'", "3"),
    ("other than", "fields/Title ne 'Assen'", "234"),
    ("more than", "fields/Aantal gt 7", "24"),
    ("at least", "fields/Aantal ge 7", "124"),
    ("less than", "fields/Aantal lt 12.5", "1"),
    ("at most", "fields/Aantal le 12.5", "12"),
    ("a day", "fields/TerugkomenOp lt '2026-11-01T00:00:00Z'", "1"),
    ("a day without quotes", "fields/TerugkomenOp ge 2026-10-01T00:00:00Z", "13"),
    ("yes", "fields/Noodstop eq true", "1"),
    ("nothing in it", "fields/Status eq null", "134"),
    ("something in it", "fields/Status ne null", "2"),
    ("beginning with", "startswith(fields/Title,'A')", "12"),
    ("both", "startswith(fields/Title,'A') and fields/Aantal gt 10", "2"),
    ("either", "fields/Title eq 'Assen' or fields/Title eq 'Zwolle'", "14"),
    ("not", "not startswith(fields/Title,'A')", "34"),
    ("brackets", "(fields/Title eq 'Assen' or fields/Title eq 'Zwolle') and fields/Aantal gt 10", "4"),
    ("a person", "fields/AdviseurLookupId eq 8", "2"),
    ("a person in quotes", "fields/AdviseurLookupId eq '8'", "2"),
    ("one of several choices", "fields/Provincie eq 'Utrecht'", "4"),
    ("a number of an item", "fields/id eq 3", "3"),
    ("made since", "fields/Created ge '2026-01-01T00:00:00Z'", "1234"),
    ("nothing", "fields/CbsCode eq 'GM9999'", ""),
    ("an index and more", "fields/CbsCode eq 'GM0106' and fields/Aantal eq 7", "1"),
    ("an index or more", "fields/CbsCode eq 'GM0106' or fields/Aantal gt 12", "124"),
    ("more and an index", "fields/Noodstop eq true and (fields/Aantal gt 1) and fields/CbsCode eq 'gm0106'", "1"),
    ("an index that is not so", "not fields/CbsCode eq 'GM0106'", "234"),
    ("nothing where all have something", "fields/CbsCode eq null", ""),
]


def fill(site: SiteSteps) -> SiteSteps:
    site.make_list()
    for row in ROWS:
        site.add(**row)
    return site


@pytest.fixture
def site(tenant: Any) -> SiteSteps:
    return fill(SiteSteps(tenant))


def found(site: SiteSteps, query: str) -> str:
    return "".join(one["id"] for one in site.get(f"{site.items}?{query}", headers=HONOR)["value"])


def test_a_filter_finds_what_it_says(site: SiteSteps) -> None:
    assert {what: found(site, f"$filter={text}") for what, text, _ in FILTERS} == {
        what: numbers for what, _, numbers in FILTERS
    }


def test_an_order_goes_up_or_down_and_over_several_fields(site: SiteSteps) -> None:
    assert found(site, "$orderby=fields/Title") == "3214"
    assert found(site, "$orderby=fields/Title desc") == "4123"
    assert found(site, "$orderby=fields/CbsCode") == "1423"
    assert found(site, "$orderby=fields/Noodstop desc,fields/Aantal desc") == "1342"
    assert found(site, "$filter=fields/Aantal gt 0&$orderby=fields/Aantal desc&$top=2") == "42"


WRONG = [
    ("a field that is none", "$filter=fields/Naam eq 'x'", "Naam"),
    ("a property", "$filter=webUrl eq 'x'", "webUrl"),
    ("a field without its place", "$filter=Title eq 'x'", "Title"),
    ("half a filter", "$filter=fields/Title eq", "fields/Title eq"),
    ("a number that is none", "$filter=fields/Aantal gt 'veel'", "veel"),
    ("an order of a field that is none", "$orderby=fields/Naam", "Naam"),
    ("an order that is none", "$orderby=fields/Title omhoog", "omhoog"),
    ("a page of nothing", "$top=0", "$top"),
    ("a count", "$count=true", "$count"),
    ("a search", "$search=Assen", "$search"),
    ("a property that is none", "$select=Titel", "Titel"),
    ("an expansion that is none", "$expand=velden", "velden"),
    ("an option that is none", "$filtre=x", "$filtre"),
]


@pytest.mark.parametrize(("what", "query", "said"), WRONG, ids=[one[0] for one in WRONG])
def test_what_cannot_be_asked_is_named(site: SiteSteps, what: str, query: str, said: str) -> None:
    status, message = refusal(site.call("GET", f"{site.items}?{query}", headers=HONOR))
    assert (status, said in message) == (400, True), message


def test_an_index_that_comes_later_knows_what_was_there_and_what_is_written(site: SiteSteps) -> None:
    path = f"{site.path}/lists/Gemeenten/columns/Title"
    query = f"{site.items}?$filter=fields/Title eq 'Assen'"
    assert site.call("GET", query).status_code == 400
    assert site.call("PATCH", path, {"indexed": True}).status_code == 200
    assert [one["id"] for one in site.get(query)["value"]] == ["1"]
    site.write({"id": "4"}, {"Title": "Assen"})
    site.write({"id": "1"}, {"Title": "Meppel"})
    assert [one["id"] for one in site.get(query)["value"]] == ["4"]
    site.call("DELETE", f"{site.items}/4")
    assert site.get(query)["value"] == []
    assert site.call("PATCH", path, {"indexed": False}).status_code == 200
    assert site.call("GET", query).status_code == 400


@pytest.mark.parametrize(("error", "code"), [("429", "activityLimitReached"), ("500", "generalException")])
def test_over_the_threshold_only_indexed_fields_are_looked_at(sandbox: Any, error: str, code: str) -> None:
    tenant = sandbox("--set", "list_view_threshold=4", "--set", f"list_view_error={error}")
    site = fill(SiteSteps(tenant))
    loose = ("$filter=fields/Status eq 'Aangeschreven'", "$orderby=fields/Title")
    assert [found(site, query) for query in loose] == ["2", "3214"]
    site.add(Title="Een te veel")
    for query in loose:
        answer = site.call("GET", f"{site.items}?{query}", headers=HONOR)
        assert (answer.status_code, answer.json()["error"]["code"]) == (int(error), code)
        assert "list view threshold" in answer.json()["error"]["message"]
    assert found(site, "$filter=fields/CbsCode eq 'GM0106'") == "1"
    assert found(site, "$filter=fields/CbsCode eq 'GM0106' and fields/Aantal gt 1&$orderby=fields/Title") == "1"
    assert found(site, "$orderby=fields/CbsCode desc") == "32415"
    assert found(site, "$top=3") == "123"
    tenant.stop()


def test_a_page_may_be_asked_for_larger_than_it_comes(site: SiteSteps) -> None:
    assert found(site, "$top=100000") == "1234"


def test_a_page_of_a_filter_is_followed_to_the_end(tenant: Any) -> None:
    site = SiteSteps(tenant)
    site.call("POST", f"{site.path}/lists", MUNICIPALITIES)
    for number in range(11):
        site.add(Title="even" if number % 2 == 0 else "oneven")
    page = site.get(f"{site.items}?$filter=fields/Title eq 'even'&$top=2", headers=HONOR)
    numbers = [one["id"] for one in page["value"]]
    while "@odata.nextLink" in page:
        page = site.get(page["@odata.nextLink"], headers=HONOR)
        numbers += [one["id"] for one in page["value"]]
    assert numbers == ["1", "3", "5", "7", "9", "11"]
