"""$batch: cutting, order, parts that are throttled, doubt."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.m365 import batch
from bot.m365.graph import Doubtful, Graph, GraphFault, Part, Unreachable, require

READ = Part("GET", "/users/a/messages")
WRITE = Part("PATCH", "/users/a/messages/1", {"subject": "x"})


def answers(*statuses: int, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], Any]:
    """A batch's answer with these part statuses, in reverse order as the service may give them."""
    parts = [{"id": str(n), "status": status, "headers": headers or {}} for n, status in enumerate(statuses)]
    return 200, {}, {"responses": parts[::-1]}


@given(st.lists(st.integers(0, 4_500_000), max_size=90))
def test_chunks_keep_order_and_limits(sizes: list[int]) -> None:
    parts = [Part("POST", "/x", "a" * size if size else None) for size in sizes]
    cut = list(batch.chunks(parts, range(len(parts))))
    assert [number for chunk in cut for number in chunk] == list(range(len(parts)))
    for chunk in cut:
        weight = sum(len(parts[n].body or "") for n in chunk)
        assert len(chunk) <= 20 and (weight <= 3_000_000 or len(chunk) == 1)


@given(st.integers(0, 100))
def test_small_parts_need_as_few_batches_as_can_be(count: int) -> None:
    assert len(list(batch.chunks([READ] * count, range(count)))) == -(-count // 20)


def test_342_parts_travel_in_18_requests_and_come_back_in_order(script: Any, graph: Graph) -> None:
    def echo(request: Any) -> Any:
        entries = [{"id": e["id"], "status": 200, "body": {"was": e["url"]}} for e in request.body["requests"]]
        return 200, {}, {"responses": entries[::-1]}

    script.then(*[echo] * 18)
    results = graph.batch([Part("GET", f"/item/{n}") for n in range(342)])
    assert [result.body["was"] for result in results] == [f"/item/{n}" for n in range(342)]
    assert graph.requests == 18


def test_a_part_with_a_body_names_its_content_type_and_keeps_its_own_headers(script: Any, graph: Graph) -> None:
    script.then(answers(200, 202))
    graph.batch([Part("PATCH", "/x", {"a": 1}, {"If-Match": '"{G},1"'}), Part("POST", "/users/a/messages/1/send")])
    assert script.seen[0].body["requests"] == [
        {
            "id": "0",
            "method": "PATCH",
            "url": "/x",
            "body": {"a": 1},
            "headers": {"If-Match": '"{G},1"', "Content-Type": "application/json"},
        },
        {"id": "1", "method": "POST", "url": "/users/a/messages/1/send"},
    ]


def test_only_throttled_parts_go_again_after_the_longest_pause(script: Any, graph: Graph, waits: list[float]) -> None:
    first = {
        "responses": [
            {"id": "0", "status": 429, "headers": {"Retry-After": "2.5"}},
            {"id": "1", "status": 200, "body": {"n": 1}},
            {"id": "2", "status": 429, "headers": {"retry-after": "9"}},
        ]
    }
    second = {"responses": [{"id": "1", "status": 200, "body": {"n": 2}}, {"id": "0", "status": 200, "body": {"n": 0}}]}
    script.then((200, {}, first), (200, {}, second))
    results = graph.batch([Part("PATCH", f"/item/{n}", {}) for n in range(3)])
    assert [result.body["n"] for result in results] == [0, 1, 2]
    assert waits == [9.0]
    assert [entry["url"] for entry in script.seen[1].body["requests"]] == ["/item/0", "/item/2"]


def test_424_in_a_part_means_it_did_not_run(script: Any, graph: Graph) -> None:
    script.then(answers(424), answers(200))
    assert graph.batch([WRITE])[0].ok


def test_of_tired_parts_only_reads_go_again(script: Any, graph: Graph) -> None:
    script.then(answers(503, 504), answers(200))
    read, write = graph.batch([READ, WRITE])
    assert (read.status, write.status, write.doubtful) == (200, 504, True)


def test_a_search_of_free_times_counts_as_a_read(script: Any, graph: Graph) -> None:
    script.then("drop", answers(200))
    assert graph.batch([Part("POST", "/users/a/calendar/getSchedule", {})])[0].ok


def test_parts_that_stay_throttled_come_back_as_they_are(script: Any, dial: Callable[..., Graph]) -> None:
    script.then(*[answers(429, headers={"Retry-After": "6"})] * 5)
    result = dial(max_wait=10).batch([WRITE])[0]
    assert (result.status, result.retry_after, len(script.seen)) == (429, 6.0, 2)


def test_a_batch_throttled_as_a_whole_goes_again(script: Any, graph: Graph, waits: list[float]) -> None:
    script.then((429, {"Retry-After": "3"}, {}), answers(200))
    assert graph.batch([WRITE])[0].ok and waits == [3.0]


def test_a_part_without_an_answer_is_in_doubt(script: Any, graph: Graph) -> None:
    script.then((200, {}, {"responses": []}))
    result = graph.batch([WRITE])[0]
    assert (result.ok, result.doubtful) == (False, True)
    with pytest.raises(Doubtful):
        require(result, "the part")


def test_batch_once_repeats_nothing(script: Any, graph: Graph, waits: list[float]) -> None:
    script.then(answers(202, 429, 503))
    results = graph.batch_once([READ, WRITE, READ])
    assert ([result.status for result in results], len(script.seen), waits) == ([202, 429, 503], 1, [])


def test_batch_once_gives_429_to_each_part_of_a_throttled_batch(script: Any, graph: Graph) -> None:
    script.then((429, {"Retry-After": "8"}, {}))
    assert [(result.status, result.retry_after) for result in graph.batch_once([WRITE] * 2)] == [(429, 8.0)] * 2
    assert len(script.seen) == 1


def test_batch_once_with_a_lost_connection_is_in_doubt(script: Any, graph: Graph) -> None:
    script.then("drop")
    with pytest.raises(Doubtful):
        graph.batch_once([WRITE])
    assert len(script.seen) == 1


def test_batch_once_of_reads_that_is_lost_is_merely_unreachable(script: Any, graph: Graph) -> None:
    script.then("drop")
    with pytest.raises(Unreachable):
        graph.batch_once([READ])


def test_batch_once_replays_after_a_token_that_was_refused_at_the_door(script: Any, graph: Graph) -> None:
    script.then((401, {}, {}), answers(202))
    assert graph.batch_once([WRITE])[0].ok


def test_more_than_twenty_at_once_is_refused_before_anything_is_sent(script: Any, graph: Graph) -> None:
    with pytest.raises(ValueError, match="21 parts"):
        graph.batch_once([READ] * 21)
    assert script.seen == []


def test_a_malformed_batch_is_a_refusal(script: Any, graph: Graph) -> None:
    script.then((400, {}, {"error": {"code": "BadRequest", "message": "duplicate id"}}))
    with pytest.raises(GraphFault, match="duplicate id"):
        graph.batch([WRITE])


def test_a_batch_that_fails_with_424_is_in_doubt(script: Any, graph: Graph) -> None:
    script.then((424, {}, {}))
    with pytest.raises(Doubtful, match="424"):
        graph.batch([WRITE])


@pytest.mark.parametrize(
    "error",
    [
        {"code": "", "innerError": {"request-id": "r"}},
        {"code": "x", "innererror": {"request-id": "r"}},
        {"code": "x", "message": "m", "innerError": None},
    ],
    ids=["empty code", "innererror in lower case", "no inner error"],
)
def test_errors_in_every_spelling_are_read(error: dict[str, Any]) -> None:
    result = batch.Result(404, {"error": error}, {"request-id": "r"})
    assert (result.error_code, result.request_id) == (error["code"], "r")
