"""The parts of an event in a request: body, place, people, categories, extended properties."""

import re
from typing import Any

from bot.sandbox.http import GraphError

_PROPERTY_ID = re.compile(
    r"(string|boolean|integer|double|systemtime) \{([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}"
    r" (name .+|id 0x[0-9a-f]+)",
    re.IGNORECASE,
)
_ATTENDEE_TYPES = ("required", "optional", "resource")


def bad(message: str) -> GraphError:
    """The refusal of a property that Outlook cannot store as it stands."""
    return GraphError(400, "ErrorPropertyValidationFailure", message)


def read_choice(name: str, value: Any, choices: tuple[str, ...]) -> str:
    """The member of an enumeration, whatever the case of its letters."""
    for choice in choices:
        if isinstance(value, str) and value.lower() == choice.lower():
            return choice
    raise bad(f"'{value}' is no value of {name}: {', '.join(choices)}.")


def property_id(text: str) -> str:
    """The id of an extended property in the service's own spelling (`String {guid} Name X`); 400 if it is none."""
    found = _PROPERTY_ID.fullmatch(text)
    if not found:
        raise bad(f"'{text}' is no id of an extended property, such as 'String {{guid}} Name X'.")
    kind, guid, rest = found.groups()
    return f"{kind.capitalize()} {{{guid.lower()}}} {rest}"


def read_attendees(value: Any) -> list[dict[str, Any]]:
    """Attendees as stored: address, type, and no answer yet. One address counts once."""
    if not isinstance(value, list):
        raise bad("attendees must be a list.")
    by_address: dict[str, dict[str, Any]] = {}
    for one in value:
        attendee = _attendee(one)
        by_address.setdefault(attendee["emailAddress"]["address"].lower(), attendee)
    return list(by_address.values())


def read_text(value: Any, name: str = "subject") -> str:
    """A text; none is an empty one."""
    if value is not None and not isinstance(value, str):
        raise bad(f"{name} must be text.")
    return value or ""


def read_body(value: Any) -> dict[str, str]:
    """contentType and content."""
    if not isinstance(value, dict) or set(value) - {"contentType", "content", "@odata.type"}:
        raise bad("body must have contentType and content.")
    kind = read_choice("body.contentType", value.get("contentType", "text"), ("text", "html"))
    return {"contentType": kind, "content": read_text(value.get("content"), "body.content")}


def _attendee(one: Any) -> dict[str, Any]:
    known = {"emailAddress", "type", "status", "proposedNewTime", "@odata.type"}
    if not isinstance(one, dict) or set(one) - known or not isinstance(one.get("emailAddress"), dict):
        raise bad("An attendee has emailAddress and type.")
    if unknown := set(one["emailAddress"]) - {"address", "name", "@odata.type"}:
        raise bad(f"The property '{min(unknown)}' of an emailAddress is unknown.")
    address = one["emailAddress"].get("address")
    if not isinstance(address, str) or "@" not in address:
        raise bad(f"An attendee needs an e-mail address; got {address!r}.")
    name = read_text(one["emailAddress"].get("name"), "emailAddress.name") or address
    kind = read_choice("attendee.type", one.get("type", "required"), _ATTENDEE_TYPES)
    return {
        "type": kind,
        "status": {"response": "none", "time": "0001-01-01T00:00:00Z"},
        "emailAddress": {"name": name, "address": address},
    }


def read_categories(value: Any) -> list[str]:
    """Names of categories, each once."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise bad("categories must be a list of texts.")
    return list(dict.fromkeys(value))


def read_objects(value: Any) -> list[dict[str, Any]]:
    """Attachments, which are looked at where they are kept."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise bad("attachments must be a list of attachments.")
    return value


def read_minutes(value: Any) -> int:
    """A whole number of minutes."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise bad("reminderMinutesBeforeStart must be a whole number.")
    return value


def read_transaction(value: Any) -> str | None:
    """The client's own mark of this creation."""
    if value is not None and not isinstance(value, str):
        raise bad("transactionId must be text.")
    return value or None


def read_extended(value: Any) -> dict[str, str]:
    """Extended properties as values by id; a truth value becomes a word, as the service keeps it."""
    if not isinstance(value, list):
        raise bad("singleValueExtendedProperties must be a list.")
    found = {}
    for one in value:
        if not isinstance(one, dict) or set(one) - {"id", "value", "@odata.type"} or not isinstance(one.get("id"), str):
            raise bad("An extended property has id and value.")
        plain = one.get("value")
        found[property_id(one["id"])] = str(plain).lower() if isinstance(plain, bool) else str(plain)
    return found
