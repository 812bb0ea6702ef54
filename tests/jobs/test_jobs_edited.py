"""Approval covers what was proofed (P8): edits of the item before, with and after the answer, and what is no answer."""

from typing import Any

import pytest

GRONINGEN = {"Provincie@odata.type": "Collection(Edm.String)", "Provincie": ["Drenthe", "Groningen"]}
DRENTHE = {"Provincie@odata.type": "Collection(Edm.String)", "Provincie": ["Drenthe"]}
EDITS = {
    "another province": (GRONINGEN, "Provincie is gewijzigd"),
    "another letter": ({"Brief": "Herinnering"}, "Brief is gewijzigd"),
    "another day": ({"VerzendenVanaf": "2026-09-09T08:00:00Z"}, "Verzenden vanaf is gewijzigd"),
}


class Wave:
    """A wave's item and what people do to it."""

    def __init__(self, tour: Any, item: str) -> None:
        self.tour, self.item = tour, item

    def edit(self, role: str, **fields: Any) -> None:
        """Someone edits the item."""
        self.tour.hands.edit("Golven", self.item, role, **fields)

    def shown(self) -> tuple[str, str]:
        """Stand and Melding after a round."""
        self.tour.round(1)
        fields = self.tour.hands.fields("Golven", self.item)
        return str(fields["Stand"]), str(fields.get("Melding", ""))

    def nothing_left(self) -> None:
        """Long after any cool-down nobody got a letter."""
        self.tour.rounds(2, 20)
        assert self.tour.letters() == []


@pytest.fixture(scope="module")
def waiting(own_tour: Any) -> Wave:
    """One wave for all attempts before its approval: none of them may move it."""
    tour = own_tour()
    return Wave(tour, tour.asked())


