"""The tenant as an https service on loopback. Handlers run one at a time; only latency and TLS overlap."""

import asyncio
import traceback
import uuid
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.sandbox import (
    beside,
    handlers,  # noqa: F401  (registers every route)
    notifications,
    permissions,
)
from bot.sandbox.batch import run_batch
from bot.sandbox.certificates import NAMES
from bot.sandbox.entra import Entra
from bot.sandbox.faults import Dropped, Fault, Faults
from bot.sandbox.http import Answer, Call, GraphError, Identity, Later, error_answer
from bot.sandbox.notifications.posting import Posting
from bot.sandbox.recording import Recording
from bot.sandbox.routes import dispatch, spelled
from bot.sandbox.tenant import Tenant
from bot.sandbox.throttle import Throttle
from bot.sandbox.wire import Receive, Send, lifespan, read, respond


class Server:
    """The ASGI application."""

    def __init__(self, tenant: Tenant, entra: Entra, faults: Faults, recording: Recording, latency: float) -> None:
        self.tenant, self.entra, self.faults = tenant, entra, faults
        self.recording, self.latency, self._home = recording, latency, tenant.base_url
        self.throttle = Throttle(tenant)
        self.posting = Posting(tenant, self._kept)
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
            answer = self._error(GraphError(408, "RequestTimeout", text, closing), headers)
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
        return self.guarded(lambda: beside.answer(self, method, path, query, headers, body), headers)

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
            shown = f"{self._base(headers)}/v1.0{path}{'?' + query if query else ''}"
            self.recording.write(method, shown, headers, body, answer)
        return answer

    async def _later(self, waiting: Later, headers: dict[str, str]) -> Answer:
        """What it waits for, while others are served; then the answer."""
        assert waiting.ask and waiting.finish
        found, finish = await waiting.ask(), waiting.finish
        return self.guarded(lambda: finish(found), headers)

    async def _wait(self) -> None:
        """Half of the latency."""
        if self.latency:
            await asyncio.sleep(self.latency / 2)

    def _struck(self, fault: Fault | None, run: Callable[[], Answer], headers: dict[str, str]) -> Answer:
        if fault and fault.do == "status":
            return self._error(_fault_error(fault), headers)
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
                answer = self._error(_fault_error(fault), headers)
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
        path = spelled(path)
        if path.lower() == "/me" or path.lower().startswith("/me/"):
            if who.kind == "app":
                raise GraphError(400, "BadRequest", "/me request is only valid with delegated authentication flow.")
            path = f"/users/{who.id}{path[3:]}"
        self.throttle.check(path, method, len(body))
        self.throttle.concurrency(path)
        permissions.check(self.tenant, who, method, path)
        return dispatch(Call(method, path, {}, query, headers, body, who, self.tenant))

    def _isolated(self, run: Callable[[], Answer], headers: dict[str, str]) -> Answer:
        """A part of a batch: its own savepoint, so that a refused part leaves nothing."""
        self.tenant.db.begin()
        self.tenant.db.execute("SAVEPOINT part")
        try:
            answer = run()
            if isinstance(answer, Later):
                raise GraphError(400, "BadRequest", "A subscription is not made in a batch here (sandbox).")
        except GraphError as error:
            self.tenant.db.execute("ROLLBACK TO part")
            answer = self._error(error, headers)
        except Dropped:
            raise
        except RecursionError:
            self.tenant.db.execute("ROLLBACK TO part")
            answer = self._error(_TOO_DEEP, headers)
        except Exception as fault:
            self.tenant.db.execute("ROLLBACK TO part")
            answer = self._broken(fault)
        self.tenant.db.execute("RELEASE part")
        return answer

    def guarded(self, run: Callable[[], Answer], headers: dict[str, str]) -> Answer:
        """One transaction; refused requests leave nothing."""
        db, self.tenant.base_url = self.tenant.db, self._base(headers)
        db.begin()
        try:
            answer = run()
            if self.tenant.watched:
                notifications.collect(self.tenant)
            db.commit()
        except GraphError as error:
            db.rollback()
            return self._error(error, headers)
        except Dropped:
            db.commit()
            raise
        except RecursionError:
            db.rollback()
            return self._error(_TOO_DEEP, headers)
        except Exception as fault:
            db.rollback()
            return self._broken(fault)
        return answer

    def _kept(self, act: Callable[[], None]) -> None:
        """Something that no request asked for."""

        def run() -> Answer:
            act()
            return Answer(204)

        self.guarded(run, {})

    def _error(self, error: GraphError, headers: dict[str, str]) -> Answer:
        asked, style = headers.get("client-request-id", ""), self.tenant.settings.error_style
        return error_answer(error, self.tenant.clock.now, asked, style)

    def _base(self, headers: dict[str, str]) -> str:
        """Where the client sees the tenant: the service's own host names may be mapped to it."""
        host = headers.get("host", "")
        return f"https://{host}" if _is_ours(host) else self._home

    def _broken(self, fault: Exception) -> Answer:
        """The sandbox's own mistake: 500, with the whole story on stderr."""
        traceback.print_exception(fault)
        text = f"The sandbox failed: {type(fault).__name__}: {fault}"
        return self._error(GraphError(500, "InternalServerError", text), {})


_FILE_MB = 250  # the largest file that is sent in one request
_CODES = {429: "TooManyRequests", 503: "ServiceUnavailable", 504: "GatewayTimeout", 401: "InvalidAuthenticationToken"}
_TOO_DEEP = GraphError(400, "BadRequest", "The request is nested too deep.")


def _fault_error(fault: Fault) -> GraphError:
    code = _CODES.get(fault.status, "generalException")
    return GraphError(fault.status, code, "A fault of the fault plan.", fault.headers)


@lru_cache(64)
def _is_ours(host: str) -> bool:
    return urlsplit(f"//{host}").hostname in NAMES
