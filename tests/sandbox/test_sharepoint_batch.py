"""Batches of requests to lists and files: each part is judged by itself."""

from typing import Any

import pytest
from sharepoint_steps import SiteSteps

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def site(tenant: Any) -> SiteSteps:
    steps = SiteSteps(tenant)
    steps.make_list()
    return steps


def part(key: str, method: str, url: str, body: Any = None, **headers: str) -> dict[str, Any]:
    whole = {"id": key, "method": method, "url": url, "headers": {**(JSON if body else {}), **headers}}
    return {**whole, **({"body": body} if body else {})}


def batch(site: SiteSteps, *parts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    answer = site.call("POST", "/$batch", {"requests": list(parts)})
    assert answer.status_code == 200, answer.text
    return {one["id"]: one for one in answer.json()["responses"]}


def test_a_refused_part_leaves_the_others_and_nothing_of_itself(site: SiteSteps) -> None:
    item = site.add(Title="Assen", CbsCode="GM0106")
    site.write(item, {"Title": "Emmen"})
    where = f"{site.items}/{item['id']}/fields"
    if_match = {"If-Match": item["eTag"]}
    said = batch(
        site,
        part("stale", "PATCH", where, {"Title": "te laat"}, **if_match),
        part("taken", "POST", site.items, {"fields": {"CbsCode": "gm0106"}}),
        part("column", "PATCH", where, {"Titel": "x"}),
        part("option", "GET", f"{site.items}?$search=x"),
        part("made", "POST", site.items, {"fields": {"CbsCode": "GM0114"}}),
    )
    assert {key: one["status"] for key, one in said.items()} == {
        "stale": 412, "taken": 400, "column": 400, "option": 400, "made": 201,
    }  # fmt: skip
    assert "unique constraints" in said["taken"]["body"]["error"]["message"]
    assert "'Titel'" in said["column"]["body"]["error"]["message"]
    assert said["made"]["headers"]["ETag"] == said["made"]["body"]["eTag"]
    standing = site.get(f"{site.items}?$expand=fields")["value"]
    assert [one["fields"].get("Title") for one in standing] == ["Emmen", None]


def test_one_part_sees_what_the_one_before_it_wrote(site: SiteSteps) -> None:
    code = {"fields": {"CbsCode": "GM0106"}}
    said = batch(
        site,
        part("1", "POST", site.items, code),
        {**part("2", "POST", site.items, code), "dependsOn": ["1"]},
        {**part("3", "GET", f"{site.items}?$filter=fields/CbsCode eq 'GM0106'"), "dependsOn": ["1"]},
        {**part("4", "DELETE", f"{site.items}/1"), "dependsOn": ["2"]},
    )
    assert [said[key]["status"] for key in "1234"] == [201, 400, 200, 424]
    assert [one["id"] for one in said["3"]["body"]["value"]] == ["1"]


def test_a_preference_stands_in_its_part(site: SiteSteps) -> None:
    query = f"{site.items}?$filter=fields/Status eq 'Aangeschreven'"
    prefer = {"Prefer": "HonorNonIndexedQueriesWarningMayFailRandomly"}
    said = batch(site, part("without", "GET", query), part("with", "GET", query, **prefer))
    assert {key: one["status"] for key, one in said.items()} == {"without": 400, "with": 200}
