"""What people did with a booked talk in Outlook: answers to the invitation, moves, cancellations."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.meetings.days import AMSTERDAM
from bot.models.status import Event


class Response(StrEnum):
    """An attendee's answer; the value is Graph's `responseStatus.response` in lower case."""

    NONE = "none"
    NOT_RESPONDED = "notresponded"
    ORGANIZER = "organizer"
    ACCEPTED = "accepted"
    TENTATIVE = "tentativelyaccepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Attendee:
    """Someone invited. `who`: as staff call them ("de griffier"); `team`: an adviser of ours.

    `proposed` is the other time they asked for, if any.
    """

    who: str
    response: Response = Response.NONE
    team: bool = False
    proposed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """A booked talk, as the journal knows it or as the calendar shows it now."""

    start: datetime
    end: datetime
    attendees: tuple[Attendee, ...] = ()
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What follows: an event for the status machine, or what stands in the way of the talk.

    `notes` (Dutch, no mail text) is what a person must look at as things stand, `proposal` the time that somebody asks
    for; `unmanned`: nobody of ours would hold the talk. The same calendar says the same again: the caller compares.
    """

    event: Event | None = None
    notes: tuple[str, ...] = ()
    proposal: str = ""
    unmanned: bool = False


def read_back(known: Talk, present: Talk | None, now: datetime) -> ReadBack:
    """Compare the times that were known with what stands in the calendar now (None: the event is gone).

    A no is for a person to decide upon: the talk stands until somebody calls it off or moves it.
    """
    if known.cancelled:
        return ReadBack()
    if present is None or present.cancelled:
        return ReadBack(Event.TALK_CANCELLED) if now < known.end else ReadBack(notes=(_LATE,))
    if now >= present.end:
        return ReadBack(Event.TALK_PASSED)
    moved = (present.start, present.end) != (known.start, known.end)
    asked = [one.proposed for one in present.attendees if one.proposed]
    return ReadBack(
        Event.TALK_MOVED if moved else None,
        tuple(note for one in present.attendees if (note := _note(one))),
        f"Gesprek op {_when(asked[0])}" if asked else "",
        any(one.team for one in present.attendees) and not any(_comes(one) for one in present.attendees),
    )


_LATE = "de afspraak is na afloop uit de agenda gehaald; is het gesprek gevoerd?"


def _comes(one: Attendee) -> bool:
    """An adviser who has not said no."""
    return one.team and one.response is not Response.DECLINED


def _note(one: Attendee) -> str:
    if one.proposed:
        return f"{one.who} stelt een andere tijd voor: {_when(one.proposed)}"
    if one.response is Response.DECLINED:
        return f"{one.who} kan niet komen"
    if one.team and one.response is Response.TENTATIVE:
        return f"{one.who} heeft voorlopig ja gezegd"
    return ""


def _when(at: datetime) -> str:
    return f"{at.astimezone(AMSTERDAM):%d-%m-%Y %H.%M} uur"
