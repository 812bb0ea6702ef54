"""What naive stand-ins for the service miss, point by point: sending, ids, sizes, reports, casing, errors."""

import base64
from email import message_from_bytes
from email.policy import default
from typing import Any
from urllib.parse import urlsplit

import pytest
from mail_steps import IMMUTABLE, MAYOR, Post, mail, person
from test_sandbox_limits import open_session
from test_sandbox_mail_drafts import delivery

SMALL = 3 * 1024 * 1024


@pytest.fixture
def post(tenant: Any) -> Post:
    return Post(tenant)


@pytest.fixture(scope="module")
def _other(sandbox: Any) -> Any:
    knobs = ("second_send=404", "request_mb=8", "inefficient_filter=served", "ndr_language=en", "ndr_form=text",
             "error_style=innererror", "recipients_per_message=1")  # fmt: skip
    return sandbox(*(one for knob in knobs for one in ("--set", knob)))


@pytest.fixture
def other(_other: Any) -> Post:
    """A tenant that takes the other side wherever the sources leave a doubt."""
    _other.control("POST", "/reset")
    return Post(_other)


def letter(**more: Any) -> dict[str, Any]:
    text = {"contentType": "html", "content": "<p>Geachte</p>"}
    return {"subject": "Uitnodiging", "body": text, "toRecipients": [person(MAYOR)], **more}


def test_point_01_send_mail_answers_202_and_nothing_else_and_fails_later(post: Post) -> None:
    post.tenant.control("POST", "/addresses", {"unknown": [MAYOR]})
    answer = post.call("POST", "/sendMail", {"message": letter()})
    assert (answer.status_code, answer.content) == (202, b"")
    assert post.inbox() == []
    post.tenant.advance(60)
    assert [one["subject"] for one in post.inbox()] == ["Onbestelbaar: Uitnodiging"]


def test_point_01_a_limit_on_recipients_is_told_by_a_report(other: Post, sandbox: Any) -> None:
    two = letter(toRecipients=[person(MAYOR), person("griffier@assen.example")])
    for post in (other, Post(sandbox("--set", "recipients_per_day=1", "--set", "ndr_language=en"))):
        assert post.call("POST", "/sendMail", {"message": two}).status_code == 202
        post.tenant.advance(60)
        assert [one["subject"] for one in post.inbox()] == ["Undeliverable: Uitnodiging"]


def test_point_02_ids_change_on_move_and_send_but_for_the_header_on_that_very_request(post: Post) -> None:
    plain = post.call("POST", "/messages", letter()).json()["id"]
    lasting = post.get(f"/messages/{plain}", headers=IMMUTABLE)["id"]
    moved = post.call("POST", f"/messages/{plain}/move", {"destinationId": "archive"}).json()["id"]
    assert len({plain, lasting, moved}) == 3 and post.call("GET", f"/messages/{plain}").status_code == 404
    assert post.get(f"/messages/{lasting}", headers=IMMUTABLE)["id"] == lasting
    assert post.get(f"/messages/{lasting}")["id"] == moved, "without the header the ordinary id"
    post.call("POST", f"/messages/{moved}/send")
    post.tenant.advance(60)
    [sent] = post.get("/mailFolders/sentitems/messages")["value"]
    [same] = post.get("/mailFolders/sentitems/messages", headers=IMMUTABLE)["value"]
    assert sent["id"] != moved and same["id"] == lasting


def test_point_03_the_sent_copy_appears_late(post: Post) -> None:
    draft = post.draft()
    post.send(draft)
    assert post.call("GET", f"/messages/{draft['id']}", headers=IMMUTABLE).status_code == 404
    post.tenant.advance(1)
    found = post.get(f"/messages/{draft['id']}", headers=IMMUTABLE)
    assert found["isDraft"] is False and found["parentFolderId"] == post.get("/mailFolders/sentitems")["id"]


