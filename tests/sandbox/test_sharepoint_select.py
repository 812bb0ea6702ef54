"""`$select` on the site's types knows the properties of the contract, and no other."""

import json
from pathlib import Path
from typing import Any

import pytest
from sharepoint_steps import SiteSteps, refusal

from bot.sandbox.sharepoint.select import PROPERTIES


@pytest.mark.parametrize("kind", sorted(PROPERTIES))
def test_the_properties_are_those_of_the_contract(kind: str, shared: Path) -> None:
    contract = json.loads((shared / "graph" / "openapi-strict.json").read_text(encoding="utf-8"))
    assert PROPERTIES[kind] == set(contract["components"]["schemas"][f"microsoft.graph.{kind}"]["properties"])


def test_a_property_that_a_type_lacks_is_named_and_one_that_it_has_is_chosen(tenant: Any) -> None:
    site = SiteSteps(tenant)
    site.make_list()
    item, drive = site.add(Title="Assen"), f"/drives/{site.get(f'{site.path}/drive')['id']}"
    places = [
        (site.path, "displayName"),
        (f"{site.path}/lists/Gemeenten", "displayName"),
        (f"{site.path}/lists/Gemeenten/columns/Title", "indexed"),
        (f"{site.items}/{item['id']}", "webUrl"),
        (f"{site.items}/{item['id']}/versions/1.0", "lastModifiedDateTime"),
        (drive, "driveType"),
        (f"{drive}/root", "size"),
    ]
    for path, name in places:
        shown = site.get(f"{path}?$select={name}")
        assert {key for key in shown if not key.startswith("@")} == {"id", name}, path
        status, message = refusal(site.call("GET", f"{path}?$select={name},titel"))
        assert (status, "'titel'" in message) == (400, True), path
