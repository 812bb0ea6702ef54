"""What is not Graph: sign-in, addresses for bytes, the side door."""

import json
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from bot.sandbox import clock as clocks
from bot.sandbox.control import control, moment_of, shown
from bot.sandbox.http import Answer, Call, GraphError, Identity, read_object
from bot.sandbox.mail.upload_sessions import owner_of, upload
from bot.sandbox.notifications.notices import KIND
from bot.sandbox.routes import dispatch
from bot.sandbox.tenant import Tenant
from bot.sandbox.throttle import Throttle

if TYPE_CHECKING:
    from bot.sandbox.server import Server

_NOBODY = Identity("app", "", "")


def answer(server: "Server", method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Answer:
    """One request to an address that is not Graph's."""
    tenant = server.tenant
    if path.startswith("/_control/"):
        return _side_door(server, method, path.removeprefix("/_control"), body)
    if path.startswith("/_upload/mail/"):
        token = path.rpartition("/")[2]
        server.throttle.upload(owner_of(tenant, token), method, len(body))
        return upload(Call(method, path, {}, {}, headers, body, _NOBODY, tenant), token)
    if path.startswith("/_"):
        return dispatch(Call(method, path, {}, dict(parse_qsl(query, True)), headers, body, _NOBODY, tenant))
    if found := server.entra.answer(method, path, headers, body):
        return found
    raise GraphError(404, "ResourceNotFound", f"Nothing is known at {path}.")


async def step_clock(server: "Server", headers: dict[str, str], body: bytes) -> Answer:
    """The clock to a moment; with subscriptions from task to task, so that each notice leaves at its time."""
    tenant = server.tenant
    try:
        moment = moment_of(tenant, read_object(body))
    except GraphError:
        return server.guarded(lambda: answer(server, "POST", "/_control/clock", "", headers, body), headers)
    while _tells(tenant) and (due := clocks.next_due(tenant)) is not None and due <= moment:
        done = server.guarded(partial(_run, tenant, due), headers)
        if done.status >= 400:
            return done
        await server.posting.settle()
    return server.guarded(partial(_run, tenant, moment), headers)


def _tells(tenant: Tenant) -> bool:
    return tenant.watched or tenant.db.execute("SELECT 1 FROM due WHERE kind = ?", (KIND,)).fetchone() is not None


def _run(tenant: Tenant, moment: datetime) -> Answer:
    clocks.run_until(tenant, moment)
    return _json(shown(tenant))


def _side_door(server: "Server", method: str, path: str, body: bytes) -> Answer:
    if path == "/reset":
        server.reset()
        server.throttle = Throttle(server.tenant)
        server.entra.tokens.revocations.load()
        return Answer(200, {})
    result = control(server.tenant, server.entra, method, path, read_object(body))
    return _json(result)


def _json(result: dict[str, Any] | list[Any]) -> Answer:
    return Answer(200, json.dumps(result).encode(), {"Content-Type": "application/json"})
