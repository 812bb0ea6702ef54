"""How invited people answer a calendar invitation: accepted mostly, at times refused or with another time (iMIP)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from icalendar import Calendar, Event, vCalAddress

from bot.sandbox.people.compose import Answer
from bot.sandbox.people.hours import AMSTERDAM, add_working_days
from bot.sandbox.people.minds import rates
from bot.sandbox.people.texts import Writer, phrase

_PREFIX = {
    "ACCEPTED": "Geaccepteerd",
    "DECLINED": "Geweigerd",
    "TENTATIVE": "Voorlopig",
    "COUNTER": "Nieuwe tijd voorgesteld",
}


@dataclass(frozen=True)
class Invitation:
    """The one event of a calendar request; `start` and `end` are aware. Its uid is another in each tour."""

    uid: str
    sequence: int
    summary: str
    organizer: str
    start: datetime
    end: datetime


def read(content: str) -> Invitation | None:
    """The event of a text/calendar part; None when it has none or lacks its times."""
    event = next(iter(Calendar.from_ical(content).walk("VEVENT")), None)
    if event is None or "DTSTART" not in event or "DTEND" not in event:
        return None
    return Invitation(
        uid=str(event["UID"]),
        sequence=int(event.get("SEQUENCE", 0)),
        summary=str(event.get("SUMMARY", "")),
        organizer=str(event.get("ORGANIZER", "")),
        start=_aware(event.decoded("DTSTART")),
        end=_aware(event.decoded("DTEND")),
    )


def decide(dice: Random) -> str:
    """ACCEPTED, DECLINED, TENTATIVE, COUNTER, or empty: no answer. As likely as rates.toml says."""
    throw = dice.random()
    for name, share in rates()["calendar"].items():
        if throw < share:
            return str(name).upper()
        throw -= share
    return ""


def answer(invitation: Invitation, verdict: str, writer: Writer, mailbox: str, at: datetime, dice: Random) -> Answer:
    """The mail with the answer as a calendar part: METHOD:REPLY, or COUNTER with the time wanted instead."""
    counter = verdict == "COUNTER"
    return Answer(
        writer,
        mailbox,
        f"{_PREFIX[verdict]}: {invitation.summary}",
        phrase("counter", dice) if counter else "",
        calendar=_ical(invitation, verdict, writer, at, dice),
        calendar_method="COUNTER" if counter else "REPLY",
    )


def _ical(invitation: Invitation, verdict: str, writer: Writer, at: datetime, dice: Random) -> str:
    calendar = Calendar()
    calendar.add("PRODID", "-//Gemeente//Agenda//NL")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "COUNTER" if verdict == "COUNTER" else "REPLY")
    event = Event()
    start, end = invitation.start, invitation.end
    if verdict == "COUNTER":
        start, end = _another_time(invitation, dice)
    attendee = vCalAddress(f"mailto:{writer.address}")
    attendee.params["PARTSTAT"] = "TENTATIVE" if verdict == "COUNTER" else verdict
    attendee.params["CN"] = writer.name
    event.add("UID", invitation.uid)
    event.add("SEQUENCE", invitation.sequence)
    event.add("DTSTAMP", at)
    event.add("DTSTART", start)
    event.add("DTEND", end)
    event.add("SUMMARY", f"{_PREFIX[verdict]}: {invitation.summary}")
    event.add("ORGANIZER", vCalAddress(invitation.organizer))
    event.add("ATTENDEE", attendee, encode=False)
    calendar.add_component(event)
    return bytes(calendar.to_ical()).decode("utf-8").replace("\r\n", "\n")


def _another_time(invitation: Invitation, dice: Random) -> tuple[datetime, datetime]:
    """The same length some working days later, on a whole hour of the day."""
    local = invitation.start.astimezone(AMSTERDAM)
    day = add_working_days(local.date() + timedelta(days=1), dice.randint(1, 5))
    start = datetime(day.year, day.month, day.day, dice.choice([9, 10, 11, 13, 14, 15]), tzinfo=AMSTERDAM)
    return start, start + (invitation.end - invitation.start)


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=AMSTERDAM)
