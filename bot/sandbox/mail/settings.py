"""The settings of a mailbox: time zone, language, working hours, automatic replies."""

import re
from typing import Any

from bot.sandbox.http import GraphError
from bot.sandbox.mail import absence
from bot.sandbox.routes import check_properties
from bot.sandbox.tenant import Tenant, User

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?")
_FIRST: dict[str, Any] = {
    "timeZone": "W. Europe Standard Time",
    "language": {"locale": "nl-NL", "displayName": "Nederlands (Nederland)"},
    "dateFormat": "d-M-yyyy",
    "timeFormat": "HH:mm",
    "workingHours": {
        "daysOfWeek": list(_DAYS[:5]),
        "startTime": "08:00:00.0000000",
        "endTime": "17:00:00.0000000",
        "timeZone": {"name": "W. Europe Standard Time"},
    },
    "automaticRepliesSetting": absence.OFF,
}


def of(tenant: Tenant, mailbox: User) -> dict[str, Any]:
    """All settings of a mailbox."""
    return {**_FIRST, **(tenant.db.get("mailbox_settings", mailbox.id) or {})}


def change(tenant: Tenant, mailbox: User, body: dict[str, Any]) -> dict[str, Any]:
    """Set what a PATCH names, and answer that; 400 that names what is wrong."""
    known = of(tenant, mailbox)
    check_properties(body, tuple(_FIRST), "microsoft.graph.mailboxSettings")
    given = {name: value for name, value in body.items() if "@" not in name}
    if "automaticRepliesSetting" in given:
        replies = given["automaticRepliesSetting"] or absence.OFF
        given["automaticRepliesSetting"] = absence.setting(known["automaticRepliesSetting"], replies)
    if "workingHours" in given:
        given["workingHours"] = _hours(known["workingHours"], given["workingHours"])
    tenant.db.put("mailbox_settings", mailbox.id, {**known, **given})
    return given


def _hours(known: dict[str, Any], given: Any) -> dict[str, Any]:
    check_properties(given, tuple(known), "microsoft.graph.workingHours")
    made = {**known, **{name: value for name, value in given.items() if "@" not in name}}
    days, zone = made["daysOfWeek"], made["timeZone"]
    if not isinstance(days, list) or not all(str(day).lower() in _DAYS for day in days):
        raise GraphError(400, "BadRequest", "daysOfWeek must be a list of days of the week.")
    if not all(_TIME.fullmatch(str(made[name])) for name in ("startTime", "endTime")):
        raise GraphError(400, "BadRequest", "startTime and endTime must be times, such as 08:00:00.")
    if not isinstance(zone, dict) or not isinstance(zone.get("name"), str):
        raise GraphError(400, "BadRequest", "timeZone must have a name.")
    times = {name: _whole(str(made[name])) for name in ("startTime", "endTime")}
    return {**made, **times, "daysOfWeek": [str(day).lower() for day in days], "timeZone": {"name": zone["name"]}}


def _whole(time: str) -> str:
    """As the service writes a time of the day."""
    hour_minute, _, rest = time.partition(".")
    return f"{hour_minute if hour_minute.count(':') == 2 else hour_minute + ':00'}.{rest or '0':0<7}"
