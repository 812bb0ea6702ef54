"""The tenant's clock, its restarts, and the side door."""

import signal
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from mail_steps import MAYOR, Post


def test_a_standing_clock_moves_only_when_stepped_and_never_back(tenant: Any) -> None:
    start = tenant.now()
    assert tenant.now() == start == datetime.fromisoformat("2026-09-07T09:00:00+02:00")
    assert datetime.fromisoformat(tenant.advance(90)["now"]) == start + timedelta(seconds=90)
    tenant.set_now("2026-10-25T02:30:00+01:00")
    assert tenant.now() == datetime.fromisoformat("2026-10-25T01:30:00+00:00")
    assert datetime.fromisoformat(tenant.set_now("2026-01-01T00:00:00+01:00")["now"]) == tenant.now()


def test_a_step_tells_what_comes_next_and_does_all_that_fell_due_in_order(tenant: Any) -> None:
    post = Post(tenant)
    tenant.control("POST", "/addresses", {"unknown": [MAYOR]})
    post.send(post.draft())
    post.send(post.draft("Intern", tenant.ready["team"][0]))
    due = tenant.control("GET", "/clock")["next_due"]
    assert datetime.fromisoformat(due) - tenant.now() == timedelta(milliseconds=800)
    while due:
        due = tenant.set_now(due)["next_due"]
    [report] = post.inbox()
    [got] = Post(tenant, tenant.ready["team"][0]).inbox()
    assert report["receivedDateTime"] > got["receivedDateTime"], "each at its own time"
    assert tenant.now() - datetime.fromisoformat("2026-09-07T09:00:00+02:00") == timedelta(seconds=20)


def test_a_running_clock_carries_out_by_itself(sandbox: Any) -> None:
    tenant = sandbox("--set", "clock_speed=600")
    post = Post(tenant, tenant.ready["team"][0])
    first, draft = tenant.now(), Post(tenant).draft(to=post.address)
    Post(tenant).send(draft)
    for _ in range(200):
        if post.inbox():
            break
    assert post.inbox() and tenant.now() > first


def test_a_restart_keeps_mail_tokens_port_ca_and_time(sandbox: Any, tmp_path: Path) -> None:
    first = sandbox("--data", str(tmp_path))
    post = Post(first)
    draft = post.draft(attachments=[{"name": "brief.pdf", "contentBytes": "JVBERg=="}])
    rows, link = post.round("/mailFolders/drafts/messages/delta")
    post.send(draft)
    first.advance(0.5)
    ready, then = first.ready, first.now()
    first.stop()

    again = sandbox("--data", str(tmp_path), folder=first.folder)
    assert {key: again.ready[key] for key in ("graph_url", "client_certificate", "ca_file")} == {
        key: ready[key] for key in ("graph_url", "client_certificate", "ca_file")
    }
    post = Post(again)
    assert [one["@removed"]["reason"] for one in post.round(link)[0]] == ["deleted"]
    again.set_now((then + timedelta(minutes=1)).isoformat())
    assert len(post.get("/mailFolders/sentitems/messages")["value"]) == 1, "what was due is still due"
    assert len(again.outbox()) == 1


DOMAIN = "weerbaarbestuur.example"
@pytest.mark.parametrize("end", ["stop", "kill"])
def test_time_goes_on_from_where_it_stood_however_it_ended(sandbox: Any, tmp_path: Path, end: str) -> None:
    first = sandbox("--data", str(tmp_path))
    first.advance(86_400)
    then = first.now()
    first.session.close()
    first.process.send_signal(signal.SIGKILL if end == "kill" else signal.SIGTERM)
    first.process.wait(20)
    again = type(first)(first.folder, "--data", str(tmp_path), "--set", "clock_speed=0")
    assert again.now() == then
    again.stop()


WRONG: list[tuple[str, str, str, Any, int]] = [
    ("no such door", "GET", "/alles", None, 404),
    ("a step of no length", "POST", "/clock", {"advance_s": "lang"}, 400),
    ("a step without anything", "POST", "/clock", {}, 400),
    ("a time of no place", "POST", "/clock", {"now": "2026-10-01T09:00:00"}, 400),
    ("a mail that is no base64", "POST", "/deliver", {"mailbox": f"tour@{DOMAIN}", "mime_base64": "é"}, 400),
    ("a mailbox that is not there", "POST", "/deliver", {"mailbox": f"x@{DOMAIN}", "mime_base64": ""}, 404),
    ("addresses that are no list", "POST", "/addresses", {"unknown": MAYOR}, 400),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=[row[0] for row in WRONG])
def test_the_side_door_refuses_what_it_does_not_know(tenant: Any, wrong: tuple[str, str, str, Any, int]) -> None:
    _, method, path, body, status = wrong
    answer = tenant.session.request(method, tenant.ready["control_url"] + path, json=body, timeout=30)
    assert answer.status_code == status


def test_the_ready_file_says_all_that_a_client_needs(tenant: Any) -> None:
    ready = tenant.ready
    assert not ready["graph_url"].endswith("/v1.0") and ready["tenant_id"] not in ready["authority"]
    assert len(ready["team"]) == 7 and ready["list_name"] == "Gemeenten"
    assert ready["site_url"].startswith("https://") and Path(ready["client_certificate"]).exists()
    assert all(one.endswith("@weerbaarbestuur.example") for one in [*ready["team"], ready["mailbox"]])
