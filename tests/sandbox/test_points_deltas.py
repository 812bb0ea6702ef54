"""What naive stand-ins for the service miss, point by point: deltas of mail and lists, and versions."""

from typing import Any

import pytest
from mail_steps import IMMUTABLE, Post, mail
from sharepoint_steps import SiteSteps
from test_sandbox_mail_drafts import delivery

START = "/mailFolders/inbox/messages/delta"


def deliver(post: Post, subject: str) -> None:
    post.tenant.control("POST", "/deliver", delivery(mail(subject).as_bytes()))


@pytest.fixture(scope="module")
def noisy(sandbox: Any) -> Post:
    """A tenant whose deltas do all that they may."""
    return Post(sandbox("--set", "delta_noise=true"))


def test_point_08_pages_may_be_empty_things_come_twice_and_again_and_go_in_the_first_round(noisy: Post) -> None:
    for number in range(12):
        deliver(noisy, f"Antwoord {number}")
    gone = noisy.inbox("?$top=1", headers=IMMUTABLE)[0]
    noisy.call("DELETE", f"/messages/{gone['id']}")
    pages = list(noisy.pages(START, headers=IMMUTABLE))
    assert pages[0]["value"] == [] and "@odata.nextLink" in pages[0], "an empty page with more behind it"
    rows = [row for page in pages for row in page["value"]]
    ids = [row["id"] for row in rows if "@removed" not in row]
    assert len(ids) > len(set(ids)) == 11, "the same thing twice"
    assert {"id": gone["id"], "@removed": {"reason": "deleted"}} in rows, "removed in the first round"
    again, _ = noisy.round(pages[-1]["@odata.deltaLink"], headers=IMMUTABLE)
    assert {row["id"] for row in again} <= {row["id"] for row in rows} and again, "a replay of what was told before"


def test_point_08_a_reader_of_such_a_delta_ends_with_what_is_there(noisy: Post) -> None:
    known: dict[str, bool] = {}
    link = START
    for turn in range(4):
        deliver(noisy, f"Vraag {turn}")
        rows, link = noisy.round(link, headers={**IMMUTABLE, "Prefer": f"{IMMUTABLE['Prefer']}, odata.maxpagesize=3"})
        known |= {row["id"]: "@removed" not in row for row in rows}
        there = {one["id"] for one in noisy.inbox("?$top=100", headers=IMMUTABLE)}
        assert {key for key, present in known.items() if present} == there
        noisy.call("POST", f"/messages/{sorted(there)[0]}/move", {"destinationId": "archive"})


@pytest.fixture(scope="module")
def other(sandbox: Any) -> Any:
    """A tenant that says the same in the other words that are reported."""
    return sandbox("--set", "sync_state=SyncStateInvalid", "--set", "list_resync=resyncChangesUploadDifferences")


def test_point_09_links_that_no_longer_count_are_410_with_the_way_to_begin_anew(tenant: Any, other: Any) -> None:
    for post, code in ((Post(tenant), "SyncStateNotFound"), (Post(other), "SyncStateInvalid")):
        deliver(post, "Antwoord")
        _, link = post.round(START)
        post.tenant.control("POST", "/expire-links")
        refused = post.call("GET", link)
        assert (refused.status_code, refused.json()["error"]["code"]) == (410, code)
        rows, _ = post.round(refused.headers["Location"])
        assert [row["subject"] for row in rows] == ["Antwoord"], "everything once more"


def test_point_09_so_are_those_of_a_list(tenant: Any, other: Any) -> None:
    for place, kind in ((tenant, "resyncChangesApplyDifferences"), (other, "resyncChangesUploadDifferences")):
        site = SiteSteps(place)
        site.make_list()
        site.add(Title="Assen")
        link = site.get(f"{site.items}/delta?token=latest")["@odata.deltaLink"]
        site.tenant.control("POST", "/expire-links")
        refused = site.call("GET", link)
        assert (refused.status_code, refused.json()["error"]["code"]) == (410, kind)
        assert len(site.get(refused.headers["Location"])["value"]) == 1


def test_point_10_the_delta_of_a_list_has_its_own_dialect(tenant: Any) -> None:
    site = SiteSteps(tenant)
    site.make_list()
    item = site.add(Title="Assen")
    latest = site.get(f"{site.items}/delta?token=latest")
    assert latest["value"] == [] and "token=" in latest["@odata.deltaLink"]
    assert "$deltatoken" not in latest["@odata.deltaLink"]
    for title in ("Emmen", "Meppel"):
        site.write(item, {"Title": title})
    told = site.get(latest["@odata.deltaLink"] + "&$expand=fields")
    assert [row["fields"]["Title"] for row in told["value"]] == ["Meppel"], "the latest state only"
    site.call("DELETE", f"{site.items}/{item['id']}")
    [gone] = site.get(told["@odata.deltaLink"])["value"]
    assert gone["deleted"] == {"state": "deleted"} and "@removed" not in gone


def test_point_12_fields_come_only_with_expand(tenant: Any) -> None:
    site = SiteSteps(tenant)
    site.make_list()
    item = site.add(Title="Assen", CbsCode="GM0106")
    assert "fields" not in site.get(f"{site.items}/{item['id']}")
    assert "fields" not in site.get(site.items)["value"][0]
    chosen = site.get(f"{site.items}?$expand=fields($select=CbsCode)")["value"][0]["fields"]
    assert chosen["CbsCode"] == "GM0106" and "Title" not in chosen


def test_point_13_a_stale_version_is_412_and_without_one_the_last_write_wins(tenant: Any) -> None:
    site = SiteSteps(tenant)
    site.make_list()
    item = site.add(Title="Assen")
    old = site.read(item)["eTag"]
    assert old.startswith('"') and old.endswith('"'), "the quotes are part of it"
    assert site.write(item, {"Title": "Emmen"}, headers={"If-Match": old}).status_code == 200
    assert site.write(item, {"Title": "Meppel"}, headers={"If-Match": old}).status_code == 412
    assert site.read(item)["fields"]["Title"] == "Emmen", "nothing was written"
    assert site.write(item, {"Title": "Hoogeveen"}).status_code == 200
    assert site.read(item)["fields"]["Title"] == "Hoogeveen"
