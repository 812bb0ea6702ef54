"""A talk that is called off: those invited are told once and only once (P1), and by us only where nobody else did."""

from collections.abc import Callable
from typing import Any

import pytest
from jobs_calendar import Agenda

from bot.jobs.meetings.read_back import called_off
from bot.m365.graph import Doubtful, Result
from bot.models.actor import Service
from bot.store import outbox
from bot.store.outbox import Effect, State

CALLED_OFF = "Helaas kan de afspraak niet doorgaan. Wij zeggen het gesprek af."


def booked(town: Any) -> dict[str, Any]:
    """A talk in the calendar; its event."""
    town.writes("Wij kiezen voor optie 1.")
    town.tour.rounds(2)
    (event,) = town.meetings()
    return dict(event)


def call_off(town: Any) -> None:
    """The office calls the talk off by mail, and somebody confirms that where the bot is not sure."""
    town.writes(CALLED_OFF)
    for row in town.waiting():
        item, _ = town.tour.hands.find("Postbak", Link=row["Link"])
        town.tour.hands.edit("Postbak", item, "coordinator", Besluit="Voorstel uitvoeren")
    town.tour.round(1)


def told_off(town: Any) -> int:
    """How many cancellations its griffie got."""
    rows = [one for one in town.tour.tenant.outbox() if f"griffie@{town.domain}" in one["to"] + one["cc"]]
    return sum(one["subject"].startswith(("Geannuleerd", "Canceled", "Cancelled")) for one in rows)


def invitations(town: Any) -> list[str]:
    """Subjects of the invitations that its griffie got."""
    subject = town.tour.app.config.meetings.event_subject
    rows = [one for one in town.tour.tenant.outbox() if f"griffie@{town.domain}" in one["to"] + one["cc"]]
    return [one["subject"] for one in rows if one["subject"] == subject]


def cancellation(town: Any) -> Effect:
    """Its row in the outbox."""
    with town.tour.app.journal.begin() as tx:
        (one,) = [each for each in outbox.in_state(tx, list(State), kinds=["cancel"]) if each.institution == town.code]
    return one


def test_who_was_invited_is_told_once_with_the_cause_in_the_journal(town: Any) -> None:
    booked(town)
    call_off(town)
    town.tour.rounds(3)
    assert told_off(town) == 1 and town.meetings() == []
    effect = cancellation(town)
    assert effect.state is State.SENT and effect.payload["cause"]["happened"] == "talk_cancelled"
    assert town.fields()["Status"] == "Interesse, afspraak te maken"


@pytest.mark.parametrize("after", [True, False], ids=["done, answer lost", "never arrived"])
def test_a_cancellation_whose_answer_was_lost_goes_out_once(town: Any, after: bool) -> None:
    booked(town)
    graph, lost = town.tour.app.graph, list[int]()
    plain = graph.batch_once

    def losing(parts: Any) -> Any:
        if any(part.path.endswith("/cancel") for part in parts) and len(lost) < 2:
            lost.append(1)
            if after:
                plain(parts)
            raise Doubtful("/cancel", "the connection was lost")
        return plain(parts)

    graph.batch_once = losing
    call_off(town)
    town.tour.rounds(3)
    graph.batch_once = plain
    assert lost and told_off(town) == 1 and town.meetings() == []
    assert cancellation(town).state is State.SENT


class Killed(BaseException):
    """The process dies."""


@pytest.mark.parametrize("after", [True, False], ids=["after it was done", "before"])
@pytest.mark.parametrize(("ends", "option"), [("/cancel", ""), ("/events", "3")], ids=["cancelling", "inviting"])
def test_a_process_that_dies_in_the_act_leaves_nobody_told_twice(
    town: Any, after: bool, ends: str, option: str
) -> None:
    if not option:
        booked(town)
    plain = town.tour.app.graph.batch_once

    def dying(parts: Any) -> Any:
        if any(part.method == "POST" and part.path.endswith(ends) for part in parts):
            if after:
                plain(parts)
            raise Killed
        return plain(parts)

    town.tour.app.graph.batch_once = dying
    with pytest.raises(Killed):
        if option:
            town.writes(f"Wij kiezen voor optie {option}.")
        else:
            call_off(town)
    town.tour.again()
    town.tour.rounds(3)
    assert (told_off(town), len(town.meetings())) == ((0, 1) if option else (1, 0))
    assert len(invitations(town)) == 1


