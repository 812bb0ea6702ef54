"""What no client should send: the service's own kind of error comes back, and the sandbox stays up."""

import asyncio
import base64
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from mail_steps import Post

from bot.sandbox.wire import read

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def _own(sandbox: Callable[..., Any]) -> Any:
    return sandbox()


@pytest.fixture
def post(_own: Any) -> Iterator[Post]:
    """The shared mailbox of a tenant that has to stand afterwards, without having failed once."""
    yield Post(_own)
    assert Post(_own).call("GET", "/messages").status_code == 200
    assert "Traceback" not in (_own.folder / "sandbox.log").read_text(encoding="utf-8")


def is_error(answer: Any, status: int) -> None:
    """An error as Graph writes it."""
    error = answer.json()["error"]
    assert answer.status_code == status, answer.text
    assert isinstance(error["code"], str) and error["message"] and error["innerError"]["request-id"]


def send(post: Post, path: str, body: bytes, method: str = "POST", **headers: str) -> Any:
    """Bytes to a path, as JSON unless `headers` say otherwise ('' leaves one out)."""
    sent = {"Content-Type": "application/json", **{key.replace("_", "-"): value for key, value in headers.items()}}
    url = path if path.startswith("/$") or path.startswith("/sub") else f"/users/{post.address}{path}"
    return post.tenant.graph(method, url, data=body, headers={key: value for key, value in sent.items() if value})


