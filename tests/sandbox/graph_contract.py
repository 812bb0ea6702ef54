"""Holding recorded exchanges against the contract of Graph: paths, options, bodies and answers."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from graph_beside import BESIDE, address_of
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

_ENUMERATED = re.compile(r"[a-z][A-Za-z]{1,30}")
_ERROR = {"$ref": "#/components/schemas/ODataError"}
_ALWAYS = {"$skiptoken", "$deltatoken", "token", "search", "expand"}


class Contract:
    """`openapi-strict.json`, read where it stands, and the table of what it says that it does not hold."""

    def __init__(self, file: Path) -> None:
        self.spec = json.loads(file.read_text(encoding="utf-8"))
        resource = Resource(contents=self.spec, specification=DRAFT202012)
        self.registry: Registry[Any] = Registry().with_resource("urn:graph", resource)
        paths = sorted(self.spec["paths"], key=lambda path: [part.startswith("{") for part in path.split("/")])
        beside = [(re.compile(pattern, re.IGNORECASE), operations) for pattern, operations in BESIDE.items()]
        self._routes = [*beside, *((_pattern(path), self.spec["paths"][path]) for path in paths)]
        self._seen: dict[Any, list[str]] = {}
        self._validators: dict[int, Any] = {}
        self.operations = lru_cache(4096)(self._operations)

    def faults(self, exchanges: Iterable[dict[str, Any]]) -> Iterator[str]:
        """A line for each thing in which an exchange departs from the contract; of refused ones the answer counts."""
        for one in exchanges:
            target = urlsplit(one["url"])
            path = unquote(target.path).removeprefix("/v1.0")
            told = [str(one["status"]) in known["responses"] for known in self.operations(one["method"], path)]
            if one["status"] >= 400 and not any(told):
                yield from (f"{one['method']} {path}: {fault}" for fault in self.of_value(one["response_body"], _ERROR))
                continue
            for fault in self._of_exchange(one, path, target.query):
                yield f"{one['method']} {path}: {fault}"

    def of_value(self, value: Any, schema: dict[str, Any]) -> list[str]:
        """What is wrong with a value. One of the same form was looked at before: it is not looked at again."""
        key = (id(schema), _form(value))
        if key not in self._seen:
            errors = [_deepest(error) for error in self._validator(schema).iter_errors(value)]
            self._seen[key] = [f"{'/'.join(map(str, one.absolute_path))}: {one.message[:200]}" for one in errors]
        return self._seen[key]

    def _operations(self, method: str, path: str) -> list[dict[str, Any]]:
        """Every operation that the path may mean, in whatever case its words are written, as the service takes them."""
        path = address_of(path)
        found = [operations.get(method.lower()) for pattern, operations in self._routes if pattern.fullmatch(path)]
        return [one for one in found if one]

    def _of_exchange(self, one: dict[str, Any], path: str, query: str) -> Iterator[str]:
        found = self.operations(one["method"], path)
        fitting = [operation for operation in found if _answer(operation, one["status"]) is not None]
        if not fitting:
            yield f"answers {one['status']}, which the contract does not know" if found else "is not in the contract"
            return
        operation = fitting[0]
        known = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"}
        yield from (f"option {name}" for name, _ in parse_qsl(query) if name not in known | _ALWAYS)
        yield from self._of_body(one["request_body"], operation.get("requestBody", {}))
        yield from self._of_body(one["response_body"], _answer(operation, one["status"]) or {})

    def _of_body(self, body: Any, part: dict[str, Any]) -> list[str]:
        schema = part.get("content", {}).get("application/json", {}).get("schema")
        value = _parsed(body)
        return [] if schema is None or not isinstance(value, dict) else self.of_value(value, schema)

    def _validator(self, schema: dict[str, Any]) -> Any:
        if id(schema) not in self._validators:
            made = Draft202012Validator(_absolute(schema), registry=self.registry)
            self._validators[id(schema)] = made
        return self._validators[id(schema)]


def read_recording(file: Path) -> list[dict[str, Any]]:
    """The exchanges of a `--record` file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def _answer(operation: dict[str, Any], status: int) -> dict[str, Any] | None:
    answers: dict[str, dict[str, Any]] = operation["responses"]
    return answers.get(str(status), answers.get(f"{status // 100}XX"))


def _parsed(body: Any) -> Any:
    try:
        return json.loads(body) if isinstance(body, str) and body else body
    except ValueError:
        return None


def _form(value: Any) -> Any:
    """What a schema can see of a value: kinds, names, and words that may be enumerated."""
    if isinstance(value, dict):
        return frozenset((name, _form(one)) for name, one in value.items())
    if isinstance(value, list):
        return ("list", min(len(value), 21), frozenset(map(_form, value)))
    if isinstance(value, str):
        timely = re.sub(r"\d+", "0", value)[:24] if value[:2].isdigit() else ""
        return value if _ENUMERATED.fullmatch(value) else ("text", timely)
    return type(value).__name__


def _pattern(template: str) -> re.Pattern[str]:
    escaped = re.escape(template).replace(r"\(\)", r"(?:\(\))?")
    return re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", escaped), re.IGNORECASE)


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
