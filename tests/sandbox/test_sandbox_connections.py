"""Connections that are slow, broken, silent or many: each gets what it deserves, and nobody else notices."""

import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from bad_steps import JSON
from mail_steps import Post


def connect(standing: Post) -> ssl.SSLSocket:
    """A connection without a client around it."""
    parts = urlsplit(standing.tenant.ready["graph_url"])
    plain = socket.create_connection(("127.0.0.1", parts.port), timeout=30)
    context = ssl.create_default_context(cafile=standing.tenant.ready["ca_file"])
    return context.wrap_socket(plain, server_hostname="127.0.0.1", suppress_ragged_eofs=True)


def head(standing: Post, path: str = "/messages", method: str = "GET", **more: str) -> bytes:
    """The head of a request."""
    own = {"Host": "127.0.0.1", "Authorization": f"Bearer {standing.tenant.token()}", "Connection": "close"}
    headers = {**own, **more}
    first = f"{method} /v1.0/users/{standing.address}{path} HTTP/1.1"
    lines = [first, *(f"{key}: {one}" for key, one in headers.items())]
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
def test_what_is_no_http_is_refused_on_its_connection(standing: Post, what: str, raw: bytes) -> None:
    link = connect(standing)
    try:
        link.sendall(raw)
        assert status(link) in (0, 400, 404, 431), what
    except OSError:  # closed while we were still talking
        link.close()


def test_headers_of_any_bytes_are_taken(standing: Post) -> None:
    link = connect(standing)
    link.sendall(head(standing, **{"Prefer": "\xff=\xe9", "client-request-id": "\xe9" * 50, "If-Match": "\xff"}))
    assert status(link) == 200


@pytest.mark.parametrize("host", ["[", "elders.example", "127.0.0.1:poort", "\xff", "a" * 300])
def test_a_host_of_nobody_is_no_matter(standing: Post, host: str) -> None:
    link = connect(standing)
    link.sendall(head(standing, Host=host))
    assert status(link) in (200, 400)


def test_a_long_header_is_refused_and_a_fair_one_is_not(standing: Post) -> None:
    for size, expected in ((20_000, {200}), (200_000, {0, 400, 431})):
        link = connect(standing)
        try:
            link.sendall(head(standing, X="y" * size))
            assert status(link) in expected
        except OSError:
            assert 0 in expected


def test_one_who_stops_in_the_middle_holds_nobody_up(standing: Post) -> None:
    more = {**JSON, "Content-Length": "100"}
    halves = [head(standing)[:40], head(standing, "/messages", "POST", **more) + b'{"subject"']
    links = [connect(standing) for _ in range(20)]
    for number, link in enumerate(links):
        link.sendall(halves[number % 2])
    assert standing.call("GET", "/messages").status_code == 200
    for link in links[:10]:
        link.close()  # gone for good
    for link in links[10:]:
        link.shutdown(socket.SHUT_WR)  # says no more, still listens
    assert standing.call("GET", "/messages").status_code == 200
    for link in links[10:]:
        link.close()


def test_one_who_does_not_come_to_an_end_is_shown_out(sandbox: Callable[..., Any]) -> None:
    standing = Post(sandbox("--set", "request_timeout_s=1"))
    more = {**JSON, "Content-Length": "100"}
    silent, stopped, halfway = connect(standing), connect(standing), connect(standing)
    stopped.sendall(head(standing)[:40])
    halfway.sendall(head(standing, "/messages", "POST", **more) + b"{")
    assert [status(one) for one in (silent, stopped, halfway)] == [0, 0, 408]
    assert standing.call("GET", "/messages").status_code == 200
    standing.tenant.stop()


def test_what_was_not_said_to_the_end_is_not_done(standing: Post) -> None:
    before = len(standing.inbox())
    link = connect(standing)
    more = {**JSON, "Content-Length": "100"}
    link.sendall(head(standing, "/mailFolders/inbox/messages", "POST", **more) + b'{"subject": "x"}')
    link.close()
    assert len(standing.inbox()) == before


def test_many_at_once_are_all_answered(standing: Post) -> None:
    number, answers, gate = 200, [], threading.Barrier(200)
    raw = head(standing, "")

    def one() -> None:
        link = connect(standing)
        gate.wait(60)
        link.sendall(raw)
        answers.append(status(link))

    threads = [threading.Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == number and set(answers) <= {200, 429}
