"""What is asked of a wave that cannot be, or only partly: every fault is named, and no sample is lost in silence."""

from typing import Any

TOWNS = ("Aa en Hunze", "Assen", "Coevorden", "De Wolden", "Emmen", "Hoogeveen", "Meppel")


def test_every_municipality_with_a_fault_is_named(tour: Any) -> None:
    codes = {one.name: one.code for one in tour.municipalities()}
    for name in TOWNS:
        item, _ = tour.hands.find("Contacten", CbsCode=codes[name], Rol="griffier")
        tour.hands.remove("Contacten", item, "coordinator")
    tour.round(1)
    fields = tour.hands.fields("Golven", tour.proof())
    assert fields["Stand"] == "Kan niet: zie melding" and fields["Uitzonderingen"] == len(TOWNS)
    first, *named = fields["Melding"].splitlines()
    assert "Doorgaan zonder uitzonderingen" in first
    assert named == [f"- {name}: geen bruikbaar e-mailadres van de griffier; vul Contacten aan" for name in TOWNS]


def test_a_sample_asked_twice_comes_twice_and_in_trial_mode_the_item_says_who_gets_none(make_tour: Any) -> None:
    tour = make_tour("waves.trial=true")
    item = tour.proof()
    tour.hands.edit("Golven", item, "adviser", Opdracht="Proefbrief aan mij")
    tour.round(1)
    assert "proeflijst" in tour.hands.fields("Golven", item)["Melding"]
    for _ in range(2):
        tour.hands.edit("Golven", item, "approver", Opdracht="Proefbrief aan mij")
        tour.rounds(2, 1)
    assert len(tour.staff_mail(tour.hands.address("approver"))) == 2 and tour.letters() == []
