"""Meeting messages by iMIP (RFC 6047): an invitation, change, cancellation or answer as a mail with a calendar part."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import Any

from icalendar import Event as Component
from icalendar.prop import vCalAddress, vText

from bot.sandbox.calendar.answers import plain_text, shown_body
from bot.sandbox.calendar.components import PARTSTATS, attendee_line, calendar_of, component_of, leave_out
from bot.sandbox.calendar.event import Event

CANCELLED = "Geannuleerd: "
_ANSWERS = {"accepted": "Geaccepteerd", "declined": "Geweigerd", "tentativelyAccepted": "Voorlopig"}

Address = Mapping[str, str]
File = Mapping[str, Any]


def invitation(
    event: Event,
    to: Sequence[Mapping[str, Any]],
    now: datetime,
    message_id: str,
    without: Iterable[str] = (),
    files: Iterable[File] = (),
) -> EmailMessage:
    """The organizer's request to these attendees; it is a change where they have an earlier one of the same UID.

    `without` are the times of a series' occurrences that do not take place; `files` go along.
    """
    component = component_of(event, event.start, event.end, now)
    leave_out(component, event, without)
    for one in event.attendees:
        component.add("attendee", attendee_line(one, asked=event.properties["responseRequested"]), encode=False)
    subject, body = event.properties["subject"], event.properties["body"]
    mail = _mail(event.organizer["emailAddress"], to, subject, body, component, "REQUEST", now, message_id)
    for file in files:
        _attach(mail, file)
    return mail


def forwarded(
    event: Event, sender: Address, to: Sequence[Mapping[str, Any]], comment: str, now: datetime, message_id: str
) -> EmailMessage:
    """The invitation as someone sends it on to these people, who stand among the event's attendees already."""
    component = component_of(event, event.start, event.end, now)
    for one in event.attendees:
        component.add("attendee", attendee_line(one, asked=event.properties["responseRequested"]), encode=False)
    text = {"contentType": "text", "content": f"{comment}\n\n{plain_text(event.properties['body'])}".strip()}
    return _mail(sender, to, f"FW: {event.properties['subject']}", text, component, "REQUEST", now, message_id)


def forward_notice(
    event: Event, sender: Address, to: Sequence[Mapping[str, Any]], now: datetime, message_id: str
) -> EmailMessage:
    """Exchange's word to the organizer that someone sent the invitation on, and to whom."""
    component = component_of(event, event.start, event.end, now)
    for one in to:
        component.add("attendee", attendee_line(one, asked=True), encode=False)
    names = "\n".join(f"{one['emailAddress']['name']} <{one['emailAddress']['address']}>" for one in to)
    subject = event.properties["subject"]
    text = f"{sender['name']} heeft uw vergaderverzoek doorgestuurd naar:\n{names}\n\nVergadering: {subject}"
    body = {"contentType": "text", "content": text}
    label = f"Melding van doorgestuurde vergadering: {subject}"
    return _mail(sender, [event.organizer], label, body, component, "X-FORWARD", now, message_id)


def cancellation(
    event: Event, to: Sequence[Mapping[str, Any]], comment: str, now: datetime, message_id: str
) -> EmailMessage:
    """The organizer's word that the meeting is off, or off for these attendees."""
    component = component_of(event, event.start, event.end, now)
    for one in to:
        component.add("attendee", attendee_line(one, asked=False), encode=False)
    component["status"] = "CANCELLED"
    subject, body = CANCELLED + event.properties["subject"], {"contentType": "text", "content": comment}
    return _mail(event.organizer["emailAddress"], to, subject, body, component, "CANCEL", now, message_id)


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
    component = component_of(event, start, end, now)
    attendee = vCalAddress(f"mailto:{sender['address']}")
    attendee.params["CN"] = vText(sender["name"])
    attendee.params["PARTSTAT"] = vText(PARTSTATS[response])
    component.add("attendee", attendee, encode=False)
    if comment:
        component.add("comment", comment)
    label = "Nieuw tijdstip voorgesteld" if proposed else _ANSWERS[response]
    subject, body = f"{label}: {event.properties['subject']}", {"contentType": "text", "content": comment}
    method = "COUNTER" if proposed else "REPLY"
    return _mail(sender, [event.organizer], subject, body, component, method, now, message_id)


def _mail(
    sender: Address,
    to: Sequence[Mapping[str, Any]],
    subject: str,
    body: Mapping[str, str],
    component: Component,
    method: str,
    now: datetime,
    message_id: str,
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = _line([sender])
    required = [one["emailAddress"] for one in to if one.get("type") != "optional"]
    optional = [one["emailAddress"] for one in to if one.get("type") == "optional"]
    if required:
        mail["To"] = _line(required)
    if optional:
        mail["Cc"] = _line(optional)
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id
    mail.set_content(plain_text(body) + "\n")
    mail.add_alternative(shown_body(body, as_text=False)["content"] + "\n", subtype="html")
    mail.add_alternative(calendar_of(component, method), subtype="calendar", params={"method": method})
    return mail


def _attach(mail: EmailMessage, file: File) -> None:
    kind, _, sub = file["contentType"].partition("/")
    if not sub or kind in ("message", "multipart"):
        kind, sub = "application", "octet-stream"
    mail.add_attachment(base64.b64decode(file["bytes"]), maintype=kind, subtype=sub, filename=file["name"])


def _line(people: Iterable[Address]) -> str:
    return ", ".join(formataddr((one["name"], one["address"])) for one in people)
