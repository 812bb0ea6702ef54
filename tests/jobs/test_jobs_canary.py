"""The canary: a wave that begins badly pauses itself, says why, and goes on only when a person resumes it."""

from collections import Counter
from typing import Any

import pytest
from jobs_hands import refusing

from bot.cli.wave_send import send
from bot.errors import TenantError
from bot.jobs.waves.control import pause
from bot.m365.graph import GraphFault
from bot.models.actor import Operator
from bot.store import outbox
from bot.store.outbox import State


def melding(tour: Any, item: str) -> str:
    """What the wave's item says."""
    return str(tour.hands.fields("Golven", item).get("Melding", ""))


def resume(tour: Any, item: str) -> None:
    """The coordinator has looked, and lets it go on."""
    tour.hands.edit("Golven", item, "coordinator", Opdracht="Hervatten")
    tour.rounds(6, 1)


def test_two_refusals_among_the_first_pause_the_wave_until_a_person_resumes_it(make_tour: Any) -> None:
    tour = make_tour("limits.messages_per_minute=3")
    item = tour.approved()
    with refusing(tour, lambda part: part.path.endswith("/send"), 400, "ErrorInvalidRecipients", times=2) as struck:
        tour.rounds(4, 10)
    assert len(struck) == 2
    assert len(tour.letters()) == 1, "the rest of the batch, and nothing after it"
    fields = tour.hands.fields("Golven", item)
    assert fields["Stand"] == "Gepauzeerd" and "2 van de eerste 3 brieven kwamen niet aan" in fields["Melding"]
    assert "Hervatten" in fields["Melding"] and "2 van 12 brieven niet verzonden" in fields["Melding"]
    assert sum(one["subject"].startswith("Gepauzeerd: ") for one in tour.staff_mail()) == 1
    resume(tour, item)
    assert Counter(tour.states()) == {"sent": 10, "failed": 2}
    assert tour.hands.fields("Golven", item)["Stand"] == "Verzonden, zie melding"


def test_wave_send_says_that_it_paused(make_tour: Any) -> None:
    tour = make_tour("limits.messages_per_minute=3")
    tour.approved()
    tour.wait(16)
    with refusing(tour, lambda part: part.path.endswith("/send"), 400, "ErrorInvalidRecipients", times=2):
        lines = send(tour.app, 1, Operator("test", "localhost"), False, lambda _line: None)
    assert lines[0] == "wave 1: 1 of 12 letters sent"
    assert lines[1].startswith("wave 1 is paused: Gepauzeerd door de bot")
    assert sum(line.startswith("failed OTWB-") for line in lines) == 2
    assert "waiting 9: de golf is niet vrijgegeven (Gepauzeerd)" in lines


def test_one_refusal_among_the_first_does_not_stop_the_others(make_tour: Any) -> None:
    tour = make_tour("limits.messages_per_minute=3")
    tour.approved()
    with refusing(tour, lambda part: part.path.endswith("/send"), 400, "ErrorInvalidRecipients", times=1):
        tour.rounds(8, 10)
    assert Counter(tour.states()) == {"sent": 11, "failed": 1}


def test_a_refusal_of_rights_pauses_at_once_and_no_letter_is_lost(tour: Any) -> None:
    item = tour.approved()
    with refusing(tour, lambda part: part.path.endswith("/send"), 401, "InvalidAuthenticationToken", times=1):
        tour.rounds(3, 16)
    fields = tour.hands.fields("Golven", item)
    assert fields["Stand"] == "Gepauzeerd" and "weigert de toegang" in fields["Melding"]
    assert len(tour.letters()) == 11
    resume(tour, item)
    assert tour.offices() == tour.expected() and Counter(tour.states()) == {"sent": 12}
    assert tour.hands.fields("Golven", item)["Stand"] == "Verzonden"


def test_rights_that_lack_for_drafts_pause_too(tour: Any) -> None:
    item = tour.approved()
    with refusing(tour, lambda part: part.path.endswith("/messages"), 403, "ErrorAccessDenied"):
        tour.rounds(2, 16)
    assert tour.hands.fields("Golven", item)["Stand"] == "Gepauzeerd"
    assert tour.letters() == []
    resume(tour, item)
    assert tour.offices() == tour.expected()


def test_a_batch_that_is_refused_as_a_whole_pauses_too(tour: Any) -> None:
    item = tour.approved()
    tour.wait(16)
    once = tour.app.graph.batch_once

    def no_rights(parts: Any) -> Any:
        if any(part.path.endswith("/send") for part in parts):
            raise GraphFault("POST /$batch", 403, "AccessDenied")
        return once(parts)

    tour.app.graph.batch_once = no_rights
    with pytest.raises(TenantError):
        tour.round()
    tour.app.graph.batch_once = once
    tour.rounds(2, 1)
    assert tour.hands.fields("Golven", item)["Stand"] == "Gepauzeerd" and tour.letters() == []
    resume(tour, item)
    assert tour.offices() == tour.expected()


def test_bounces_of_the_first_letters_pause_the_wave(make_tour: Any) -> None:
    tour = make_tour("limits.messages_per_minute=3")
    item = tour.approved()
    tour.tenant.control("POST", "/addresses", {"unknown": tour.expected()})
    tour.wait(16)
    tour.rounds(6, 2)
    fields = tour.hands.fields("Golven", item)
    assert fields["Stand"] == "Gepauzeerd" and "kwamen niet aan" in fields["Melding"]
    assert len(tour.letters()) == 3, "those of the first minute"


def test_a_wave_that_was_paused_while_its_last_letters_left_ends_as_sent_when_resumed(tour: Any) -> None:
    item = tour.approved()
    tour.wait(16)
    once = tour.app.graph.batch_once

    def paused_meanwhile(parts: Any) -> Any:
        if any(part.path.endswith("/send") for part in parts):
            pause(tour.app, 1, Operator("test", "localhost"), "")
        return once(parts)

    tour.app.graph.batch_once = paused_meanwhile
    tour.round()
    tour.app.graph.batch_once = once
    assert tour.hands.fields("Golven", item)["Stand"] == "Gepauzeerd" and len(tour.letters()) == 12
    tour.hands.edit("Golven", item, "coordinator", Opdracht="Hervatten")
    tour.round(1)
    assert tour.hands.fields("Golven", item)["Stand"] == "Verzonden"


def test_an_answer_without_its_part_in_the_batch_is_looked_up_not_given_up(tour: Any) -> None:
    """A batch may come back without the answer to a part: it may have been carried out."""
    tour.approved()
    once = tour.app.graph.batch_once
    lost: list[str] = []

    def without_the_first(parts: Any) -> Any:
        answers = once(parts)
        if any(part.path.endswith("/send") for part in parts) and not lost:
            lost.append(parts[0].path)
            answers[0] = type(answers[0])(0)
        return answers

    tour.app.graph.batch_once = without_the_first
    tour.rounds(4, 16)
    assert lost and Counter(tour.states()) == {"sent": 12} and tour.offices() == tour.expected()
    with tour.app.journal.begin() as tx:
        assert not outbox.in_state(tx, (State.FAILED, State.HELD))
