"""Trial mode holds for the calendar too: no invitation and no cancellation reaches who is not on the list (P8)."""

from collections.abc import Iterator
from typing import Any

import pytest
from jobs_calendar import Agenda

from bot.jobs.meetings.read_back import called_off
from bot.models.actor import Service
from bot.store import outbox
from bot.store.outbox import State


@pytest.fixture
def trial(town: Any) -> Iterator[Any]:
    """The tour in trial mode from here on: `on` with further addresses on the list, until the test ends."""
    tour, before = town.tour, list(town.tour.settings)

    def on(*addresses: str) -> None:
        listed = ", ".join(f'"{one}"' for one in addresses)
        tour.settings = [*before, "waves.trial=true", f"waves.trial_recipients=[{listed}]"]
        tour.again()

    yield on
    tour.settings = before
    tour.again()


def offices(town: Any) -> list[str]:
    return [f"{who}@{town.domain}" for who in ("burgemeester", "griffie")]


def team(town: Any) -> list[str]:
    return list(town.tour.tenant.ready["team"])


def received(town: Any) -> int:
    """How many mails its griffie got."""
    return sum(f"griffie@{town.domain}" in one["to"] + one["cc"] for one in town.tour.tenant.outbox())


def states(town: Any, kind: str) -> list[State]:
    with town.tour.app.journal.begin() as tx:
        rows = outbox.in_state(tx, list(State), kinds=[kind])
    return [one.state for one in rows if one.institution == town.code]


def call_off(town: Any) -> None:
    """As after a mail that says so."""
    app = town.tour.app
    with app.journal.begin() as tx:
        called_off(app, tx, town.code, Service(), {"mail": "<afzegging>"})


def test_no_invitation_leaves_until_everybody_is_on_the_list(town: Any, trial: Any) -> None:
    trial(*team(town), offices(town)[0])
    before = received(town)
    town.writes("Wij kiezen voor optie 1.")
    town.tour.rounds(2)
    assert town.meetings() == [] and received(town) == before and states(town, "event") == [State.PLANNED]
    trial(*team(town), *offices(town))
    town.tour.rounds(2)
    assert len(town.meetings()) == 1 and states(town, "event") == [State.SENT]


def test_no_cancellation_leaves_until_everybody_is_on_the_list(town: Any, trial: Any) -> None:
    town.writes("Wij kiezen voor optie 1.")
    town.tour.rounds(2)
    trial(*team(town))
    before = received(town)
    call_off(town)
    town.tour.rounds(2)
    assert len(town.meetings()) == 1 and received(town) == before and states(town, "cancel") == [State.PLANNED]
    trial(*team(town), *offices(town))
    town.tour.rounds(2)
    assert town.meetings() == [] and states(town, "cancel") == [State.SENT]


def test_somebody_whom_a_person_invited_beside_counts_too(town: Any, trial: Any) -> None:
    town.writes("Wij kiezen voor optie 2.")
    town.tour.rounds(2)
    (event,) = town.meetings()
    guest = {"type": "required", "emailAddress": {"address": "gast@elders.example", "name": "Gast"}}
    body = {"attendees": [*({k: one[k] for k in ("type", "emailAddress")} for one in event["attendees"]), guest]}
    assert town.tour.hands.mailbox("PATCH", f"/events/{event['id']}", body).status_code == 200
    trial(*team(town), *offices(town))
    call_off(town)
    town.tour.rounds(2)
    assert len(town.meetings()) == 1 and states(town, "cancel") == [State.PLANNED]
    Agenda(town.tour.hands).cancel(event)
