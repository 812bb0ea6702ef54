"""Mail that nobody should send: it is taken, or refused in words, and the sandbox stays up."""

import base64
from typing import Any

import pytest
from bad_steps import send
from mail_steps import Post


def deep(levels: int) -> bytes:
    """A mail in a mail in a mail."""
    inner = b"Subject: kern\r\n\r\nGoed."
    for number in range(levels):
        head = f"Content-Type: multipart/mixed; boundary=b{number}\r\n\r\n--b{number}\r\n".encode()
        inner = head + inner + f"\r\n--b{number}--\r\n".encode()
    return b"From: a@borne.example\r\nSubject: diep\r\nMIME-Version: 1.0\r\n" + inner


def forwarded(levels: int) -> bytes:
    """A mail that holds a mail as its one part, and so on."""
    return b"Content-Type: message/rfc822\r\n\r\n" * levels + b"Subject: kern\r\n\r\nGoed."


ODD_MAIL: list[tuple[str, bytes]] = [
    ("nothing", b""),
    ("no headers", b"hallo"),
    ("three hundred levels", deep(300)),
    ("two thousand levels", deep(2000)),
    ("three hundred forwards", forwarded(300)),
    ("invalid UTF-8 in a header", b"From: a@borne.example\r\nSubject: caf\xe9 \xff\r\n\r\nGoed."),
    ("invalid UTF-8 in the text", b"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\xff\xfe\xe9"),
    ("a charset of nobody", b"Subject: x\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\xe9"),
    ("a word that cannot be read", b"Subject: =?utf-8?B?////?= =?klingon?Q?x?=\r\n\r\nGoed."),
    ("an address that is none", b"From: <<>>@@\r\nTo: ,,;:\r\nSubject: x\r\n\r\nGoed."),
    ("a date that is none", b"Date: gisteren\r\nSubject: x\r\n\r\nGoed."),
    ("base64 that is none", b"Content-Transfer-Encoding: base64\r\nSubject: x\r\n\r\n%%%%"),
    ("half a multipart", b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nA"),
    ("null bytes", b"Subject: a\x00b\r\n\r\na\x00b"),
    ("a calendar that is none", b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:"),
]


@pytest.mark.parametrize(("what", "raw"), ODD_MAIL, ids=[row[0] for row in ODD_MAIL])
def test_odd_mail_is_taken_or_refused_in_words(standing: Post, what: str, raw: bytes) -> None:
    body = {"mailbox": standing.address, "mime_base64": base64.b64encode(raw).decode()}
    url = f"{standing.tenant.ready['control_url']}/deliver"
    answer = standing.tenant.session.post(url, json=body, timeout=60)
    assert answer.status_code in (200, 400), answer.text
    assert standing.call("GET", "/mailFolders/inbox/messages?$top=100").status_code == 200
    drafted = send(standing, "/messages", base64.b64encode(raw), Content_Type="text/plain")
    assert drafted.status_code in (201, 400), drafted.text


PEOPLE = [None, 1, "x", {}, [], [None], [{}], {"address": 5}, {"address": "a@b.example", "name": 5}]


@pytest.mark.parametrize("value", PEOPLE)
@pytest.mark.parametrize("name", ["toRecipients", "ccRecipients", "replyTo", "from"])
def test_who_is_written_to_is_a_text(standing: Post, name: str, value: Any) -> None:
    for one in (value, [{"emailAddress": value}], {"emailAddress": value}):
        body = {"subject": "x", "toRecipients": [{"emailAddress": {"address": "a@borne.example"}}], name: one}
        assert standing.call("POST", "/messages", body).status_code in (201, 400)
        assert standing.call("POST", "/sendMail", {"message": body}).status_code in (202, 400, 403)
