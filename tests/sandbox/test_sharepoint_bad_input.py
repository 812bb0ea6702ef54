"""Bodies with odd values in every place: the site answers with the service's error, never with a fault of its own."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graph_contract import Contract
from sharepoint_steps import Library, SiteSteps

ODD: list[Any] = [None, True, 7, -1, 1e308, "", "x" * 300, "a\u0000b", [], [None], {}, {"x": {"y": []}}, [[1]]]
KINDS: list[dict[str, Any]] = [
    {"text": {"maxLength": 9, "allowMultipleLines": True, "linesForEditing": 2, "textType": "plain"}},
    {"number": {"minimum": 1, "maximum": 9, "decimalPlaces": "two"}, "defaultValue": {"value": "7"}},
    {"choice": {"choices": ["a"], "displayAs": "checkBoxes", "allowTextEntry": False}},
    {"dateTime": {"format": "dateTime"}, "indexed": True, "enforceUniqueValues": True, "required": True},
    {"personOrGroup": {"allowMultipleSelection": True, "chooseFromType": "peopleOnly"}, "description": "x"},
    {"lookup": {"listId": "Gemeenten", "columnName": "Title", "allowMultipleValues": False}},
    {"boolean": {}, "displayName": "x", "hidden": False, "columnGroup": "x"},
]
FIELDS: dict[str, Any] = {
    "Title": "x", "CbsCode": "x", "Status": "Aangeschreven", "Provincie@odata.type": "Collection(Edm.String)",
    "Provincie": ["Drenthe"], "Aantal": 7, "TerugkomenOp": "2026-10-01", "Noodstop": True, "AdviseurLookupId": 8,
    "Toelichting": "x", "Link": None,
}  # fmt: skip


def spoiled(body: Any) -> Iterator[Any]:
    """The body with an odd value in the place of each part of it, one at a time."""
    yield from ODD
    for path in _paths(body):
        for odd in ODD:
            made = copy.deepcopy(body)
            place = made
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = odd
            yield made


def _paths(body: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key in body if isinstance(body, dict) else range(len(body)) if isinstance(body, list) else ():
        yield (*above, key)
        yield from _paths(body[key], (*above, key))


@pytest.fixture
def site(tenant: Any) -> SiteSteps:
    steps = SiteSteps(tenant)
    steps.make_list()
    return steps


@pytest.fixture(scope="module")
def contract(shared: Path) -> Contract:
    return Contract(shared / "graph" / "openapi-strict.json")


def try_all(site: SiteSteps, contract: Contract, method: str, path: str, body: Any) -> None:
    """In batches: each part is judged by itself; what is taken is answered in the contract's types."""
    bodies = list(spoiled(body))
    for start in range(0, len(bodies), 20):
        parts = [
            {"id": str(n), "method": method, "url": path, "body": one, "headers": {"Content-Type": "application/json"}}
            for n, one in enumerate(bodies[start : start + 20])
        ]
        answer = site.call("POST", "/$batch", {"requests": parts})
        assert answer.status_code == 200, answer.text
        for one in answer.json()["responses"]:
            said = (parts[int(one["id"])]["body"], one.get("body"))
            assert one["status"] < 500 and (one["status"] < 400 or one["body"]["error"]["code"]), said
            seen = {"method": method, "url": path, "request_body": None}
            faults = contract.faults([{**seen, "status": one["status"], "response_body": one.get("body")}])
            assert list(faults) == [], said


@pytest.mark.parametrize("kind", KINDS, ids=[next(iter(one)) for one in KINDS])
def test_columns(site: SiteSteps, contract: Contract, kind: dict[str, Any]) -> None:
    path = f"{site.path}/lists/Gemeenten/columns"
    try_all(site, contract, "POST", path, {"name": "Nieuw", **kind})
    site.call("POST", path, {"name": "Nieuw", **kind})
    try_all(site, contract, "PATCH", f"{path}/Nieuw", kind)


def test_lists(site: SiteSteps, contract: Contract) -> None:
    body = {"displayName": "Boeken", "columns": [{"name": "Blz", "number": {}}], "list": {"template": "genericList"}}
    try_all(site, contract, "POST", f"{site.path}/lists", body)
    try_all(site, contract, "PATCH", f"{site.path}/lists/Gemeenten", {"displayName": "x", "description": "x"})


def test_items(site: SiteSteps, contract: Contract) -> None:
    item = site.add(Title="x")
    try_all(site, contract, "POST", site.items, {"fields": FIELDS})
    try_all(site, contract, "PATCH", f"{site.items}/{item['id']}/fields", FIELDS)
    try_all(site, contract, "PATCH", f"{site.items}/{item['id']}", {"fields": {"Title": "x"}})


def test_files(tenant: Any, contract: Contract) -> None:
    library = Library(tenant)
    file, folder = library.put("a.txt", b"x").json(), library.folder("Map")
    item, place = f"{library.path}/items/{file['id']}", {"id": folder["id"], "driveId": library.path[8:], "path": "x"}
    upload = {"item": {"name": "x", "fileSize": 9}, "deferCommit": True}
    conflict, folders = {"@microsoft.graph.conflictBehavior": "rename"}, f"{library.path}/items/root/children"
    try_all(library.site, contract, "POST", folders, {"name": "x", "folder": {}, **conflict})
    try_all(library.site, contract, "POST", f"{item}/copy", {"name": "x", "parentReference": place})
    try_all(library.site, contract, "POST", f"{item}/createUploadSession", upload)
    try_all(library.site, contract, "PATCH", f"{item}/listItem/fields", {"FileLeafRef": "x", "Title": "x"})
    try_all(library.site, contract, "PATCH", item, {"name": "x", "parentReference": place, **conflict})
    tenant.advance(10)


@pytest.mark.parametrize("option", ["$filter", "$orderby", "$select", "$expand", "$top", "$skiptoken", "token"])
def test_options(site: SiteSteps, option: str) -> None:
    site.add(Title="Assen", Aantal=7, Noodstop=True, TerugkomenOp="2026-10-01")
    texts = [
        "", "'", "fields/Title eq 'x", "fields/Title eq", "eq", "()", "not", "a/b/c", "fields/", "-1", "9" * 30, "é",
        "fields/Aantal eq '2026-10-01'", "fields/TerugkomenOp gt 7", "fields/Noodstop gt 'x'", "fields/Title in ('a')",
        "startswith(fields/Aantal,'7')", "startswith(7,'x')", "fields/Title asc,", ",", "fields(select=)", "fields(",
        "fields/Title/any(x:x eq 'a')", "id eq 1", "contains(fields/Title,'a'", "%00", "fields/Title desc desc",
    ]  # fmt: skip
    prefer = {"Prefer": "HonorNonIndexedQueriesWarningMayFailRandomly"}
    drive = f"/drives/{site.get(f'{site.path}/drive')['id']}"
    paths = [site.items, f"{site.items}/delta", f"{drive}/root/children", f"{drive}/root/delta", f"{site.path}/lists"]
    for path in [*paths, f"{site.path}/lists/Gemeenten/columns", f"{site.items}/1/versions", f"{site.items}/1/fields"]:
        for text in texts:
            answer = site.tenant.session.get(
                f"{site.tenant.ready['graph_url']}/v1.0{path}",
                params={option: text},
                headers={"Authorization": f"Bearer {site.tenant.token()}", **prefer},
                timeout=30,
            )
            assert answer.status_code < 500, (path, option, text, answer.text)
