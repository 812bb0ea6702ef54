"""Which handler answers which path. What is not here is refused by name, never answered empty."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import unquote

from bot.sandbox.http import Answer, Call, GraphError

Handler = Callable[[Call], Answer | dict[str, Any] | None]
H = TypeVar("H", bound=Handler)


@dataclass(frozen=True)
class Route:
    """A path with its handler, the OData options that it knows, and its status when the handler answers no Answer."""

    method: str
    path: str
    pattern: re.Pattern[str]
    handler: Handler
    options: frozenset[str]
    status: int


ROUTES: list[Route] = []
_BY_SHAPE: dict[tuple[str, int, str], list[Route]] = {}
_REST = -1


def route(method: str, path: str, *, options: Iterable[str] = (), status: int | None = None) -> Callable[[H], H]:
    """Register a handler. `{name}` takes one segment, `{name:path}` any rest; `delta` also matches `delta()`.

    A handler that answers a dict means 200 (or `status`), one that answers None means 204 (or `status`).
    """

    def register(handler: H) -> H:
        default = status if status is not None else 0
        made = Route(method, path, _pattern(path), handler, frozenset(options), default)
        ROUTES.append(made)
        _BY_SHAPE.clear()
        return handler

    return register


def find(method: str, path: str) -> tuple[Route, dict[str, str]]:
    """The route of a path with its parameters; GraphError 400 or 405 that names what is not known."""
    if not _BY_SHAPE:
        _index()
    size, word = _shape(path)
    shapes = ((method, size, word), (method, size, ""), (method, _REST, word), (method, _REST, ""))
    for candidate in (one for shape in dict.fromkeys(shapes) for one in _BY_SHAPE.get(shape, ())):
        if match := candidate.pattern.fullmatch(path):
            return candidate, {name: unquote(value) for name, value in match.groupdict().items()}
    if any(other.pattern.fullmatch(path) for other in ROUTES):
        raise GraphError(405, "Request_BadRequest", f"The method {method} is not known here for {path}.")
    raise GraphError(400, "BadRequest", f"Resource not found for the segment in '{path}' (sandbox: unknown route).")


@lru_cache(1024)
def spelled(path: str) -> str:
    """A path as the routes know it: clients also write a colon path as one encoded segment, and doubled slashes."""
    path = path.replace("//", "/")  # O365 writes two in front of a drive's path, and the service takes it
    if path.lower().startswith(("/sites/", "/drives/")):
        path = "/".join(_COLON.sub(":", part) for part in path.split("/"))
        path = "/".join(_SLASH.sub("/", part) if ":" in part else part for part in path.split("/"))
        path = path.rstrip(":") if path.lower().startswith("/sites/") else path
    return path


_COLON, _SLASH = re.compile("%3a", re.IGNORECASE), re.compile("%2f", re.IGNORECASE)


def dispatch(call: Call) -> Answer:
    """Find the handler and run it."""
    found, params = find(call.method, call.path)
    for option in call.query:
        if option.startswith("$") and option not in found.options:
            raise GraphError(400, "BadRequest", f"Query option '{option}' is not allowed on {found.path}.")
        if not option.startswith("$") and option not in found.options and option not in _PLAIN:
            raise GraphError(400, "BadRequest", f"Query option '{option}' is not known on {found.path}.")
    full = Call(call.method, call.path, params, call.query, call.headers, call.body, call.who, call.tenant)
    answer = _answered(found, full, found.handler(full))
    applied = [one for one in dict.fromkeys(full.taken) if one.partition("=")[0].strip().lower() in _TOLD]
    if applied:
        answer.headers.setdefault("Preference-Applied", ", ".join(applied))
    return answer


_TOLD = frozenset({"outlook.timezone", "outlook.body-content-type", "odata.maxpagesize", "idtype"})


def _answered(found: Route, call: Call, result: Answer | dict[str, Any] | None) -> Answer:
    if isinstance(result, Answer):
        return result
    if result is None:
        return Answer(found.status or 204)
    return Answer(found.status or 200, _with_context(found, call, result))


def _with_context(found: Route, call: Call, result: dict[str, Any]) -> dict[str, Any]:
    """Say of what kind the answer is, where the handler does not."""
    if "@odata.context" in result or call.path.startswith("/_"):
        return result
    kind = "" if "value" in result else "/$entity"
    path = found.path[1:].partition(":/")[0]
    path = _LAST.sub("", path) if kind else path  # one thing is named by what it is one of
    path = _PARAMETER.sub(lambda one: f"('{call.params[one[1]]}')", _AFTER.sub("{", path))
    return {"@odata.context": f"{call.tenant.base_url}/v1.0/$metadata#{path}{kind}", **result}


_PARAMETER = re.compile(r"\{(\w+)(?::path)?\}")
_AFTER = re.compile(r"(?<=\w)/\{")
_LAST = re.compile(r"/\{\w+\}$")
_PLAIN = frozenset({"api-version"})


def check_properties(body: Mapping[str, Any], allowed: Iterable[str], where: str) -> None:
    """400 that names a property which the type does not have; annotations (`@`) pass."""
    if not isinstance(body, Mapping):
        raise GraphError(400, "RequestBodyRead", f"An object of type '{where}' is expected.")
    known = set(allowed)
    for name in body:
        if "@" not in name and name not in known:
            raise GraphError(400, "RequestBodyRead", f"The property '{name}' does not exist on type '{where}'.")


def _index() -> None:
    for one in ROUTES:
        size, word = _shape(one.path)
        size = _REST if ":path}" in one.path else size
        _BY_SHAPE.setdefault((one.method, size, word if word.isalpha() else ""), []).append(one)
    for rows in _BY_SHAPE.values():  # a path in words goes before one with parameters
        rows.sort(key=lambda one: one.path.count("{"))


def _shape(path: str) -> tuple[int, str]:
    """What narrows the routes: the number of segments and the third one (`messages` of `/users/{user}/messages`)."""
    parts = path.split("/", 4)
    return path.count("/"), parts[3].lower() if len(parts) > 3 else ""


def _pattern(path: str) -> re.Pattern[str]:
    out = []
    for piece in re.split(r"(\{[^}]+\})", path):
        if piece.startswith("{"):
            name, _, kind = piece[1:-1].partition(":")
            out.append(f"(?P<{name}>.+)" if kind == "path" else f"(?P<{name}>[^/]+?)")
        else:
            out.append(re.escape(piece).replace(r"\(\)", r"(?:\(\))?"))
    text = "".join(out)
    text = re.sub(r"/(delta|getSchedule)$", r"/(?:microsoft\\.graph\\.)?\1(?:\\(\\))?", text)
    return re.compile(text, re.IGNORECASE)
