"""What naive stand-ins for the service miss, point by point: limits and $batch."""

import threading
from typing import Any

import pytest
from mail_steps import Post


@pytest.fixture
def post(tenant: Any) -> Post:
    return Post(tenant)


def at_once(*posts: Post) -> list[int]:
    """The statuses of reads that are sent together, one a mailbox given."""
    statuses: list[int] = []
    gate = threading.Barrier(len(posts))

    def ask(post: Post) -> None:
        gate.wait()
        statuses.append(post.call("GET", "/messages").status_code)

    line = [threading.Thread(target=ask, args=(one,)) for one in posts]
    for one in line:
        one.start()
    for one in line:
        one.join()
    return sorted(statuses)


def mailboxes(tenant: Any) -> list[Post]:
    tenant.token()
    return [Post(tenant, address) for address in (tenant.ready["mailbox"], *tenant.ready["team"])]


def test_point_04_four_at_a_time_in_a_mailbox_and_another_mailbox_is_apart(sandbox: Any) -> None:
    tenant = sandbox("--latency-ms", "600")
    first, second, *_ = mailboxes(tenant)
    assert at_once(*[first] * 6) == [200] * 4 + [429] * 2
    assert at_once(*[first] * 4, *[second] * 4) == [200] * 8


def test_point_04_by_the_older_reading_four_at_a_time_are_the_applications(sandbox: Any) -> None:
    tenant = sandbox("--latency-ms", "600", "--set", "concurrency_per=app")
    assert at_once(*mailboxes(tenant)[:6]) == [200] * 4 + [429] * 2


def test_point_05_requests_while_throttled_count_and_the_wait_is_a_fraction(sandbox: Any) -> None:
    post = Post(sandbox("--set", "requests_per_10min=2"))
    post.call("GET", "/messages")
    post.tenant.advance(300.5)
    post.call("GET", "/messages")
    post.tenant.advance(200)
    refused = post.call("GET", "/messages")
    assert refused.status_code == 429 and refused.headers["Retry-After"] == "99.500"
    post.tenant.advance(99.5)
    assert post.call("GET", "/messages").status_code == 429, "the refused one counts"


@pytest.mark.parametrize(("kind", "header"), [("whole", "600"), ("absent", None)])
def test_point_05_the_wait_may_be_whole_or_not_told(sandbox: Any, kind: str, header: str | None) -> None:
    post = Post(sandbox("--set", "requests_per_10min=1", "--set", f"retry_after={kind}"))
    post.call("GET", "/messages")
    refused = post.call("GET", "/messages")
    assert (refused.status_code, refused.headers.get("Retry-After")) == (429, header)


def parts(post: Post, count: int) -> list[dict[str, Any]]:
    return [{"id": f"r{number}", "method": "GET", "url": f"{post.path}/messages"} for number in range(count)]


@pytest.mark.parametrize("outer", [200, 424])
def test_point_06_a_batch_has_its_own_429_and_424_inside_in_another_order(sandbox: Any, outer: int) -> None:
    post = Post(sandbox("--set", "requests_per_10min=4", "--set", f"batch_throttled={outer}"))
    rows = parts(post, 6)
    rows[5]["dependsOn"] = ["r4"]
    answer = post.tenant.graph("POST", "/$batch", {"requests": rows})
    found = answer.json()["responses"]
    assert answer.status_code == outer
    assert {one["id"]: one["status"] for one in found} == {**{f"r{n}": 200 for n in range(4)}, "r4": 429, "r5": 424}
    assert [one["id"] for one in found] != [one["id"] for one in rows], "in another order"
    assert float(next(one for one in found if one["id"] == "r4")["headers"]["Retry-After"]) > 0


BROKEN: list[tuple[str, list[dict[str, Any]]]] = [
    ("an id twice, whatever its casing", [{"id": one, "method": "GET", "url": "/x"} for one in "Aa"]),
    ("a body without its type", [{"id": "1", "method": "POST", "url": "/x", "body": {"subject": "x"}}]),
    ("21 parts", [{"id": str(number), "method": "GET", "url": "/x"} for number in range(21)]),
    ("a batch in a batch", [{"id": "1", "method": "POST", "url": "/$batch"}]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "requests"), BROKEN, ids=[row[0] for row in BROKEN])
def test_point_07_a_malformed_batch_is_400_whole(post: Post, what: str, requests: list[dict[str, Any]]) -> None:
    answer = post.tenant.graph("POST", "/$batch", {"requests": requests})
    assert answer.status_code == 400 and answer.json()["error"]["code"]
