"""Repeats, doubt and tokens, over a real connection."""

import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest
import trustme

from bot.errors import TenantError
from bot.m365.connection import Credentials
from bot.m365.graph import Doubtful, Graph, GraphFault, Unreachable


def error(status: int, code: str = "itemNotFound", **headers: str) -> tuple[int, dict[str, str], Any]:
    return status, headers, {"error": {"code": code, "message": "no", "innerError": {"request-id": "r-1"}}}


@pytest.mark.parametrize("method", ["get", "post", "patch", "put", "delete"])
@pytest.mark.parametrize(
    ("asked", "waited"),
    [({"Retry-After": "7"}, 7.0), ({"Retry-After": "2.128"}, 2.128), ({}, 0.5), ({"Retry-After": "0"}, 0.5)],
    ids=["whole seconds", "a fraction", "absent", "zero"],
)
def test_429_is_repeated_for_any_method(
    script: Any, graph: Graph, waits: list[float], method: str, asked: dict[str, str], waited: float
) -> None:
    script.then((429, asked, {}), (200, {}, {"done": True}))
    arguments = ("/x", {"a": 1}) if method in ("post", "patch", "put") else ("/x",)
    getattr(graph, method)(*arguments)
    assert (waits, len(script.seen), graph.requests) == ([waited], 2, 2)
    assert script.seen[0].body == script.seen[1].body


@pytest.mark.parametrize("status", [503, 504])
def test_a_read_is_repeated_when_the_service_is_tired(script: Any, graph: Graph, status: int) -> None:
    script.then((status, {}, {}), (status, {}, {}), (200, {}, {"value": 1}))
    assert graph.get("/x") == {"value": 1}


@pytest.mark.parametrize("status", [500, 502, 503, 504, 509])
def test_a_write_that_met_a_server_fault_is_in_doubt_and_not_repeated(script: Any, graph: Graph, status: int) -> None:
    script.then((status, {}, {}))
    with pytest.raises(Doubtful) as caught:
        graph.post("/users/a/messages/1/send")
    assert (caught.value.status, len(script.seen)) == (status, 1)


def test_a_read_whose_connection_is_lost_is_repeated(script: Any, graph: Graph) -> None:
    script.then("drop", (200, {}, {"value": 1}))
    assert graph.get("/x") == {"value": 1}


def test_a_read_that_is_lost_every_time_says_so(script: Any, graph: Graph) -> None:
    script.then("drop", "drop", "drop")
    with pytest.raises(Unreachable, match="connection lost"):
        graph.get("/x")
    assert len(script.seen) == 3


def test_a_write_whose_connection_is_lost_is_in_doubt(script: Any, graph: Graph) -> None:
    script.then("drop")
    with pytest.raises(Doubtful, match="look before doing it again") as caught:
        graph.post("/x", {})
    assert (caught.value.status, len(script.seen)) == (0, 1)


def test_a_write_that_times_out_is_in_doubt(script: Any, dial: Callable[..., Graph]) -> None:
    graph = dial(timeout=2)
    graph.get("/x")  # signs in

    def never(_: Any) -> Any:
        script.hold.wait(10)
        return 200, {}, {}

    script.then(never)
    graph.account.con.transport._timeout = 0.2
    with pytest.raises(Doubtful, match="time-out"):
        graph.patch("/x", {})
    assert len(script.seen) == 2


