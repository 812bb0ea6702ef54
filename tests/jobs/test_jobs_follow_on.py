"""What dropped out of a wave because something changed goes into a follow-on wave with its own approval (P8)."""

from typing import Any


def successor(tour: Any, town: str) -> str:
    """The council of a town has a new griffier; answers the address."""
    code = next(one.code for one in tour.municipalities() if one.name == town)
    item, fields = tour.hands.find("Contacten", CbsCode=code, Rol="griffier")
    address = f"nieuwe.{fields['Email']}"
    tour.hands.edit("Contacten", item, "coordinator", Achternaam="Molenaar-Visser", Email=address)
    return address


def items(tour: Any) -> list[dict[str, Any]]:
    return [one["fields"] for one in tour.hands.items("Golven")]


def test_a_letter_whose_office_changed_hands_follows_in_a_wave_of_its_own(tour: Any) -> None:
    tour.approved()
    address = successor(tour, "Assen")
    town, _ = tour.hands.find("Gemeenten", Title="Emmen")
    tour.hands.edit("Gemeenten", town, "coordinator", Status="Geen interesse")
    tour.round(16)
    tour.rounds(2, 2)
    assert len(tour.letters()) == 10, "just those two letters were held"
    item, fields = tour.hands.find("Golven", Title="Vervolg op Golf uitnodiging")
    assert (fields["Stand"], fields["Aantal"]) == ("Proef klaar", 1), "who said no meanwhile gets none"
    assert not fields.get("Akkoord")
    told = [one["subject"] for one in tour.staff_mail()]
    assert [subject for subject in told if "Vervolg nodig" in subject] == ["Vervolg nodig op Golf uitnodiging"]
    tour.rounds(2, 30)
    assert len(tour.letters()) == 10, "the first approval does not cover it"

    tour.hands.edit("Golven", item, "planner", Opdracht="Maak proef")
    tour.round(1)
    assert tour.hands.fields("Golven", item)["Aantal"] == 1, "made anew it is for the same institutions"
    tour.hands.edit("Golven", item, "planner", Opdracht="Vraag akkoord")
    tour.round(1)
    tour.hands.edit("Golven", item, "approver", Akkoord="Akkoord")
    tour.round(1)
    tour.round(16)
    assert tour.hands.fields("Golven", item)["Verzonden"] == 1, tour.hands.fields("Golven", item)
    assert len(tour.letters()) == 11 and any(address in one["to"] for one in tour.letters())
    tour.again()
    tour.rounds(2, 2)
    assert len(items(tour)) == 2, "a follow-on is made once"


def test_whom_the_rules_keep_silent_gets_no_follow_on(tour: Any) -> None:
    tour.approved()
    town, _ = tour.hands.find("Gemeenten", Title="Emmen")
    tour.hands.edit("Gemeenten", town, "coordinator", Status="Geen interesse")
    tour.round(16)
    tour.rounds(2, 2)
    assert len(tour.letters()) == 11 and len(items(tour)) == 1


def test_a_wave_that_was_broken_off_has_no_follow_on(tour: Any) -> None:
    item = tour.approved()
    successor(tour, "Assen")
    tour.hands.edit("Golven", item, "adviser", Opdracht="Afbreken")
    tour.rounds(3, 2)
    assert tour.letters() == [] and len(items(tour)) == 1
