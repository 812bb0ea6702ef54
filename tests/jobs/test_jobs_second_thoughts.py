"""What people take back, set again, or contradict within a round: the last word counts, and nothing goes unnoticed."""

from typing import Any

import pytest


@pytest.mark.parametrize("line", ["a second item", "the item Dienst", "the item itself, renamed"])
def test_noodstop_counts_wherever_a_person_in_a_hurry_sets_it(tour: Any, line: str) -> None:
    tour.approved()
    hands = tour.hands
    if line == "a second item":
        hands.add("Bediening", "planner", {"Title": "Noodstop", "Noodstop": "Aan"})
    else:
        item, _ = hands.find("Bediening", Title="Dienst" if line == "the item Dienst" else "Noodstop")
        hands.edit("Bediening", item, "planner", Noodstop="Aan", **({"Title": "STOP!"} if "renamed" in line else {}))
    tour.rounds(2, 20)
    assert tour.letters() == []


def test_an_emptied_approval_pauses_the_wave_until_an_approver_gives_it_again(tour: Any) -> None:
    item, hands = tour.approved(), tour.hands
    hands.edit("Golven", item, "approver", Akkoord=None)
    tour.rounds(2, 20)
    fields = hands.fields("Golven", item)
    assert fields["Stand"] == "Gepauzeerd" and "Het akkoord is weggehaald" in fields["Melding"]
    hands.edit("Golven", item, "planner", Opdracht="Hervatten")
    tour.rounds(2, 20)
    assert tour.letters() == [] and "er staat geen akkoord" in hands.fields("Golven", item)["Melding"]
    hands.edit("Golven", item, "coordinator", Akkoord="Akkoord", Opdracht="Hervatten")
    tour.rounds(2, 20)
    assert tour.letters() == [] and "mag geen golven goedkeuren" in hands.fields("Golven", item)["Melding"]
    hands.edit("Golven", item, "approver", Akkoord=None)
    hands.edit("Golven", item, "approver", Akkoord="Akkoord")
    hands.edit("Golven", item, "planner", Opdracht="Hervatten")
    tour.rounds(2, 20)
    fields = hands.fields("Golven", item)
    assert tour.offices() == tour.expected() and fields["Melding"] == "Wordt verzonden door Marije Planting."


def test_a_yes_that_took_the_place_of_the_approvers_pauses_the_wave(tour: Any) -> None:
    item, hands = tour.approved(), tour.hands
    hands.edit("Golven", item, "coordinator", Akkoord="Niet akkoord")
    hands.edit("Golven", item, "coordinator", Akkoord="Akkoord")
    tour.rounds(2, 20)
    fields = hands.fields("Golven", item)
    assert fields["Stand"] == "Gepauzeerd" and "telt niet" in fields["Melding"] and tour.letters() == []


def test_the_same_word_set_again_by_an_approver_counts_as_theirs(tour: Any) -> None:
    item, hands = tour.asked(), tour.hands
    hands.edit("Golven", item, "coordinator", Akkoord="Akkoord")
    tour.round(1)
    assert "mag geen golven goedkeuren" in hands.fields("Golven", item)["Melding"]
    hands.edit("Golven", item, "approver", Akkoord=None)
    hands.edit("Golven", item, "approver", Akkoord="Akkoord")
    tour.rounds(3, 20)
    assert tour.offices() == tour.expected()


def test_the_same_outcome_of_a_call_set_again_counts_again(town: Any) -> None:
    town.edit("caller", Uitkomst="Geen interesse")
    town.tour.round(2)
    assert town.fields()["Status"] == "Geen interesse"
    town.edit("caller", Status="In belactie")
    town.tour.round(2)
    assert town.fields()["Status"] == "In belactie", "what merely stands there is no second outcome"
    town.edit("caller", Uitkomst=None)
    town.edit("caller", Uitkomst="Geen interesse")
    town.tour.round(2)
    assert town.fields()["Status"] == "Geen interesse"


@pytest.mark.parametrize(
    "fields",
    [
        {"Uitkomst": "Geen interesse", "GekozenOptie": "1"},
        {"Uitkomst": "Later", "GekozenOptie": "1"},
        {"Status": "Geen interesse", "GekozenOptie": "1"},
        {"Status": "Geen interesse", "Uitkomst": "Wil gesprek"},
    ],
    ids=lambda fields: " and ".join(fields.values()),
)
def test_contradictory_words_in_one_edit_book_nothing(town: Any, fields: dict[str, str]) -> None:
    before = town.fields()["Status"]
    town.edit("caller", **fields)
    town.tour.rounds(2)
    shown = town.fields()
    assert shown["Status"] == fields.get("Status", before), "a status by hand stands"
    assert town.meetings() == [] and shown["Melding"].startswith("Uw keuzes spreken elkaar tegen")


def test_a_talk_that_stands_beside_a_no_by_hand_is_named(town: Any) -> None:
    town.edit("caller", GekozenOptie="1")
    town.tour.rounds(2)
    assert town.fields()["Status"] == "Eerste gesprek gepland"
    town.edit("coordinator", Status="Geen interesse")
    town.tour.rounds(2)
    assert "Er staat nog een gesprek op" in town.fields()["Melding"]


def test_what_a_command_is_answered_stays_apart_from_why_a_wave_is_blocked(tour: Any) -> None:
    hands, item = tour.hands, tour.proof(brief="herinnering")  # nobody was written to: no letters, or blocked
    before = hands.fields("Golven", item)["Melding"]
    hands.edit("Golven", item, "approver", Akkoord="Akkoord")
    tour.round(1)
    told = hands.fields("Golven", item)["Melding"]
    assert before in told and "Akkoord telt pas na" in told


def test_the_first_letter_is_announced_until_it_leaves_only(tour: Any) -> None:
    hands, item = tour.hands, tour.approved()
    hands.edit("Golven", item, "planner", Opdracht="Vraag akkoord")
    tour.round(1)
    told = hands.fields("Golven", item)["Melding"]
    assert "de volgende vertrekt niet voor" in told
    assert "Akkoord vragen kan nu niet: de golf staat op Goedgekeurd." in told
    tour.rounds(2, 20)
    assert hands.fields("Golven", item)["Melding"] == "Goedgekeurd door Olaf Akkerdaas."
