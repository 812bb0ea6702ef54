"""The tenant as an https service on loopback. Handlers run one at a time; only latency and TLS overlap."""

import asyncio
import uuid
from collections.abc import Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox import (
    beside,
    handlers,  # noqa: F401  (registers every route)
    permissions,
)
from bot.sandbox.batch import run_batch
from bot.sandbox.entra import Entra
from bot.sandbox.faults import Dropped, Fault, Faults
from bot.sandbox.http import Answer, Call, GraphError, Identity, Later
from bot.sandbox.notifications.posting import Posting
from bot.sandbox.recording import Recording
from bot.sandbox.routes import dispatch, spelled
from bot.sandbox.tenant import Tenant
from bot.sandbox.throttle import Throttle
from bot.sandbox.transactions import Transactions
from bot.sandbox.wire import Receive, Send, lifespan, read, respond


class Server:
    """The ASGI application."""

    def __init__(self, tenant: Tenant, entra: Entra, faults: Faults, recording: Recording, latency: float) -> None:
        self.tenant, self.entra, self.faults = tenant, entra, faults
        self.recording, self.latency = recording, latency
        self.transactions = Transactions(tenant)
        self.guarded = self.transactions.run
        self.throttle = Throttle(tenant)
        self.posting = Posting(tenant, self.transactions.keep)
        self.reset: Callable[[], None] = lambda: None

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One connection event."""
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
        raw = scope.get("raw_path", scope["path"].encode()).decode("ascii").split("?")[0]
        query = scope["query_string"].decode("ascii")
        try:
            body = await read(receive, self._most(raw), self.tenant.settings.request_timeout_s)
            if body is None:
                return  # the client is gone before it had said all: nothing was asked
            answer = await self._answer(scope["method"], raw, query, headers, body)
        except Dropped:
            send.__self__.transport.abort()  # type: ignore[attr-defined]  # end the connection without an answer
            return
        except TimeoutError:
            text, closing = "The request did not come to an end.", {"Connection": "close"}
            answer = self.transactions.error(GraphError(408, "RequestTimeout", text, closing), headers)
        await respond(send, answer)

    def _most(self, path: str) -> int:
        """Bytes that a body may have: files are sent to addresses of their own."""
        plain = path.startswith("/v1.0/") and not path.endswith("/content")
        return (self.tenant.settings.request_mb if plain else _FILE_MB) * 1024 * 1024

    async def _answer(self, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Answer:
        if path.startswith("/v1.0/"):
            return await self._graph(method, spelled(path[5:]), query, headers, body)
        if (method, path) == ("POST", "/_control/clock"):
            return await beside.step_clock(self, headers, body)
        answer = self.guarded(lambda: beside.answer(self, method, path, query, headers, body), headers)
        return await self._later(answer, headers) if isinstance(answer, Later) else answer

    async def _graph(self, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Answer:
        await self._wait()
        key = self.throttle.mailbox(path)
        self.throttle.running[key] = self.throttle.running.get(key, 0) + 1
        try:
            fault = self.faults.strike(method, path)
            if fault and fault.delay_ms:
                await asyncio.sleep(fault.delay_ms / 1000)
            answer = self._struck(fault, lambda: self._run_graph(method, path, query, headers, body), headers)
            if isinstance(answer, Later):
                answer = await self._later(answer, headers)
            await self._wait()
        finally:
            self.throttle.running[key] -= 1
        answer.headers.setdefault("request-id", str(uuid.uuid4()))
        if asked := headers.get("client-request-id"):
            answer.headers.setdefault("client-request-id", asked)
        if self.recording.on:
            shown = f"{self.transactions.base(headers)}/v1.0{path}{'?' + query if query else ''}"
            self.recording.write(method, shown, headers, body, answer)
        return answer

    async def _later(self, waiting: Later, headers: dict[str, str]) -> Answer:
        """What it waits for, while others are served; then the answer."""
        assert waiting.ask and waiting.finish
        finish = waiting.finish
        try:
            found = await waiting.ask()
        except Exception as fault:
            return self.transactions.failed(fault, headers)
        return self.guarded(lambda: finish(found), headers)

    async def _wait(self) -> None:
        """Half of the latency."""
        if self.latency:
            await asyncio.sleep(self.latency / 2)

    def _struck(self, fault: Fault | None, run: Callable[[], Answer], headers: dict[str, str]) -> Answer:
        if fault and fault.do == "status":
            return self.transactions.error(_fault_error(fault), headers)
        if fault and fault.do == "drop_before":
            raise Dropped
        answer = self.guarded(run, headers)
        if fault and fault.do == "drop_after":
            raise Dropped
        return answer

    def _run_graph(self, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Answer:
        who = self.entra.identity(headers.get("authorization", ""))
        if len(body) > (most := self._most(f"/v1.0{path}")):
            text = f"The request is larger than {most // 1024 // 1024} MB."
            raise GraphError(413, "RequestEntityTooLarge", text)
        if path == "/$batch" and method != "POST":
            raise GraphError(405, "Request_BadRequest", "A batch is posted.")
        if path == "/$batch":
            call = Call(method, path, {}, {}, headers, body, who, self.tenant)
            body_out = run_batch(call.json(), self._part_runner(who))
            throttled = any(one["status"] == 429 for one in body_out["responses"])
            return Answer(int(self.tenant.settings.batch_throttled) if throttled else 200, body_out)
        return self._one(method, path, dict(parse_qsl(query, True)), headers, body, who)

    def _part_runner(self, who: Identity) -> Callable[[str, str, dict[str, str], dict[str, str], bytes], Answer]:
        def run(method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes) -> Answer:
            fault = self.faults.strike(method, path)
            if fault and fault.do == "status":
                answer = self.transactions.error(_fault_error(fault), headers)
            else:
                if fault and fault.do == "drop_before":
                    self.tenant.db.commit()  # the parts up to it are done
                    raise Dropped
                answer = self.transactions.part(lambda: self._one(method, path, query, headers, body, who), headers)
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
        path = spelled(path)
        if path.lower() == "/me" or path.lower().startswith("/me/"):
            if who.kind == "app":
                raise GraphError(400, "BadRequest", "/me request is only valid with delegated authentication flow.")
            path = f"/users/{who.id}{path[3:]}"
        self.throttle.check(path, method, len(body))
        self.throttle.concurrency(path)
        permissions.check(self.tenant, who, method, path)
        return dispatch(Call(method, path, {}, query, headers, body, who, self.tenant))


_FILE_MB = 250  # the largest file that is sent in one request
_CODES = {429: "TooManyRequests", 503: "ServiceUnavailable", 504: "GatewayTimeout", 401: "InvalidAuthenticationToken"}


def _fault_error(fault: Fault) -> GraphError:
    code = _CODES.get(fault.status, "generalException")
    return GraphError(fault.status, code, "A fault of the fault plan.", fault.headers)
