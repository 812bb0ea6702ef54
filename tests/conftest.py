"""Real parts for tests: a sandbox tenant over https as a process of its own, and the shared material."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests
import structlog

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _logging_as_shipped() -> None:
    """A test that ran the command line in its own process leaves its way of logging behind."""
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the checkout; a test that needs it is skipped where it is absent."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        pytest.skip("the folder ../shared is not beside this checkout")
    return path


TESTS = "tests"


class TenantProcess:
    """A running `sandbox serve`, and the calls that tests make to it."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.ready_file = folder / "ready.json"
        self.ready_file.unlink(missing_ok=True)
        command = [sys.executable, "-m", "bot.sandbox", "serve", "--ready", str(self.ready_file), *options]
        self._log = open(folder / "sandbox.log", "a", encoding="utf-8")  # noqa: SIM115
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=self._log, stderr=self._log)
        deadline = time.monotonic() + 30
        while not self.ready_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "sandbox.log").read_text(encoding="utf-8"))
            time.sleep(0.02)
        self.ready: dict[str, Any] = json.loads(self.ready_file.read_text(encoding="utf-8"))
        self.session = requests.Session()
        self.session.verify = self.ready["ca_file"]
        self.session.trust_env = False
        self.session.headers["User-Agent"] = TESTS  # what tests ask is not what our own client asks
        self._token = ""

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """The side door."""
        answer = self.session.request(method, self.ready["control_url"] + path, json=body, timeout=120)
        answer.raise_for_status()
        return answer.json()

    def token(self) -> str:
        """The application's token."""
        if not self._token:
            form = {
                "grant_type": "client_credentials",
                "client_id": self.ready["client_id"],
                "client_secret": self.ready["client_secret"],
                "scope": "https://graph.microsoft.com/.default",
            }
            url = f"{self.ready['authority']}/{self.ready['tenant_id']}/oauth2/v2.0/token"
            self._token = self.session.post(url, data=form, timeout=30).json()["access_token"]
        return self._token

    def sign_in(self, user: str) -> str:
        """A person's token."""
        return str(self.control("POST", "/sign-in", {"user": user})["access_token"])

    def graph(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
        data: bytes | None = None,
    ) -> requests.Response:
        """One request to Graph; `path` begins with / or is a whole link."""
        url = path if path.startswith("https://") else f"{self.ready['graph_url']}/v1.0{path}"
        sent = {"Authorization": f"Bearer {token or self.token()}", **(headers or {})}
        return self.session.request(method, url, json=body, data=data, headers=sent, timeout=60, allow_redirects=False)

    def now(self) -> datetime:
        """The tenant's clock."""
        return datetime.fromisoformat(self.control("GET", "/clock")["now"])

    def advance(self, seconds: float) -> dict[str, Any]:
        """Step the clock."""
        return dict(self.control("POST", "/clock", {"advance_s": seconds}))

    def set_now(self, iso: str) -> dict[str, Any]:
        """Step the clock to a moment."""
        return dict(self.control("POST", "/clock", {"now": iso}))

    def outbox(self) -> list[dict[str, Any]]:
        """Everything accepted for delivery."""
        return list(self.control("GET", "/outbox"))

    def stop(self) -> None:
        """End the process."""
        self.session.close()  # the service waits for connections that are kept open
        self.process.terminate()
        self.process.wait(20)
        self._log.close()


START = "2026-09-07T09:00:00+02:00"


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., TenantProcess]]:
    """Start sandbox tenants with options of one's own; all are ended with the session.

    What our own client says to them is recorded and held against the contract of Graph when the session ends. Plans of
    faults, and tests of the sandbox itself with clients of others, are apart.
    """
    running: list[TenantProcess] = []
    records: set[Path] = set()

    def start(*options: str, folder: Path | None = None) -> TenantProcess:
        place = folder or tmp_path_factory.mktemp("sandbox")
        clock = () if any("clock=" in one for one in options) else ("--set", f"clock={START}")
        speed = () if any("clock_speed" in one for one in options) else ("--set", "clock_speed=0")
        record = () if _apart(options) else ("--record", str(place / "exchanges.jsonl"))
        made = TenantProcess(place, *clock, *speed, *options, *record)
        running.append(made)
        records.update(Path(one) for one in record[1:])
        return made

    yield start
    for one in running:  # all at once, then wait for each
        one.session.close()
        one.process.terminate()
    for one in running:
        one.stop()
    _hold_against_contract(records)


def _apart(options: tuple[str, ...]) -> bool:
    return bool({"--record", "--faults"} & set(options)) or "/sandbox/" in os.environ.get("PYTEST_CURRENT_TEST", "")


def _hold_against_contract(records: set[Path]) -> None:
    """An error of the session, each departure once; nothing where the contract is absent."""
    contract = ROOT.parent / "shared" / "graph" / "openapi-strict.json"
    if not contract.is_file():
        return
    sys.path.insert(0, str(ROOT / "tests" / "sandbox"))
    from graph_contract import Contract, read_recording

    check, found = Contract(contract), Counter[str]()
    for file in records:
        found.update(check.faults(_ours(read_recording(file))))
    assert not found, "\n".join(f"{count} x {fault}" for fault, count in found.most_common(20))


def _ours(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Without what tests asked; the parts of a batch stand before it."""
    parts: list[dict[str, Any]] = []
    for row in rows:
        if row.get("batch"):
            parts.append(row)
        elif row["request_headers"].get("user-agent") != TESTS:
            yield from (*(parts if row["url"].endswith("/$batch") else ()), row)
        if row["url"].endswith("/$batch"):
            parts = []


@pytest.fixture(scope="session")
def _shared_tenant(sandbox: Callable[..., TenantProcess]) -> TenantProcess:
    return sandbox("--record", os.devnull)  # many kinds of clients use it


@pytest.fixture
def tenant(_shared_tenant: TenantProcess) -> TenantProcess:
    """An empty tenant whose clock stands at START; one process serves all tests that leave it as it is."""
    _shared_tenant.control("POST", "/reset")
    return _shared_tenant
