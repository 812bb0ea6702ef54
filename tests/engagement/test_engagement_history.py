"""History in Dutch, from journal events."""

from datetime import UTC, datetime

import pytest

from bot.engagement.history import explain
from bot.engagement.machine import step
from bot.engagement.words import EVENTS
from bot.models.actor import Person, Service
from bot.models.engagement import Engagement
from bot.models.status import Event, Status

AT = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)


def test_a_change_of_status_says_when_what_why_and_who() -> None:
    event = {
        "at": AT,
        "kind": "status",
        "actor": Service(),
        "cause": {"mail": "<1@assen.example>", "rule": "optie", "event": "showed_interest"},
        "data": {"before": "invited", "after": "interested", "proposal": ""},
    }
    assert explain([event]) == [
        "24 november 2026, 14.05 uur: status Aangeschreven → Interesse, afspraak te maken;"
        " oorzaak: wil een gesprek, bericht <1@assen.example>, regel optie; door de bot"
    ]


def test_a_persons_status_stands_and_the_proposal_is_shown() -> None:
    event = {
        "at": AT,
        "kind": "status",
        "actor": Service(),
        "cause": {"event": "declined"},
        "data": {"before": "calling", "after": "calling", "proposal": "Geen interesse"},
    }
    (line,) = explain([event])
    assert "status blijft In belactie; voorstel Geen interesse; oorzaak: geen interesse" in line


def test_a_person_by_name_and_a_cause_in_words() -> None:
    event = {"at": AT, "kind": "decided", "actor": Person("1", "Jo de Vries"), "cause": "Postbak"}
    assert explain([event]) == ["24 november 2026, 14.05 uur: besluit in Postbak; oorzaak: Postbak; door Jo de Vries"]


def test_iso_text_summer_time_and_words_without_dutch_are_shown_as_they_stand() -> None:
    data = {"oud": None, "x": [True, {"wave": 3}]}
    event = {"at": "2026-07-01T22:30:00+00:00", "kind": "something_new", "data": data}
    assert explain([event]) == ["2 juli 2026, 00.30 uur: something new; x ja, (golf 3)"]


def test_every_event_has_dutch() -> None:
    assert set(EVENTS) == {event.value for event in Event}


@pytest.mark.parametrize("event", Event)
def test_what_happened_is_told_in_dutch(event: Event) -> None:
    cause = {"offer": 3, "calendar_event": "AAMk1", "happened": event.value}
    (line,) = explain([{"at": AT, "kind": "status", "cause": cause, "data": {"before": "calling", "after": "calling"}}])
    assert line.endswith(f"oorzaak: {EVENTS[event]}, aangeboden tijd 3, agenda-afspraak AAMk1")


def test_what_could_not_happen_is_told_in_dutch_alone() -> None:
    refused = step(Engagement("GM0106", Status.DECLINED), Event.TALK_PASSED, AT, Service()).refused
    cause = {"happened": "talk_passed", "refused": refused}
    data = {"before": "declined", "after": "declined", "proposal": ""}
    (line,) = explain([{"at": AT, "kind": "refused", "actor": Service(), "cause": cause, "data": data}])
    assert line.partition(": ")[2] == (
        "niet mogelijk, status blijft Geen interesse; oorzaak: gesprek gevoerd; door de bot"
    )
