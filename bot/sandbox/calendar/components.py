"""A meeting as an iCalendar component (RFC 5545): what an invitation, an answer or a cancellation says of it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from icalendar import Calendar
from icalendar import Event as Component
from icalendar.prop import vCalAddress, vRecur, vText

from bot.sandbox.calendar.answers import plain_text
from bot.sandbox.calendar.event import Event
from bot.sandbox.calendar.rules import rule_of
from bot.sandbox.calendar.series import wall_zone
from bot.sandbox.calendar.zones import restored, zone

PARTSTATS: Mapping[str, str] = {
    "accepted": "ACCEPTED",
    "declined": "DECLINED",
    "tentativelyAccepted": "TENTATIVE",
    "none": "NEEDS-ACTION",
    "notResponded": "NEEDS-ACTION",
    "organizer": "ACCEPTED",
}
_ROLES = {"required": "REQ-PARTICIPANT", "optional": "OPT-PARTICIPANT", "resource": "NON-PARTICIPANT"}
_CLASSES = {"normal": "PUBLIC", "personal": "PRIVATE", "private": "PRIVATE", "confidential": "CONFIDENTIAL"}
_BUSY = {"free": "FREE", "tentative": "TENTATIVE", "oof": "OOF", "workingElsewhere": "WORKINGELSEWHERE"}


def component_of(event: Event, start: datetime, end: datetime, now: datetime) -> Component:
    """The event's VEVENT with these times, nobody invited yet."""
    properties = event.properties
    component = Component()
    component.add("uid", event.uid)
    component.add("summary", properties["subject"])
    component.add("dtstamp", now)
    component.add("dtstart", _moment(event, start))
    component.add("dtend", _moment(event, end))
    component.add("sequence", event.sequence)
    component.add("status", "CONFIRMED")
    component.add("class", _CLASSES[properties["sensitivity"]])
    component.add("location", properties["location"].get("displayName", ""))
    component.add("description", plain_text(properties["body"]))
    component.add("x-microsoft-cdo-intendedstatus", _BUSY.get(event.intended, "BUSY"))
    component.add("x-microsoft-disallow-counter", str(not properties["allowNewTimeProposals"]).upper())
    organizer = vCalAddress(f"mailto:{event.organizer['emailAddress']['address']}")
    organizer.params["CN"] = vText(event.organizer["emailAddress"]["name"])
    component["organizer"] = organizer
    if event.recurrence:
        component.add("rrule", vRecur.from_ical(_rule(event)))
    if event.original:
        component.add("recurrence-id", _moment(event, restored(event.original)))
    return component


def leave_out(component: Component, event: Event, originals: Iterable[str]) -> None:
    """Takes occurrences out of a series' component; `originals` are the times that the pattern gave them."""
    for original in originals:
        component.add("exdate", _moment(event, restored(original)))


def attendee_line(attendee: Mapping[str, Any], *, asked: bool) -> vCalAddress:
    """An attendee with role and answer; `asked` is whether the organizer wants one."""
    line = vCalAddress(f"mailto:{attendee['emailAddress']['address']}")
    line.params["CN"] = vText(attendee["emailAddress"]["name"])
    line.params["ROLE"] = vText(_ROLES[attendee["type"]])
    line.params["PARTSTAT"] = vText(PARTSTATS[attendee["status"]["response"]])
    line.params["RSVP"] = vText(str(asked).upper())
    return line


def calendar_of(component: Component, method: str) -> str:
    """The component as the content of a text/calendar part."""
    calendar = Calendar()
    calendar.add("prodid", "-//Sandbox tenant//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(component)
    if "rrule" in component:
        calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content.decode()


def _moment(event: Event, moment: datetime) -> datetime | date:
    """A day for what lasts all day, UTC for the rest; a series keeps its own zone, whose clock it goes by."""
    if event.properties["isAllDay"]:
        return moment.astimezone(zone(event.start_zone)).date()
    return moment.astimezone(zone(wall_zone(event, event.recurrence))) if event.recurrence else moment


def _rule(event: Event) -> str:
    """The RRULE with its end in UTC, as it must be where the times have a zone."""
    assert event.recurrence is not None
    text, span = rule_of(event.recurrence), event.recurrence["range"]
    if span["type"] != "endDate":
        return text
    head = text.partition(";UNTIL=")[0]
    day = date.fromisoformat(span["endDate"])
    if event.properties["isAllDay"]:
        return f"{head};UNTIL={day:%Y%m%d}"
    clock = zone(wall_zone(event, event.recurrence))
    until = datetime.combine(day, time(23, 59, 59), clock).astimezone(UTC)
    return f"{head};UNTIL={until:%Y%m%dT%H%M%SZ}"
