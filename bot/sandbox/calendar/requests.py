"""What a request says of an event: checked, and in the form in which the service answers it."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.calendar import parts, places
from bot.sandbox.calendar.recurrence import read_recurrence
from bot.sandbox.calendar.zones import read_time

_ENUMS = {
    "showAs": ("free", "tentative", "busy", "oof", "workingElsewhere", "unknown"),
    "sensitivity": ("normal", "personal", "private", "confidential"),
    "importance": ("low", "normal", "high"),
    "onlineMeetingProvider": ("unknown", "skypeForBusiness", "skypeForConsumer", "teamsForBusiness"),
}
_FLAGS = ("isAllDay", "isReminderOn", "isOnlineMeeting", "allowNewTimeProposals", "hideAttendees", "responseRequested")
_TEXTS = ("subject",)
_OTHERS = (
    "attachments",
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

DEFAULTS: Mapping[str, Any] = {
    "subject": "",
    "body": {"contentType": "html", "content": ""},
    "location": places.NO_LOCATION,
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


def read_event(body: Any) -> dict[str, Any]:
    """The properties of a request's event, by their names in lower camel case; 400 names what is unknown or wrong.

    `start` and `end` come as (UTC time, zone name), `attendees` without any status that the client sends along,
    `singleValueExtendedProperties` as a dict of values by id, `attachments` as they were sent.
    """
    if not isinstance(body, dict):
        raise parts.bad("The body must be an event.")
    values = {}
    for key, value in body.items():
        name = key[:1].lower() + key[1:]
        if name.startswith("@odata."):
            continue
        if name not in WRITABLE:
            raise parts.bad(f"The property '{key}' of an event is unknown, read-only, or not offered here.")
        values[name] = _read(name, value)
    return _with_locations(values)


def _read(name: str, value: Any) -> Any:
    if name in _ENUMS:
        return parts.read_choice(name, value, _ENUMS[name])
    if name in _FLAGS:
        return _flag(name, value)
    return _READERS[name](value)


def _flag(name: str, value: Any) -> bool:
    """O365 sends the word instead of the JSON value, which the service takes."""
    known = {"true": True, "false": False}.get(value) if isinstance(value, str) else value
    if not isinstance(known, bool):
        raise parts.bad(f"{name} must be true or false.")
    return known


def _with_locations(values: dict[str, Any]) -> dict[str, Any]:
    if "location" in values and "locations" not in values:
        named = values["location"].get("displayName")
        return values | {"locations": [values["location"]] if named else []}
    if values.get("locations") and "location" not in values:
        return values | {"location": values["locations"][0]}
    return values


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "attachments": parts.read_objects,
    "attendees": parts.read_attendees,
    "body": parts.read_body,
    "categories": parts.read_categories,
    "end": lambda value: read_time(value, "end"),
    "location": places.read_location,
    "locations": places.read_locations,
    "recurrence": read_recurrence,
    "reminderMinutesBeforeStart": parts.read_minutes,
    "singleValueExtendedProperties": parts.read_extended,
    "start": lambda value: read_time(value, "start"),
    "subject": parts.read_text,
    "transactionId": parts.read_transaction,
}
