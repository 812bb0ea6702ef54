"""The status machine: its table in human words, and promise P3 in every order of events."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.engagement.machine import TABLE, set_by_person, step
from bot.models.actor import Actor, Operator, Person, Service
from bot.models.engagement import Engagement
from bot.models.status import SESSIONS_HELD, TALKS, Event, Status

NOON = datetime(2026, 9, 7, 12, tzinfo=UTC)
BOT = Service()
COORDINATOR = Person("id-1", "Coördinator", "coordinator@team.example")
HOUR = timedelta(hours=1)


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("story", "events", "end"),
    [
        ("letter, no answer, phoned", [Event.LETTER_SENT, Event.FELL_SILENT], Status.CALLING),
        ("letter, reminder", [Event.LETTER_SENT, Event.LETTER_SENT], Status.INVITED),
        ("chose an option", [Event.LETTER_SENT, Event.TALK_BOOKED], Status.TALK_PLANNED),
        (
            "talk called off",
            [Event.LETTER_SENT, Event.TALK_BOOKED, Event.TALK_CANCELLED],
            Status.INTERESTED,
        ),
        ("no at once", [Event.LETTER_SENT, Event.DECLINED], Status.DECLINED),
        ("later, and the date came", [Event.LETTER_SENT, Event.DEFERRED, Event.DUE_AGAIN], Status.CALLING),
        (
            "talk, then no to the evening",
            [Event.LETTER_SENT, Event.TALK_BOOKED, Event.TALK_PASSED, Event.SESSION_OFFERED, Event.DECLINED],
            Status.COMPLETED,
        ),
        (
            "the whole way",
            [
                Event.LETTER_SENT,
                Event.SHOWED_INTEREST,
                Event.TALK_BOOKED,
                Event.TALK_MOVED,
                Event.TALK_PASSED,
                Event.SESSION_OFFERED,
                Event.SESSION_BOOKED,
                Event.SESSION_PASSED,
                Event.TRAINING_BOOKED,
                Event.TRAINING_PASSED,
                Event.WAY_ENDED,
            ],
            Status.COMPLETED,
        ),
        ("a yes in the phone round", [Event.LETTER_SENT, Event.FELL_SILENT, Event.SHOWED_INTEREST], Status.INTERESTED),
    ],
)
def test_stories(story: str, events: list[Event], end: Status) -> None:
    now = Engagement("GM0106")
    for hour, event in enumerate(events):
        outcome = step(now, event, at(hour), BOT)
        assert outcome.refused is None, story
        now = outcome.engagement
    assert now.status is end, story


def test_an_event_that_the_table_lacks_is_refused_with_both_names() -> None:
    before = Engagement("GM0106", Status.INVITED)
    outcome = step(before, Event.TALK_PASSED, NOON, BOT)
    assert outcome.engagement == before and not outcome.changed
    assert outcome.refused is not None
    assert "talk_passed" in outcome.refused and "invited" in outcome.refused and "GM0106" in outcome.refused


def test_every_event_is_possible_somewhere_and_every_status_reachable() -> None:
    assert {event for _, event in TABLE} == set(Event)
    reached, before = {Status.TO_APPROACH}, set[Status]()
    while reached != before:
        before = set(reached)
        reached |= {target for (source, _), target in TABLE.items() if source in before}
    assert reached == set(Status)


def test_a_talk_that_was_held_stays_counted_unless_a_person_says_otherwise() -> None:
    held = TALKS - {Status.TALK_PLANNED}
    lost = {
        (source, event)
        for (source, event), target in TABLE.items()
        if source in held and target not in TALKS
    }
    assert lost == set()


def test_completed_keeps_that_a_session_was_held() -> None:
    held = step(Engagement("GM0106", Status.SESSION_PLANNED), Event.SESSION_PASSED, NOON, BOT).engagement
    assert held.session_held
    assert step(held, Event.WAY_ENDED, at(1), BOT).engagement == replace(
        held, status=Status.COMPLETED, since=at(1)
    )
    without = step(Engagement("GM0106", Status.TALK_HELD), Event.WAY_ENDED, NOON, BOT).engagement
    assert without.status is Status.COMPLETED and not without.session_held


def test_a_mail_older_than_the_persons_word_becomes_a_proposal() -> None:
    by_hand = set_by_person(Engagement("GM0106", Status.INVITED), Status.CALLING, NOON, COORDINATOR).engagement
    outcome = step(by_hand, Event.DECLINED, at(-1), BOT)
    assert outcome.engagement.status is Status.CALLING and not outcome.changed
    assert outcome.proposal is Status.DECLINED and outcome.engagement.proposal == "Geen interesse"


def test_a_mail_after_the_persons_word_goes_through_the_machine() -> None:
    by_hand = set_by_person(Engagement("GM0106", Status.INVITED), Status.CALLING, NOON, COORDINATOR).engagement
    outcome = step(by_hand, Event.DECLINED, at(1), BOT)
    assert outcome.engagement.status is Status.DECLINED and outcome.changed
    assert not outcome.engagement.by_person


@pytest.mark.parametrize("ended", [Status.DECLINED, Status.COMPLETED])
def test_only_a_person_leads_out_of_an_end_that_a_person_set(ended: Status) -> None:
    by_hand = set_by_person(Engagement("GM0106"), ended, NOON, COORDINATOR).engagement
    outcome = step(by_hand, Event.SHOWED_INTEREST, at(5), BOT)
    assert outcome.engagement.status is ended and outcome.proposal is not None
    again = step(by_hand, Event.SHOWED_INTEREST, at(5), COORDINATOR)
    assert again.changed and again.engagement.status is outcome.proposal and again.engagement.by_person


def test_the_bots_own_decline_is_reopened_by_a_later_mail() -> None:
    declined = step(Engagement("GM0106", Status.INVITED), Event.DECLINED, NOON, BOT).engagement
    assert step(declined, Event.SHOWED_INTEREST, at(1), BOT).engagement.status is Status.INTERESTED


def test_the_day_to_come_back_is_kept_and_spent() -> None:
    day = date(2027, 1, 11)
    later = step(Engagement("GM0106", Status.INVITED), Event.DEFERRED, NOON, BOT, follow_up_on=day).engagement
    assert (later.status, later.follow_up_on) == (Status.LATER, day)
    assert step(later, Event.DUE_AGAIN, at(99), BOT).engagement.follow_up_on is None
    assert step(later, Event.TALK_BOOKED, at(1), BOT).engagement.follow_up_on is None
    after_talk = step(Engagement("GM0106", Status.TALK_HELD), Event.DEFERRED, NOON, BOT, follow_up_on=day)
    assert after_talk.changed and after_talk.engagement.status is Status.TALK_HELD
    assert after_talk.engagement.follow_up_on == day


def test_a_persons_day_to_come_back_stands() -> None:
    day = date(2027, 1, 11)
    by_hand = set_by_person(Engagement("GM0106", follow_up_on=day), Status.LATER, NOON, COORDINATOR).engagement
    outcome = step(by_hand, Event.DEFERRED, at(1), BOT, follow_up_on=date(2027, 3, 1))
    assert outcome.engagement.follow_up_on == day


def test_the_same_event_twice_changes_nothing_the_second_time() -> None:
    once = step(Engagement("GM0106", Status.INVITED), Event.DECLINED, NOON, BOT).engagement
    assert not step(once, Event.DECLINED, at(1), BOT).changed


ACTORS: st.SearchStrategy[Actor] = st.sampled_from([BOT, COORDINATOR, Operator("beheer", "server")])


@given(status=st.sampled_from(Status), event=st.sampled_from(Event), hours=st.integers(-48, 0))
def test_what_happened_before_a_persons_word_never_moves_it(status: Status, event: Event, hours: int) -> None:
    by_hand = set_by_person(Engagement("GM0106"), status, NOON, COORDINATOR).engagement
    outcome = step(by_hand, event, at(hours), BOT)
    assert replace(outcome.engagement, proposal="") == by_hand and not outcome.changed


class Tour(RuleBasedStateMachine):
    """Events and people in any order, with times that run forward and events that are learnt late."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.engagement = Engagement("GM0106")
        self.held = False

    @rule(event=st.sampled_from(Event), late=st.integers(0, 72), actor=ACTORS)
    def happens(self, event: Event, late: int, actor: Actor) -> None:
        self.now += HOUR
        before = self.engagement
        outcome = step(before, event, self.now - late * HOUR, actor)
        assert outcome.changed == (outcome.proposal is None and outcome.engagement != before)
        if not outcome.changed:
            assert outcome.engagement.status is before.status
        elif outcome.engagement.status is not before.status:
            assert outcome.engagement.status is TABLE[(before.status, event)]
        if before.by_person and before.status in (Status.DECLINED, Status.COMPLETED) and isinstance(actor, Service):
            assert outcome.engagement.status is before.status
        self._become(outcome.engagement)

    @rule(status=st.sampled_from(Status))
    def person_sets(self, status: Status) -> None:
        self.now += HOUR
        outcome = set_by_person(self.engagement, status, self.now, COORDINATOR)
        assert outcome.engagement.status is status and outcome.engagement.by_person
        self._become(outcome.engagement)

    def _become(self, engagement: Engagement) -> None:
        self.engagement = engagement
        self.held |= engagement.status in SESSIONS_HELD

    @invariant()
    def a_session_held_stays_held(self) -> None:
        assert self.engagement.session_held == self.held


TestTour = Tour.TestCase
TestTour.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
