"""An answer that had to wait is asked again when it may leave: opt-outs, changed people and dead addresses (P5)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from jobs_hands import reply

from bot.models.contact import AddressState
from bot.store import contacts, engagements, outbox
from bot.store.outbox import State

NO = "Wij hebben geen belangstelling voor een gesprek."
GRIFFIER = "griffie@{}.example"


def unchanged(_tour: Any, _code: str, _address: str) -> None:
    """Nothing happens."""


def changes_its_mind(tour: Any, code: str, _address: str) -> None:
    """A colleague hears on the telephone that they will think it over."""
    item, _ = tour.hands.find("Gemeenten", CbsCode=code)
    tour.hands.edit("Gemeenten", item, "coordinator", Status="In belactie")


def opts_out(tour: Any, code: str, _address: str) -> None:
    """They do not want to be written to any more."""
    with tour.app.journal.begin() as tx:
        engagements.put(tx, replace(engagements.get(tx, code), opted_out=True))


def edited(**fields: str) -> Callable[[Any, str, str], None]:
    """The coordinator changes the griffier in Contacten."""

    def edit(tour: Any, code: str, _address: str) -> None:
        item, _ = tour.hands.find("Contacten", CbsCode=code, Rol="griffier")
        tour.hands.edit("Contacten", item, "coordinator", **fields)

    return edit


def bounces(tour: Any, _code: str, address: str) -> None:
    """Another mail to the griffier came back."""
    with tour.app.journal.begin() as tx:
        contacts.mark_address(tx, address, AddressState.BOUNCED)


CASES: dict[str, tuple[str, Callable[[Any, str, str], None], State, str]] = {
    "nothing changed": ("Assen", unchanged, State.SENT, ""),
    "a change of mind": ("Emmen", changes_its_mind, State.DROPPED, "in de belactie"),
    "an opt-out": ("Coevorden", opts_out, State.DROPPED, "heeft zich afgemeld"),
    "another griffier": ("Meppel", edited(Achternaam="Van Nieuwland"), State.HELD, "de griffier is gewijzigd"),
    "another address": ("Westerveld", edited(Email="nieuw@westerveld.example"), State.HELD, "de griffier is gewijzigd"),
    "a dead address": ("Hoogeveen", bounces, State.HELD, "e-mailadres van de griffier: onbestelbaar"),
}


@pytest.fixture(scope="module")
def morning(own_tour: Any) -> dict[str, tuple[State, str, int]]:
    """Six say no in the evening, things change in the night; what became of each closing letter, and how many left."""
    tour = own_tour()
    item = tour.asked(brief="Vriendelijke afsluiting na een nee", provinces=())
    tour.hands.edit("Golven", item, "approver", Akkoord="Akkoord")
    tour.sent()
    tour.wait(10 * 60)
    codes = {one.name: one.code for one in tour.municipalities()}
    for town, *_ in CASES.values():
        letter = next(one for one in tour.letters() if f"{town.lower()}.example" in str(one["to"]))
        tour.hands.deliver(reply(letter, GRIFFIER.format(town.lower()), NO))
    tour.round(1)
    with tour.app.journal.begin() as tx:
        planned = outbox.in_state(tx, [State.PLANNED], kinds=["answer"])
    assert {one.institution for one in planned} == {codes[town] for town, *_ in CASES.values()}, "all wait"
    for town, change, *_ in CASES.values():
        change(tour, codes[town], GRIFFIER.format(town.lower()))
    tour.round(15 * 60)
    tour.round(1)
    with tour.app.journal.begin() as tx:
        ends = {one.institution: one for one in outbox.in_state(tx, list(State), kinds=["answer"])}
    left = {town: sum(f"{town.lower()}.example" in str(one["to"]) for one in tour.letters()) - 1 for town in codes}
    return {town: (ends[codes[town]].state, ends[codes[town]].reason, left[town]) for town, *_ in CASES.values()}


@pytest.mark.parametrize("case", CASES)
def test_a_closing_letter_that_waited_for_the_morning(morning: dict[str, tuple[State, str, int]], case: str) -> None:
    town, _, state, reason = CASES[case]
    assert morning[town] == (state, reason, int(state is State.SENT))