def test_point_03_a_second_send_of_the_same_id_is_refused_in_either_way(post: Post, other: Post) -> None:
    for box, status in ((post, 400), (other, 404)):
        draft = box.sent()
        assert box.send(draft, headers=IMMUTABLE).status_code == status
        assert len(box.tenant.outbox()) == 1


def test_point_11_ten_a_page_and_the_link_is_followed_as_it_is(post: Post) -> None:
    for number in range(12):
        post.call("POST", "/messages", letter(subject=f"Brief {number}"))
    page = post.get("/messages?$select=subject&$orderby=subject asc")
    assert len(page["value"]) == 10
    rest = post.get(page["@odata.nextLink"])
    assert [one["subject"] for one in rest["value"]] == ["Brief 8", "Brief 9"] and "@odata.nextLink" not in rest
    assert "body" not in rest["value"][0]
    assert [post.call("GET", f"/messages?$top={size}").status_code for size in (1, 1000, 0, 1001)] == [
        200, 200, 400, 400
    ]  # fmt: skip


def test_point_11_what_is_ordered_by_is_filtered_by_first(post: Post, other: Post) -> None:
    right = "/messages?$filter=receivedDateTime ge 2020-01-01T00:00:00Z and isRead eq false&$orderby=receivedDateTime"
    wrong = "/messages?$filter=isRead eq false and receivedDateTime ge 2020-01-01T00:00:00Z&$orderby=receivedDateTime"
    assert post.call("GET", right).status_code == 200
    refused = post.call("GET", wrong)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "InefficientFilter")
    assert other.call("GET", wrong).status_code == 200


def test_point_12_headers_and_unique_body_come_only_when_selected(post: Post) -> None:
    post.tenant.control("POST", "/deliver", delivery(mail("Antwoord", x_kenmerk="k").as_bytes()))
    [row] = post.inbox()
    assert not {"internetMessageHeaders", "uniqueBody"} & set(post.get(f"/messages/{row['id']}"))
    asked = post.get(f"/messages/{row['id']}?$select=internetMessageHeaders,uniqueBody")
    assert asked["uniqueBody"]["content"].startswith("Dank")
    assert {"name": "x-kenmerk", "value": "k"} in asked["internetMessageHeaders"]


def test_point_14_an_upload_goes_to_another_host_without_a_token_in_order_and_expires(post: Post) -> None:
    draft, size = post.draft(), SMALL + 100
    url = open_session(post, draft, size)
    assert urlsplit(url).hostname != urlsplit(post.tenant.ready["graph_url"]).hostname

    def put(first: int, last: int, **more: str) -> Any:
        sent = {"Content-Range": f"bytes {first}-{last}/{size}", **more}
        return post.tenant.session.put(url, data=b"x" * (last - first + 1), headers=sent, timeout=30)

    assert put(0, 99, Authorization=f"Bearer {post.tenant.token()}").status_code == 401
    assert put(100, 199).status_code == 416, "a gap"
    taken = put(0, 2**21 - 1)
    assert (taken.status_code, taken.json()["nextExpectedRanges"]) == (200, ["2097152"])
    last = put(2**21, size - 1)
    [file] = post.get(f"/messages/{draft['id']}/attachments")["value"]
    assert (last.status_code, last.content) == (201, b"") and file["id"] in last.headers["Location"]
    late = open_session(post, draft, size)
    post.tenant.advance(25 * 3600)
    assert post.tenant.session.get(late, timeout=30).status_code == 404


def test_point_15_what_is_too_large_is_refused(post: Post, other: Post) -> None:
    def put_on(box: Post, size: int) -> int:
        file = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "a.pdf"}
        content = {"contentBytes": base64.b64encode(b"x" * size).decode()}
        way = f"/messages/{box.draft()['id']}/attachments"
        return box.call("POST", way, {**file, **content}).status_code

    assert [put_on(post, size) for size in (SMALL - 100_000, SMALL)] == [201, 413]
    assert [put_on(other, size) for size in (SMALL - 1, SMALL)] == [201, 413], "where larger requests are taken"
    whole = letter(body={"contentType": "text", "content": "x" * 4 * 1024 * 1024})
    assert [box.call("POST", "/messages", whole).status_code for box in (post, other)] == [413, 201]