def test_nobody_listening_is_tried_three_times_and_then_one_line(
    dial: Callable[..., Graph], waits: list[float]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"https://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(Unreachable, match="no connection") as caught:
        dial(graph_url=closed).post("/x", {})
    assert waits == [0.5, 1.0]
    assert len(str(caught.value).splitlines()) == 1


def test_waiting_ends_at_the_most_that_is_allowed(script: Any, dial: Callable[..., Graph], waits: list[float]) -> None:
    script.then(*[(429, {"Retry-After": "4"}, {})] * 9)
    with pytest.raises(GraphFault) as caught:
        dial(max_wait=10).get("/x")
    assert (waits, caught.value.status, caught.value.retry_after) == ([4.0, 4.0], 429, 4.0)


def test_a_longer_wait_than_allowed_is_not_begun(script: Any, dial: Callable[..., Graph], waits: list[float]) -> None:
    script.then((429, {"Retry-After": "600"}, {}))
    with pytest.raises(GraphFault):
        dial(max_wait=10).post("/x", {})
    assert waits == []


def test_a_refusal_carries_what_graph_said(script: Any, graph: Graph) -> None:
    script.then(error(404))
    with pytest.raises(GraphFault) as caught:
        graph.get("/users/a@b.example/messages/1?$select=secret")
    fault = caught.value
    assert (fault.status, fault.code, fault.message, fault.request_id) == (404, "itemNotFound", "no", "r-1")
    assert "secret" not in str(fault) and len(str(fault).splitlines()) == 1


def test_a_token_that_was_revoked_is_replaced_and_the_request_replayed_once(script: Any, graph: Graph) -> None:
    graph.get("/x")
    script.then(error(401, "InvalidAuthenticationToken"), (201, {}, {"id": "1"}))
    assert graph.post("/x", {"a": 1}) == {"id": "1"}
    assert [seen.headers["Authorization"] for seen in script.seen] == ["Bearer token-1"] * 2 + ["Bearer token-2"]
    assert script.tokens == 2


def test_a_second_401_is_a_refusal(script: Any, graph: Graph) -> None:
    script.then(error(401), error(401))
    with pytest.raises(GraphFault) as caught:
        graph.get("/x")
    assert (caught.value.status, len(script.seen)) == (401, 2)


def test_an_expired_token_is_replaced_before_use(script: Any, graph: Graph) -> None:
    script.token_life = 1  # msal takes a token for expired in its last five minutes
    graph.get("/x")
    graph.get("/x")
    assert [seen.headers["Authorization"] for seen in script.seen] == ["Bearer token-1", "Bearer token-2"]


def test_threads_at_a_revocation_share_one_new_token(script: Any, graph: Graph) -> None:
    graph.get("/x")
    dead = "Bearer token-1"

    def judge(request: Any) -> Any:
        return error(401) if request.headers["Authorization"] == dead else (200, {}, {})

    script.then(*[judge] * 16)
    faults: list[Exception] = []

    def read() -> None:
        try:
            graph.get("/x")
        except Exception as fault:  # noqa: BLE001
            faults.append(fault)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (faults, script.tokens) == ([], 2)


def test_a_wrong_secret_is_one_line(script: Any, graph: Graph) -> None:
    script.refuse_sign_in = True
    with pytest.raises(GraphFault, match="AADSTS7000215.*m365.client_id and the secret") as caught:
        graph.get("/x")
    assert (caught.value.status, len(str(caught.value).splitlines()), script.seen) == (401, 1, [])


def test_an_environment_ca_does_not_break_ours(script: Any, graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    monkeypatch.setenv("CURL_CA_BUNDLE", "/nowhere/ca.pem")
    assert graph.get("/x") == {}


@pytest.mark.parametrize("signed", [True, False])
def test_a_netrc_file_does_not_replace_the_token(
    script: Any, graph: Graph, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, signed: bool
) -> None:
    (tmp_path / "netrc").write_text("default login someone password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    graph.raw("GET", "/x", signed=signed)
    assert script.seen[0].headers.get("Authorization") == ("Bearer token-1" if signed else None)


def test_a_proxy_from_the_environment_is_used(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free.getsockname()[1]}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(Unreachable, match="proxy"):
        graph.get("/x")


def test_a_redirect_is_followed_without_the_token(script: Any, graph: Graph) -> None:
    script.then((302, {"Location": f"{script.url}/pre-authenticated/file"}, {}), (200, {}, b"bytes"))
    assert graph.raw("GET", "/drives/d/items/i/content").content == b"bytes"
    assert "Authorization" not in script.seen[1].headers


def test_o365s_own_objects_work_on_the_same_connection(script: Any, graph: Graph) -> None:
    graph.get("/x")
    script.then(error(401), (429, {}, {}), (200, {}, {"value": [{"id": "1", "subject": "Goedemorgen"}]}))
    messages = list(graph.account.mailbox().get_messages(limit=5))
    assert [message.subject for message in messages] == ["Goedemorgen"]


@pytest.mark.parametrize("given", [Credentials("tenant", "app"), Credentials("tenant", "app", "")])
def test_no_secret_is_said_before_anything_is_asked(dial: Callable[..., Graph], given: Credentials) -> None:
    with pytest.raises(TenantError, match="m365.client_secret"):
        dial(credentials=given)


def test_a_certificate_without_its_key_is_refused(dial: Callable[..., Graph], authority: tuple[Any, Any]) -> None:
    with pytest.raises(TenantError, match="private key"):
        dial(credentials=Credentials("tenant", "app", certificate=authority[1]))


def test_a_certificate_that_is_not_there_is_refused(dial: Callable[..., Graph], tmp_path: Any) -> None:
    with pytest.raises(TenantError, match="absent.pem"):
        dial(credentials=Credentials("tenant", "app", certificate=tmp_path / "absent.pem"))


def test_a_certificate_with_its_key_signs_in(
    script: Any, dial: Callable[..., Graph], authority: tuple[Any, Any], tmp_path: Any
) -> None:
    issued = authority[0].issue_cert("app.example", key_type=trustme.KeyType.RSA)
    file = tmp_path / "app.pem"
    file.write_bytes(issued.private_key_and_cert_chain_pem.bytes())
    assert dial(credentials=Credentials("tenant", "app", certificate=file)).get("/x") == {}
    assert script.tokens == 1


def test_a_key_that_is_not_rsa_is_refused(
    dial: Callable[..., Graph], authority: tuple[Any, Any], tmp_path: Any
) -> None:
    issued = authority[0].issue_cert("app.example", key_type=trustme.KeyType.ECDSA)
    file = tmp_path / "app.pem"
    file.write_bytes(issued.private_key_and_cert_chain_pem.bytes())
    with pytest.raises(TenantError, match="no RSA key"):
        dial(credentials=Credentials("tenant", "app", certificate=file))
