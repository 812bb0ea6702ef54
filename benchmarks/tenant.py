"""A sandbox tenant with latency and without limits, our client on it, and O365 as its manual shows it."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import requests
from msal import ConfidentialClientApplication
from O365 import Account
from O365.connection import Connection, MSGraphProtocol
from O365.utils.token import MemoryTokenBackend

from bot.m365.connection import Credentials, Endpoint, connect
from bot.m365.graph import Graph

LATENCY_MS = 80
LIFTED = {
    "messages_per_minute": 1_000_000,
    "concurrent_requests": 1_000,
    "requests_per_10min": 10_000_000,
    "upload_mb_per_5min": 1_000_000,
}


@dataclass(frozen=True)
class Tenant:
    """A running tenant by its ready file."""

    ready: dict[str, Any]

    def ours(self) -> Graph:
        """Our client."""
        facts = self.ready
        credentials = Credentials(facts["tenant_id"], facts["client_id"], facts["client_secret"])
        endpoint = Endpoint(facts["graph_url"], facts["authority"], Path(facts["ca_file"]))
        return connect(credentials, endpoint, facts["mailbox"], sleep=time.sleep)

    def naive(self) -> "Counted":
        """O365 without its own pause between requests, signed in."""
        return Counted(self.ready)

    def deliver(self, mime_base64: str) -> None:
        """Put a message in the mailbox, by the side door."""
        answer = requests.post(
            f"{self.ready['control_url']}/deliver",
            json={"mailbox": self.ready["mailbox"], "mime_base64": mime_base64},
            verify=self.ready["ca_file"],
            timeout=30,
        )
        answer.raise_for_status()


class _Connection(Connection):  # type: ignore[misc]
    """O365's own connection, told where the authority is; counts what it sends."""

    authority = ""
    sent = 0
    _own: Any = None

    @property
    def msal_client(self) -> Any:
        if self._own is None:
            self._own = ConfidentialClientApplication(
                client_id=self.auth[0],
                client_credential=self.auth[1],
                authority=f"{self.authority}/{self.tenant_id}",
                instance_discovery=False,
                token_cache=self.token_backend,
                verify=self.verify_ssl,
            )
        return self._own

    def _internal_request(self, *args: Any, **kwargs: Any) -> Any:
        self.sent += 1
        return super()._internal_request(*args, **kwargs)


class Counted:
    """O365's account with the number of requests that it made."""

    def __init__(self, ready: dict[str, Any]) -> None:
        connection = type("C", (_Connection,), {"authority": ready["authority"].rstrip("/")})
        protocol = type("P", (MSGraphProtocol,), {"_protocol_url": f"{ready['graph_url'].rstrip('/')}/"})
        account_type = type("A", (Account,), {"connection_constructor": connection})
        self.account = account_type(
            (ready["client_id"], ready["client_secret"]),
            protocol=protocol(timezone="Europe/Amsterdam", default_resource=ready["mailbox"]),
            main_resource=ready["mailbox"],
            auth_flow_type="credentials",
            tenant_id=ready["tenant_id"],
            token_backend=MemoryTokenBackend(),
            verify_ssl=ready["ca_file"],
            requests_delay=0,
        )
        self.account.authenticate(requested_scopes=["https://graph.microsoft.com/.default"])

    @property
    def requests(self) -> int:
        """Requests so far."""
        return int(self.account.con.sent)


@contextmanager
def tenant(latency_ms: int = LATENCY_MS, settings: Mapping[str, object] | None = None) -> Iterator[Tenant]:
    """Start a fresh one, and end it afterwards; `settings` are further `--set` options, in place of lifted limits."""
    with (
        tempfile.TemporaryDirectory(prefix="ontour-bench-") as folder,
        serving(Path(folder), latency_ms, settings or {}) as here,
    ):
        yield here


@contextmanager
def serving(folder: Path, latency_ms: int, settings: Mapping[str, object] = MappingProxyType({})) -> Iterator[Tenant]:
    """The tenant whose state is in `folder`/data."""
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    options = [part for key, value in {**LIFTED, **settings}.items() for part in ("--set", f"{key}={value}")]
    command = [sys.executable, "-m", "bot.sandbox", "serve", "--data", f"{folder}/data", "--ready", str(ready)]
    with (folder / "log").open("w+") as log:
        process = subprocess.Popen([*command, "--latency-ms", str(latency_ms), *options], stderr=log)
        try:
            yield Tenant(_facts(process, ready, Path(log.name)))
        finally:
            process.terminate()
            process.wait(timeout=20)


def _facts(process: subprocess.Popen[bytes], ready: Path, log: Path) -> dict[str, Any]:
    for _ in range(600):
        if ready.exists():
            facts: dict[str, Any] = json.loads(ready.read_text())
            return facts
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"the sandbox tenant did not start: {log.read_text()}")


@dataclass
class Measured:
    """Round trips and seconds of one way."""

    round_trips: int = 0
    seconds: float = 0.0


def trips(count: int) -> str:
    """`1 round trip`, `19 round trips`."""
    return f"{count} round trip{'' if count == 1 else 's'}"


@contextmanager
def measure(client: Graph | Counted) -> Iterator[Measured]:
    """Count what the block sends and how long it takes."""
    measured, before, start = Measured(), client.requests, time.perf_counter()
    yield measured
    measured.round_trips, measured.seconds = client.requests - before, time.perf_counter() - start
