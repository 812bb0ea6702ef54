"""Field values: what may be written into a column, and the form in which the service keeps and answers it."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.sharepoint.column_kinds import bad
from bot.sandbox.sharepoint.columns import Column, is_lookup, is_multiple, key_of, kind_of

Known = Callable[[Column, int], bool]
"""Does a person or lookup column reach an item with this number?"""

_TYPE = "@odata.type"
_MULTI_LINE_LENGTH = 63_999


def read_fields(columns: Iterable[Column], body: Any, known: Known) -> dict[str, Any]:
    """The values of a request's `fields`, by the key under which they are kept; None empties a field.

    Raises 400 for a name that is no column, a column that the service itself writes, and a value of a wrong type,
    outside the choices, or that points at an item which is not there.
    """
    if not isinstance(body, dict):
        raise bad("fields must be an object of column names and values.")
    by_key = {key_of(column): column for column in columns}
    values = {}
    for key, value in body.items():
        if key.startswith("@odata."):
            continue
        if key.endswith(_TYPE):
            _column(by_key, key.removesuffix(_TYPE))
            continue
        values[key] = _value(_column(by_key, key), key, value, body, known)
    return values


def _column(by_key: Mapping[str, Column], key: str) -> Column:
    column = by_key.get(key)
    if column is None:
        raise bad(f"Field '{key}' is not recognized")
    if column["readOnly"]:
        raise bad(f"Field '{key}' is read-only")
    return column


def _value(column: Column, key: str, value: Any, body: Mapping[str, Any], known: Known) -> Any:
    if value is None or value == "":
        return _empty(column)
    if is_multiple(column):
        return _several(column, key, value, body, known)
    return _single(column, key, value, known)


def _empty(column: Column) -> Any:
    if column["required"]:
        raise bad(f"Field '{column['name']}' is required")
    return None


def _several(column: Column, key: str, value: Any, body: Mapping[str, Any], known: Known) -> Any:
    wanted = f"Collection(Edm.{'Int32' if is_lookup(column) else 'String'})"
    if not isinstance(value, list):
        raise bad(f"Field '{key}' takes a collection")
    if body.get(f"{key}{_TYPE}") != wanted:
        raise bad(f'Field \'{key}\' needs "{key}{_TYPE}": "{wanted}" beside it')
    if not value:
        return _empty(column)
    return [_single(column, key, one, known) for one in value]


def _single(column: Column, key: str, value: Any, known: Known) -> Any:
    kind = kind_of(column)
    if kind == "hyperlinkOrPicture":
        raise bad(f"Field '{key}': hyperlinks cannot be written through this interface")
    if is_lookup(column):
        return _lookup(column, key, value, known)
    return _READERS[kind](column, key, value)


def _text(column: Column, key: str, value: Any) -> str:
    facet = column["text"]
    if not isinstance(value, str):
        raise bad(f"Field '{key}' takes text")
    limit = _MULTI_LINE_LENGTH if facet["allowMultipleLines"] else facet["maxLength"]
    if len(value) > limit:
        raise bad(f"Field '{key}' takes at most {limit} characters")
    return value


def _number(column: Column, key: str, value: Any) -> float | int:
    facet = column["number"]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise bad(f"Field '{key}' takes a number")
    if facet["minimum"] is not None and value < facet["minimum"]:
        raise bad(f"Field '{key}' takes no number under {facet['minimum']}")
    if facet["maximum"] is not None and value > facet["maximum"]:
        raise bad(f"Field '{key}' takes no number over {facet['maximum']}")
    return value


def _choice(column: Column, key: str, value: Any) -> str:
    facet = column["choice"]
    if not isinstance(value, str):
        raise bad(f"Field '{key}' takes text")
    if value not in facet["choices"] and not facet["allowTextEntry"]:
        raise bad(f"Field '{key}' has no choice '{value}'")
    return value


def _boolean(_column: Column, key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise bad(f"Field '{key}' takes true or false")
    return value


def _date_time(_column: Column, key: str, value: Any) -> str:
    """A point in time as the service answers it. A date alone, and a time without a zone, are read as UTC."""
    try:
        moment = datetime.fromisoformat(re.sub(r"\.\d+", "", value))
    except (TypeError, ValueError):
        raise bad(f"Field '{key}' takes a date and time in ISO 8601") from None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _lookup(column: Column, key: str, value: Any, known: Known) -> str:
    number = int(value) if isinstance(value, str) and value.isdecimal() else value
    if isinstance(number, bool) or not isinstance(number, int):
        raise bad(f"Field '{key}' takes the id of an item of the list that it looks in")
    if not known(column, number):
        where = "site" if "personOrGroup" in column else "list that the column looks in"
        raise bad(f"Field '{key}': there is no {'user' if where == 'site' else 'item'} {number} in this {where}")
    return str(number)


_READERS: Mapping[str, Callable[[Column, str, Any], Any]] = {
    "text": _text,
    "number": _number,
    "choice": _choice,
    "boolean": _boolean,
    "dateTime": _date_time,
}
