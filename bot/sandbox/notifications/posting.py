"""Posting what is due, beside the requests that are served meanwhile."""

import asyncio
import json
from collections.abc import Callable

from bot.sandbox.notifications import notices
from bot.sandbox.notifications.receiver import post
from bot.sandbox.tenant import Tenant


class Posting:
    """`keep` carries out what becomes of a notice in a transaction of its own."""

    def __init__(self, tenant: Tenant, keep: Callable[[Callable[[], None]], None]) -> None:
        self._tenant, self._keep = tenant, keep
        self._running: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Post all that was handed over."""
        handed, self._tenant.outgoing[:] = list(self._tenant.outgoing), []
        for key in handed:
            task = asyncio.create_task(self._one(key))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def settle(self) -> None:
        """Post, and wait until every receiver has answered or was given up."""
        self.start()
        if self._running:
            await asyncio.gather(*self._running)

    async def _one(self, key: str) -> None:
        tenant = self._tenant
        notice, settings = tenant.db.get(notices.KIND, key), tenant.settings
        if notice is None:
            return
        body = json.dumps({"value": notice["rows"]}, ensure_ascii=False).encode()
        kind, limit = "application/json; charset=utf-8", settings.notification_timeout_s
        reply = await post(notice["url"], body, kind, settings.notification_ca, limit)
        done = notices.taken if 200 <= reply.status < 300 else notices.refused
        self._keep(lambda: done(tenant, key))
