"""An answer that had to wait is asked again when it may leave: opt-outs, changed people and dead addresses (P5)."""

from dataclasses import replace
from typing import Any

import pytest
from jobs_hands import reply

from bot.models.contact import AddressState
from bot.store import contacts, engagements, outbox
from bot.store.outbox import Effect, State

NO = "Wij hebben geen belangstelling voor een gesprek."


@pytest.fixture
def declined(tour: Any) -> Any:
    """Assen says no in the evening: the closing letter waits for the morning."""
    item = tour.asked(brief="Vriendelijke afsluiting na een nee", provinces=())
    tour.hands.edit("Golven", item, "approver", Akkoord="Akkoord")
    tour.sent()
    tour.wait(10 * 60)
    letter = next(one for one in tour.letters() if "assen.example" in str(one["to"]))
    tour.hands.deliver(reply(letter, "griffie@assen.example", NO))
    tour.round(1)
    assert answer(tour).state is State.PLANNED
    return tour


def answer(tour: Any) -> Effect:
    """The closing letter in the outbox."""
    with tour.app.journal.begin() as tx:
        return next(iter(outbox.in_state(tx, list(State), kinds=["answer"])))


def morning(tour: Any) -> Effect:
    """What became of it by the next morning."""
    tour.round(15 * 60)
    tour.round(1)
    return answer(tour)


def closing_letters(tour: Any) -> int:
    """How many left beside the invitations."""
    return len(tour.letters()) - 12


def test_it_leaves_in_the_morning(declined: Any) -> None:
    assert morning(declined).state is State.SENT
    assert closing_letters(declined) == 1


def test_after_a_change_of_mind_it_does_not(declined: Any) -> None:
    town, _ = declined.hands.find("Gemeenten", Title="Assen")
    declined.hands.edit("Gemeenten", town, "coordinator", Status="In belactie")
    found = morning(declined)
    assert (found.state, found.reason) == (State.DROPPED, "in de belactie") and closing_letters(declined) == 0


def test_to_who_opted_out_it_does_not(declined: Any) -> None:
    with declined.app.journal.begin() as tx:
        engagements.put(tx, replace(engagements.get(tx, answer(declined).institution), opted_out=True))
    found = morning(declined)
    assert (found.state, found.reason) == (State.DROPPED, "heeft zich afgemeld") and closing_letters(declined) == 0


CHANGES = {
    "another griffier": ({"Achternaam": "Van Nieuwland"}, "de griffier is gewijzigd"),
    "another address": ({"Email": "nieuw@assen.example"}, "de griffier is gewijzigd"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_addressee_holds_it(declined: Any, change: str) -> None:
    fields, reason = CHANGES[change]
    code = answer(declined).institution
    item, _ = declined.hands.find("Contacten", CbsCode=code, Rol="griffier")
    declined.hands.edit("Contacten", item, "coordinator", **fields)
    found = morning(declined)
    assert (found.state, found.reason) == (State.HELD, reason) and closing_letters(declined) == 0


def test_a_dead_address_holds_it(declined: Any) -> None:
    with declined.app.journal.begin() as tx:
        contacts.mark_address(tx, "griffie@assen.example", AddressState.BOUNCED)
    found = morning(declined)
    assert found.state is State.HELD and "onbestelbaar" in found.reason and closing_letters(declined) == 0