def test_point_18_me_is_for_people(post: Post) -> None:
    refused = post.tenant.graph("GET", "/me/messages")
    assert refused.status_code == 400 and "delegated" in refused.json()["error"]["message"]
    person_of = post.tenant.sign_in(post.tenant.ready["team"][0])
    assert post.tenant.graph("GET", "/me/messages", token=person_of).status_code == 200


def test_point_18_meeting_times_are_found_for_people_only(post: Post) -> None:
    refused = post.call("POST", "/findMeetingTimes", {"meetingDuration": "PT1H"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "ErrorAccessDenied")


def test_point_21_a_policy_takes_its_time_and_then_denies_other_mailboxes(post: Post) -> None:
    adviser = Post(post.tenant, post.tenant.ready["team"][2])
    post.tenant.control("POST", "/policy", {"mailboxes": [post.address]})
    post.tenant.advance(59 * 60)
    assert adviser.call("GET", "/messages").status_code == 200, "not yet"
    post.tenant.advance(2 * 60)
    refused = adviser.call("GET", "/messages").json()["error"]
    assert (refused["code"], refused["message"]) == ("ErrorAccessDenied", "Access to OData is disabled.")
    assert adviser.call("GET", "/calendarView?startDateTime=2026-01-01&endDateTime=2026-02-01").status_code == 403
    assert post.call("GET", "/messages").status_code == 200


def test_point_22_parameters_and_enums_in_any_casing_are_answered_in_one(post: Post) -> None:
    for kind, level in (("HTML", "High"), ("html", "high"), ("Html", "HIGH")):
        body = {"contentType": kind, "content": "x"}
        made = post.call("POST", "/messages", letter(body=body, importance=level)).json()
        assert (made["body"]["contentType"], made["importance"]) == ("html", "high")
    assert post.call("POST", "/sendMail", {"Message": letter(), "SaveToSentItems": False}).status_code == 202
    assert post.call("POST", f"/messages/{made['id']}/move", {"DestinationId": "archive"}).status_code == 201
    text = post.call("POST", "/sendMail", {"message": letter(), "saveToSentItems": "false"})
    assert text.status_code == 400, "a Boolean as text is refused on purpose"


def test_point_23_reports_come_in_two_languages_and_two_forms(post: Post, other: Post) -> None:
    for box, subject, form in ((post, "Onbestelbaar", "multipart/report"), (other, "Undeliverable", "text/plain")):
        box.tenant.control("POST", "/addresses", {"unknown": [MAYOR]})
        sent = box.sent()
        [row] = box.inbox()
        sender = row["from"]["emailAddress"]["name"]
        assert (row["subject"], sender) == (f"{subject}: Uitnodiging", "Microsoft Outlook")
        parsed = message_from_bytes(box.call("GET", f"/messages/{row['id']}/$value").content, policy=default)
        assert parsed["Auto-Submitted"] == "auto-replied" and parsed["In-Reply-To"] == sent["internetMessageId"]
        assert parsed.get_content_type() == form
        assert MAYOR in row["body"]["content"] and "5.1.10" in row["body"]["content"]


def test_point_24_errors_come_in_more_than_one_shape(post: Post, other: Post, sandbox: Any) -> None:
    bare = Post(sandbox("--set", "error_style=empty_code"))
    sent = {"client-request-id": "11111111-2222-4333-8444-555555555555"}
    for box, name, coded in ((post, "innerError", True), (other, "innererror", True), (bare, "innerError", False)):
        answer = box.call("GET", "/messages/weg", headers=sent)
        error = answer.json()["error"]
        assert answer.status_code == 404 and bool(error["code"]) is coded and error["message"]
        assert error[name]["client-request-id"] == sent["client-request-id"] and set(error) == {"code", "message", name}
