"""The tenant as an https service on loopback. Handlers run one at a time; only latency and TLS overlap."""

import asyncio
import json
import socket
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import uvicorn

from bot.sandbox import clock as clocks
from bot.sandbox import handlers  # noqa: F401  (registers every route)
from bot.sandbox.batch import run_batch
from bot.sandbox.certificates import Certificates
from bot.sandbox.control import control
from bot.sandbox.entra import Entra
from bot.sandbox.faults import Dropped, Fault, Faults
from bot.sandbox.http import Answer, Call, GraphError, Identity, error_answer
from bot.sandbox.mail.attachments import owner_of, upload
from bot.sandbox.recording import Recording
from bot.sandbox.routes import dispatch
from bot.sandbox.tenant import Tenant
from bot.sandbox.throttle import Throttle

LIMIT = 4 * 1024 * 1024
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class Server:
    """The ASGI application."""

    def __init__(self, tenant: Tenant, entra: Entra, faults: Faults, recording: Recording, latency: float) -> None:
        self.tenant, self.entra, self.faults = tenant, entra, faults
        self.recording, self.latency = recording, latency
        self.throttle = Throttle(tenant)
        self.reset: Callable[[], None] = lambda: None

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One connection event."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
        body = await _read(receive)
        raw = scope.get("raw_path", scope["path"].encode()).decode("ascii").split("?")[0]
        query = scope["query_string"].decode("ascii")
        try:
            answer = await self._answer(scope["method"], raw, query, headers, body)
        except Dropped:
            send.__self__.transport.abort()  # type: ignore[attr-defined]  # end the connection without an answer
            return
        await _respond(send, answer)

    async def _answer(self, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Answer:
        if path.startswith("/v1.0/"):
            # O365 writes a double slash in front of a drive's path, and the service takes it
            return await self._graph(method, path[5:].replace("//", "/"), query, headers, body)
        return self._guarded(lambda: self._beside(method, path, query, headers, body), headers)

    async def _graph(self, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Answer:
        await asyncio.sleep(self.latency / 2)
        key = self.throttle.mailbox(path)
        self.throttle.running[key] = self.throttle.running.get(key, 0) + 1
        try:
            fault = self.faults.strike(method, path)
            if fault and fault.delay_ms:
                await asyncio.sleep(fault.delay_ms / 1000)
            answer = self._struck(fault, lambda: self._run_graph(method, path, query, headers, body), headers)
            await asyncio.sleep(self.latency / 2)
        finally:
            self.throttle.running[key] -= 1
        shown = f"{self.tenant.base_url}/v1.0{path}{'?' + query if query else ''}"
        self.recording.write(method, shown, headers, body, answer)
        return answer

    def _struck(self, fault: Fault | None, run: Callable[[], Answer], headers: dict[str, str]) -> Answer:
        if fault and fault.do == "status":
            return error_answer(_fault_error(fault), self.tenant.clock.now)
        if fault and fault.do == "drop_before":
            raise Dropped
        answer = self._guarded(run, headers)
        if fault and fault.do == "drop_after":
            raise Dropped
        return answer

    def _run_graph(self, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Answer:
        who = self.entra.identity(headers.get("authorization", ""))
        if len(body) > LIMIT and not path.endswith("/content"):
            raise GraphError(413, "RequestEntityTooLarge", "The request is larger than 4 MB.")
        if path == "/$batch" and method != "POST":
            raise GraphError(405, "Request_BadRequest", "A batch is posted.")
        if path == "/$batch":
            call = Call(method, path, {}, {}, headers, body, who, self.tenant)
            return Answer(200, run_batch(call.json(), self._part_runner(who)))
        return self._one(method, path, dict(parse_qsl(query, True)), headers, body, who)

    def _part_runner(self, who: Identity) -> Callable[[str, str, dict[str, str], dict[str, str], bytes], Answer]:
        def run(method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes) -> Answer:
            fault = self.faults.strike(method, path)
            if fault and fault.do == "status":
                answer = error_answer(_fault_error(fault), self.tenant.clock.now)
            else:
                if fault and fault.do == "drop_before":
                    self.tenant.db.commit()  # the parts up to it are done
                    raise Dropped
                answer = self._isolated(lambda: self._one(method, path, query, headers, body, who), headers)
                if fault and fault.do == "drop_after":
                    self.tenant.db.commit()
                    raise Dropped
            shown = path + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")
            self.recording.write(method, shown, headers, body, answer, batch=True)
            return answer

        return run

    def _one(
        self, method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes, who: Identity
    ) -> Answer:
        if path.lower() == "/me" or path.lower().startswith("/me/"):
            if who.kind == "app":
                raise GraphError(400, "BadRequest", "/me request is only valid with delegated authentication flow.")
            path = f"/users/{who.id}{path[3:]}"
        self.throttle.check(path, method, len(body))
        self.throttle.concurrency(path)
        return dispatch(Call(method, path, {}, query, headers, body, who, self.tenant))

    def _isolated(self, run: Callable[[], Answer], headers: dict[str, str]) -> Answer:
        """A part of a batch: its own savepoint, so that a refused part leaves nothing."""
        self.tenant.db.begin()
        self.tenant.db.execute("SAVEPOINT part")
        try:
            answer = run()
        except GraphError as error:
            self.tenant.db.execute("ROLLBACK TO part")
            answer = error_answer(error, self.tenant.clock.now, headers.get("client-request-id", ""))
        except Dropped:
            raise
        except Exception as fault:
            self.tenant.db.execute("ROLLBACK TO part")
            answer = self._broken(fault)
        self.tenant.db.execute("RELEASE part")
        return answer

    def _guarded(self, run: Callable[[], Answer], headers: dict[str, str]) -> Answer:
        """One transaction; refused requests leave nothing."""
        db = self.tenant.db
        db.begin()
        try:
            answer = run()
            db.commit()
        except GraphError as error:
            db.rollback()
            return error_answer(error, self.tenant.clock.now, headers.get("client-request-id", ""))
        except Dropped:
            db.commit()
            raise
        except Exception as fault:
            db.rollback()
            return self._broken(fault)
        return answer

    def _broken(self, fault: Exception) -> Answer:
        """The sandbox's own mistake: 500, with the whole story on stderr."""
        traceback.print_exception(fault)
        text = f"The sandbox failed: {type(fault).__name__}: {fault}"
        return error_answer(GraphError(500, "InternalServerError", text), self.tenant.clock.now)

    def _beside(self, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Answer:
        """What is not Graph: Entra, upload addresses, the side door."""
        if path.startswith("/_control/"):
            return self._control(method, path.removeprefix("/_control"), body)
        if path.startswith("/_upload/mail/"):
            call = Call(method, path, {}, {}, headers, body, Identity("app", "", ""), self.tenant)
            token = path.rpartition("/")[2]
            self.throttle.upload(owner_of(self.tenant, token), method, len(body))
            return upload(call, token)
        if path.startswith("/_"):
            query_map = dict(parse_qsl(query, True))
            return dispatch(Call(method, path, {}, query_map, headers, body, Identity("app", "", ""), self.tenant))
        if path.endswith("/oauth2/v2.0/token"):
            return self.entra.token(path.split("/")[1], body)
        if path.endswith("/.well-known/openid-configuration"):
            return Answer(200, self.entra.discovery())
        if path.endswith("/discovery/instance"):
            found = f"{self.entra.base}/{self.tenant.settings.tenant_id}/v2.0/.well-known/openid-configuration"
            return Answer(200, {"tenant_discovery_endpoint": found, "api-version": "1.1", "metadata": []})
        raise GraphError(404, "ResourceNotFound", f"Nothing is known at {path}.")

    def _control(self, method: str, path: str, body: bytes) -> Answer:
        if path == "/reset":
            self.reset()
            self.throttle = Throttle(self.tenant)
            return Answer(200, {})
        try:
            given = json.loads(body or b"{}")
        except ValueError:
            raise GraphError(400, "BadRequest", "The side door takes JSON.") from None
        result = control(self.tenant, self.entra, method, path, given)
        return Answer(200, json.dumps(result).encode(), {"Content-Type": "application/json"})


async def tick(server: Server) -> None:
    """With a running clock: carry out what falls due."""
    noted = time.monotonic()
    while True:
        await asyncio.sleep(0.05)
        tenant = server.tenant
        due, moment = clocks.next_due(tenant), tenant.clock.now
        if (due is not None and due <= moment) or time.monotonic() > noted + 2:
            server._guarded(partial(_ran, tenant, moment), {})
            noted = time.monotonic()


def _ran(tenant: Tenant, moment: Any) -> Answer:
    clocks.run_until(tenant, moment)
    return Answer(200)


def run(server: Server, listener: socket.socket, certificates: Certificates, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is called once it listens."""
    config = uvicorn.Config(
        server,
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

    asyncio.run(main())


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _read(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


async def _respond(send: Send, answer: Answer) -> None:
    headers = {"Content-Type": "application/json; odata.metadata=minimal", **answer.headers}
    body = answer.body
    text = json.dumps(body, ensure_ascii=False) if isinstance(body, dict) else (body or b"")
    content: bytes = text.encode() if isinstance(text, str) else text
    headers["Content-Length"] = str(len(content))
    rows = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": rows})
    await send({"type": "http.response.body", "body": content})


_CODES = {429: "TooManyRequests", 503: "ServiceUnavailable", 504: "GatewayTimeout", 401: "InvalidAuthenticationToken"}


def _fault_error(fault: Fault) -> GraphError:
    code = _CODES.get(fault.status, "generalException")
    return GraphError(fault.status, code, "A fault of the fault plan.", fault.headers)
