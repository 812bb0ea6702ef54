"""Two services to talk to: one of a few lines that answers by a script, and the sandbox tenant."""

import base64
import contextlib
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
import requests
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

    def handle(self) -> None:
        """A client that gave up waiting is no fault here."""
        with contextlib.suppress(OSError):
            super().handle()

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


class Running:
    """A sandbox tenant whose clock stands, and our client on it."""

    def __init__(self, process: Any) -> None:
        self.process = process
        self.ready: dict[str, Any] = process.ready
        self.site_url, self.mailbox = str(self.ready["site_url"]), str(self.ready["mailbox"])
        self.team = list(self.ready["team"])  # planner, approver, five advisers

    def connect(self, **options: Any) -> Graph:
        """A client; waiting steps the tenant's clock."""
        facts = self.ready
        given = options.pop("credentials", Credentials(facts["tenant_id"], facts["client_id"], facts["client_secret"]))
        endpoint = Endpoint(facts["graph_url"], facts["authority"], Path(facts["ca_file"]))
        return connect(given, endpoint, self.mailbox, sleep=self.process.advance, **options)

    def step(self, seconds: float) -> None:
        """Move the tenant's clock; what falls due happens."""
        self.process.advance(seconds)

    def sent(self, internet_message_id: str) -> list[dict[str, Any]]:
        """What was accepted for delivery under this id."""
        return [one for one in self.process.outbox() if one["internet_message_id"] == internet_message_id]

    def deliver(self, mime: str, mailbox: str = "") -> None:
        """Put a message in a mailbox."""
        data = base64.b64encode(mime.replace("\n", "\r\n").encode()).decode("ascii")
        self.process.control("POST", "/deliver", {"mailbox": mailbox or self.mailbox, "mime_base64": data})

    def as_person(self, address: str) -> Callable[..., requests.Response]:
        """`send(method, path, body)` under a person's own name."""
        token = self.process.sign_in(address)

        def send(method: str, path: str, body: Any = None) -> requests.Response:
            answer: requests.Response = self.process.graph(method, path, body, token=token)
            answer.raise_for_status()
            return answer

        return send


@pytest.fixture(scope="session")
def tenant_faults() -> list[dict[str, Any]]:
    """What goes wrong in the tenant of these tests, each at a place that only its own test touches."""
    users = {name: f"/users/[^/]*{name}[^/]*/" for name in ("planting", "akkerdaas", "veldhoen", "wiersemade")}
    send = "messages/[^/]+/send$"
    return [
        {"match": f"POST {users['planting']}{send}", "nth": 1, "times": 1, "do": "drop_after"},
        {"match": f"POST {users['akkerdaas']}{send}", "nth": 1, "times": 1, "do": "status", "status": 429},
        {"match": f"GET {users['veldhoen']}mailFolders$", "nth": 2, "times": 1, "do": "status", "status": 401},
        {
            "match": f"GET {users['wiersemade']}mailFolders/[^/]+/messages/delta",
            "nth": 2,
            "times": 1,
            "do": "status",
            "status": 410,
        },
    ]


@pytest.fixture(scope="session")
def tenant(
    sandbox: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory, tenant_faults: list[dict[str, Any]]
) -> Running:
    """One tenant for all tests of this folder: each uses lists, folders and keys of its own."""
    plan = tmp_path_factory.mktemp("faults") / "faults.json"
    plan.write_text(json.dumps(tenant_faults))
    lifted = {"messages_per_minute": 100000, "concurrent_requests": 100, "requests_per_10min": 1000000}
    knobs = [part for key, value in lifted.items() for part in ("--set", f"{key}={value}")]
    return Running(sandbox("--faults", str(plan), "--set", "clock=2026-03-30T07:00:00Z", *knobs))


@pytest.fixture(scope="session")
def here(tenant: Running) -> Graph:
    """Our client on the tenant."""
    return tenant.connect()
