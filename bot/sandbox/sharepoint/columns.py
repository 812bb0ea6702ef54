"""Column definitions of a list: what a request may say of one, and how the service completes it."""

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from bot.sandbox.http import GraphError
from bot.sandbox.sharepoint.column_kinds import (
    CAN_BE_UNIQUE,
    KINDS,
    NOT_OFFERED,
    bad,
    check_facet,
    facet,
    plain_object,
)

Column = dict[str, Any]

_FLAGS = {"enforceUniqueValues", "hidden", "indexed", "required"}
_TEXTS = {"columnGroup", "description", "displayName", "name"}
_PLAIN = _FLAGS | _TEXTS | {"defaultValue"}
_SYSTEM_KINDS: Mapping[str, tuple[str, str]] = {
    # internal name: (title, kind)
    "ID": ("Id", "number"),
    "ContentType": ("Inhoudstype", "text"),
    "Modified": ("Gewijzigd", "dateTime"),
    "Created": ("Gemaakt", "dateTime"),
    "Author": ("Gemaakt door", "personOrGroup"),
    "Editor": ("Gewijzigd door", "personOrGroup"),
    "_UIVersionString": ("Versie", "text"),
}
_SHOWN = ("Attachments", "Edit", "FolderChildCount", "ItemChildCount", "LinkTitle", "LinkTitleNoMenu")
_LONGEST_NAME = 32


def kind_of(column: Mapping[str, Any]) -> str:
    """The name of the column's one facet: text, number, choice ..."""
    return next(kind for kind in KINDS if kind in column)


def is_lookup(column: Mapping[str, Any]) -> bool:
    """Does the column point at an item of a list, as persons do at the user list?"""
    return "personOrGroup" in column or "lookup" in column


def is_multiple(column: Mapping[str, Any]) -> bool:
    """Does the column take several values: check boxes, several people, several items?"""
    if "choice" in column:
        return bool(column["choice"]["displayAs"] == "checkBoxes")
    return bool(
        column.get("personOrGroup", {}).get("allowMultipleSelection")
        or column.get("lookup", {}).get("allowMultipleValues")
    )


def key_of(column: Mapping[str, Any]) -> str:
    """The name under which the column's value is written and kept: persons and lookups by their number."""
    return f"{column['name']}LookupId" if is_lookup(column) else str(column["name"])


def define(body: Any) -> Column:
    """A new column from a request's columnDefinition; 400 on an unknown property, no kind, or more than one kind."""
    body = plain_object(body, "a columnDefinition")
    _check_properties(body)
    kinds = [kind for kind in KINDS if kind in body]
    if len(kinds) != 1:
        raise bad(f"A column has exactly one kind of {', '.join(KINDS)}; got {', '.join(kinds) or 'none'}.")
    name = _internal_name(body)
    column = _column(name, str(body.get("displayName") or body.get("name")), kinds[0])
    column.update({key: value for key, value in body.items() if key in _PLAIN - {"name", "displayName"}})
    column[kinds[0]] = facet(kinds[0], body[kinds[0]], KINDS[kinds[0]])
    return _checked(column)


def revise(column: Column, body: Any) -> Column:
    """The column after a PATCH: its name and its kind stand, the rest may change."""
    body = plain_object(body, "a columnDefinition")
    _check_properties(body)
    kind = kind_of(column)
    others = [other for other in KINDS if other in body and other != kind]
    if others:
        raise bad(f"Column {column['name']} is of kind {kind} and cannot become {others[0]}.")
    if body.get("name", column["name"]) != column["name"]:
        raise bad(f"The internal name of column {column['name']} cannot change; displayName can.")
    revised = column | {key: value for key, value in body.items() if key in _PLAIN}
    if kind in body:
        revised[kind] = facet(kind, body[kind], column[kind])
    return _checked(revised)


def standard() -> list[Column]:
    """The columns that every list has: Title, and those that the service itself writes."""
    title = _column("Title", "Titel", "text") | {"isDeletable": False}
    return [title] + [_read_only(name, title, kind) for name, (title, kind) in _SYSTEM_KINDS.items()]


def add(columns: Iterable[Column], new: Column) -> tuple[Column, ...]:
    """The columns with one more. A name of the service's own gets a number (`Author0`); 409 for another's."""
    known = {column["name"].lower() for column in columns}
    if new["name"].lower() in {name.lower() for name in (*_SYSTEM_KINDS, *_SHOWN)}:
        number = next(n for n in range(100) if f"{new['name']}{n}".lower() not in known)
        new = new | {"name": f"{new['name']}{number}"}
    if new["name"].lower() in known:
        text = f"The list has two columns with the name {new['name']}: a column with that name exists already."
        raise GraphError(409, "nameAlreadyExists", text)
    return (*columns, new)


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


def _check_properties(body: Mapping[str, Any]) -> None:
    for key, value in body.items():
        if key in NOT_OFFERED:
            raise bad(f"A column of the kind '{key}' cannot be made here.")
        if key not in _PLAIN and key not in KINDS:
            raise bad(f"The property '{key}' of a columnDefinition is unknown, read-only, or not offered here.")
        if key in _FLAGS and not isinstance(value, bool):
            raise bad(f"The property '{key}' of a columnDefinition takes true or false.")
        if key in _TEXTS and not isinstance(value, str):
            raise bad(f"The property '{key}' of a columnDefinition takes text.")


def _internal_name(body: Mapping[str, Any]) -> str:
    """The name in which all but plain letters and digits are encoded, a digit in front too."""
    name = (body.get("name") or body.get("displayName") or "").strip()
    if not name:
        raise bad("A column needs a name.")
    encoded = re.sub(r"^\d|[^0-9A-Za-z_]", lambda found: f"_x{ord(found.group()):04x}_", name)
    return encoded[:_LONGEST_NAME]


def _checked(column: Column) -> Column:
    name, kind = column["name"], kind_of(column)
    check_facet(name, kind, column[kind])
    if column["enforceUniqueValues"]:
        if not column["indexed"]:
            raise bad(f"Column {name} must be indexed to enforce unique values.")
        if kind not in CAN_BE_UNIQUE or is_multiple(column):
            raise bad(f"Column {name} cannot enforce unique values.")
    no_index = kind == "hyperlinkOrPicture" or is_multiple(column) or column.get("text", {}).get("allowMultipleLines")
    if column["indexed"] and no_index:
        raise bad(f"Column {name} is of a kind that cannot be indexed.")
    return column
