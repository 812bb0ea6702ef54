"""What people did with a booked talk in Outlook: answers to the invitation, moves, cancellations."""

from collections.abc import Sequence
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
    """Someone invited. `team`: an adviser of ours. `proposed`: the other time they proposed, if any."""

    email: str
    response: Response = Response.NONE
    team: bool = False
    proposed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """A booked talk, as the journal last saw it or as the calendar shows it now."""

    start: datetime
    end: datetime
    attendees: tuple[Attendee, ...] = ()
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What follows: events for the status machine, and what a person must look at (Dutch, no mail text)."""

    events: tuple[Event, ...] = ()
    review: tuple[str, ...] = ()


def read_back(known: Talk, present: Talk | None, now: datetime) -> ReadBack:
    """Compare what was known with what stands in the calendar now (None: the event is gone).

    Only differences count: the caller keeps `present` as the next `known`, and a second reading says nothing new. That
    a talk passed is said at every reading after its end, until the caller reads it no more.
    """
    if known.cancelled:
        return ReadBack()
    if present is None or present.cancelled:
        return ReadBack((Event.TALK_CANCELLED,)) if now < known.end else _gone_late()
    moved = (present.start, present.end) != (known.start, known.end)
    if now >= present.end:
        return ReadBack((Event.TALK_PASSED,), _refusals(known, present))
    if _all_declined(present.attendees):
        return ReadBack() if _all_declined(known.attendees) else ReadBack((Event.TALK_CANCELLED,))
    events = (Event.TALK_MOVED,) if moved else ()
    return ReadBack(events, _refusals(known, present) + _proposals(known, present))


def _gone_late() -> ReadBack:
    return ReadBack(review=("de afspraak is na afloop uit de agenda gehaald; is het gesprek gevoerd?",))


def _all_declined(attendees: Sequence[Attendee]) -> bool:
    """Everyone of the institution said no."""
    guests = [one for one in attendees if not one.team]
    return bool(guests) and all(one.response is Response.DECLINED for one in guests)


def _refusals(known: Talk, present: Talk) -> tuple[str, ...]:
    """One refusal among several, or an adviser's: a person decides what it means."""
    before = {one.email.casefold(): one.response for one in known.attendees}
    new = [
        one
        for one in present.attendees
        if one.response is Response.DECLINED and before.get(one.email.casefold()) is not Response.DECLINED
    ]
    return tuple(f"{'de adviseur' if one.team else 'een genodigde'} ({one.email}) kan niet komen" for one in new)


def _proposals(known: Talk, present: Talk) -> tuple[str, ...]:
    before = {one.email.casefold(): one.proposed for one in known.attendees}
    new = [one for one in present.attendees if one.proposed and one.proposed != before.get(one.email.casefold())]
    return tuple(f"{one.email} stelt een andere tijd voor: {_when(one.proposed)}" for one in new if one.proposed)


def _when(at: datetime) -> str:
    return f"{at.astimezone(AMSTERDAM):%d-%m-%Y %H.%M} uur"
