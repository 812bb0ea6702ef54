"""The web server around the tenant: it listens, and a running clock carries out what falls due."""

import asyncio
import signal
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import uvicorn

from bot.sandbox import clock as clocks
from bot.sandbox.certificates import Certificates
from bot.sandbox.connections import allow_many, patient_for
from bot.sandbox.http import Answer
from bot.sandbox.server import Server
from bot.sandbox.tenant import Tenant


async def tick(server: Server) -> None:
    """With a running clock: carry out what falls due."""
    noted = time.monotonic()
    while True:
        await asyncio.sleep(0.05)
        tenant = server.tenant
        due, moment = clocks.next_due(tenant), tenant.clock.now
        if (due is not None and due <= moment) or time.monotonic() > noted + 2:
            server.guarded(partial(_ran, tenant, moment), {})
            noted = time.monotonic()
        server.posting.start()


def _ran(tenant: Tenant, moment: Any) -> Answer:
    clocks.run_until(tenant, moment)
    return Answer(200)


def run(server: Server, listener: socket.socket, certificates: Certificates, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is called once it listens."""
    allow_many()
    config = uvicorn.Config(
        server,
        http=patient_for(server.tenant.settings.request_timeout_s),
        ssl_certfile=str(certificates.server),
        log_level="warning",
        access_log=False,
        timeout_keep_alive=300,
        timeout_graceful_shutdown=1,  # a client that keeps its connection open would hold the end up
        lifespan="off",
    )

    async def main() -> None:
        service = uvicorn.Server(config)
        ticking = asyncio.create_task(tick(server)) if server.tenant.clock.speed else None
        serving = asyncio.create_task(service.serve(sockets=[listener]))
        while not service.started and not serving.done():
            await asyncio.sleep(0.01)
        ready()
        await serving
        if ticking:
            ticking.cancel()

    # uvicorn sends itself the signal again once it has ended; by default that would leave what follows undone
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    asyncio.run(main())
