"""The phone round: who is to be called, and what a caller's outcome means."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from bot.models.engagement import Engagement
from bot.models.status import Event, Status


class Uitkomst(StrEnum):
    """The choices of the column Uitkomst in Gemeenten and Provincies."""

    GEEN_GEHOOR = "Geen gehoor"
    TERUGBELLEN = "Terugbellen"
    WIL_GESPREK = "Wil gesprek"
    GEEN_INTERESSE = "Geen interesse"
    LATER = "Later"


UITKOMSTEN: tuple[str, ...] = tuple(outcome.value for outcome in Uitkomst)

_EVENTS = {
    Uitkomst.WIL_GESPREK: Event.SHOWED_INTEREST,
    Uitkomst.GEEN_INTERESSE: Event.DECLINED,
    Uitkomst.LATER: Event.DEFERRED,
}


def outcome_event(text: str) -> Event | None:
    """The event of a caller's outcome; None where the status stays (nobody answered, call again).

    ValueError for a word that is not one of UITKOMSTEN.
    """
    return _EVENTS.get(Uitkomst(text.strip()))


def to_call(engagement: Engagement, today: date) -> bool:
    """In the phone round, and nothing says to wait: no day to call again after `today`, no opt-out, no open mail."""
    waits = engagement.follow_up_on is not None and engagement.follow_up_on > today
    silent = engagement.opted_out or engagement.open_question or bool(engagement.needs_review)
    return engagement.status is Status.CALLING and not waits and not silent


def phone_round(engagements: Iterable[Engagement], today: date) -> tuple[str, ...]:
    """Codes to call today: first who asked to be called on a day, then who waits longest, then by code."""

    def order(engagement: Engagement) -> tuple[date, float, str]:
        since = engagement.since.timestamp() if engagement.since else 0.0
        return (engagement.follow_up_on or date.max, since, engagement.code)

    callable_now = [engagement for engagement in engagements if to_call(engagement, today)]
    return tuple(engagement.code for engagement in sorted(callable_now, key=order))
