"""The kinds of columns, each with its facet: which parts it has, which values they take, and what is left open."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.http import GraphError

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
    "lookup": {
        "allowMultipleValues": False,
        "allowUnlimitedLength": False,
        "columnName": "Title",
        "listId": None,
        "primaryLookupColumnId": None,
    },
}
"""Each kind with the facet that the service answers where a request leaves it open."""

NOT_OFFERED = {"calculated", "contentApprovalStatus", "currency", "geolocation", "term", "thumbnail"}
"""Kinds that the service has and the sandbox refuses by name."""

CAN_BE_UNIQUE = {"text", "number", "choice", "dateTime", "personOrGroup", "lookup"}
_DECIMALS = {"automatic", "none", "one", "two", "three", "four", "five"}
_ENUMS: Mapping[tuple[str, str], set[str]] = {
    ("choice", "displayAs"): {"checkBoxes", "dropDownMenu", "radioButtons"},
    ("dateTime", "displayAs"): {"default", "friendly", "standard"},
    ("dateTime", "format"): {"dateOnly", "dateTime"},
    ("number", "decimalPlaces"): _DECIMALS,
    ("number", "displayAs"): {"number", "percentage"},
    ("personOrGroup", "chooseFromType"): {"peopleAndGroups", "peopleOnly"},
    ("text", "textType"): {"plain", "richText"},
}
_NUMBERS, _TEXTS = {"maximum", "minimum"}, {"columnName", "displayAs", "listId", "primaryLookupColumnId"}
_LONGEST = 255


def bad(message: str) -> GraphError:
    """The refusal of a request that SharePoint cannot carry out as it stands."""
    return GraphError(400, "invalidRequest", message)


def plain_object(body: Any, what: str) -> dict[str, Any]:
    """A JSON object without its annotations; 400 for anything else."""
    if not isinstance(body, dict):
        raise bad(f"The body must be {what}.")
    return {key: value for key, value in body.items() if not key.startswith("@odata.")}


def facet(kind: str, given: Any, base: Mapping[str, Any]) -> dict[str, Any]:
    """The facet `base` with what a request gives of it; 400 names a part that is unknown or takes no such value."""
    changes = plain_object(given, f"an object for {kind}")
    for key, value in changes.items():
        if key not in KINDS[kind]:
            raise bad(f"The property '{key}' of a {kind} column is unknown.")
        allowed = _ENUMS.get((kind, key))
        if allowed and (not isinstance(value, str) or value not in allowed):
            raise bad(f"'{value}' is no value of {kind}.{key}: {', '.join(sorted(allowed))}.")
        if not allowed and not _fits(key, value, KINDS[kind][key]):
            raise bad(f"The property '{key}' of a {kind} column takes no value such as {value!r}.")
    return {**base, **changes}


def check_facet(name: str, kind: str, made: Mapping[str, Any]) -> None:
    """400 for a facet whose parts do not go together."""
    if kind == "choice" and not made["choices"]:
        raise bad(f"Choice column {name} has no choices.")
    if kind == "text" and not 1 <= made["maxLength"] <= _LONGEST:
        raise bad(f"Text column {name} takes a maxLength of 1 to {_LONGEST}.")
    if kind == "number" and None not in (made["minimum"], made["maximum"]) and made["minimum"] > made["maximum"]:
        raise bad(f"Number column {name} has a minimum over its maximum.")
    if kind == "lookup" and not made["listId"]:
        raise bad(f"Lookup column {name} needs the listId of the list that it looks in.")


def _fits(key: str, value: Any, usual: Any) -> bool:
    if key == "choices":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if key in _TEXTS:
        return isinstance(value, str)
    if key in _NUMBERS:
        return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
    return type(value) is type(usual)
