"""Sending: accepted is not delivered; the copy is late under the same id; reports come back; limits hold."""

import base64
from typing import Any

import pytest
from mail_steps import IMMUTABLE, MAYOR, Post, mail, person


@pytest.fixture
def post(tenant: Any) -> Post:
    return Post(tenant)


def test_a_sent_draft_is_away_until_its_copy_appears_under_the_same_id(post: Post) -> None:
    draft = post.draft()
    ordinary = post.get(f"/messages/{draft['id']}")["id"]
    answer = post.send(draft)
    assert (answer.status_code, answer.content) == (202, b"")
    assert post.call("GET", f"/messages/{draft['id']}").status_code == 404
    assert post.get("/mailFolders/drafts/messages")["value"] == []
    post.tenant.advance(1)
    copy = post.get(f"/messages/{draft['id']}", headers=IMMUTABLE)
    assert not copy["isDraft"] and copy["parentFolderId"] == post.get("/mailFolders/sentitems")["id"]
    assert copy["internetMessageId"] == draft["internetMessageId"]
    assert post.call("GET", f"/messages/{ordinary}").status_code == 404


def test_a_second_send_is_refused_before_and_after_the_copy_appears(post: Post) -> None:
    draft = post.draft()
    assert [post.send(draft).status_code for _ in range(2)] == [202, 404]
    post.tenant.advance(5)
    assert post.send(draft).status_code == 400
    assert len(post.tenant.outbox()) == 1


def test_the_outbox_lists_what_was_accepted_with_its_headers(post: Post) -> None:
    post.draft(to="concept@assen.example")
    sent = post.sent(
        "Uitnodiging één",
        ccRecipients=[person("griffier@assen.example")],
        internetMessageHeaders=[{"name": "x-kenmerk", "value": "OTWB-DR-0106-1"}],
    )
    [one] = post.tenant.outbox()
    assert one["internet_message_id"] == sent["internetMessageId"] and one["from"] == post.address
    assert (one["to"], one["cc"]) == ([MAYOR], ["griffier@assen.example"])
    assert one["subject"] == "Uitnodiging één" and one["headers"]["x-kenmerk"] == "OTWB-DR-0106-1"
    assert one["sent_at"] == "2026-09-07T07:00:00Z"


def test_mail_to_a_colleague_arrives_as_real_mime_with_our_own_verdict_on_top(post: Post) -> None:
    planner = post.tenant.ready["team"][0]
    sent = post.sent(to=planner, attachments=[{"name": "brief.pdf", "contentBytes": "JVBERg=="}])
    box = Post(post.tenant, planner)
    [got] = box.inbox("?$select=subject,internetMessageId,internetMessageHeaders,body,isRead,hasAttachments")
    assert got["internetMessageId"] == sent["internetMessageId"] and got["hasAttachments"] and not got["isRead"]
    assert "<p>Geachte</p>" in got["body"]["content"]
    assert got["internetMessageHeaders"][0]["name"] == "Authentication-Results"
    raw = box.call("GET", f"/messages/{got['id']}/$value")
    assert raw.content.startswith(b"Authentication-Results:") and b"multipart/mixed" in raw.content


def test_an_unknown_address_comes_back_as_a_report_and_the_others_get_theirs(post: Post) -> None:
    post.tenant.control("POST", "/addresses", {"unknown": [MAYOR.upper()]})
    planner = post.tenant.ready["team"][0]
    sent = post.sent(toRecipients=[person(MAYOR), person(planner), person("niemand@weerbaarbestuur.example")])
    [report] = post.inbox("?$select=subject,from,internetMessageHeaders,conversationId,body")
    assert report["subject"] == "Onbestelbaar: Uitnodiging" and MAYOR in report["body"]["content"]
    assert "niemand@weerbaarbestuur.example" in report["body"]["content"]
    assert report["conversationId"] == sent["conversationId"]
    headers = {one["name"].lower(): one["value"] for one in report["internetMessageHeaders"]}
    assert headers["in-reply-to"] == sent["internetMessageId"] and "multipart/report" in headers["content-type"]
    assert [one["subject"] for one in Post(post.tenant, planner).inbox()] == ["Uitnodiging"]
    raw = post.call("GET", f"/messages/{report['id']}/$value").text
    assert f"Final-Recipient: rfc822;{MAYOR}" in raw and "Status: 5.1.10" in raw


