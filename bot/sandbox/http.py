"""A request to the tenant and what it answers, without the web server around it."""

import json
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.tenant import Tenant


class GraphError(Exception):
    """An error as Graph writes it: status, code, message, and headers such as Retry-After."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, dict(headers or {})


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: the application (`app`, with its roles) or a signed-in person (`user`)."""

    kind: str
    id: str
    name: str
    email: str = ""
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Call:
    """One request. `path` is without /v1.0; header names are lower case; `params` are the route's."""

    method: str
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    who: Identity
    tenant: "Tenant"
    taken: list[str] = field(default_factory=list)
    """The preferences that somebody asked for, as the header names them."""

    def json(self) -> dict[str, Any]:
        """The body as an object; 400 when it is none, 415 when it does not say that it is JSON."""
        kind = self.headers.get("content-type", "application/json").lower()
        if self.body and "json" not in kind:
            text = f"The media type '{kind}' is not supported here; application/json is."
            raise GraphError(415, "UnsupportedMediaType", text)
        return read_object(self.body)

    def prefer(self, name: str) -> str | None:
        """The value of a preference in the header Prefer, '' for one without a value, None when it is absent."""
        for part in self.headers.get("prefer", "").split(","):
            key, _, value = part.strip().partition("=")
            if key.strip().lower() == name.lower():
                self.taken.append(part.strip())
                return value.strip().strip('"')
        return None


def read_object(body: bytes) -> dict[str, Any]:
    """A body as an object; 400 for what is no JSON, or JSON that cannot be kept: half characters, endless nesting."""
    try:
        value = json.loads(body or b"{}", parse_constant=_no_number)
        if _HALF.search(body):
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise GraphError(400, "BadRequest", "Unable to read JSON request payload.") from None
    if not isinstance(value, dict):
        raise GraphError(400, "BadRequest", "Unable to read JSON request payload: an object is expected.")
    return value


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no JSON")


_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
"""An escape that may be half of a character: UTF-8 has no such thing."""


@dataclass
class Answer:
    """Status, body (dict as JSON, bytes as they are) and headers."""

    status: int = 200
    body: dict[str, Any] | bytes | str | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Later(Answer):
    """The answer waits for something outside: `finish` makes it, in a transaction of its own, of what `ask` brought.

    What `ask` raises is answered as what a route raises.
    """

    ask: Callable[[], Awaitable[Any]] | None = None
    finish: Callable[[Any], Answer] | None = None


def error_answer(error: GraphError, now: datetime, client_id: str = "", style: str = "innerError") -> Answer:
    """The error as an answer. `style`: the spellings that the service's own pages show, and an empty code."""
    request_id = str(uuid.uuid4())
    inner = {
        "date": now.strftime("%Y-%m-%dT%H:%M:%S"),
        "request-id": request_id,
        "client-request-id": client_id or request_id,
    }
    code, name = ("", "innerError") if style == "empty_code" else (error.code, style)
    body = {"error": {"code": code, "message": error.message, name: inner}}
    return Answer(error.status, body, {**error.headers, "request-id": request_id})
