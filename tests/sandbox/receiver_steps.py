"""A receiver of notifications: https on loopback with a certificate of its own CA, in this process."""

import base64
import contextlib
import json
import ssl
import threading
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import trustme


class Receiver:
    """`greeted` are the tokens that it was sent, `posts` the bodies; `greet`, `statuses`, `freed`: how it answers."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.ca = folder / "receiver-ca.pem"
        authority.cert_pem.write_to_path(self.ca)
        self.greeted: list[str] = []
        self.posts: list[tuple[str, dict[str, Any]]] = []
        self.greet: Callable[[str], tuple[int, str, str]] = lambda token: (200, "text/plain", token)
        self.statuses: list[int] = []
        self.hung, self.freed = threading.Event(), threading.Event()
        self.freed.set()
        self._service = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
        self._service.socket = context.wrap_socket(self._service.socket, server_side=True)
        threading.Thread(target=self._service.serve_forever, args=(0.02,), daemon=True).start()

    def url(self, path: str = "/changes") -> str:
        """Where it listens."""
        return f"https://127.0.0.1:{self._service.server_port}{path}"

    def take(self, path: str = "/changes") -> list[dict[str, Any]]:
        """What came to a path since the last time."""
        rows = [row for where, body in self.posts if where == path for row in body["value"]]
        self.posts = [one for one in self.posts if one[0] != path]
        return rows

    def stop(self) -> None:
        """Listen no more."""
        self._service.shutdown()
        self._service.server_close()


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if token := parse_qs(parts.query).get("validationToken"):
                receiver.greeted.append(token[0])
                self._say(*receiver.greet(token[0]))
                return
            if not receiver.freed.is_set():  # never answers
                receiver.hung.set()
                receiver.freed.wait(30)
                return
            status = receiver.statuses.pop(0) if receiver.statuses else 202
            if status < 300:
                receiver.posts.append((parts.path, json.loads(body)))
            self._say(status, "text/plain", "")

        def _say(self, status: int, kind: str, text: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            with contextlib.suppress(OSError):  # the other side may have given up
                self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler


class Watch:
    """A tenant whose application has a receiver."""

    def __init__(self, tenant: Any, receiver: Receiver) -> None:
        self.tenant, self.receiver = tenant, receiver
        self.mailbox = tenant.ready["mailbox"]

    def ask(self, *, headers: dict[str, str] | None = None, token: str | None = None, **changed: Any) -> Any:
        """Ask for a subscription to the Inbox, right but for `changed` (None leaves a property out)."""
        body = {
            "changeType": "created,updated,deleted",
            "notificationUrl": self.receiver.url(),
            "resource": f"users/{self.mailbox}/mailFolders('inbox')/messages",
            "expirationDateTime": self.later(minutes=4000),
            "clientState": "geheim",
            **changed,
        }
        body = {key: value for key, value in body.items() if value is not None}
        return self.tenant.graph("POST", "/subscriptions", body, headers=headers, token=token)

    def made(self, **changed: Any) -> dict[str, Any]:
        """A subscription."""
        answer = self.ask(**changed)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def later(self, minutes: float) -> str:
        """A moment of the tenant, as subscriptions write it."""
        return (self.tenant.now() + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def arrives(self, subject: str) -> None:
        """A mail lies in the Inbox."""
        text = f"From: griffie@borne.example\r\nTo: {self.mailbox}\r\nSubject: {subject}\r\n\r\nGoed.\r\n"
        body = {"mailbox": self.mailbox, "mime_base64": base64.b64encode(text.encode()).decode()}
        self.tenant.control("POST", "/deliver", body)

    def told(self, seconds: float = 10, path: str = "/changes") -> list[dict[str, Any]]:
        """What was told within so many seconds of the tenant."""
        self.tenant.advance(seconds)
        return self.receiver.take(path)


def kinds(rows: list[dict[str, Any]]) -> list[str]:
    """What was told, in a word each."""
    return [row["changeType"] for row in rows]
