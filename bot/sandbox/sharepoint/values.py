"""Field values: what may be written into a column, and the form in which the service keeps and answers it."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.sharepoint.columns import Column, bad, is_multiple, kind_of

_TYPE = "@odata.type"
_COLLECTIONS = {"Collection(Edm.String)", "Collection(Edm.Int32)"}
_MULTI_LINE_LENGTH = 63_999


def read_fields(columns: Iterable[Column], body: Any, is_person: Callable[[int], bool]) -> dict[str, Any]:
    """The values of a request's `fields`, by the key under which they are answered; None empties a field.

    `is_person` tells whether a lookup id stands in the site's user list. Raises 400 for a name that is no column, a
    column that the service itself writes, and a value of a wrong type or outside the choices.
    """
    if not isinstance(body, dict):
        raise bad("fields must be an object of column names and values.")
    by_key = {key_of(column): column for column in columns}
    values = {}
    for key, value in body.items():
        if key.startswith("@odata.") or key.endswith(_TYPE):
            continue
        values[key] = _value(_column(by_key, key), key, value, body, is_person)
    return values


def key_of(column: Mapping[str, Any]) -> str:
    """The name of the column's value in `fields`: persons are written and read by their lookup id."""
    return f"{column['name']}LookupId" if "personOrGroup" in column else str(column["name"])


def _column(by_key: Mapping[str, Column], key: str) -> Column:
    column = by_key.get(key)
    if column is None:
        raise bad(f"Field '{key}' is not recognized")
    if column["readOnly"]:
        raise bad(f"Field '{key}' is read-only")
    return column


def _value(column: Column, key: str, value: Any, body: Mapping[str, Any], is_person: Callable[[int], bool]) -> Any:
    if value is None or value == "":
        return _empty(column)
    if is_multiple(column):
        return _several(column, key, value, body, is_person)
    return _single(column, key, value, is_person)


def _empty(column: Column) -> None:
    if column["required"]:
        raise bad(f"Field '{column['name']}' is required")


def _several(column: Column, key: str, value: Any, body: Mapping[str, Any], is_person: Callable[[int], bool]) -> Any:
    if not isinstance(value, list):
        raise bad(f"Field '{key}' takes a collection")
    if body.get(f"{key}{_TYPE}") not in _COLLECTIONS:
        raise bad(f'Field \'{key}\' needs "{key}{_TYPE}": "Collection(Edm.String)" beside it')
    return [_single(column, key, one, is_person) for one in value] or None


def _single(column: Column, key: str, value: Any, is_person: Callable[[int], bool]) -> Any:
    kind = kind_of(column)
    if kind == "hyperlinkOrPicture":
        raise bad(f"Field '{key}': hyperlinks cannot be written through this interface")
    if kind == "personOrGroup":
        return _person(key, value, is_person)
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


def _person(key: str, value: Any, is_person: Callable[[int], bool]) -> str:
    try:
        number = int(str(value))
    except ValueError:
        raise bad(f"Field '{key}' takes the id of an item of the user list") from None
    if not is_person(number):
        raise bad(f"Field '{key}': there is no user {number} in this site")
    return str(number)


_READERS: Mapping[str, Callable[[Column, str, Any], Any]] = {
    "text": _text,
    "number": _number,
    "choice": _choice,
    "boolean": _boolean,
    "dateTime": _date_time,
}
