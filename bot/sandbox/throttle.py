"""The service's limits per mailbox, apart from each other: requests, uploads. Requests while throttled still count."""

import math
from collections import deque
from datetime import datetime, timedelta

from bot.sandbox.http import GraphError
from bot.sandbox.tenant import Tenant

TEN_MINUTES = timedelta(minutes=10)
FIVE_MINUTES = timedelta(minutes=5)


class Throttle:
    """Sliding windows on the tenant's clock, in memory: a restart forgives. `running` are requests being served."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._requests: dict[str, deque[datetime]] = {}
        self._uploads: dict[str, deque[tuple[datetime, int]]] = {}
        self.running: dict[str, int] = {}

    def mailbox(self, path: str) -> str:
        """The id of the mailbox that a path works on, whether by id or address; '' for other paths."""
        parts = path.split("/")
        if len(parts) < 4 or parts[1].lower() != "users":
            return ""
        found = self._tenant.find_mailbox(parts[2].replace("%40", "@"))
        return found.id if found else parts[2].lower()

    def check(self, path: str, method: str, size: int) -> None:
        """Count a request to a mailbox; 429 over a limit. Other paths pass."""
        key = self.mailbox(path)
        if not key:
            return
        now, limits = self._tenant.clock.now, self._tenant.settings
        requests = self._requests.setdefault(key, deque())
        while requests and requests[0] <= now - TEN_MINUTES:
            requests.popleft()
        requests.append(now)
        if len(requests) > limits.requests_per_10min:
            raise self._refused(requests[0] + TEN_MINUTES - now)
        self.upload(key, method, size)

    def upload(self, key: str, method: str, size: int) -> None:
        """Count what is written to a mailbox; 429 over its limit."""
        if not key or method not in ("POST", "PUT", "PATCH"):
            return
        now = self._tenant.clock.now
        rows = self._uploads.setdefault(key, deque())
        while rows and rows[0][0] <= now - FIVE_MINUTES:
            rows.popleft()
        rows.append((now, size))
        if sum(row[1] for row in rows) > self._tenant.settings.upload_mb_per_5min * 1024 * 1024:
            raise self._refused(rows[0][0] + FIVE_MINUTES - now)

    def concurrency(self, path: str) -> None:
        """429 where the mailbox (or the application, by the older reading) is served all that it may be at once."""
        key, limits = self.mailbox(path), self._tenant.settings
        busy = self.running.get(key, 0)
        if limits.concurrency_per == "app" and key:
            busy = sum(count for mailbox, count in self.running.items() if mailbox)
        if busy > limits.concurrent_requests:
            text = "Application is over its MailboxConcurrency limit."
            raise GraphError(429, "ApplicationThrottled", text, waiting(self._tenant, 1))

    def _refused(self, wait: timedelta) -> GraphError:
        headers = waiting(self._tenant, wait.total_seconds())
        return GraphError(429, "ApplicationThrottled", "Application is over its limit of requests.", headers)


def waiting(tenant: Tenant, seconds: float) -> dict[str, str]:
    """The header that says how long to wait, as the tenant is set to write it: a fraction, whole seconds, or not."""
    kind = tenant.settings.retry_after
    if kind == "absent":
        return {}
    wait = max(0.001, seconds)
    return {"Retry-After": str(math.ceil(wait)) if kind == "whole" or wait == 1 else f"{wait:.3f}"}
