"""$batch: the outer answer is 200, each part has its own; malformed batches are refused whole."""

from typing import Any

import pytest
from mail_steps import MAYOR, Post, person


@pytest.fixture
def post(tenant: Any) -> Post:
    return Post(tenant)


def batch(post: Post, *parts: dict[str, Any]) -> Any:
    """Send parts; answers the response."""
    return post.tenant.graph("POST", "/$batch", {"requests": list(parts)})


def part(post: Post, key: str, method: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
    """One part on the mailbox."""
    made: dict[str, Any] = {"id": key, "method": method, "url": post.path + path, **more}
    if body is not None:
        made |= {"body": body, "headers": {"Content-Type": "application/json", **more.get("headers", {})}}
    return made


def by_id(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return {one["id"]: one for one in answer.json()["responses"]}


def test_each_part_has_its_own_status_headers_and_body(post: Post) -> None:
    drafts = [part(post, str(n), "POST", "/messages", {"subject": f"B{n}"}) for n in range(8)]
    wrong = part(post, "x", "POST", "/messages", {"onderwerp": "?"})
    away = part(post, "y", "GET", "/messages/weg")
    answer = batch(post, *drafts, wrong, away)
    found = by_id(answer)
    assert [one["status"] for key, one in sorted(found.items())] == [201] * 8 + [400, 404]
    assert found["3"]["body"]["subject"] == "B3" and "onderwerp" in found["x"]["body"]["error"]["message"]
    assert len(post.get("/messages")["value"]) == 8
    assert [one["id"] for one in answer.json()["responses"]] != [*map(str, range(8)), "x", "y"], "any order may come"


def test_the_preference_for_ids_belongs_to_the_part(post: Post) -> None:
    made = post.draft()
    plain = part(post, "1", "GET", f"/messages/{made['id']}")
    found = by_id(batch(post, plain, {**plain, "id": "2", "headers": {"Prefer": 'IdType="ImmutableId"'}}))
    assert found["1"]["body"]["id"] != made["id"] == found["2"]["body"]["id"]


def test_what_depends_on_a_failure_is_not_tried(post: Post) -> None:
    parts = [
        part(post, "c", "POST", "/messages", {"subject": "C"}, dependsOn=["b"]),
        part(post, "a", "GET", "/messages/weg"),
        part(post, "b", "POST", "/messages", {"subject": "B"}, dependsOn=["A"]),
        part(post, "d", "POST", "/messages", {"subject": "D"}),
    ]
    found = by_id(batch(post, *parts))
    assert {key: one["status"] for key, one in found.items()} == {"a": 404, "b": 424, "c": 424, "d": 201}


def test_parts_are_limited_one_by_one(post: Post) -> None:
    drafts = [post.draft(f"Brief {number}") for number in range(35)]
    statuses = []
    for rows in (drafts[:20], drafts[20:]):
        found = by_id(batch(post, *(part(post, one["id"], "POST", f"/messages/{one['id']}/send") for one in rows)))
        statuses += [found[one["id"]]["status"] for one in rows]
    assert statuses == [202] * 30 + [429] * 5
    assert {one["headers"]["Retry-After"] for one in found.values() if one["status"] == 429} == {"60.000"}


def test_a_mail_larger_than_a_request_is_refused(post: Post) -> None:
    answer = post.call("POST", "/messages", data=b" " * (4 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert post.tenant.graph("POST", "/$batch", data=b" " * (4 * 1024 * 1024 + 1)).status_code == 413


def malformed(post: Post) -> dict[str, list[Any]]:
    one = part(post, "1", "GET", "/messages")
    bodied = {**one, "method": "POST", "body": {"toRecipients": [person(MAYOR)]}}
    return {
        "nothing": [],
        "twenty-one": [{**one, "id": str(number)} for number in range(21)],
        "the same id in another casing": [{**one, "id": "a"}, {**one, "id": "A"}],
        "no method": [{"id": "1", "url": "/users"}],
        "a body of no kind": [bodied],
        "a batch inside": [{**one, "url": "/$batch"}],
        "another host": [{**one, "url": "https://elders.example/v1.0/users"}],
        "waits for nobody": [{**one, "dependsOn": ["2"]}],
        "wait for each other": [{**one, "dependsOn": ["2"]}, {**one, "id": "2", "dependsOn": ["1"]}],
        "no object": ["GET"],
    }


def test_a_malformed_batch_is_refused_whole(post: Post) -> None:
    draft = part(post, "w", "POST", "/messages", {"subject": "x"})
    for name, parts in malformed(post).items():
        answer = batch(post, *([draft] if 0 < len(parts) < 21 else []), *parts)
        assert answer.status_code == 400, name
    assert post.get("/messages")["value"] == []
