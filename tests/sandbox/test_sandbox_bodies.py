"""Bodies of requests: whole mails as MIME, kinds that are not taken, and those that break off."""

import base64
import socket
import ssl
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import pytest
from mail_steps import MAYOR, Post

PLAIN = {"Content-Type": "text/plain"}


@pytest.fixture
def post(tenant: Any) -> Post:
    return Post(tenant)


def letter() -> bytes:
    made = EmailMessage()
    made["To"], made["Subject"], made["X-Kenmerk"] = MAYOR, "Uitnodiging", "k-1"
    made["Bcc"] = "archief@weerbaar.example"
    made.set_content("Geachte")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="brief.pdf")
    return base64.b64encode(made.as_bytes())


def test_a_whole_mail_is_drafted_and_sent_as_mime(post: Post) -> None:
    made = post.call("POST", "/messages", data=letter(), headers=PLAIN)
    draft = made.json()
    assert made.status_code == 201 and draft["isDraft"] and draft["from"]["emailAddress"]["address"] == post.address
    assert [one["name"] for one in post.get(f"/messages/{draft['id']}/attachments")["value"]] == ["brief.pdf"]
    assert post.call("POST", "/sendMail", data=letter(), headers=PLAIN).status_code == 202
    [sent] = post.tenant.outbox()
    assert sent["to"] == [MAYOR] and sent["headers"]["X-Kenmerk"] == "k-1" and "Bcc" not in sent["headers"]
    wrong = post.call("POST", "/sendMail", data=b"geen base64!", headers=PLAIN)
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "ErrorMimeContentInvalidBase64String")


def test_another_kind_of_body_is_not_taken(post: Post) -> None:
    answer = post.call("POST", "/mailFolders", data=b"<x/>", headers={"Content-Type": "application/xml"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "UnsupportedMediaType")
    broken = post.call("POST", "/mailFolders", data=b'{"displayName"', headers={"Content-Type": "application/json"})
    assert (broken.status_code, broken.json()["error"]["code"]) == (400, "BadRequest")


def test_a_request_that_breaks_off_was_not_made(post: Post) -> None:
    where = urlsplit(post.tenant.ready["graph_url"])
    context = ssl.create_default_context(cafile=post.tenant.ready["ca_file"])
    body = b'{"displayName": "Half"}'  # whole as JSON, but the client says that more comes
    head = (
        f"POST /v1.0{post.path}/mailFolders HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {post.tenant.token()}\r\nContent-Length: {len(body) + 10}\r\n\r\n"
    )
    with socket.create_connection((str(where.hostname), where.port or 443)) as plain:
        with context.wrap_socket(plain, server_hostname=where.hostname) as secure:
            secure.sendall(head.encode() + body)
    assert "Half" not in {one["displayName"] for one in post.get("/mailFolders?$top=50")["value"]}


def test_every_answer_has_its_id_and_an_error_the_same(post: Post) -> None:
    assert post.call("GET", "/messages").headers["request-id"]
    refused = post.call("GET", "/messages/weg", headers={"client-request-id": "a-1"})
    assert refused.headers["request-id"] == refused.json()["error"]["innerError"]["request-id"]
    assert refused.headers["client-request-id"] == "a-1"
