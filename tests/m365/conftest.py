"""A service of a few lines over real TLS that answers by a script: for what a faithful tenant cannot be made to do."""

import json
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

from bot.m365.connection import Credentials, Endpoint, connect
from bot.m365.graph import Graph

DROP = "drop"  # close the connection without an answer, once the request was read


@dataclass
class Seen:
    """A request as it arrived; `path` without /v1.0."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Script:
    """What the service answers next: (status, headers, body), DROP, or a function of the request; then 200 {}."""

    answers: deque[Any] = field(default_factory=deque)
    seen: list[Seen] = field(default_factory=list)
    tokens: int = 0
    token_life: int = 3600
    refuse_sign_in: bool = False
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)
    hold: threading.Event = field(default_factory=threading.Event)

    def then(self, *answers: Any) -> None:
        """Queue answers."""
        self.answers.extend(answers)

    def next(self, request: Seen) -> Any:
        """The answer to this request."""
        with self.lock:
            self.seen.append(request)
            answer = self.answers.popleft() if self.answers else (200, {}, {})
        return answer(request) if callable(answer) else answer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: Script

    def log_message(self, *args: Any) -> None:
        """Silence."""

    def _any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        if "/v1.0" in self.path or "/pre-authenticated" in self.path:
            self._graph(raw)
        elif self.path.endswith("openid-configuration"):
            base = f"{self.script.url}/tenant"
            endpoints = {"token": "token", "authorization": "authorize", "device_authorization": "devicecode"}
            self._say(
                200, {}, {f"{name}_endpoint": f"{base}/{path}" for name, path in endpoints.items()} | {"issuer": base}
            )
        elif self.script.refuse_sign_in:
            self._say(
                401, {}, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid secret.\r\nTrace"}
            )
        else:
            with self.script.lock:
                self.script.tokens += 1
            token = {"access_token": f"token-{self.script.tokens}", "expires_in": self.script.token_life}
            self._say(200, {}, {"token_type": "Bearer", **token})

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _any

    def _graph(self, raw: bytes) -> None:
        body = json.loads(raw) if raw and "json" in self.headers.get("Content-Type", "") else raw
        path = self.path.removeprefix("/v1.0")
        answer = self.script.next(Seen(self.command, path, dict(self.headers), body))
        if answer == DROP:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self._say(*answer)

    def _say(self, status: int, headers: dict[str, str], body: Any) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    """A CA and its file."""
    ca = trustme.CA()
    file = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(file))
    return ca, file


@pytest.fixture(scope="session")
def tls(authority: tuple[trustme.CA, Path]) -> ssl.SSLContext:
    """The service's own certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority[0].issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def script(tls: ssl.SSLContext) -> Iterator[Script]:
    """The service, listening."""
    service = Script()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"script": service}))
    server.daemon_threads = True
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    service.url = f"https://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield service
    service.hold.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def waits() -> list[float]:
    """Every pause that was asked for, in seconds."""
    return []


@pytest.fixture
def dial(script: Script, authority: tuple[trustme.CA, Path], waits: list[float]) -> Callable[..., Graph]:
    """Connect to the service; keywords go to `connect`."""

    def make(**options: Any) -> Graph:
        endpoint = Endpoint(options.pop("graph_url", script.url), script.url, authority[1])
        credentials = options.pop("credentials", Credentials("tenant", "app", "secret"))
        return connect(credentials, endpoint, "tour@team.example", sleep=waits.append, **options)

    return make


@pytest.fixture
def graph(dial: Callable[..., Graph]) -> Graph:
    """Connected to the service, with usual settings."""
    return dial()
