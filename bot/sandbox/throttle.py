"""The service's limits per mailbox, apart from each other: requests, uploads. Requests while throttled still count."""

from collections import deque
from datetime import datetime, timedelta

from bot.sandbox.http import GraphError
from bot.sandbox.tenant import Tenant

TEN_MINUTES = timedelta(minutes=10)
FIVE_MINUTES = timedelta(minutes=5)


class Throttle:
    """Sliding windows on the tenant's clock, in memory: a restart forgives."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._requests: dict[str, deque[datetime]] = {}
        self._uploads: dict[str, deque[tuple[datetime, int]]] = {}
        self.running: dict[str, int] = {}

    def check(self, path: str, method: str, size: int) -> None:
        """Count a request to a mailbox; 429 over a limit. Other paths pass."""
        key = mailbox_of(path)
        if not key:
            return
        now, limits = self._tenant.clock.now, self._tenant.settings
        requests = self._requests.setdefault(key, deque())
        while requests and requests[0] <= now - TEN_MINUTES:
            requests.popleft()
        requests.append(now)
        if len(requests) > limits.requests_per_10min:
            raise _refused("ApplicationThrottled", requests[0] + TEN_MINUTES - now)
        if method in ("POST", "PUT", "PATCH"):
            self._count_upload(key, now, size)

    def _count_upload(self, key: str, now: datetime, size: int) -> None:
        rows = self._uploads.setdefault(key, deque())
        while rows and rows[0][0] <= now - FIVE_MINUTES:
            rows.popleft()
        rows.append((now, size))
        if sum(row[1] for row in rows) > self._tenant.settings.upload_mb_per_5min * 1024 * 1024:
            raise _refused("ApplicationThrottled", rows[0][0] + FIVE_MINUTES - now)

    def concurrency(self, path: str) -> None:
        """429 where the mailbox is served four requests already."""
        if self.running.get(mailbox_of(path), 0) > self._tenant.settings.concurrent_requests:
            raise GraphError(
                429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.", {"Retry-After": "1"}
            )


def mailbox_of(path: str) -> str:
    """The mailbox of a path, '' for other paths."""
    parts = path.split("/")
    return parts[2].lower() if len(parts) > 3 and parts[1].lower() == "users" else ""


def _refused(code: str, wait: timedelta) -> GraphError:
    seconds = f"{max(0.0, wait.total_seconds()):.3f}"
    return GraphError(429, code, "Application is over its limit of requests.", {"Retry-After": seconds})
