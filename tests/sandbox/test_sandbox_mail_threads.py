"""Answers stay in their thread, on both sides."""

from typing import Any

import pytest
from mail_steps import IMMUTABLE, MAYOR, Post, mail, person
from test_sandbox_mail_drafts import delivery


@pytest.fixture
def post(tenant: Any) -> Post:
    return Post(tenant)


def arrived(post: Post, **headers: str) -> Any:
    """A mail that came in."""
    post.tenant.control("POST", "/deliver", delivery(mail(**headers).as_bytes()))
    return post.inbox("?$top=1")[0]


def test_an_answer_to_what_we_sent_lands_in_its_conversation(post: Post) -> None:
    sent = post.sent()
    answer = arrived(post, In_Reply_To=sent["internetMessageId"])
    stranger = arrived(post, subject="Heel iets anders")
    assert answer["conversationId"] == sent["conversationId"] != stranger["conversationId"]


def test_delivered_mail_stands_as_it_came_but_for_its_time_of_receipt(post: Post) -> None:
    raw = mail(X_Iets="waarde").as_bytes()
    post.tenant.control("POST", "/deliver", delivery(raw))
    [got] = post.inbox("?$select=receivedDateTime,sentDateTime,internetMessageHeaders,from,body,isRead")
    assert post.call("GET", f"/messages/{got['id']}/$value").content == raw
    assert (got["receivedDateTime"], got["sentDateTime"]) == ("2026-09-07T07:00:00Z", "2026-09-07T06:00:00Z")
    assert {"name": "X-Iets", "value": "waarde"} in got["internetMessageHeaders"]
    assert got["from"]["emailAddress"]["address"] == MAYOR and got["body"]["contentType"] == "text"


def test_a_reply_answers_the_sender_in_the_thread_and_quotes(post: Post) -> None:
    got = arrived(post, References="<oud@assen.example>")
    made = post.call("POST", f"/messages/{got['id']}/createReply", {"comment": "Dank u."}, headers=IMMUTABLE)
    draft = made.json()
    assert made.status_code == 201 and draft["isDraft"] and draft["subject"] == "RE: Antwoord"
    assert [one["emailAddress"]["address"] for one in draft["toRecipients"]] == [MAYOR]
    assert draft["conversationId"] == got["conversationId"]
    said, _, quote = draft["body"]["content"].partition("<hr")
    assert said.endswith("<body>Dank u.") and "Dank voor uw brief." in quote
    assert post.send(draft).status_code == 202
    [accepted] = post.tenant.outbox()
    assert accepted["headers"]["In-Reply-To"] == got["internetMessageId"]
    assert accepted["headers"]["References"] == f"<oud@assen.example> {got['internetMessageId']}"


def test_a_reply_to_all_leaves_out_oneself_and_names_nobody_twice(post: Post) -> None:
    got = arrived(post, Cc=f"griffier@assen.example, {MAYOR}, {post.address}")
    assert post.call("POST", f"/messages/{got['id']}/replyAll", {"comment": "Dank."}).status_code == 202
    [accepted] = post.tenant.outbox()
    assert (accepted["to"], accepted["cc"]) == ([MAYOR], ["griffier@assen.example"])


def test_a_forward_takes_the_files_along(post: Post) -> None:
    made = mail()
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="brief.pdf")
    post.tenant.control("POST", "/deliver", delivery(made.as_bytes()))
    [got] = post.inbox()
    body = {"toRecipients": [person("collega@elders.example")]}
    draft = post.call("POST", f"/messages/{got['id']}/createForward", body).json()
    assert draft["subject"] == "FW: Antwoord" and draft["hasAttachments"]
    [file] = post.get(f"/messages/{draft['id']}/attachments")["value"]
    assert (file["name"], file["contentBytes"]) == ("brief.pdf", "JVBERg==")


def test_a_comment_and_a_body_together_are_refused(post: Post) -> None:
    got = arrived(post)
    both = {"comment": "x", "message": {"body": {"contentType": "text", "content": "y"}}}
    assert post.call("POST", f"/messages/{got['id']}/reply", both).status_code == 400
    assert post.tenant.outbox() == []


BROKEN = [
    ("nothing at all", b""),
    ("no headers", b"\r\nzomaar tekst"),
    ("an unknown charset", b"From: a@b.example\r\nContent-Type: text/plain; charset=klingon\r\n\r\nqapla"),
    ("no boundary", b"From: a@b.example\r\nContent-Type: multipart/mixed\r\n\r\nx"),
    ("a header out of its mind", b"From: =?utf-8?q?=ff?= <<a@b\r\nDate: gisteren\r\nSubject: =?x?y?z?=\r\n\r\nx"),
    ("a mail inside a mail", b"Content-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\n\r\nx"),
]


@pytest.mark.parametrize("raw", [row[1] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_broken_mail_arrives_all_the_same(post: Post, raw: bytes) -> None:
    post.tenant.control("POST", "/deliver", delivery(raw))
    [got] = post.inbox()
    assert post.call("GET", f"/messages/{got['id']}/$value").content == raw
