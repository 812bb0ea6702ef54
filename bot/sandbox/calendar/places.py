"""Places in the request of an event."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.calendar.parts import bad, read_choice, read_text

NO_LOCATION: Mapping[str, Any] = {
    "displayName": "",
    "locationType": "default",
    "uniqueIdType": "unknown",
    "address": {},
}
_ENUMS = {
    "locationType": (
        "default",
        "conferenceRoom",
        "homeAddress",
        "businessAddress",
        "geoCoordinates",
        "streetAddress",
        "hotel",
        "restaurant",
        "localBusiness",
        "postalAddress",
    ),
    "uniqueIdType": ("unknown", "locationStore", "directory", "private", "bing"),
}
_TEXTS = ("displayName", "locationEmailAddress", "locationUri", "uniqueId")
_ADDRESS = ("street", "city", "state", "countryOrRegion", "postalCode")
_COORDINATES = ("latitude", "longitude", "altitude", "accuracy", "altitudeAccuracy")


def read_location(value: Any) -> dict[str, Any]:
    """A place, completed as the service does; null takes it away."""
    if value is None:
        return dict(NO_LOCATION)
    if not isinstance(value, dict):
        raise bad("location must be an object.")
    given = {key: _part(key, part) for key, part in value.items() if key != "@odata.type" and part is not None}
    name = str(given.get("displayName") or "")
    return {"displayName": name, "locationType": "default", "uniqueId": name, "uniqueIdType": "private"} | given


def read_locations(value: Any) -> list[dict[str, Any]]:
    """Several places."""
    if not isinstance(value, list):
        raise bad("locations must be a list.")
    return [read_location(one) for one in value]


def _part(name: str, value: Any) -> Any:
    if name in _ENUMS:
        return read_choice(name, value, _ENUMS[name])
    if name in _TEXTS:
        return read_text(value, f"location.{name}")
    if name == "address":
        return {key: read_text(one, f"location.address.{key}") for key, one in _object(name, value, _ADDRESS).items()}
    if name == "coordinates":
        return {key: _number(key, one) for key, one in _object(name, value, _COORDINATES).items()}
    raise bad(f"The property '{name}' of a location is unknown.")


def _object(name: str, value: Any, known: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(value, dict) or (unknown := set(value) - {*known, "@odata.type"}):
        what = f" has an unknown property '{min(unknown)}'" if isinstance(value, dict) else " must be an object"
        raise bad(f"location.{name}{what}.")
    return {key: part for key, part in value.items() if key in known and part is not None}


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise bad(f"location.coordinates.{name} must be a number.")
    return value
