"""Holding recorded exchanges against the contract of Graph: paths, options, bodies and answers."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

# What the contract says of itself that it does not hold: colon paths, $batch, conversion, bytes.
_NOT_IN_CONTRACT = re.compile(r":/|/\$batch$|/content$|/\$value$|/listItem|/drives/[^/]+/list$|/restoreVersion$")


class Contract:
    """`openapi-strict.json`, read where it stands."""

    def __init__(self, file: Path) -> None:
        self.spec = json.loads(file.read_text(encoding="utf-8"))
        resource = Resource(contents=self.spec, specification=DRAFT202012)
        self.registry: Registry[Any] = Registry().with_resource("urn:graph", resource)
        paths = sorted(self.spec["paths"], key=lambda path: [part.startswith("{") for part in path.split("/")])
        self.patterns = [(path, _pattern(path)) for path in paths]

    def faults(self, exchanges: Iterable[dict[str, Any]]) -> Iterator[str]:
        """A line for each thing in which an exchange departs from the contract; refused requests are left out."""
        for one in exchanges:
            if not 200 <= one["status"] < 300:
                continue
            target = urlsplit(one["url"])
            path = unquote(target.path).removeprefix("/v1.0")
            if not _NOT_IN_CONTRACT.search(path):
                for fault in self._of_exchange(one, path, target.query):
                    yield f"{one['method']} {path}: {fault}"

    def _of_exchange(self, one: dict[str, Any], path: str, query: str) -> Iterator[str]:
        template = next((known for known, pattern in self.patterns if pattern.fullmatch(path)), None)
        operation = self.spec["paths"].get(template, {}).get(one["method"].lower())
        if operation is None:
            yield "is not in the contract"
            return
        known = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"}
        yield from (
            f"option {name}"
            for name, _ in parse_qsl(query)
            if name not in known | {"$skiptoken", "$deltatoken", "token", "search"}
        )
        answers = operation["responses"]
        answer = answers.get(str(one["status"]), answers.get("2XX"))
        if answer is None:
            yield f"status {one['status']}, not {', '.join(answers)}"
            return
        yield from self._of_body(one["request_body"], operation.get("requestBody", {}))
        yield from self._of_body(one["response_body"], answer)

    def _of_body(self, body: Any, part: dict[str, Any]) -> Iterator[str]:
        schema = part.get("content", {}).get("application/json", {}).get("schema")
        value = json.loads(body) if isinstance(body, str) and body else body
        if schema is None or not isinstance(value, dict):
            return
        validator = Draft202012Validator(_absolute(schema), registry=self.registry)
        for error in validator.iter_errors(value):
            deepest = _deepest(error)
            yield f"{'/'.join(map(str, deepest.absolute_path))}: {deepest.message[:200]}"


def read_recording(file: Path) -> list[dict[str, Any]]:
    """The exchanges of a `--record` file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _pattern(template: str) -> re.Pattern[str]:
    escaped = re.escape(template).replace(r"\(\)", r"(?:\(\))?")
    return re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", escaped))


def _absolute(schema: Any) -> Any:
    """The same schema with its references pointing into the contract."""
    if isinstance(schema, dict):
        return {
            key: f"urn:graph{value}" if key == "$ref" and value.startswith("#") else _absolute(value)
            for key, value in schema.items()
        }
    return [_absolute(one) for one in schema] if isinstance(schema, list) else schema


def _deepest(error: Any) -> Any:
    while error.context:
        error = max(error.context, key=lambda one: len(one.absolute_path))
    return error
