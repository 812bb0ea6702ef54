"""Mails that hang on a mail as an item, the event of a meeting message, and preferences that the answer confirms."""

from email.message import EmailMessage
from typing import Any

import pytest
from mail_steps import MAYOR, Post, person
from test_sandbox_mail_drafts import delivery

ITEM = "?$expand=microsoft.graph.itemattachment/item"


@pytest.fixture
def post(tenant: Any) -> Post:
    return Post(tenant)


def forwarded() -> EmailMessage:
    """A mail with a mail in it, as a person forwards one as an attachment."""
    inner, outer = EmailMessage(), EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = "griffie@borne.example", MAYOR, "Datum van het gesprek"
    inner["Message-ID"] = "<gesprek@borne.example>"
    inner.set_content("Wij kiezen de tweede datum.")
    outer["From"], outer["To"], outer["Subject"] = MAYOR, "tour@weerbaarbestuur.example", "FW: datum"
    outer.set_content("Zie de bijlage.")
    outer.add_attachment(inner)
    return outer


def test_a_mail_in_a_mail_arrives_as_an_item(post: Post) -> None:
    post.tenant.control("POST", "/deliver", delivery(forwarded().as_bytes()))
    [got] = post.inbox()
    [item] = post.get(f"/messages/{got['id']}/attachments")["value"]
    assert (item["@odata.type"], item["name"]) == ("#microsoft.graph.itemAttachment", "Datum van het gesprek")
    assert "contentBytes" not in item
    inner = post.get(f"/messages/{got['id']}/attachments/{item['id']}{ITEM}")["item"]
    assert inner["subject"] == "Datum van het gesprek" and "tweede datum" in inner["body"]["content"]
    raw = post.call("GET", f"/messages/{got['id']}/attachments/{item['id']}/$value").content
    assert b"<gesprek@borne.example>" in raw


def test_a_draft_with_an_item_travels_as_a_mail_in_a_mail(post: Post) -> None:
    inner = {"@odata.type": "microsoft.graph.message", "subject": "Antwoord van Borne"}
    inner |= {"body": {"contentType": "text", "content": "Wij kiezen de tweede datum."}}
    item = {"@odata.type": "#microsoft.graph.itemAttachment", "name": "Antwoord van Borne", "item": inner}
    draft = post.draft("Ter informatie", post.tenant.ready["mailbox"])
    answer = post.call("POST", f"/messages/{draft['id']}/attachments", item)
    assert answer.status_code == 201 and answer.json()["@odata.type"] == "#microsoft.graph.itemAttachment"
    assert post.call("POST", f"/messages/{draft['id']}/send").status_code == 202
    post.tenant.advance(60)
    [got] = post.inbox()
    [arrived] = post.get(f"/messages/{got['id']}/attachments")["value"]
    assert arrived["name"] == "Antwoord van Borne"
    body = post.get(f"/messages/{got['id']}/attachments/{arrived['id']}{ITEM}")["item"]["body"]
    assert "tweede datum" in body["content"]


WRONG: dict[str, dict[str, Any]] = {
    "no item": {},
    "an item of a kind that cannot hang on a mail": {"item": {"@odata.type": "#microsoft.graph.contact"}},
    "a property that a mail does not have": {"item": {"@odata.type": "#microsoft.graph.message", "onderwerp": "x"}},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_an_item_that_is_no_mail_is_refused(post: Post, wrong: dict[str, Any]) -> None:
    draft = post.draft()
    body = {"@odata.type": "#microsoft.graph.itemAttachment", "name": "x", **wrong}
    assert post.call("POST", f"/messages/{draft['id']}/attachments", body).status_code == 400
    assert post.get(f"/messages/{draft['id']}/attachments")["value"] == []


def test_a_meeting_message_shows_its_event_when_asked(post: Post) -> None:
    colleague = Post(post.tenant, post.tenant.ready["team"][2])
    span = {"dateTime": "2026-10-01T10:00:00", "timeZone": "Europe/Amsterdam"}
    event = {"subject": "Gesprek", "start": span, "end": {**span, "dateTime": "2026-10-01T11:00:00"}}
    invited = {**person(colleague.address), "type": "required"}
    assert post.call("POST", "/events", {**event, "attendees": [invited]}).status_code == 201
    post.tenant.advance(60)
    [message] = colleague.inbox()
    expand = "?$expand=microsoft.graph.eventMessage/event"
    answer = colleague.call(
        "GET", f"/messages/{message['id']}{expand}", headers={"Prefer": 'outlook.timezone="Europe/Amsterdam"'}
    )
    shown = answer.json()["event"]
    assert shown["id"] == colleague.get("/events")["value"][0]["id"]
    assert shown["start"]["dateTime"].startswith("2026-10-01T10:00")
    assert answer.headers["Preference-Applied"] == 'outlook.timezone="Europe/Amsterdam"'


PREFERRED = {
    "the zone of events": ("/events", 'outlook.timezone="Europe/Amsterdam"'),
    "bodies as text": ("/messages", 'outlook.body-content-type="text"'),
    "immutable ids": ("/messages", 'IdType="ImmutableId"'),
    "the size of a page": ("/mailFolders/inbox/messages/delta", "odata.maxpagesize=5"),
}


@pytest.mark.parametrize(("path", "preference"), PREFERRED.values(), ids=PREFERRED.keys())
def test_a_preference_that_is_followed_is_confirmed(post: Post, path: str, preference: str) -> None:
    post.draft()
    answer = post.call("GET", path, headers={"Prefer": f"{preference}, return=minimal"})
    assert answer.headers["Preference-Applied"] == preference
    assert "Preference-Applied" not in post.call("GET", path).headers


def test_a_body_is_text_where_that_is_preferred(post: Post) -> None:
    draft = post.draft()
    shown = post.get(f"/messages/{draft['id']}", headers={"Prefer": 'outlook.body-content-type="text"'})
    assert shown["body"] == {"contentType": "text", "content": "Geachte\n"}


def test_a_large_file_reaches_an_event_by_an_upload_session(post: Post) -> None:
    span = {"dateTime": "2026-10-01T10:00:00", "timeZone": "UTC"}
    event = {"subject": "Gesprek", "start": span, "end": {**span, "dateTime": "2026-10-01T11:00:00"}}
    key = post.call("POST", "/events", event).json()["id"]
    size = 3_200_000
    asked = {"AttachmentItem": {"attachmentType": "file", "name": "draaiboek.pdf", "size": size}}
    session = post.call("POST", f"/events/{key}/attachments/createUploadSession", asked)
    assert session.status_code == 201, session.text
    done = post.tenant.session.put(
        session.json()["uploadUrl"], data=b"x" * size, headers={"Content-Range": f"bytes 0-{size - 1}/{size}"}
    )
    assert done.status_code == 201
    [file] = post.get(f"/events/{key}/attachments")["value"]
    assert (file["name"], file["size"], file["id"] in done.headers["Location"]) == ("draaiboek.pdf", size, True)


def test_the_delta_of_all_mail_is_refused_as_the_service_does(post: Post) -> None:
    answer = post.call("GET", "/messages/delta")
    assert answer.status_code == 400 and "Change tracking is not supported" in answer.text
