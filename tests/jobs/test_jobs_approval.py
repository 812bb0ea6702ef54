"""Whose word counts in Akkoord: only a second person's own, on the seal as it stands (P8)."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.store import events


class Waiting:
    """A wave that waits for approval."""

    def __init__(self, tour: Any) -> None:
        self.tour, self.hands = tour, tour.hands
        self.item = tour.asked()

    def melding(self) -> str:
        """What the list answers after a round."""
        self.tour.round(1)
        return str(self.hands.fields("Golven", self.item).get("Melding", ""))

    def edit(self, role: str, **fields: Any) -> None:
        """Someone edits the wave's item."""
        self.hands.edit("Golven", self.item, role, **fields)

    def nothing_left(self) -> None:
        """Long after any cool-down nobody got a letter."""
        self.tour.rounds(2, 20)
        assert self.tour.letters() == []


@pytest.fixture(scope="module")
def waiting(own_tour: Callable[..., Any]) -> Waiting:
    """One wave for all attempts: none of them may move it."""
    return Waiting(own_tour())


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("planner", "Marije Planting"),
        ("adviser", "mag geen golven goedkeuren"),
        ("coordinator", "mag geen golven goedkeuren"),
        ("app", "alleen een persoon kan goedkeuren"),
    ],
)
def test_who_may_not_approve_sends_nothing(waiting: Waiting, role: str, words: str) -> None:
    waiting.edit(role, Akkoord="Akkoord")
    melding = waiting.melding()
    assert "Akkoord telt niet" in melding and words in melding and "niets verzonden" in melding
    waiting.nothing_left()
    waiting.edit(role, Akkoord=None)
    waiting.tour.round(1)


def test_an_edited_seal_makes_the_answer_void(waiting: Waiting) -> None:
    waiting.edit("adviser", Zegel="0" * 64)
    waiting.edit("approver", Akkoord="Akkoord")
    melding = waiting.melding()
    assert "zegel" in melding and "niets verzonden" in melding
    waiting.nothing_left()
    waiting.edit("approver", Akkoord=None)
    waiting.tour.round(1)


def test_a_copy_of_the_item_approves_nothing(waiting: Waiting) -> None:
    fields = waiting.hands.fields("Golven", waiting.item)
    copied = {name: fields[name] for name in ("Title", "Brief", "Provincie", "Stand", "Aantal", "Zegel")}
    several = {"Provincie@odata.type": "Collection(Edm.String)", "Akkoord": "Akkoord"}
    copy = waiting.hands.add("Golven", "approver", {**copied, **several})
    waiting.melding()
    assert "niets verzonden" in waiting.hands.fields("Golven", copy)["Melding"]
    waiting.nothing_left()


def test_the_word_of_a_second_person_counts_after_all_this(waiting: Waiting) -> None:
    tour = waiting.tour
    with tour.app.journal.begin() as tx:
        assert events.latest(tx, "wave_approved") is None
    waiting.edit("approver", Akkoord="Akkoord")
    assert "Goedgekeurd door Olaf Akkerdaas" in waiting.melding()
    with tour.app.journal.begin() as tx:
        approved = events.latest(tx, "wave_approved")
    assert approved is not None and approved["cause"]["fields"]["Zegel"] == approved["data"]["seal"]


def test_a_word_given_before_it_was_asked_does_not_count_later(tour: Any) -> None:
    item = tour.proof()
    tour.hands.edit("Golven", item, "approver", Akkoord="Akkoord")
    tour.round(1)
    assert "Akkoord telt pas na 'Vraag akkoord'" in tour.hands.fields("Golven", item)["Melding"]
    tour.hands.edit("Golven", item, "planner", Opdracht="Vraag akkoord")
    tour.rounds(2, 20)
    assert tour.letters() == []


def test_a_word_on_an_older_proof_does_not_count_for_the_newer(tour: Any) -> None:
    item = tour.asked()
    before = tour.hands.fields("Golven", item)["Zegel"]
    tour.hands.edit("Golven", item, "planner", Opdracht="Maak proef")
    tour.round(1)
    tour.hands.edit("Golven", item, "planner", Opdracht="Vraag akkoord")
    tour.round(1)
    fields = tour.hands.fields("Golven", item)
    assert fields["Zegel"] != before
    tour.hands.edit("Golven", item, "approver", Zegel=before, Akkoord="Akkoord")
    tour.round(1)
    assert "Akkoord telt niet" in tour.hands.fields("Golven", item)["Melding"]
    tour.round(20)
    assert tour.letters() == []


def test_a_no_with_a_reason_ends_it(tour: Any) -> None:
    item = tour.asked()
    tour.hands.edit("Golven", item, "approver", Akkoord="Niet akkoord", Reden="Er staat een oude datum in.")
    tour.round(1)
    fields = tour.hands.fields("Golven", item)
    assert fields["Stand"] == "Niet akkoord" and "Er staat een oude datum in." in fields["Melding"]
    tour.round(20)
    assert tour.letters() == []
