"""What a request says of an event: checked, and in the form in which the service answers it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.calendar.zones import read_time
from bot.sandbox.http import GraphError

_ENUMS = {
    "showAs": ("free", "tentative", "busy", "oof", "workingElsewhere", "unknown"),
    "sensitivity": ("normal", "personal", "private", "confidential"),
    "importance": ("low", "normal", "high"),
    "onlineMeetingProvider": ("unknown", "skypeForBusiness", "skypeForConsumer", "teamsForBusiness"),
}
_FLAGS = ("isAllDay", "isReminderOn", "isOnlineMeeting", "allowNewTimeProposals", "hideAttendees", "responseRequested")
_TEXTS = ("subject",)
_OTHERS = (
    "attendees",
    "body",
    "categories",
    "end",
    "location",
    "locations",
    "recurrence",
    "reminderMinutesBeforeStart",
    "singleValueExtendedProperties",
    "start",
    "transactionId",
)
WRITABLE = frozenset({*_ENUMS, *_FLAGS, *_TEXTS, *_OTHERS})
_PROPERTY_ID = re.compile(
    r"(string|boolean|integer|double|systemtime) \{([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}"
    r" (name .+|id 0x[0-9a-f]+)",
    re.IGNORECASE,
)
_ATTENDEE_TYPES = ("required", "optional", "resource")
_ADDRESS_PARTS = {
    "address",
    "coordinates",
    "displayName",
    "locationEmailAddress",
    "locationType",
    "locationUri",
    "uniqueId",
    "uniqueIdType",
}

DEFAULTS: Mapping[str, Any] = {
    "subject": "",
    "body": {"contentType": "html", "content": ""},
    "location": {"displayName": "", "locationType": "default", "uniqueIdType": "unknown", "address": {}},
    "locations": [],
    "categories": [],
    "isAllDay": False,
    "isReminderOn": True,
    "reminderMinutesBeforeStart": 15,
    "isOnlineMeeting": False,
    "onlineMeetingProvider": "unknown",
    "allowNewTimeProposals": True,
    "hideAttendees": False,
    "responseRequested": True,
    "showAs": "busy",
    "sensitivity": "normal",
    "importance": "normal",
}


def bad(message: str) -> GraphError:
    """The refusal of a property that Outlook cannot store as it stands."""
    return GraphError(400, "ErrorPropertyValidationFailure", message)


def read_event(body: Any) -> dict[str, Any]:
    """The properties of a request's event, by their names in lower camel case; 400 names what is unknown or wrong.

    `start` and `end` come as (UTC time, zone name), `attendees` without any status that the client sends along,
    `singleValueExtendedProperties` as a dict of values by id.
    """
    if not isinstance(body, dict):
        raise bad("The body must be an event.")
    values = {}
    for key, value in body.items():
        name = key[:1].lower() + key[1:]
        if name.startswith("@odata."):
            continue
        if name not in WRITABLE:
            raise bad(f"The property '{key}' of an event is unknown, read-only, or not offered here.")
        values[name] = _read(name, value)
    return _with_locations(values)


def read_choice(name: str, value: Any, choices: tuple[str, ...]) -> str:
    """The member of an enumeration, whatever the case of its letters."""
    for choice in choices:
        if isinstance(value, str) and value.lower() == choice.lower():
            return choice
    raise bad(f"'{value}' is no value of {name}: {', '.join(choices)}.")


def read_attendees(value: Any) -> list[dict[str, Any]]:
    """Attendees as stored: address, type, and no answer yet. One address counts once."""
    if not isinstance(value, list):
        raise bad("attendees must be a list.")
    by_address: dict[str, dict[str, Any]] = {}
    for one in value:
        attendee = _attendee(one)
        by_address.setdefault(attendee["emailAddress"]["address"].lower(), attendee)
    return list(by_address.values())


def property_id(text: str) -> str:
    """The id of an extended property in the service's own spelling (`String {guid} Name X`); 400 if it is none."""
    found = _PROPERTY_ID.fullmatch(text)
    if not found:
        raise bad(f"'{text}' is no id of an extended property, such as 'String {{guid}} Name X'.")
    kind, guid, rest = found.groups()
    return f"{kind.capitalize()} {{{guid.lower()}}} {rest}"


