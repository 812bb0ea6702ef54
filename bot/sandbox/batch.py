"""$batch: at most twenty parts, each judged by itself; parts of a failed dependency get 424."""

import base64
import json
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.sandbox.http import Answer, GraphError

Run = Callable[[str, str, dict[str, str], dict[str, str], bytes], Answer]
"""method, path, query, headers, body -> answer"""


def run_batch(body: dict[str, Any], run: Run) -> dict[str, Any]:
    """Carry out the parts; responses come in another order than the requests."""
    requests = body.get("requests")
    if not isinstance(requests, list) or not requests:
        raise GraphError(400, "BadRequest", "Invalid batch payload format: requests is missing or empty.")
    if len(requests) > 20:
        raise GraphError(400, "BadRequest", "The number of batch requests exceeds the maximum of 20.")
    _check(requests)
    answers: dict[str, dict[str, Any]] = {}
    for request in _in_order(requests):
        failed = any(answers[one]["status"] >= 400 for one in _waits(request))
        answers[_key(request["id"])] = _failed(request) if failed else _part(request, run)
    responses = list(answers.values())
    random.Random(len(responses)).shuffle(responses)
    return {"responses": responses}


def _failed(request: dict[str, Any]) -> dict[str, Any]:
    code = {"code": "FailedDependency", "message": "A request this one depends on has failed."}
    return {"id": str(request["id"]), "status": 424, "headers": {}, "body": {"error": code}}


def _key(given: Any) -> str:
    return str(given).lower()


def _waits(request: dict[str, Any]) -> list[str]:
    return [_key(one) for one in request.get("dependsOn") or []]


def _in_order(requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As given, but each after those it depends on; 400 where that cannot be."""
    done: set[str] = set()
    left, ordered = list(requests), []
    while left:
        ready = next((one for one in left if done.issuperset(_waits(one))), None)
        if ready is None:
            raise GraphError(400, "BadRequest", f"Request Id {left[0]['id']} depends on an id that is not here.")
        left.remove(ready)
        ordered.append(ready)
        done.add(_key(ready["id"]))
    return ordered


def _check(requests: list[Any]) -> None:
    seen: set[str] = set()
    for request in requests:
        if wrong := _wrong(request):
            raise GraphError(400, "BadRequest", f"Invalid batch payload format: {wrong}.")
        key = _key(request["id"])
        if not _is_relative(request["url"]):
            raise GraphError(400, "BadRequest", f"The url of request Id {request['id']} must be relative.")
        if key in seen:
            raise GraphError(400, "BadRequest", f"Request Id {request['id']} has to be unique in a batch.")
        seen.add(key)
        if "$batch" in request["url"]:
            raise GraphError(400, "BadRequest", "Batch requests cannot be nested.")
        names = {name.lower() for name in request.get("headers") or {}}
        if "body" in request and "content-type" not in names:
            raise GraphError(400, "BadRequest", "Write request id with a body requires the Content-Type header.")


def _wrong(request: Any) -> str:
    """What is wrong with the form of a part, '' for nothing."""
    if not isinstance(request, dict) or not {"id", "method", "url"} <= set(request):
        return "a request needs id, method and url"
    if isinstance(request["id"], bool) or not isinstance(request["id"], str | int) or request["id"] == "":
        return "an id is a text"
    if str(request["method"]).upper() not in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        return f"the method of request Id {request['id']} is not known"
    headers, waits = request.get("headers") or {}, request.get("dependsOn") or []
    if not isinstance(headers, dict) or any(isinstance(one, dict | list) for one in headers.values()):
        return f"the headers of request Id {request['id']} are no texts"
    if not isinstance(waits, list) or any(isinstance(one, dict | list) for one in waits):
        return f"dependsOn of request Id {request['id']} is no list of ids"
    return ""


def _is_relative(url: Any) -> bool:
    if not isinstance(url, str) or "://" in url.partition("?")[0] or url.startswith("//"):
        return False
    try:
        return bool(urlsplit(url).path)
    except ValueError:
        return False


def _part(request: dict[str, Any], run: Run) -> dict[str, Any]:
    url = urlsplit(request["url"] if request["url"].startswith("/") else "/" + request["url"])
    headers = {name.lower(): str(value) for name, value in (request.get("headers") or {}).items()}
    body = b"" if "body" not in request else _bytes(request["body"])
    answer = run(request["method"].upper(), url.path, dict(parse_qsl(url.query, True)), headers, body)
    shaped: dict[str, Any] = {"id": str(request["id"]), "status": answer.status, "headers": dict(answer.headers)}
    if isinstance(answer.body, dict):
        shaped["headers"].setdefault("Content-Type", "application/json")
        shaped["body"] = answer.body
    elif answer.body is not None:
        raw = answer.body if isinstance(answer.body, bytes) else answer.body.encode()
        shaped["body"] = base64.b64encode(raw).decode()
    return shaped


def _bytes(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()
