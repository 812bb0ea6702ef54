"""Column definitions of a list: what a request may say of one, and how the service completes it."""

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from bot.sandbox.http import GraphError

Column = dict[str, Any]

# Each kind with the facet that the service answers where a request leaves it open.
KINDS: Mapping[str, Mapping[str, Any]] = {
    "text": {
        "allowMultipleLines": False,
        "appendChangesToExistingText": False,
        "linesForEditing": 0,
        "maxLength": 255,
        "textType": "plain",
    },
    "number": {"decimalPlaces": "automatic", "displayAs": "number", "maximum": None, "minimum": None},
    "choice": {"allowTextEntry": False, "choices": [], "displayAs": "dropDownMenu"},
    "dateTime": {"displayAs": "default", "format": "dateOnly"},
    "boolean": {},
    "personOrGroup": {
        "allowMultipleSelection": False,
        "chooseFromType": "peopleOnly",
        "displayAs": "nameWithPresence",
    },
    "hyperlinkOrPicture": {"isPicture": False},
}
_PLAIN = {
    "columnGroup",
    "defaultValue",
    "description",
    "displayName",
    "enforceUniqueValues",
    "hidden",
    "indexed",
    "name",
    "required",
}
_CAN_BE_UNIQUE = {"text", "number", "choice", "dateTime", "personOrGroup"}
_ENUMS = {
    ("choice", "displayAs"): {"checkBoxes", "dropDownMenu", "radioButtons"},
    ("dateTime", "displayAs"): {"default", "friendly", "standard"},
    ("dateTime", "format"): {"dateOnly", "dateTime"},
}
_READ_ONLY: Mapping[str, tuple[str, str]] = {
    # internal name: (title, kind)
    "ID": ("Id", "number"),
    "ContentType": ("Inhoudstype", "text"),
    "Modified": ("Gewijzigd", "dateTime"),
    "Created": ("Gemaakt", "dateTime"),
    "Author": ("Gemaakt door", "personOrGroup"),
    "Editor": ("Gewijzigd door", "personOrGroup"),
    "_UIVersionString": ("Versie", "text"),
}


def bad(message: str) -> GraphError:
    """The refusal of a request that SharePoint cannot carry out as it stands."""
    return GraphError(400, "invalidRequest", message)


def kind_of(column: Mapping[str, Any]) -> str:
    """The name of the column's one facet: text, number, choice ..."""
    return next(kind for kind in KINDS if kind in column)


def is_multiple(column: Mapping[str, Any]) -> bool:
    """Does the column take several values: check boxes, or several people?"""
    if "choice" in column:
        return bool(column["choice"]["displayAs"] == "checkBoxes")
    return bool(column.get("personOrGroup", {}).get("allowMultipleSelection"))


def define(body: Any) -> Column:
    """A new column from a request's columnDefinition; 400 on an unknown property, no kind, or more than one kind."""
    body = _object(body, "a columnDefinition")
    _check_names(body)
    kinds = [kind for kind in KINDS if kind in body]
    if len(kinds) != 1:
        raise bad(f"A column has exactly one kind of {', '.join(KINDS)}; got {', '.join(kinds) or 'none'}.")
    name = _internal_name(body)
    column = _column(name, str(body.get("displayName") or name), kinds[0])
    column.update({key: value for key, value in body.items() if key in _PLAIN - {"name", "displayName"}})
    column[kinds[0]] = _facet(kinds[0], body[kinds[0]], KINDS[kinds[0]])
    return _checked(column)


def revise(column: Column, body: Any) -> Column:
    """The column after a PATCH: its name and its kind stand, the rest may change."""
    body = _object(body, "a columnDefinition")
    _check_names(body)
    kind = kind_of(column)
    others = [other for other in KINDS if other in body and other != kind]
    if others:
        raise bad(f"Column {column['name']} is of kind {kind} and cannot become {others[0]}.")
    if body.get("name", column["name"]) != column["name"]:
        raise bad(f"The internal name of column {column['name']} cannot change; displayName can.")
    revised = column | {key: value for key, value in body.items() if key in _PLAIN}
    if kind in body:
        revised[kind] = _facet(kind, body[kind], column[kind])
    return _checked(revised)


def standard() -> list[Column]:
    """The columns that every list has: Title, and those that the service itself writes."""
    title = _column("Title", "Titel", "text") | {"isDeletable": False}
    return [title] + [_read_only(name, title, kind) for name, (title, kind) in _READ_ONLY.items()]


def find(columns: Iterable[Column], key: str) -> Column:
    """The column with this id or internal name; 404 otherwise."""
    for column in columns:
        if key in (column["id"], column["name"]):
            return column
    raise GraphError(404, "itemNotFound", f"There is no column {key} in this list.")


def _read_only(name: str, title: str, kind: str) -> Column:
    return _column(name, title, kind) | {"readOnly": True, "isDeletable": False, "columnGroup": "_Hidden"}


def _column(name: str, title: str, kind: str) -> Column:
    return {
        "columnGroup": "Custom Columns",
        "description": "",
        "displayName": title,
        "enforceUniqueValues": False,
        "hidden": False,
        "id": str(uuid.uuid4()),
        "indexed": False,
        "isDeletable": True,
        "name": name,
        "readOnly": False,
        "required": False,
        kind: dict(KINDS[kind]),
    }


def _object(body: Any, what: str) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise bad(f"The body must be {what}.")
    return {key: value for key, value in body.items() if not key.startswith("@odata.")}


def _check_names(body: Mapping[str, Any]) -> None:
    for key in body:
        if key not in _PLAIN and key not in KINDS:
            raise bad(f"The property '{key}' of a columnDefinition is unknown, read-only, or not offered here.")


def _internal_name(body: Mapping[str, Any]) -> str:
    name = body.get("name") or body.get("displayName")
    if not isinstance(name, str) or not name.strip():
        raise bad("A column needs a name.")
    return re.sub(r"[^0-9A-Za-z_]", lambda found: f"_x{ord(found.group()):04x}_", name.strip())[:32]


def _facet(kind: str, given: Any, base: Mapping[str, Any]) -> dict[str, Any]:
    facet = _object(given, f"an object for {kind}")
    for key, value in facet.items():
        if key not in KINDS[kind]:
            raise bad(f"The property '{key}' of a {kind} column is unknown.")
        allowed = _ENUMS.get((kind, key))
        if allowed and value not in allowed:
            raise bad(f"'{value}' is no value of {kind}.{key}: {', '.join(sorted(allowed))}.")
    return {**base, **facet}


def _checked(column: Column) -> Column:
    kind = kind_of(column)
    if column["enforceUniqueValues"]:
        if not column["indexed"]:
            raise bad(f"Column {column['name']} must be indexed to enforce unique values.")
        if kind not in _CAN_BE_UNIQUE or is_multiple(column):
            raise bad(f"Column {column['name']} cannot enforce unique values.")
    if kind == "choice" and not column["choice"]["choices"]:
        raise bad(f"Choice column {column['name']} has no choices.")
    if column["indexed"] and (kind == "hyperlinkOrPicture" or column.get("text", {}).get("allowMultipleLines")):
        raise bad(f"Column {column['name']} is of a kind that cannot be indexed.")
    return column
