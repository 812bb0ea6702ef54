"""Meeting messages by iMIP (RFC 6047): an invitation, change, cancellation or answer as a mail with a calendar part."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import Any

from icalendar import Calendar
from icalendar import Event as Component
from icalendar.prop import vCalAddress, vText

from bot.sandbox.calendar.answers import plain_text, shown_body
from bot.sandbox.calendar.events import Event
from bot.sandbox.calendar.zones import zone

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
CANCELLED = "Geannuleerd: "
_ANSWERS = {"accepted": "Geaccepteerd", "declined": "Geweigerd", "tentativelyAccepted": "Voorlopig"}

Address = Mapping[str, str]


def invitation(event: Event, to: Iterable[Mapping[str, Any]], now: datetime, message_id: str) -> EmailMessage:
    """The organizer's request to these attendees; it is a change where they have an earlier one of the same UID."""
    return _to_attendees(event, "REQUEST", event.properties["subject"], to, now, message_id, event.properties["body"])


def cancellation(
    event: Event, to: Iterable[Mapping[str, Any]], comment: str, now: datetime, message_id: str
) -> EmailMessage:
    """The organizer's word that the meeting is off, or off for these attendees."""
    subject = CANCELLED + event.properties["subject"]
    body = {"contentType": "text", "content": comment}
    return _to_attendees(event, "CANCEL", subject, to, now, message_id, body)


def answer(
    event: Event,
    sender: Address,
    response: str,
    comment: str,
    proposed: tuple[datetime, datetime] | None,
    now: datetime,
    message_id: str,
) -> EmailMessage:
    """An attendee's answer to the organizer; with another time proposed it is a COUNTER."""
    start, end = proposed or (event.start, event.end)
    component = _component(event, start, end, now)
    attendee = vCalAddress(f"mailto:{sender['address']}")
    attendee.params["CN"] = vText(sender["name"])
    attendee.params["PARTSTAT"] = vText(PARTSTATS[response])
    component.add("attendee", attendee, encode=False)
    if comment:
        component.add("comment", comment)
    method = "COUNTER" if proposed else "REPLY"
    label = "Nieuw tijdstip voorgesteld" if proposed else _ANSWERS[response]
    subject = f"{label}: {event.properties['subject']}"
    organizer = event.organizer["emailAddress"]
    body = {"contentType": "text", "content": comment}
    return _mail(sender, [organizer], [], subject, body, _calendar(component, method), method, now, message_id)


def _to_attendees(
    event: Event,
    method: str,
    subject: str,
    to: Iterable[Mapping[str, Any]],
    now: datetime,
    message_id: str,
    body: Mapping[str, str],
) -> EmailMessage:
    component = _component(event, event.start, event.end, now)
    people = list(to)
    for attendee in event.attendees if method == "REQUEST" else people:
        component.add("attendee", _attendee(attendee), encode=False)
    if method == "CANCEL":
        component["status"] = "CANCELLED"
    required = [one["emailAddress"] for one in people if one["type"] != "optional"]
    optional = [one["emailAddress"] for one in people if one["type"] == "optional"]
    sender = event.organizer["emailAddress"]
    return _mail(sender, required, optional, subject, body, _calendar(component, method), method, now, message_id)


def _component(event: Event, start: datetime, end: datetime, now: datetime) -> Component:
    properties = event.properties
    component = Component()
    component.add("uid", event.uid)
    component.add("summary", properties["subject"])
    component.add("dtstamp", now)
    if properties["isAllDay"]:
        component.add("dtstart", start.astimezone(zone(event.start_zone)).date())
        component.add("dtend", end.astimezone(zone(event.end_zone)).date())
    else:
        component.add("dtstart", start)
        component.add("dtend", end)
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
    return component


def _attendee(attendee: Mapping[str, Any]) -> vCalAddress:
    line = vCalAddress(f"mailto:{attendee['emailAddress']['address']}")
    line.params["CN"] = vText(attendee["emailAddress"]["name"])
    line.params["ROLE"] = vText(_ROLES[attendee["type"]])
    line.params["PARTSTAT"] = vText(PARTSTATS[attendee["status"]["response"]])
    line.params["RSVP"] = vText("TRUE")
    return line


def _calendar(component: Component, method: str) -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//Sandbox tenant//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(component)
    content: bytes = calendar.to_ical()
    return content.decode()


def _mail(
    sender: Address,
    to: Iterable[Address],
    cc: Iterable[Address],
    subject: str,
    body: Mapping[str, str],
    calendar: str,
    method: str,
    now: datetime,
    message_id: str,
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = _line([sender])
    to, cc = list(to), list(cc)
    if to:
        mail["To"] = _line(to)
    if cc:
        mail["Cc"] = _line(cc)
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id
    mail.set_content(plain_text(body) + "\n")
    mail.add_alternative(shown_body(body, as_text=False)["content"] + "\n", subtype="html")
    mail.add_alternative(calendar, subtype="calendar", params={"method": method})
    return mail


def _line(people: Iterable[Address]) -> str:
    return ", ".join(formataddr((one["name"], one["address"])) for one in people)