WRONG: list[tuple[str, dict[str, Any], int, str]] = [
    ("nobody", {"toRecipients": []}, 400, "ErrorInvalidRecipients"),
    ("an address that is none", {"toRecipients": [person("burgemeester")]}, 400, "ErrorInvalidRecipients"),
    ("another's name", {"from": person("o.akkerdaas@weerbaarbestuur.example")}, 403, "ErrorSendAsDenied"),
]


@pytest.mark.parametrize(("body", "status", "code"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_what_cannot_be_sent_stays_a_draft(post: Post, body: dict[str, Any], status: int, code: str) -> None:
    draft = post.draft(**body)
    answer = post.send(draft)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert post.get(f"/messages/{draft['id']}")["isDraft"] and post.tenant.outbox() == []


def test_send_mail_answers_nothing_and_keeps_a_copy_unless_told_otherwise(post: Post) -> None:
    message = {"subject": "Los", "body": {"contentType": "Text", "content": "x"}, "toRecipients": [person(MAYOR)]}
    for body in ({"message": message}, {"Message": message, "SaveToSentItems": False}):
        answer = post.call("POST", "/sendMail", body)
        assert (answer.status_code, answer.content) == (202, b"")
    post.tenant.advance(5)
    assert len(post.get("/mailFolders/sentitems/messages")["value"]) == 1 and len(post.tenant.outbox()) == 2
    text = post.call("POST", "/sendMail", {"message": message, "saveToSentItems": "false"})
    assert text.status_code == 400 and "saveToSentItems" in text.json()["error"]["message"]


def test_the_31st_mail_within_a_minute_waits_as_long_as_it_is_told(post: Post) -> None:
    drafts = [post.draft(f"Brief {number}") for number in range(32)]
    for number in range(30):
        assert post.send(drafts[number]).status_code == 202
        post.tenant.advance(1)
    refused = post.send(drafts[30])
    assert refused.status_code == 429 and float(refused.headers["Retry-After"]) == 30
    assert post.get(f"/messages/{drafts[30]['id']}")["isDraft"]
    post.tenant.advance(30)
    assert [post.send(one).status_code for one in drafts[30:]] == [202, 429]
    assert Post(post.tenant, post.tenant.ready["team"][0]).sent().keys() >= {"id"}, "another mailbox has its own minute"


def test_over_the_limit_may_also_mean_a_report_later(sandbox: Any) -> None:
    post = Post(sandbox("--set", "over_limit=bounce", "--set", "messages_per_minute=1"))
    assert [post.send(post.draft(f"Brief {number}")).status_code for number in range(2)] == [202, 202]
    post.tenant.advance(60)
    assert [one["subject"] for one in post.inbox()] == ["Onbestelbaar: Brief 1"]


@pytest.mark.parametrize("given", ["High", "low", "Normal"])
def test_how_important_a_mail_is_travels_with_it(post: Post, given: str) -> None:
    colleague = Post(post.tenant, post.tenant.ready["team"][0])
    post.sent("Spoed", colleague.address, importance=given)
    assert [one["importance"] for one in colleague.inbox()] == [given.lower()]


@pytest.mark.parametrize(
    ("header", "value", "read"),
    [("Importance", "High", "high"), ("X-Priority", "5 (Lowest)", "low"), ("Importance", "heel erg", "normal")],
)
def test_how_important_a_mail_from_outside_is_stands_in_its_headers(
    post: Post, header: str, value: str, read: str
) -> None:
    raw = base64.b64encode(mail(**{header: value}).as_bytes()).decode()
    post.tenant.control("POST", "/deliver", {"mailbox": post.address, "mime_base64": raw})
    assert [one["importance"] for one in post.inbox()] == [read]


@pytest.mark.parametrize("asked", [True, False])
def test_who_asks_to_know_when_it_is_read_is_seen_to_ask(post: Post, asked: bool) -> None:
    colleague = Post(post.tenant, post.tenant.ready["team"][0])
    post.sent("Spoed", colleague.address, isReadReceiptRequested=asked)
    assert [one["isReadReceiptRequested"] for one in colleague.inbox()] == [asked]