NOT_JSON: list[tuple[str, bytes]] = [
    ("cut off", b'{"subject": "x"'),
    ("nothing but text", b"hallo"),
    ("a list", b"[]"),
    ("a text", b'"x"'),
    ("invalid UTF-8", b'{"subject": "\xff\xfe"}'),
    ("half a character", rb'{"subject": "\ud800"}'),
    ("half a character as a name", rb'{"\udfff": 1}'),
    ("not a number", b'{"subject": NaN}'),
    ("nested deep", b'{"subject": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    ("a number without end", b'{"subject": ' + b"9" * 6000 + b"}"),
    ("a null byte", b"\x00"),
]
WRITES = ["/messages", "/events", "/sendMail", "/mailFolders", "/calendar/getSchedule", "/$batch", "/subscriptions"]


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize(("what", "body"), NOT_JSON, ids=[row[0] for row in NOT_JSON])
def test_what_is_no_json_object_is_refused(post: Post, path: str, what: str, body: bytes) -> None:
    is_error(send(post, path, body), 400)


@pytest.mark.parametrize("kind", ["application/xml", "multipart/form-data; boundary=x", "nonsense"])
@pytest.mark.parametrize("path", ["/events", "/mailFolders", "/$batch", "/subscriptions"])
def test_another_content_type_is_refused(post: Post, path: str, kind: str) -> None:
    is_error(send(post, path, b"<a/>", Content_Type=kind), 415)


def test_a_body_needs_a_content_type(post: Post) -> None:
    is_error(send(post, "/events", b"{}", Content_Type=""), 400)


@pytest.mark.parametrize("path", ["/messages", "/$batch", "/subscriptions"])
@pytest.mark.parametrize("size", [4 * 1024 * 1024 + 1, 20 * 1024 * 1024])
def test_a_body_over_the_limit_is_too_large(post: Post, path: str, size: int) -> None:
    is_error(send(post, path, b'{"subject": "' + b"x" * size + b'"}'), 413)


def test_a_body_of_unknown_length_is_too_large_too(post: Post) -> None:
    url = f"{post.tenant.ready['graph_url']}/v1.0/users/{post.address}/messages"
    headers = {"Authorization": f"Bearer {post.tenant.token()}", **JSON}
    is_error(post.tenant.session.post(url, data=(b"x" * 65536 for _ in range(80)), headers=headers, timeout=60), 413)


def test_of_a_body_that_is_too_large_no_more_is_kept_than_shows_it() -> None:
    chunks = [{"type": "http.request", "body": b"x" * 100, "more_body": number < 99} for number in range(100)]

    async def receive() -> Any:
        return chunks.pop(0)

    assert len(asyncio.run(read(receive, 250, 5)) or b"") == 251 and not chunks


PART = {"id": "1", "method": "GET", "url": "/users"}
BATCHES: list[tuple[str, Any]] = [
    ("no requests", {}),
    ("requests that are no list", {"requests": {"id": "1"}}),
    ("an empty list", {"requests": []}),
    ("a part that is a text", {"requests": ["GET /"]}),
    ("no id", {"requests": [{"method": "GET", "url": "/"}]}),
    ("no method", {"requests": [{"id": "1", "url": "/"}]}),
    ("no url", {"requests": [{"id": "1", "method": "GET"}]}),
    ("an id twice", {"requests": [PART, PART]}),
    ("an id twice in other letters", {"requests": [{**PART, "id": "a"}, {**PART, "id": "A"}]}),
    ("an id that is null", {"requests": [{**PART, "id": None}]}),
    ("an id that is empty", {"requests": [{**PART, "id": ""}]}),
    ("an id that is an object", {"requests": [{**PART, "id": {}}]}),
    ("twenty-one", {"requests": [{**PART, "id": str(number)} for number in range(21)]}),
    ("it waits for what is not there", {"requests": [{**PART, "dependsOn": ["9"]}]}),
    ("it waits for itself", {"requests": [{**PART, "dependsOn": ["1"]}]}),
    ("two wait for each other",
     {"requests": [{**PART, "dependsOn": ["2"]}, {**PART, "id": "2", "dependsOn": ["1"]}]}),
    ("it waits for a text", {"requests": [PART, {**PART, "id": "2", "dependsOn": "1"}]}),
    ("it waits for an object", {"requests": [{**PART, "dependsOn": [{}]}]}),
    ("a method that is a number", {"requests": [{**PART, "method": 1}]}),
    ("a method of nobody", {"requests": [{**PART, "method": "FETCH"}]}),
    ("a url that is a number", {"requests": [{**PART, "url": 1}]}),
    ("a url that is whole", {"requests": [{**PART, "url": "https://graph.microsoft.com/v1.0/users"}]}),
    ("a url that cannot be read", {"requests": [{**PART, "url": "//[/x"}]}),
    ("a batch in a batch", {"requests": [{**PART, "method": "POST", "url": "/$batch", "body": {}, "headers": JSON}]}),
    ("headers that are a list", {"requests": [{**PART, "headers": ["a"]}]}),
    ("a header that is an object", {"requests": [{**PART, "headers": {"Prefer": {}}}]}),
    ("a body without its type", {"requests": [{**PART, "method": "POST", "body": {}}]}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "body"), BATCHES, ids=[row[0] for row in BATCHES])
def test_a_broken_batch_is_refused_whole(post: Post, what: str, body: Any) -> None:
    is_error(post.tenant.graph("POST", "/$batch", body), 400)


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
def test_odd_mail_is_taken_or_refused_in_words(post: Post, what: str, raw: bytes) -> None:
    body = {"mailbox": post.address, "mime_base64": base64.b64encode(raw).decode()}
    url = f"{post.tenant.ready['control_url']}/deliver"
    answer = post.tenant.session.post(url, json=body, timeout=60)
    assert answer.status_code in (200, 400), answer.text
    assert post.call("GET", "/mailFolders/inbox/messages?$top=100").status_code == 200
    drafted = send(post, "/messages", base64.b64encode(raw), Content_Type="text/plain")
    assert drafted.status_code in (201, 400), drafted.text


@pytest.mark.parametrize("body", [b"{", b"[]", b"1", b"\xff", b"[" * 100_000, b'{"user": 1}', b'{"mailbox": {}}'])
@pytest.mark.parametrize("path", ["/sign-in", "/deliver", "/clock", "/policy", "/grants", "/token", "/subscriptions"])
def test_the_side_door_takes_no_nonsense_either(post: Post, path: str, body: bytes) -> None:
    answer = post.tenant.session.post(post.tenant.ready["control_url"] + path, data=body, timeout=30)
    assert answer.status_code in (200, 400, 404), answer.text


ADDRESSES = [
    "/%ff%fe", "/users/%00/messages", "/users//messages", "/" + "a" * 20_000, "/users/x/messages?$top=%ff",
    "/users/tour@weerbaarbestuur.example/messages?$filter=%ff%00", "/users('", "/%24batch", "/;a=b",
]  # fmt: skip


@pytest.mark.parametrize("path", ADDRESSES)
def test_an_odd_address_is_refused(post: Post, path: str) -> None:
    answer = post.tenant.graph("GET", path)
    is_error(answer, answer.status_code)
    assert answer.status_code in (400, 404, 405)


ODD = [
    "", "-1", "abc", "9" * 20, "(" * 5000 + "a" + ")" * 5000, "'", "\x00", "*", "a/b/c", "contains(subject,'x'",
    "subject eq", "not", "receivedDateTime ge 2026", "fields(", "fields($select=", "a desc desc", "NaN",
]  # fmt: skip
OPTIONS = ["$top", "$skip", "$filter", "$orderby", "$select", "$expand", "$count", "$skiptoken", "$deltatoken", "token"]
LISTS = [
    "/messages", "/mailFolders/inbox/messages/delta", "/events", "/mailFolders", "/sites/root/lists",
    "/sites/root/lists/Documenten/items", "/sites/root/lists/Documenten/items/delta", "/subscriptions",
]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_an_odd_option_is_refused_or_of_no_matter(post: Post, path: str) -> None:
    where = path if path.startswith("/s") else f"/users/{post.address}{path}"
    for option in OPTIONS:
        for value in ODD:
            status = post.tenant.graph("GET", f"{where}?{option}={quote(value)}").status_code
            assert status in (200, 400, 404, 410), (option, value)


PEOPLE = [None, 1, "x", {}, [], [None], [{}], {"address": 5}, {"address": "a@b.example", "name": 5}]


@pytest.mark.parametrize("value", PEOPLE)
@pytest.mark.parametrize("name", ["toRecipients", "ccRecipients", "replyTo", "from"])
def test_who_is_written_to_is_a_text(post: Post, name: str, value: Any) -> None:
    for one in (value, [{"emailAddress": value}], {"emailAddress": value}):
        body = {"subject": "x", "toRecipients": [{"emailAddress": {"address": "a@borne.example"}}], name: one}
        assert post.call("POST", "/messages", body).status_code in (201, 400)
        assert post.call("POST", "/sendMail", {"message": body}).status_code in (202, 400, 403)


def connect(post: Post) -> ssl.SSLSocket:
    """A connection without a client around it."""
    parts = urlsplit(post.tenant.ready["graph_url"])
    plain = socket.create_connection(("127.0.0.1", parts.port), timeout=30)
    context = ssl.create_default_context(cafile=post.tenant.ready["ca_file"])
    return context.wrap_socket(plain, server_hostname="127.0.0.1", suppress_ragged_eofs=True)


def head(post: Post, path: str = "/messages", method: str = "GET", **more: str) -> bytes:
    """The head of a request."""
    headers = {"Host": "127.0.0.1", "Authorization": f"Bearer {post.tenant.token()}", "Connection": "close", **more}
    lines = [f"{method} /v1.0/users/{post.address}{path} HTTP/1.1", *(f"{key}: {one}" for key, one in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def status(link: ssl.SSLSocket) -> int:
    """The status of what comes back; 0 for nothing."""
    text = link.recv(4096)
    link.close()
    return int(text.split()[1]) if text else 0


@pytest.mark.parametrize(
    ("what", "raw"),
    [
        ("no request", b"\x16\x03\x01 hallo\r\n\r\n"),
        ("another protocol", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ("a header without a name", b"GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n"),
        ("a length that is none", b"POST /v1.0/x HTTP/1.1\r\nHost: x\r\nContent-Length: veel\r\n\r\n"),
        ("a header of a megabyte", b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 1_000_000),
        ("raw bytes in the address", b"GET /v1.0/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("a chunk that is none", b"POST /v1.0/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    ],
)
def test_what_is_no_http_is_refused_on_its_connection(post: Post, what: str, raw: bytes) -> None:
    link = connect(post)
    try:
        link.sendall(raw)
        assert status(link) in (0, 400, 404, 431), what
    except OSError:  # closed while we were still talking
        link.close()


def test_headers_of_any_bytes_are_taken(post: Post) -> None:
    link = connect(post)
    link.sendall(head(post, **{"Prefer": "\xff=\xe9", "client-request-id": "\xe9" * 50, "If-Match": "\xff"}))
    assert status(link) == 200


@pytest.mark.parametrize("host", ["[", "elders.example", "127.0.0.1:poort", "\xff", "a" * 300])
def test_a_host_of_nobody_is_no_matter(post: Post, host: str) -> None:
    link = connect(post)
    link.sendall(head(post, Host=host))
    assert status(link) in (200, 400)


def test_a_long_header_is_refused_and_a_fair_one_is_not(post: Post) -> None:
    for size, expected in ((20_000, {200}), (200_000, {0, 400, 431})):
        link = connect(post)
        try:
            link.sendall(head(post, X="y" * size))
            assert status(link) in expected
        except OSError:
            assert 0 in expected


def test_one_who_stops_in_the_middle_holds_nobody_up(post: Post) -> None:
    halves = [head(post)[:40], head(post, "/messages", "POST", **JSON, **{"Content-Length": "100"}) + b'{"subject"']
    links = [connect(post) for _ in range(20)]
    for number, link in enumerate(links):
        link.sendall(halves[number % 2])
    assert post.call("GET", "/messages").status_code == 200
    for link in links[:10]:
        link.close()  # gone for good
    for link in links[10:]:
        link.shutdown(socket.SHUT_WR)  # says no more, still listens
    assert post.call("GET", "/messages").status_code == 200
    for link in links[10:]:
        link.close()


def test_one_who_does_not_come_to_an_end_is_shown_out(sandbox: Callable[..., Any]) -> None:
    post = Post(sandbox("--set", "request_timeout_s=1"))
    more = {**JSON, "Content-Length": "100"}
    silent, stopped, halfway = connect(post), connect(post), connect(post)
    stopped.sendall(head(post)[:40])
    halfway.sendall(head(post, "/messages", "POST", **more) + b"{")
    assert [status(one) for one in (silent, stopped, halfway)] == [0, 0, 408]
    assert post.call("GET", "/messages").status_code == 200
    post.tenant.stop()


def test_what_was_not_said_to_the_end_is_not_done(post: Post) -> None:
    before = len(post.inbox())
    link = connect(post)
    more = {**JSON, "Content-Length": "100"}
    link.sendall(head(post, "/mailFolders/inbox/messages", "POST", **more) + b'{"subject": "x"}')
    link.close()
    assert len(post.inbox()) == before


def test_many_at_once_are_all_answered(post: Post) -> None:
    number, answers, gate = 200, [], threading.Barrier(200)
    raw = head(post, "")

    def one() -> None:
        link = connect(post)
        gate.wait(60)
        link.sendall(raw)
        answers.append(status(link))

    threads = [threading.Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == number and set(answers) <= {200, 429}


def test_the_answer_is_json_whatever_was_asked(post: Post) -> None:
    answer = post.tenant.session.get(post.tenant.ready["graph_url"] + "/nergens", timeout=30)
    is_error(answer, 404)
    assert answer.headers["Content-Type"].startswith("application/json") and json.loads(answer.text)
