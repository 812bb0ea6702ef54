"""getSchedule: when people are free or busy, as others may see it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.calendar import series
from bot.sandbox.calendar.event import Event
from bot.sandbox.calendar.parts import bad
from bot.sandbox.calendar.zones import read_time, show_time, whole_minutes
from bot.sandbox.mail import settings
from bot.sandbox.tenant import Tenant

MOST_SCHEDULES = 20
MOST_DAYS = 62
_KNOWN = {"schedules", "startTime", "endTime", "availabilityViewInterval"}
_DIGITS = {"free": 0, "tentative": 1, "busy": 2, "oof": 3, "workingElsewhere": 4, "unknown": 0}
# Where blocks overlap, the one that binds most shows.
_WEIGHTS = ("free", "unknown", "workingElsewhere", "tentative", "busy", "oof")


def schedules(tenant: Tenant, body: Mapping[str, Any], zone_name: str) -> list[dict[str, Any]]:
    """A scheduleInformation for each address asked; one that cannot be read has its own error, the others stand."""
    asked, start, end, step = _read(body)
    return [_schedule(tenant, address, start, end, step, zone_name) for address in asked]


def availability(found: Iterable[Event], start: datetime, end: datetime, step: timedelta) -> str:
    """A digit for every step of the span: 0 free, 1 tentative, 2 busy, 3 out of office, 4 elsewhere."""
    count = -(-(end - start) // step)
    shown = ["free"] * count
    for event in found:
        first = max(0, (event.start - start) // step)
        last = min(count, -(-(event.end - start) // step))
        for index in range(first, last):
            shown[index] = max(shown[index], event.properties["showAs"], key=_WEIGHTS.index)
    return "".join(str(_DIGITS[one]) for one in shown)


def _read(body: Mapping[str, Any]) -> tuple[list[str], datetime, datetime, timedelta]:
    named = {key[:1].lower() + key[1:]: value for key, value in body.items() if not key.startswith("@odata.")}
    for name in set(named) - _KNOWN:
        raise bad(f"getSchedule has no parameter '{name}'.")
    asked = named.get("schedules")
    if not isinstance(asked, list) or not asked or not all(isinstance(one, str) for one in asked):
        raise bad("schedules must be a list of addresses.")
    if len(asked) > MOST_SCHEDULES:
        raise bad(f"At most {MOST_SCHEDULES} schedules in a request; got {len(asked)}.")
    start, end = read_time(named.get("startTime"), "startTime")[0], read_time(named.get("endTime"), "endTime")[0]
    if not timedelta() < end - start <= timedelta(days=MOST_DAYS):
        raise bad(f"endTime must come after startTime, by {MOST_DAYS} days at most.")
    minutes = named.get("availabilityViewInterval", 30)
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 5 <= minutes <= 1440:
        raise bad("availabilityViewInterval must be a number of minutes from 5 to 1440.")
    if whole_minutes(end - start) < minutes:
        raise bad("availabilityViewInterval is longer than the time asked for.")
    return asked, start, end, timedelta(minutes=minutes)


def _schedule(
    tenant: Tenant, address: str, start: datetime, end: datetime, step: timedelta, zone_name: str
) -> dict[str, Any]:
    mailbox = tenant.find_mailbox(address)
    if mailbox is None:
        return {"scheduleId": address, "availabilityView": "", "scheduleItems": [], "error": _unknown(address)}
    found = [one for one in series.between(tenant.db, mailbox.id, start, end, mailbox.calendar) if not one.cancelled]
    return {
        "scheduleId": address,
        "availabilityView": availability(found, start, end, step),
        "scheduleItems": [_item(one, zone_name) for one in found],
        "workingHours": settings.of(tenant, mailbox)["workingHours"],
    }


def _unknown(address: str) -> dict[str, str]:
    return {
        "message": f"Mail recipient not found: {address}",
        "responseCode": "ErrorMailRecipientNotFound",
    }


def _item(event: Event, zone_name: str) -> dict[str, Any]:
    times = {"start": show_time(event.start, zone_name), "end": show_time(event.end, zone_name)}
    if event.properties["sensitivity"] in ("private", "confidential"):
        return {"isPrivate": True, "status": event.properties["showAs"], **times}
    return {
        "isPrivate": False,
        "status": event.properties["showAs"],
        "subject": event.properties["subject"],
        "location": event.properties["location"].get("displayName", ""),
        **times,
    }