def _read(name: str, value: Any) -> Any:
    if name in _ENUMS:
        return read_choice(name, value, _ENUMS[name])
    if name in _FLAGS:
        return _flag(name, value)
    return _READERS[name](value)


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise bad(f"{name} must be true or false.")
    return value


def _text(value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise bad("subject must be text.")
    return value or ""


def _body(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or set(value) - {"contentType", "content", "@odata.type"}:
        raise bad("body must have contentType and content.")
    kind = read_choice("body.contentType", value.get("contentType", "text"), ("text", "html"))
    return {"contentType": kind, "content": str(value.get("content") or "")}


def _attendee(one: Any) -> dict[str, Any]:
    known = {"emailAddress", "type", "status", "proposedNewTime", "@odata.type"}
    if not isinstance(one, dict) or set(one) - known or not isinstance(one.get("emailAddress"), dict):
        raise bad("An attendee has emailAddress and type.")
    address = one["emailAddress"].get("address")
    if not isinstance(address, str) or "@" not in address:
        raise bad(f"An attendee needs an e-mail address; got {address!r}.")
    name = one["emailAddress"].get("name") or address
    kind = read_choice("attendee.type", one.get("type", "required"), _ATTENDEE_TYPES)
    return {
        "type": kind,
        "status": {"response": "none", "time": "0001-01-01T00:00:00Z"},
        "emailAddress": {"name": name, "address": address},
    }


def _location(value: Any) -> dict[str, Any]:
    if value is None:
        return dict(DEFAULTS["location"])
    if not isinstance(value, dict) or set(value) - _ADDRESS_PARTS - {"@odata.type"}:
        raise bad("location has a property that is unknown.")
    given = {key: part for key, part in value.items() if key != "@odata.type" and part is not None}
    name = str(given.get("displayName") or "")
    return {"displayName": name, "locationType": "default", "uniqueId": name, "uniqueIdType": "private"} | given


def _locations(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        raise bad("locations must be a list.")
    return [_location(one) for one in value]


def _categories(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise bad("categories must be a list of texts.")
    return list(dict.fromkeys(value))


def _recurrence(value: Any) -> None:
    if value is not None:
        raise bad("recurrence: series of events are not offered here.")


def _minutes(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise bad("reminderMinutesBeforeStart must be a whole number.")
    return value


def _transaction(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise bad("transactionId must be text.")
    return value or None


def _extended(value: Any) -> dict[str, str]:
    if not isinstance(value, list):
        raise bad("singleValueExtendedProperties must be a list.")
    found = {}
    for one in value:
        if not isinstance(one, dict) or set(one) - {"id", "value", "@odata.type"} or not isinstance(one.get("id"), str):
            raise bad("An extended property has id and value.")
        plain = one.get("value")
        found[property_id(one["id"])] = str(plain).lower() if isinstance(plain, bool) else str(plain)
    return found


def _with_locations(values: dict[str, Any]) -> dict[str, Any]:
    if "location" in values and "locations" not in values:
        named = values["location"].get("displayName")
        return values | {"locations": [values["location"]] if named else []}
    if values.get("locations") and "location" not in values:
        return values | {"location": values["locations"][0]}
    return values


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "attendees": read_attendees,
    "body": _body,
    "categories": _categories,
    "end": lambda value: read_time(value, "end"),
    "location": _location,
    "locations": _locations,
    "recurrence": _recurrence,
    "reminderMinutesBeforeStart": _minutes,
    "singleValueExtendedProperties": _extended,
    "start": lambda value: read_time(value, "start"),
    "subject": _text,
    "transactionId": _transaction,
}
