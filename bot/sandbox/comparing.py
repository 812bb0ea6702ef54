"""How OData compares the value of a property with a literal: text without regard to case, times as moments."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

Row = Mapping[str, Any]
Test = Callable[[Row], bool]
OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: bool(a == b),
    "ne": lambda a, b: bool(a != b),
    "gt": lambda a, b: a is not None and bool(a > b),
    "ge": lambda a, b: a is not None and bool(a >= b),
    "lt": lambda a, b: a is not None and bool(a < b),
    "le": lambda a, b: a is not None and bool(a <= b),
}


def value_at(row: Any, path: Sequence[str]) -> Any:
    """The value behind `a/b/c`."""
    for name in path:
        row = row.get(name) if isinstance(row, Mapping) else None
    return row


def comparison(path: list[str], operator: str, wanted: Any) -> Test:
    """`path operator wanted` as a test of a row; what cannot be compared does not fit."""
    compare = OPERATORS[operator]

    def test(row: Row) -> bool:
        value = value_at(row, path)
        try:
            return compare(*_same(value, wanted))
        except TypeError:
            return False

    return test


def _same(value: Any, wanted: Any) -> tuple[Any, Any]:
    if isinstance(value, str) and isinstance(wanted, str):
        if len(wanted) >= 10 and wanted[:4].isdigit() and wanted[4:5] == "-":
            try:
                return _moment(value), _moment(wanted)
            except ValueError:
                pass
        return value.lower(), wanted.lower()
    if isinstance(value, int | float) and not isinstance(value, bool) and isinstance(wanted, str):
        return value, float(wanted)
    return value, wanted


def _moment(text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.astimezone()).timestamp()
