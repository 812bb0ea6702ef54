"""OData's query options beside $filter: $orderby, $select, $top and paging."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from bot.sandbox.comparing import value_at
from bot.sandbox.filters import parse_filter
from bot.sandbox.http import Call, GraphError


def select(row: dict[str, Any], text: str | None, always: Sequence[str] = ("id",)) -> dict[str, Any]:
    """Only the named properties, and annotations."""
    if not text:
        return row
    names = {name.strip() for name in text.split(",")} | set(always)
    return {key: value for key, value in row.items() if key in names or key.startswith("@odata")}


def order(rows: list[dict[str, Any]], text: str | None) -> list[dict[str, Any]]:
    """By $orderby."""
    for clause in reversed((text or "").split(",") if text else []):
        name, _, direction = clause.strip().partition(" ")
        path = name.split("/")
        if direction.strip() not in ("", "asc", "desc"):
            raise GraphError(400, "BadRequest", f"Invalid order: {clause.strip()}")
        rows = sorted(rows, key=lambda row: _rank(value_at(row, path)), reverse=direction.strip() == "desc")
    return rows


def _rank(value: Any) -> tuple[bool, Any]:
    """Nothing goes before anything."""
    return (value is not None, "" if value is None else value)


def page(call: Call, rows: Sequence[Any], default: int = 10, most: int = 1000) -> dict[str, Any]:
    """One page of a collection with its nextLink."""
    size = number(call, "$top", default, most)
    skip = number(call, "$skip", 0, 10**9)
    found = list(rows[skip : skip + size + 1])  # one more tells whether there is more: counting all may take long
    body: dict[str, Any] = {"value": found[:size]}
    if call.query.get("$count") == "true":
        body["@odata.count"] = len(rows)
    if len(found) > size:
        more = {**call.query, "$skip": str(skip + size)}
        body["@odata.nextLink"] = f"{call.tenant.base_url}/v1.0{call.path}?{urlencode(more)}"
    return body


COLLECTION = ("$select", "$filter", "$orderby", "$top", "$skip", "$count")
"""The options that `collection` carries out."""


def collection(call: Call, rows: Iterable[dict[str, Any]], default: int = 10) -> dict[str, Any]:
    """A page of a small collection, filtered, ordered and with what was chosen of each."""
    if text := call.query.get("$filter"):
        rows = filter(parse_filter(text), rows)
    body = page(call, order(list(rows), call.query.get("$orderby")), default)
    return {**body, "value": [select(row, call.query.get("$select")) for row in body["value"]]}


def number(call: Call, name: str, default: int, most: int) -> int:
    """A whole-number option; 400 where it is none or out of range."""
    text = call.query.get(name)
    if text is None:
        return default
    if not text.isdigit() or int(text) > most or (name == "$top" and int(text) < 1):
        raise GraphError(400, "BadRequest", f"Invalid value '{text}' for query option {name}.")
    return int(text)
