"""OData's $filter: a text as a test of a row."""

import re
from typing import Any

from bot.sandbox.comparing import OPERATORS, Test, comparison, value_at
from bot.sandbox.http import GraphError

Conjunct = tuple[str, str, Any]

_TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:[^']|'')*')|(?P<punct>[(),:])|(?P<word>[^\s(),:']+(?::\d\d(?::\d\d(?:\.\d+)?)?)*(?:Z|[+-]\d\d:\d\d)?))"
)


def parse_filter(text: str) -> Test:
    """A $filter as a test; 400 where it is not understood."""
    parser = _Parser(_tokens(text), text)
    test = parser.either()
    if parser.rest:
        raise _bad(text)
    return test


def conjuncts(text: str) -> list[Conjunct]:
    """The plain comparisons that a $filter asks of every row: (path, operator, value). Not all that it asks."""
    depth, parts = 0, list[list[str]]([[]])
    for token in _tokens(text):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if depth == 0 and token.lower() in ("or", "not"):
            return []
        if depth == 0 and token.lower() == "and":
            parts.append([])
        else:
            parts[-1].append(token)
    return [
        (one[0], one[1].lower(), _literal(one[2])) for one in parts if len(one) == 3 and one[1].lower() in OPERATORS
    ]


def fields_of_filter(text: str) -> set[str]:
    """The property paths that a $filter names."""
    words = {word for word in _tokens(text) if not word.startswith("'") and word.lower() not in _WORDS}
    return {word for word in words if "/" in word or word.isidentifier()}


_WORDS = {
    "eq", "ne", "gt", "ge", "lt", "le", "and", "or", "not", "true", "false", "null", "startswith", "endswith",
    "contains",
}  # fmt: skip


class _Parser:
    def __init__(self, tokens: list[str], text: str) -> None:
        self.rest, self.text = tokens, text

    def take(self, wanted: str = "") -> str:
        if not self.rest or (wanted and self.rest[0].lower() != wanted):
            raise _bad(self.text)
        return self.rest.pop(0)

    def peek(self) -> str:
        return self.rest[0].lower() if self.rest else ""

    def either(self, name: str = "") -> Test:
        left = self.both(name)
        while self.peek() == "or":
            self.take()
            left = _or(left, self.both(name))
        return left

    def both(self, name: str = "") -> Test:
        left = self.one(name)
        while self.peek() == "and":
            self.take()
            left = _and(left, self.one(name))
        return left

    def one(self, name: str = "") -> Test:
        if self.peek() == "not":
            self.take()
            inner = self.one(name)
            return lambda row: not inner(row)
        if self.peek() == "(":
            self.take()
            inner = self.either(name)
            self.take(")")
            return inner
        word = self.take()
        if self.peek() == "(":
            return self.call(word, name)
        operator = self.take().lower()
        if operator not in OPERATORS:
            raise _bad(self.text)
        path, wanted = _path(word, name), _literal(self.take())
        return comparison(path, operator, wanted)

    def call(self, word: str, name: str) -> Test:
        self.take("(")
        if word.lower().endswith("/any"):
            variable = self.take()
            self.take(":")
            inner = self.either(variable)
            self.take(")")
            path = _path(word[:-4], name)
            return lambda row: any(inner(entry) for entry in value_at(row, path) or ())
        path = _path(self.take(), name)
        self.take(",")
        wanted = str(_literal(self.take())).lower()
        self.take(")")
        tests = {"startswith": str.startswith, "endswith": str.endswith, "contains": str.__contains__}
        if word.lower() not in tests:
            raise _bad(self.text)
        test = tests[word.lower()]
        return lambda row: bool(test(str(value_at(row, path) or "").lower(), wanted))


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _bad(text)
        found.append(match.group().strip())
        at = match.end()
    return found


def _path(word: str, variable: str) -> list[str]:
    parts = word.split("/")
    return parts[1:] if variable and parts[0] == variable else parts


def _literal(text: str) -> Any:
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    lowered = text.lower()
    if lowered in ("true", "false", "null"):
        return {"true": True, "false": False, "null": None}[lowered]
    try:
        return float(text) if "." in text and "-" not in text[1:] else int(text)
    except ValueError:
        return text


def _or(a: Test, b: Test) -> Test:
    return lambda row: a(row) or b(row)


def _and(a: Test, b: Test) -> Test:
    return lambda row: a(row) and b(row)


def _bad(text: str) -> GraphError:
    return GraphError(400, "BadRequest", f"Invalid filter clause: {text}")
