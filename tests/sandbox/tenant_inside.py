"""A tenant in this process, without a server, for tests that make very many steps or count the work of one."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox import handlers  # noqa: F401  (registers every route)
from bot.sandbox.clock import TenantClock
from bot.sandbox.db import Db
from bot.sandbox.http import Call, Identity
from bot.sandbox.routes import dispatch
from bot.sandbox.serve import prepare
from bot.sandbox.settings import Settings, with_knobs
from bot.sandbox.tenant import Tenant

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BASE = "https://tenant.example"


class Inside:
    """The tenant and its shared mailbox; requests are given to the routes as the server would give them."""

    def __init__(self, *knobs: str) -> None:
        settings = with_knobs(Settings(), list(knobs))
        self.tenant = Tenant(Db(None), TenantClock(NOW, 0), settings, base_url=BASE, data_url=BASE)
        prepare(self.tenant, "none")
        self.mailbox = f"/users/{self.tenant.shared.id}"

    def call(self, method: str, path: str, body: Any = None, prefer: str = "") -> Any:
        """The body of the answer; `path` is below the mailbox, or a whole link."""
        path = path.removeprefix(f"{BASE}/v1.0") if path.startswith(BASE) else self.mailbox + path
        bare, _, query = path.partition("?")
        headers: Mapping[str, str] = {"prefer": prefer} if prefer else {}
        who, sent = Identity("app", "app", "app"), json.dumps(body or {}).encode()
        return dispatch(Call(method, bare, {}, dict(parse_qsl(query)), headers, sent, who, self.tenant)).body

    def work(self, method: str, path: str, body: Any = None) -> int:
        """How many steps the database takes for a request."""
        steps = [0]

        def count() -> None:
            steps[0] += 1

        self.tenant.db.connection.set_progress_handler(count, 1)
        self.call(method, path, body)
        self.tenant.db.connection.set_progress_handler(None, 1)
        return steps[0]
