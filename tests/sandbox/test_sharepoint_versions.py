"""Versions of an item: each write is one, with whose it was and what then stood there."""

from typing import Any

from sharepoint_steps import SiteSteps, own


def test_versions_tell_who_wrote_what_newest_first(tenant: Any) -> None:
    site = SiteSteps(tenant)
    site.make_list()
    item = site.add(Title="Assen", Status="Nog te benaderen")
    approver = tenant.ready["team"][1]
    tenant.advance(60)
    site.write(item, {"Status": "Aangeschreven"}, token=tenant.sign_in(approver))
    tenant.advance(60)
    site.write(item, {"Status": None})
    versions = site.get(f"{site.items}/{item['id']}/versions?$expand=fields")["value"]
    assert [one["id"] for one in versions] == ["3.0", "2.0", "1.0"]
    assert [own(one["fields"]).get("Status") for one in versions] == [None, "Aangeschreven", "Nog te benaderen"]
    by = versions[1]["lastModifiedBy"]
    assert (by["user"]["email"], "application" in by) == (approver, False)
    assert "application" in versions[0]["lastModifiedBy"]
    assert sorted(one["lastModifiedDateTime"] for one in versions) == [
        one["lastModifiedDateTime"] for one in reversed(versions)
    ]
    assert site.get(f"{site.items}/{item['id']}/versions/2.0?$expand=fields") == versions[1]
    assert "fields" not in site.get(f"{site.items}/{item['id']}/versions")["value"][0]


def test_a_restored_version_is_a_new_one_of_whoever_restored_it(tenant: Any) -> None:
    site = SiteSteps(tenant)
    site.make_list()
    item = site.add(Title="Assen", Aantal=1)
    site.write(item, {"Title": "Emmen", "Aantal": None})
    planner = tenant.ready["team"][0]
    restore = f"{site.items}/{item['id']}/versions/1.0/restoreVersion"
    assert site.call("POST", restore, token=tenant.sign_in(planner)).status_code == 204
    read = site.read(item)
    assert own(read["fields"]) == {"Title": "Assen", "Aantal": 1}
    assert (read["fields"]["_UIVersionString"], read["lastModifiedBy"]["user"]["email"]) == ("3.0", planner)
    assert site.call("POST", f"{site.items}/{item['id']}/versions/9.0/restoreVersion").status_code == 404


def test_only_the_last_versions_are_kept(sandbox: Any) -> None:
    site = SiteSteps(sandbox("--set", "versions_kept=3"))
    site.make_list()
    item = site.add(Title="0")
    for number in range(1, 6):
        site.write(item, {"Title": str(number)})
    versions = site.get(f"{site.items}/{item['id']}/versions?$expand=fields")["value"]
    assert [(one["id"], one["fields"]["Title"]) for one in versions] == [("6.0", "5"), ("5.0", "4"), ("4.0", "3")]
