"""Drafts and messages: strict about what is written, Graph's own shapes in what is read."""

import base64
from typing import Any

import pytest
from mail_steps import IMMUTABLE, KEY, MAYOR, Post, mail, person


@pytest.fixture
def post(tenant: Any) -> Post:
    return Post(tenant)


def test_a_draft_has_what_it_was_given_and_what_exchange_adds(post: Post) -> None:
    made = post.draft(importance="High", ccRecipients=[person("griffier@assen.example", "De griffier")])
    assert made["isDraft"] and made["importance"] == "high" and made["body"]["contentType"] == "html"
    assert made["from"]["emailAddress"]["address"] == post.address
    assert made["internetMessageId"].endswith("@weerbaarbestuur.example>") and made["conversationId"]
    assert made["@odata.etag"] == f'W/"{made["changeKey"]}"' and "@odata.context" in made
    assert made["bodyPreview"] == "Geachte"


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("a property that messages lack", {"onderwerp": "x"}, "onderwerp"),
    ("a recipient without address", {"toRecipients": [{"emailAddress": {"name": "x"}}]}, "address"),
    ("recipients that are no list", {"toRecipients": person(MAYOR)}, "toRecipients"),
    ("a property that recipients lack", {"toRecipients": [{**person(MAYOR), "naam": "x"}]}, "naam"),
    ("a value that is none of the enumeration", {"importance": "urgent"}, "importance"),
    ("a body of no known kind", {"body": {"contentType": "rtf", "content": ""}}, "rtf"),
    ("a header of Exchange's own", {"internetMessageHeaders": [{"name": "Received", "value": "x"}]}, "x-"),
    ("a sixth header", {"internetMessageHeaders": [{"name": f"x-{n}", "value": "x"} for n in range(6)]}, "five"),
    ("a property id of no known form", {"singleValueExtendedProperties": [{"id": "kenmerk", "value": "x"}]}, "kenmerk"),
    ("text where a truth value belongs", {"isRead": "true"}, "isRead"),
    ("categories that are no texts", {"categories": [1]}, "categories"),
    ("a flag that is no object", {"flag": "flagged"}, "followupFlag"),
    ("bytes that are no base64", {"attachments": [{"name": "a", "contentBytes": "é"}]}, "base64"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "named"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_graph_would_not_take_is_refused_by_name(post: Post, body: dict[str, Any], named: str) -> None:
    answer = post.call("POST", "/messages", body)
    assert answer.status_code == 400 and named in answer.json()["error"]["message"]
    assert post.get("/mailFolders/drafts/messages")["value"] == []


QUERIES = [
    ("an option that the route lacks", "/messages?$levels=1", "$levels"),
    ("a property that messages lack", "/messages?$select=id,onderwerp", "onderwerp"),
    ("an order by nothing", "/messages?$orderby=onderwerp", "onderwerp"),
    ("a filter on nothing", "/messages?$filter=onderwerp eq 'x'", "onderwerp"),
    ("a filter that ends too soon", "/messages?$filter=subject eq", "subject eq"),
    ("a number that is none", "/messages?$top=veel", "veel"),
    ("a page too large", "/messages?$top=1001", "1001"),
    ("a route that is not there", "/berichten", "berichten"),
]


@pytest.mark.parametrize(("path", "named"), [row[1:] for row in QUERIES], ids=[row[0] for row in QUERIES])
def test_a_question_that_graph_would_not_answer_is_refused_by_name(post: Post, path: str, named: str) -> None:
    answer = post.call("GET", path)
    assert answer.status_code == 400 and named in answer.json()["error"]["message"]


def test_headers_and_the_unique_body_come_only_when_named(post: Post) -> None:
    made = post.draft(internetMessageHeaders=[{"name": "x-kenmerk", "value": "OTWB-DR-0106-1"}])
    assert "internetMessageHeaders" not in post.get(f"/messages/{made['id']}")
    named = post.get(f"/messages/{made['id']}?$select=internetMessageHeaders,uniqueBody")
    assert named["internetMessageHeaders"] == [{"name": "x-kenmerk", "value": "OTWB-DR-0106-1"}]
    assert named["uniqueBody"]["content"] == "<p>Geachte</p>" and "subject" not in named


def test_a_draft_is_found_by_its_property_in_any_casing_of_its_guid(post: Post) -> None:
    made = post.draft(singleValueExtendedProperties=[{"id": KEY, "value": "k-1"}])
    post.draft(singleValueExtendedProperties=[{"id": KEY, "value": "k-2"}])
    asked = KEY.upper().replace("STRING", "String").replace("NAME KENMERK", "Name kenmerk")
    test = f"singleValueExtendedProperties/any(ep: ep/id eq '{asked}' and ep/value eq 'k-1')"
    expand = f"singleValueExtendedProperties($filter=id eq '{KEY}')"
    [found] = post.get(f"/messages?$filter={test}&$expand={expand}", headers=IMMUTABLE)["value"]
    assert found["id"] == made["id"]
    assert found["singleValueExtendedProperties"] == [{"id": KEY, "value": "k-1"}]


def test_ids_change_on_a_move_but_immutable_ones_do_not(post: Post) -> None:
    made = post.draft()
    ordinary = post.get(f"/messages/{made['id']}")["id"]
    assert ordinary != made["id"] and post.get(f"/messages/{ordinary}", headers=IMMUTABLE)["id"] == made["id"]
    moved = post.call("POST", f"/messages/{ordinary}/move", {"destinationId": "archive"})
    assert moved.status_code == 201 and moved.json()["id"] != ordinary
    assert post.call("GET", f"/messages/{ordinary}").status_code == 404
    assert post.get(f"/messages/{made['id']}")["parentFolderId"] == post.get("/mailFolders/archive")["id"]


def test_a_change_gives_a_new_change_key_and_an_old_one_no_longer_counts(post: Post) -> None:
    made = post.draft()
    etag = made["@odata.etag"]
    in_time = post.call("PATCH", f"/messages/{made['id']}", {"subject": "B"}, headers={"If-Match": etag})
    late = post.call("PATCH", f"/messages/{made['id']}", {"subject": "C"}, headers={"If-Match": etag})
    assert (in_time.status_code, late.status_code) == (200, 412)
    assert post.get(f"/messages/{made['id']}")["subject"] == "B"
    assert post.call("PATCH", f"/messages/{made['id']}", {"subject": "D"}).status_code == 200


def test_of_a_message_that_arrived_only_marks_can_be_changed(post: Post) -> None:
    post.tenant.control("POST", "/deliver", delivery(mail().as_bytes()))
    [arrived] = post.inbox()
    path = f"/messages/{arrived['id']}"
    assert post.call("PATCH", path, {"subject": "Anders"}).status_code == 400
    marks = {"categories": ["Verwerkt"], "isRead": True, "flag": {"flagStatus": "flagged"}}
    changed = post.call("PATCH", path, marks).json()
    assert {name: changed[name] for name in marks} == marks


def test_a_removed_draft_lies_in_deleted_items_and_then_is_gone(post: Post) -> None:
    made = post.draft()
    for expected in (200, 404):
        assert post.call("DELETE", f"/messages/{made['id']}").status_code == 204
        assert post.call("GET", f"/messages/{made['id']}").status_code == expected


def test_a_copy_is_another_message_with_the_same_files(post: Post) -> None:
    made = post.draft(attachments=[{"name": "brief.pdf", "contentType": "application/pdf", "contentBytes": "JVBERg=="}])
    copy = post.call("POST", f"/messages/{made['id']}/copy", {"destinationId": "archive"}, headers=IMMUTABLE).json()
    assert copy["id"] != made["id"] and copy["subject"] == made["subject"]
    post.call("DELETE", f"/messages/{made['id']}")
    post.call("DELETE", f"/messages/{made['id']}")
    [file] = post.get(f"/messages/{copy['id']}/attachments")["value"]
    assert file["contentBytes"] == "JVBERg=="


def test_lists_come_newest_first_ten_at_a_time_whatever_changed_since(post: Post) -> None:
    made = []
    for number in range(12):
        made.append(post.draft(f"Brief {number}"))
        post.tenant.advance(60)
    post.call("PATCH", f"/messages/{made[0]['id']}", {"categories": ["x"]})
    pages = list(post.pages("/mailFolders/drafts/messages?$count=true&$select=subject"))
    assert [len(page["value"]) for page in pages] == [10, 2] and pages[0]["@odata.count"] == 12
    subjects = [one["subject"] for page in pages for one in page["value"]]
    assert subjects == [f"Brief {number}" for number in reversed(range(12))]
    by_name = post.get("/messages?$orderby=subject&$top=2")["value"]
    assert [one["subject"] for one in by_name] == ["Brief 0", "Brief 1"]
    unordered = post.call("GET", "/messages?$filter=isRead eq true&$orderby=subject")
    assert unordered.status_code == 400 and unordered.json()["error"]["code"] == "InefficientFilter"


def test_people_reach_their_own_mailbox_and_the_shared_one_only(post: Post) -> None:
    planner, approver = post.tenant.ready["team"][:2]
    token = post.tenant.sign_in(planner)
    assert post.call("GET", "/messages", token=token).status_code == 200
    assert post.tenant.graph("GET", "/me/messages", token=token).status_code == 200
    strange = post.tenant.graph("GET", f"/users/{approver}/messages", token=token)
    assert strange.status_code == 403 and strange.json()["error"]["code"] == "ErrorAccessDenied"
    assert post.tenant.graph("GET", "/me/messages").status_code == 400


def test_folders_are_made_renamed_and_taken_away_with_what_is_in_them(post: Post) -> None:
    made = post.call("POST", "/mailFolders", {"displayName": "Gemeenten"}).json()
    child = post.call("POST", f"/mailFolders/{made['id']}/childFolders", {"displayName": "Assen"}).json()
    assert child["parentFolderId"] == made["id"]
    assert post.call("POST", "/mailFolders", {"displayName": "gemeenten"}).status_code == 409
    draft = post.draft()
    post.call("POST", f"/messages/{draft['id']}/move", {"destinationId": child["id"]})
    assert post.get(f"/mailFolders/{child['id']}")["totalItemCount"] == 1
    _, link = post.round("/mailFolders/delta")
    renamed = post.call("PATCH", f"/mailFolders/{made['id']}", {"displayName": "Tour"}).json()
    rows, link = post.round(link)
    assert [one["displayName"] for one in rows] == ["Tour"] == [renamed["displayName"]]
    assert post.call("DELETE", f"/mailFolders/{made['id']}").status_code == 204
    rows, _ = post.round(link)
    assert {one["id"] for one in rows if "@removed" in one} == {made["id"], child["id"]}
    assert post.get(f"/messages/{draft['id']}")["parentFolderId"] == post.get("/mailFolders/deleteditems")["id"]
    assert post.call("DELETE", "/mailFolders/inbox").status_code == 403


def delivery(raw: bytes) -> dict[str, str]:
    """A body for the side door's /deliver."""
    return {"mailbox": "tour@weerbaarbestuur.example", "mime_base64": base64.b64encode(raw).decode()}


def test_folders_show_those_inside_them_where_expand_asks(post: Post) -> None:
    made = post.call("POST", "/mailFolders", {"displayName": "Gemeenten"}).json()
    post.call("POST", f"/mailFolders/{made['id']}/childFolders", {"displayName": "Assen"})
    listed = post.get("/mailFolders?$filter=displayName eq 'Gemeenten'&$select=displayName&$expand=childFolders")
    for folder in (listed["value"][0], post.get(f"/mailFolders/{made['id']}?$expand=childFolders")):
        assert [one["displayName"] for one in folder["childFolders"]] == ["Assen"]
    assert "childFolders" not in post.get(f"/mailFolders/{made['id']}")
    for path in ("/mailFolders", f"/mailFolders/{made['id']}", "/mailFolders/inbox/childFolders"):
        assert post.call("GET", f"{path}?$expand=messageRules").status_code == 400
