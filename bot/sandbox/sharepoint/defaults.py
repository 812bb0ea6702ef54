"""The value that a column gives to a new item for which nothing is written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.sandbox.sharepoint.column_kinds import bad, plain_object
from bot.sandbox.sharepoint.columns import Column, is_lookup, is_multiple, key_of, kind_of
from bot.sandbox.sharepoint.values import read_fields

_TODAY = "[today]"
_YES, _NO = ("1", "true"), ("0", "false")


def defaults(columns: list[Column], now: datetime) -> dict[str, Any]:
    """The defaults of all columns that have one, by the key under which values are kept."""
    return {key_of(column): value_of(column, now) for column in columns if column.get("defaultValue")}


def check(column: Column, now: datetime) -> None:
    """400 for a default that the column itself would refuse, or that is a formula."""
    given = column.get("defaultValue")
    if given is None:
        return
    given = plain_object(given, "a defaultColumnValue")
    if set(given) - {"value", "formula"}:
        raise bad(f"The property '{min(set(given) - {'value', 'formula'})}' of a defaultColumnValue is unknown.")
    if given.get("formula"):
        raise bad(f"Column {column['name']}: a default by formula cannot be set here; value can.")
    if not isinstance(given.get("value"), str):
        raise bad(f"Column {column['name']}: the value of a default is text, whatever the kind of the column.")
    if is_lookup(column) or is_multiple(column) or kind_of(column) == "hyperlinkOrPicture":
        raise bad(f"Column {column['name']} is of a kind that takes no default here.")
    value_of(column, now)


def value_of(column: Column, now: datetime) -> Any:
    """The default as a value of the column's kind; `[today]` is the day of `now`."""
    return read_fields([column | {"required": False}], {column["name"]: _typed(column, now)}, lambda *_: False)[
        column["name"]
    ]


def _typed(column: Mapping[str, Any], now: datetime) -> Any:
    text, kind = str(column["defaultValue"]["value"]), kind_of(column)
    if kind == "dateTime" and text.lower() == _TODAY:
        return f"{now:%Y-%m-%d}"
    if kind == "boolean" and text.lower() in (*_YES, *_NO):
        return text.lower() in _YES
    if kind == "number":
        try:
            return float(text) if "." in text else int(text)
        except ValueError:
            raise bad(f"Column {column['name']}: '{text}' is no number.") from None
    return text