def test_an_invitation_in_doubt_for_a_talk_called_off_meanwhile_is_cancelled_too(town: Any) -> None:
    graph = town.tour.app.graph
    plain = graph.batch_once

    def losing(parts: Any) -> Any:
        if any(part.method == "POST" and part.path.endswith("/events") for part in parts):
            plain(parts)
            raise Doubtful("/events", "the connection was lost")
        return plain(parts)

    graph.batch_once = losing
    town.writes("Wij kiezen voor optie 1.")
    graph.batch_once = plain
    assert len(town.meetings()) == 1
    with town.tour.app.journal.begin() as tx:
        called_off(town.tour.app, tx, town.code, Service(), {"mail": "<afzegging>"})
    town.tour.rounds(3)
    assert told_off(town) == 1 and town.meetings() == []


def test_noodstop_keeps_a_cancellation_until_it_is_off(town: Any) -> None:
    booked(town)
    stop, _ = town.tour.hands.find("Bediening", Title="Noodstop")
    town.tour.hands.edit("Bediening", stop, "coordinator", Noodstop="Aan")
    call_off(town)
    town.tour.rounds(2)
    assert told_off(town) == 0 and len(town.meetings()) == 1
    town.tour.hands.edit("Bediening", stop, "coordinator", Noodstop="Uit")
    town.tour.rounds(2)
    assert told_off(town) == 1 and town.meetings() == []


@pytest.mark.parametrize("how", ["cancel", "remove"])
def test_a_talk_that_somebody_cancels_in_outlook_is_followed_and_not_cancelled_again(town: Any, how: str) -> None:
    event = booked(town)
    getattr(Agenda(town.tour.hands), how)(event)
    town.tour.rounds(3)
    assert town.fields()["Status"] == "Interesse, afspraak te maken"
    assert told_off(town) == 1, "Outlook's own"
    effect = cancellation(town)
    assert (effect.state, effect.reason) == (State.DROPPED, "in Outlook al afgezegd")


def refusing(plain: Callable[..., Any], ends: str, asked: list[int]) -> Callable[..., Any]:
    """Batches in which the tenant refuses each request that ends so."""

    def call(parts: Any) -> Any:
        if not any(part.method == "POST" and part.path.endswith(ends) for part in parts):
            return plain(parts)
        asked.append(1)
        return [Result(403, {"error": {"code": "ErrorAccessDenied"}}) for _ in parts]

    return call


@pytest.mark.parametrize(("ends", "kind"), [("/events", "uitnodiging"), ("/cancel", "afzegging")])
def test_what_the_calendar_refuses_goes_before_a_person_once(town: Any, ends: str, kind: str) -> None:
    if ends == "/cancel":
        booked(town)
    graph, asked = town.tour.app.graph, list[int]()
    plain = graph.batch_once
    graph.batch_once = refusing(plain, ends, asked)
    if ends == "/cancel":
        call_off(town)
    else:
        town.writes("Wij kiezen voor optie 1.")
    town.tour.rounds(3)
    graph.batch_once = plain
    assert asked == [1], "it is asked once"
    assert "ErrorAccessDenied" in town.fields()["Melding"]


def test_one_that_the_bot_stumbles_over_goes_to_a_person_and_stops_no_other(town: Any) -> None:
    app = town.tour.app
    payload = {"offer": 0, "event": "x"}
    effect = Effect("cancel:0", "cancel", app.config.m365.mailbox, app.now(), "GM9999", payload=payload)
    with app.journal.begin() as tx:
        outbox.add(tx, effect, app.now())
    town.writes("Wij kiezen voor optie 1.")
    town.tour.rounds(2)
    assert len(town.meetings()) == 1
    with app.journal.begin() as tx:
        lost = outbox.get(tx, "cancel:0")
    assert lost is not None and (lost.state, lost.reason) == (State.HELD, "de bot kon dit niet maken (LookupError)")
