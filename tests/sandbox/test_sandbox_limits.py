"""The service's limits and its misbehaviour on demand."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
import requests
from graph_contract import read_recording
from mail_steps import Post


def plan(folder: Path, *entries: dict[str, Any]) -> str:
    """A fault plan in a file."""
    file = folder / "faults.json"
    file.write_text(json.dumps(entries), encoding="utf-8")
    return str(file)


def test_requests_in_ten_minutes_are_counted_refused_ones_too(sandbox: Any) -> None:
    post = Post(sandbox("--set", "requests_per_10min=3"))
    assert [post.call("GET", "/messages").status_code for _ in range(5)] == [200] * 3 + [429] * 2
    by_id = Post(post.tenant, post.tenant.graph("GET", post.path).json()["id"])
    refused = by_id.call("GET", "/messages")
    assert refused.status_code == 429 and float(refused.headers["Retry-After"]) == 600
    assert Post(post.tenant, post.tenant.ready["team"][0]).call("GET", "/messages").status_code == 200
    post.tenant.advance(601)
    assert post.call("GET", "/messages").status_code == 200
    post.tenant.control("POST", "/reset")
    assert [post.call("GET", "/messages").status_code for _ in range(3)] == [200] * 3


def test_bytes_in_five_minutes_are_counted_and_uploads_too(sandbox: Any) -> None:
    post = Post(sandbox("--set", "upload_mb_per_5min=5"))
    draft = post.draft()
    big = {"body": {"contentType": "text", "content": "x" * 2 * 1024 * 1024}}
    assert post.call("PATCH", f"/messages/{draft['id']}", big).status_code == 200
    session = open_session(post, draft, 4 * 1024 * 1024)
    headers = {"Content-Range": f"bytes 0-{3 * 1024 * 1024 - 1}/{4 * 1024 * 1024}"}
    put = post.tenant.session.put(session, data=b"x" * 3 * 1024 * 1024, headers=headers, timeout=30)
    assert put.status_code == 429 and post.call("GET", "/messages").status_code == 200
    post.tenant.advance(301)
    assert post.tenant.session.put(session, data=b"x" * 3 * 1024 * 1024, headers=headers, timeout=30).status_code == 200


def open_session(post: Post, draft: Any, size: int) -> str:
    """An address to upload a file to."""
    item = {"AttachmentItem": {"attachmentType": "file", "name": "groot.pdf", "size": size}}
    return str(post.call("POST", f"/messages/{draft['id']}/attachments/createUploadSession", item).json()["uploadUrl"])


def test_a_large_file_goes_up_in_order_without_a_token(tenant: Any) -> None:
    post, size = Post(tenant), 5 * 1024 * 1024
    draft = post.draft()
    url, data = open_session(post, draft, size), bytes(range(256)) * (size // 256)

    def put(first: int, last: int, **headers: str) -> requests.Response:
        sent = {"Content-Range": f"bytes {first}-{last}/{size}", **headers}
        return tenant.session.put(url, data=data[first : last + 1], headers=sent, timeout=30)  # type: ignore[no-any-return]

    assert put(0, 2**21 - 1, Authorization=f"Bearer {tenant.token()}").status_code == 401
    assert put(2**21, 2**22 - 1).status_code == 416
    assert put(0, 2**21 - 1).json()["nextExpectedRanges"] == ["2097152"]
    assert tenant.session.get(url, timeout=30).json()["nextExpectedRanges"] == ["2097152"]
    last = [put(2**21, 2**22 - 1), put(2**22, size - 1)][1]
    assert (last.status_code, last.content) == (201, b"") and "/Attachments('" in last.headers["Location"]
    key = last.headers["Location"].rpartition("Attachments('")[2].removesuffix("')")
    got = post.get(f"/messages/{draft['id']}/attachments/{key}")
    assert got["size"] == size and got["name"] == "groot.pdf"
    assert put(0, 9).status_code == 404, "the session is over"


SMALL = {"attachmentType": "file", "name": "a", "size": 9}
WAYS: list[tuple[str, str, dict[str, Any], int]] = [
    ("a small file by session", "createUploadSession", {"AttachmentItem": SMALL}, 400),
    ("a large file in one request", "", {"name": "a", "contentBytes": "AAAA" * 1024 * 1024}, 413),
    ("a file of no kind", "", {"@odata.type": "#microsoft.graph.referenceAttachment", "name": "a"}, 400),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "status"), [row[1:] for row in WAYS], ids=[row[0] for row in WAYS])
def test_files_go_the_way_of_their_size(tenant: Any, path: str, body: Any, status: int) -> None:
    post = Post(tenant)
    draft = post.draft()
    answer = post.call("POST", f"/messages/{draft['id']}/attachments/{path}".rstrip("/"), body)
    assert answer.status_code == status
    assert not post.get(f"/messages/{draft['id']}")["hasAttachments"]


def test_a_mailbox_serves_four_requests_at_once(sandbox: Any) -> None:
    post = Post(sandbox("--latency-ms", "400"))
    post.tenant.token()
    statuses: list[int] = []

    def ask() -> None:
        statuses.append(post.call("GET", "/messages").status_code)

    line = [threading.Thread(target=ask) for _ in range(8)]
    for one in line:
        one.start()
    for one in line:
        one.join()
    assert 200 in statuses and 429 in statuses and set(statuses) == {200, 429}


def test_faults_strike_as_planned_and_count_every_request(sandbox: Any, tmp_path: Path) -> None:
    entries = [
        {"match": "^GET .*/messages$", "nth": 2, "do": "status", "status": 503, "headers": {"Retry-After": "2.5"}},
        {"match": "^GET .*/mailFolders$", "every": 2, "times": 1, "do": "status", "status": 429},
    ]
    post = Post(sandbox("--faults", plan(tmp_path, *entries)))
    answers = [post.call("GET", "/messages") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 503, 200] and answers[1].headers["Retry-After"] == "2.5"
    assert [post.call("GET", "/mailFolders").status_code for _ in range(6)] == [200, 429, 200, 200, 200, 200]


@pytest.mark.parametrize(("act", "made"), [("drop_before", 0), ("drop_after", 1)])
def test_a_dropped_connection_leaves_what_was_done(sandbox: Any, tmp_path: Path, act: str, made: int) -> None:
    post = Post(sandbox("--faults", plan(tmp_path, {"match": "^POST .*/messages$", "do": act, "times": 1})))
    with pytest.raises(requests.ConnectionError):
        post.call("POST", "/messages", {"subject": "x"})
    assert len(post.get("/messages")["value"]) == made
    post.draft()
    assert len(post.get("/messages")["value"]) == made + 1


@pytest.mark.parametrize(("act", "made"), [("drop_before", 2), ("drop_after", 3), ("status", 4)])
def test_a_fault_in_a_batch_strikes_its_part_or_the_connection_after_it(
    sandbox: Any, tmp_path: Path, act: str, made: int
) -> None:
    entry = {"match": "^POST .*/messages$", "nth": 3, "do": act, "status": 504}
    post = Post(sandbox("--faults", plan(tmp_path, entry)))
    part = {"method": "POST", "url": f"{post.path}/messages", "body": {"subject": "x"}}
    parts = [{"id": str(n), **part, "headers": {"content-type": "application/json"}} for n in range(5)]
    if act == "status":
        answer = post.tenant.graph("POST", "/$batch", {"requests": parts}).json()["responses"]
        assert sorted((one["id"], one["status"]) for one in answer)[2] == ("2", 504)
    else:
        with pytest.raises(requests.ConnectionError):
            post.tenant.graph("POST", "/$batch", {"requests": parts})
    assert len(post.get("/messages")["value"]) == made


def test_every_exchange_is_recorded_but_the_side_door(sandbox: Any, tmp_path: Path) -> None:
    file = tmp_path / "exchanges.jsonl"
    post = Post(sandbox("--record", str(file)))
    post.draft()
    parts = [{"id": "1", "method": "GET", "url": f"{post.path}/messages?$top=1"}]
    post.tenant.graph("POST", "/$batch", {"requests": parts})
    post.tenant.advance(1)
    rows = read_recording(file)
    assert [(one["method"], one["status"], one.get("batch", False)) for one in rows] == [
        ("POST", 201, False), ("GET", 200, True), ("POST", 200, False),
    ]  # fmt: skip
    assert rows[0]["url"] == f"{post.tenant.ready['graph_url']}/v1.0{post.path}/messages"
    assert rows[0]["request_body"]["subject"] == "Uitnodiging" and rows[0]["response_body"]["isDraft"] is True
    assert rows[0]["request_headers"]["prefer"] and rows[1]["url"].startswith("/users/")
    assert post.tenant.token() not in file.read_text(encoding="utf-8")


OPTIONS = [
    ("a knob that is not there", ["--set", "snelheid=1"], "snelheid"),
    ("a knob without value", ["--set", "clock_speed"], "clock_speed"),
    ("a text for a number", ["--set", "messages_per_minute=veel"], "messages_per_minute=veel"),
    ("a number below nothing", ["--set", "ndr_delay_s=-1"], "ndr_delay_s=-1"),
    ("no such way to be over the limit", ["--set", "over_limit=stil"], "429 or bounce"),
    ("a time that is none", ["--set", "clock=morgen"], "clock=morgen"),
    ("people of no kind", ["--people", "echte"], "echte"),
    ("a plan that is not there", ["--faults", "/weg/plan.json"], "plan.json"),
    ("a record below what is no folder", ["--record", "/dev/null/record.jsonl"], "/dev/null"),
]
PLANS = [
    ("no list", {}, "list"),
    ("no match", [{"do": "delay"}], "match"),
    ("an unknown act", [{"match": "x", "do": "explode"}], "do"),
    ("an unknown key", [{"match": "x", "do": "delay", "when": 1}], "when"),
    ("a broken expression", [{"match": "(", "do": "delay"}], "regular expression"),
    ("a text for a number", [{"match": "x", "do": "delay", "nth": "2"}], "nth"),
]


def refusal(*options: str) -> str:
    """What `sandbox serve` says before it ends with 1."""
    import subprocess
    import sys

    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "bot.sandbox", "serve", *options]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1 and done.stdout == ""
    return done.stderr


@pytest.mark.parametrize(("options", "named"), [row[1:] for row in OPTIONS], ids=[row[0] for row in OPTIONS])
def test_a_wrong_option_gives_one_line_that_names_it(options: list[str], named: str) -> None:
    said = refusal(*options)
    assert said.count("\n") == 1 and named in said


def test_a_wrong_plan_gives_one_line_that_names_it(tmp_path: Path) -> None:
    from bot.sandbox.faults import Faults

    for name, entries, named in PLANS:
        file = tmp_path / "plan.json"
        file.write_text(json.dumps(entries), encoding="utf-8")
        with pytest.raises(ValueError, match=named) as fault:
            Faults.load(file)
        assert "\n" not in str(fault.value), name