@pytest.mark.parametrize(("edit", "words"), EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("first", ["planner", "approver"])
def test_an_edit_beside_the_answer_makes_it_void(waiting: Wave, edit: dict[str, Any], words: str, first: str) -> None:
    """Whoever is first: the approver saw, or leaves behind, another wave than the proof."""
    before = waiting.tour.hands.fields("Golven", waiting.item)
    if first == "planner":
        waiting.edit("planner", **edit)
    waiting.edit("approver", Akkoord="Akkoord")
    if first == "approver":
        waiting.edit("planner", **edit)
    stand, melding = waiting.shown()
    assert stand == "Wacht op akkoord" and "Akkoord telt niet" in melding and words in melding
    waiting.nothing_left()
    back = {name: before.get(name) for name in ("Brief", "VerzendenVanaf")}
    waiting.edit("planner", Akkoord=None, **DRENTHE, **back)
    waiting.shown()


def test_an_answer_on_what_was_shown_for_a_moment_does_not_count(waiting: Wave) -> None:
    """The planner shows another province, lets the approver answer, and puts it back before the bot looks."""
    waiting.edit("planner", **GRONINGEN)
    waiting.edit("approver", Akkoord="Akkoord")
    waiting.edit("planner", **DRENTHE)
    stand, melding = waiting.shown()
    assert stand == "Wacht op akkoord" and "Provincie is gewijzigd" in melding
    waiting.nothing_left()
    waiting.edit("planner", Akkoord=None)
    waiting.shown()


def test_an_older_version_that_is_put_back_does_not_count(waiting: Wave) -> None:
    """Restored by a person: the proof made anew, then the item as it stood when the older one was approved."""
    hands = waiting.tour.hands
    older = hands.fields("Golven", waiting.item)
    waiting.edit("planner", Opdracht="Maak proef")
    waiting.shown()
    waiting.edit("planner", Opdracht="Vraag akkoord")
    waiting.shown()
    newer = hands.fields("Golven", waiting.item)
    assert newer["Zegel"] != older["Zegel"]
    names = ("Title", "Brief", "Stand", "Zegel", "Aantal")
    waiting.edit("approver", Akkoord="Akkoord", **DRENTHE, **{name: older[name] for name in names})
    _, melding = waiting.shown()
    assert "gegeven op een ander zegel" in melding and "niets verzonden" in melding
    waiting.nothing_left()
    assert hands.fields("Golven", waiting.item)["Zegel"] == newer["Zegel"], "the bot puts its own seal back"


def test_an_answer_given_before_the_wave_was_sealed_anew_does_not_count(waiting: Wave) -> None:
    """Both before the bot looks: the answer was to the proof that stood there then."""
    waiting.edit("approver", Akkoord="Akkoord")
    waiting.edit("planner", Opdracht="Maak proef")
    stand, melding = waiting.shown()
    assert stand == "Proef klaar" and not waiting.tour.hands.fields("Golven", waiting.item).get("Akkoord")
    waiting.edit("planner", Opdracht="Vraag akkoord")
    assert waiting.shown()[0] == "Wacht op akkoord"
    waiting.nothing_left()


def test_approval_is_not_asked_for_another_wave_than_the_proof(waiting: Wave) -> None:
    waiting.edit("planner", Opdracht="Maak proef")
    waiting.shown()
    waiting.edit("planner", **GRONINGEN)
    stand, melding = waiting.shown()
    assert stand == "Proef klaar" and "Provincie is gewijzigd na de proef" in melding
    waiting.edit("planner", Opdracht="Vraag akkoord")
    stand, melding = waiting.shown()
    assert stand == "Proef klaar" and "kies eerst opnieuw Maak proef" in melding


@pytest.mark.parametrize(("edit", "words"), EDITS.values(), ids=EDITS)
def test_an_edit_after_the_approval_stops_the_wave(make_tour: Any, edit: dict[str, Any], words: str) -> None:
    tour = make_tour('waves.approvers=["O.AKKERDAAS@weerbaarbestuur.example"]')  # an address in another casing counts
    wave = Wave(tour, tour.approved())
    before = tour.hands.fields("Golven", wave.item)
    assert before["Stand"] == "Goedgekeurd"
    wave.edit("planner", **edit)
    stand, melding = wave.shown()
    assert stand == "Gepauzeerd" and words in melding and "Marije Planting" in melding
    wave.nothing_left()
    wave.edit("planner", Opdracht="Hervatten")
    stand, melding = wave.shown()
    assert stand == "Gepauzeerd" and "niet wat is goedgekeurd" in melding
    wave.nothing_left()
    back = {name: before.get(name) for name in ("Brief", "VerzendenVanaf")}
    wave.edit("planner", Opdracht="Hervatten", **DRENTHE, **back)
    wave.shown()
    assert tour.offices() == tour.expected()


def test_a_no_after_the_approval_stops_the_wave(tour: Any) -> None:
    wave = Wave(tour, tour.approved())
    wave.edit("approver", Akkoord="Niet akkoord", Reden="Toch te vroeg.")
    stand, melding = wave.shown()
    assert stand == "Gepauzeerd" and "Niet akkoord na de goedkeuring. Toch te vroeg." in melding
    wave.nothing_left()


def test_a_second_yes_says_nothing_new(tour: Any) -> None:
    wave = Wave(tour, tour.approved())
    wave.edit("approver", Akkoord=None)
    wave.edit("approver", Akkoord="Akkoord")
    stand, melding = wave.shown()
    assert stand == "Goedgekeurd" and melding.startswith("Goedgekeurd door Olaf Akkerdaas")
    tour.round(16)
    assert tour.offices() == tour.expected()


def test_a_standing_approval_that_was_paused_holds_again_when_it_is_resumed(tour: Any) -> None:
    wave = Wave(tour, tour.approved(brief="herinnering", provinces=()))
    assert wave.shown()[0] == "Goedgekeurd"
    wave.edit("planner", Opdracht="Pauzeren")
    assert wave.shown()[0] == "Gepauzeerd"
    wave.edit("planner", Opdracht="Pauzeren")
    assert "de golf staat op Gepauzeerd" in wave.shown()[1]
    wave.edit("planner", Opdracht="Hervatten")
    assert wave.shown()[0] == "Goedgekeurd"
