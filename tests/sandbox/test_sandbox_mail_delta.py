"""Deltas of a folder: whatever happens to its messages, a client that follows the links ends with what is there."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mail_steps import IMMUTABLE, Post, mail
from test_sandbox_mail_drafts import delivery

START = "/mailFolders/inbox/messages/delta"


@pytest.fixture
def post(tenant: Any) -> Post:
    return Post(tenant)


def deliver(post: Post, number: int) -> None:
    """A mail comes in."""
    post.tenant.control("POST", "/deliver", delivery(mail(f"Antwoord {number}").as_bytes()))


def test_the_first_round_gives_all_the_next_only_what_is_new(post: Post) -> None:
    for number in range(12):
        deliver(post, number)
    sizes = [len(page["value"]) for page in post.pages(START)]
    assert sizes == [10, 2]
    rows, link = post.round(START, headers={"Prefer": "odata.maxpagesize=5"})
    assert len(rows) == 12
    assert post.round(link)[0] == []
    deliver(post, 12)
    assert [one["subject"] for one in post.round(link)[0]] == ["Antwoord 12"]


@pytest.mark.parametrize("name", ["delta", "delta()", "microsoft.graph.delta()"])
def test_the_function_may_be_written_in_three_ways(post: Post, name: str) -> None:
    assert post.round(f"/mailFolders/inbox/messages/{name}")[0] == []


def test_ones_own_category_brings_a_message_back_and_the_link_keeps_the_query(post: Post) -> None:
    deliver(post, 1)
    [row], link = post.round(f"{START}?$select=subject,categories", headers=IMMUTABLE)
    post.call("PATCH", f"/messages/{row['id']}", {"categories": ["Verwerkt"]})
    [again], _ = post.round(link, headers=IMMUTABLE)
    assert again["id"] == row["id"] and again["categories"] == ["Verwerkt"] and "body" not in again


def test_what_leaves_the_folder_is_told_as_removed(post: Post) -> None:
    deliver(post, 1)
    [row], link = post.round(START, headers=IMMUTABLE)
    post.call("POST", f"/messages/{row['id']}/move", {"destinationId": "junkemail"})
    assert post.round(link, headers=IMMUTABLE)[0] == [{"id": row["id"], "@removed": {"reason": "deleted"}}]


def test_only_receipt_can_be_filtered(post: Post) -> None:
    deliver(post, 1)
    post.tenant.advance(3600)
    deliver(post, 2)
    rows, _ = post.round(f"{START}?$filter=receivedDateTime ge 2026-09-07T07:30:00Z")
    assert [one["subject"] for one in rows] == ["Antwoord 2"]
    assert post.call("GET", f"{START}?$filter=isRead eq false").status_code == 400
    assert post.call("GET", f"{START}?$orderby=subject").status_code == 400


@pytest.mark.parametrize("token", ["onzin", "eyJzaW5jZSI6IDF9", ""])
def test_a_link_of_another_tenant_or_time_means_start_anew(post: Post, token: str) -> None:
    if not token:
        token = post.round(START)[1].partition("deltatoken=")[2]
        post.tenant.control("POST", "/reset")
    answer = post.call("GET", f"{START}?$deltatoken={token}")
    assert answer.status_code == 410 and answer.headers["Location"].endswith("/delta?$deltatoken=")
    assert post.round(answer.headers["Location"])[0] == []


ACTS = st.lists(st.sampled_from(["deliver", "mark", "away", "back", "remove", "read", "page"]), min_size=1, max_size=14)


@given(ACTS, st.integers(1, 4))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_client_that_follows_the_links_ends_with_what_is_there(tenant: Any, acts: list[str], size: int) -> None:
    tenant.control("POST", "/reset")
    post, prefer = Post(tenant), {"Prefer": f'IdType="ImmutableId", odata.maxpagesize={size}'}
    known: dict[str, list[str]] = {}
    link = START

    def follow(one_page_only: bool) -> None:
        nonlocal link
        for page in post.pages(link, headers=prefer):
            for row in page["value"]:
                if "@removed" in row:
                    known.pop(row["id"], None)
                else:
                    known[row["id"]] = row["categories"]
            link = page.get("@odata.nextLink") or page["@odata.deltaLink"]
            if one_page_only:
                return

    for number, act in enumerate([*acts, "read"]):
        happen(post, act, number)
        if act in ("read", "page"):
            follow(act == "page")
    there = post.inbox("?$top=100&$select=categories", headers=IMMUTABLE)
    assert known == {one["id"]: one["categories"] for one in there}


def happen(post: Post, act: str, number: int) -> None:
    """Something that people or the world do to the Inbox."""
    place = "archive" if act == "back" else "inbox"
    rows = post.get(f"/mailFolders/{place}/messages?$top=1", headers=IMMUTABLE)["value"]
    if act == "deliver":
        deliver(post, number)
    elif act == "mark" and rows:
        post.call("PATCH", f"/messages/{rows[0]['id']}", {"categories": [str(number)]})
    elif act in ("away", "back") and rows:
        where = "archive" if act == "away" else "inbox"
        post.call("POST", f"/messages/{rows[0]['id']}/move", {"destinationId": where})
    elif act == "remove" and rows:
        post.call("DELETE", f"/messages/{rows[0]['id']}")
