"""A list whose versions its owner switched off: only what stands there now can be read."""

from typing import Any

import pytest
import requests
from sharepoint_steps import SiteSteps, own


@pytest.fixture
def site(tenant: Any) -> SiteSteps:
    steps = SiteSteps(tenant)
    steps.make_list()
    return steps


def switch(site: SiteSteps, on: Any) -> None:
    site.tenant.control("POST", "/lists", {"list": "Gemeenten", "versioning": on})


def kept(site: SiteSteps, item: dict[str, Any]) -> list[tuple[str, Any]]:
    found = site.get(f"{site.items}/{item['id']}/versions?$expand=fields")["value"]
    return [(one["id"], own(one["fields"])["Title"]) for one in found]


def test_without_versions_one_holds_what_stands_there(site: SiteSteps) -> None:
    switch(site, False)
    item = site.add(Title="Assen")
    planner = site.tenant.ready["team"][0]
    assert site.write(item, {"Title": "Emmen"}, token=site.tenant.sign_in(planner)).status_code == 200
    assert kept(site, item) == [("1.0", "Emmen")]
    read = site.read(item)
    assert (read["fields"]["_UIVersionString"], read["lastModifiedBy"]["user"]["email"]) == ("1.0", planner)
    assert read["eTag"] != item["eTag"]
    assert site.write(item, {"Title": "x"}, headers={"If-Match": item["eTag"]}).status_code == 412


def test_versions_that_were_kept_stay_when_they_are_switched_off(site: SiteSteps) -> None:
    item = site.add(Title="een")
    site.write(item, {"Title": "twee"})
    switch(site, False)
    site.write(item, {"Title": "drie"})
    assert kept(site, item) == [("2.0", "drie"), ("1.0", "een")]
    switch(site, True)
    site.write(item, {"Title": "vier"})
    assert kept(site, item) == [("3.0", "vier"), ("2.0", "drie"), ("1.0", "een")]


def test_the_switch_is_on_or_off_and_of_a_list_that_is_there(site: SiteSteps) -> None:
    for body in ({"list": "Gemeenten", "versioning": "uit"}, {"list": "Weg", "versioning": False}):
        with pytest.raises(requests.HTTPError):
            site.tenant.control("POST", "/lists", body)
