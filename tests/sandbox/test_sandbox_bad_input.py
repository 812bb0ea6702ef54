"""What no client should send: the service's own kind of error comes back, and the sandbox stays up."""

import asyncio
import json
from typing import Any
from urllib.parse import quote

import pytest
from bad_steps import JSON, is_error, send
from mail_steps import Post

from bot.sandbox.wire import read

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
def test_what_is_no_json_object_is_refused(standing: Post, path: str, what: str, body: bytes) -> None:
    is_error(send(standing, path, body), 400)


@pytest.mark.parametrize("kind", ["application/xml", "multipart/form-data; boundary=x", "nonsense"])
@pytest.mark.parametrize("path", ["/events", "/mailFolders", "/$batch", "/subscriptions"])
def test_another_content_type_is_refused(standing: Post, path: str, kind: str) -> None:
    is_error(send(standing, path, b"<a/>", Content_Type=kind), 415)


def test_a_body_needs_a_content_type(standing: Post) -> None:
    is_error(send(standing, "/events", b"{}", Content_Type=""), 400)


@pytest.mark.parametrize("path", ["/messages", "/$batch", "/subscriptions"])
@pytest.mark.parametrize("size", [4 * 1024 * 1024 + 1, 20 * 1024 * 1024])
def test_a_body_over_the_limit_is_too_large(standing: Post, path: str, size: int) -> None:
    is_error(send(standing, path, b'{"subject": "' + b"x" * size + b'"}'), 413)


def test_a_body_of_unknown_length_is_too_large_too(standing: Post) -> None:
    url = f"{standing.tenant.ready['graph_url']}/v1.0/users/{standing.address}/messages"
    headers = {"Authorization": f"Bearer {standing.tenant.token()}", **JSON}
    chunks = (b"x" * 65536 for _ in range(80))
    is_error(standing.tenant.session.post(url, data=chunks, headers=headers, timeout=60), 413)


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
def test_a_broken_batch_is_refused_whole(standing: Post, what: str, body: Any) -> None:
    is_error(standing.tenant.graph("POST", "/$batch", body), 400)


@pytest.mark.parametrize("body", [b"{", b"[]", b"1", b"\xff", b"[" * 100_000, b'{"user": 1}', b'{"mailbox": {}}'])
@pytest.mark.parametrize("path", ["/sign-in", "/deliver", "/clock", "/policy", "/grants", "/token", "/subscriptions"])
def test_the_side_door_takes_no_nonsense_either(standing: Post, path: str, body: bytes) -> None:
    answer = standing.tenant.session.post(standing.tenant.ready["control_url"] + path, data=body, timeout=30)
    assert answer.status_code in (200, 400, 404), answer.text


ADDRESSES = [
    "/%ff%fe", "/users/%00/messages", "/users//messages", "/" + "a" * 20_000, "/users/x/messages?$top=%ff",
    "/users/tour@weerbaarbestuur.example/messages?$filter=%ff%00", "/users('", "/%24batch", "/;a=b",
]  # fmt: skip


@pytest.mark.parametrize("path", ADDRESSES)
def test_an_odd_address_is_refused(standing: Post, path: str) -> None:
    answer = standing.tenant.graph("GET", path)
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
def test_an_odd_option_is_refused_or_of_no_matter(standing: Post, path: str) -> None:
    where = path if path.startswith("/s") else f"/users/{standing.address}{path}"
    for option in OPTIONS:
        for value in ODD:
            status = standing.tenant.graph("GET", f"{where}?{option}={quote(value)}").status_code
            assert status in (200, 400, 404, 410), (option, value)


def test_the_answer_is_json_whatever_was_asked(standing: Post) -> None:
    answer = standing.tenant.session.get(standing.tenant.ready["graph_url"] + "/nergens", timeout=30)
    is_error(answer, 404)
    assert answer.headers["Content-Type"].startswith("application/json") and json.loads(answer.text)
