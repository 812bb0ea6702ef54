"""Connections: how long one may say nothing, and how many there can be."""

import asyncio
import contextlib
import resource
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol


def allow_many(wanted: int = 8192) -> None:
    """As many open connections as the system grants a process, up to `wanted`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def patient_for(seconds: float) -> type[H11Protocol]:
    """The protocol of connections that have to ask something within so many seconds of wall time."""

    class Patient(H11Protocol):
        """Closes where the head of the first request does not come to an end."""

        _waiting: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._waiting = self.loop.call_later(seconds, self._give_up)

        def connection_lost(self, exc: Exception | None) -> None:
            if self._waiting:
                self._waiting.cancel()
            super().connection_lost(exc)

        def _give_up(self) -> None:
            if self.cycle is None and not self.transport.is_closing():
                self.transport.close()

    return Patient
