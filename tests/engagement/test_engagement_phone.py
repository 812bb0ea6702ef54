"""The phone round: who is called, in which order, and what a caller's word does."""

from datetime import UTC, date, datetime

import pytest

from bot.engagement.phone import UITKOMSTEN, outcome_event, phone_round
from bot.models.engagement import Engagement
from bot.models.status import Event, Status

TODAY = date(2026, 10, 5)


def calling(code: str, day: int = 1, **facts: object) -> Engagement:
    return Engagement(code, Status.CALLING, since=datetime(2026, 9, day, tzinfo=UTC), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "event"),
    [
        ("Geen gehoor", None),
        ("Terugbellen", None),
        ("Wil gesprek", Event.SHOWED_INTEREST),
        ("Geen interesse", Event.DECLINED),
        (" Later ", Event.DEFERRED),
    ],
)
def test_what_an_outcome_does(word: str, event: Event | None) -> None:
    assert outcome_event(word) is event
    assert word.strip() in UITKOMSTEN


def test_an_unknown_outcome_is_an_error() -> None:
    with pytest.raises(ValueError, match="Misschien"):
        outcome_event("Misschien")


def test_promised_days_come_first_then_who_waits_longest() -> None:
    engagements = [
        calling("GM0003", 9),
        calling("GM0002", 4),
        calling("GM0009", 9, follow_up_on=TODAY),
        calling("GM0001", 9),
    ]
    assert phone_round(engagements, TODAY) == ("GM0009", "GM0002", "GM0001", "GM0003")


@pytest.mark.parametrize(
    "quiet",
    [
        calling("GM0001", follow_up_on=date(2026, 10, 6)),
        calling("GM0001", opted_out=True),
        calling("GM0001", open_question=True),
        calling("GM0001", needs_review="onduidelijk antwoord"),
        Engagement("GM0001", Status.INVITED),
        Engagement("GM0001", Status.DECLINED),
    ],
)
def test_who_is_not_called(quiet: Engagement) -> None:
    assert phone_round([quiet], TODAY) == ()
