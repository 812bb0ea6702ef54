"""What people delete counts, also where the service forgot how far the bot had read (410) and names no deletion."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.store import bookmarks, contacts, waves

Gap = Callable[..., None]


@pytest.fixture
def gap() -> Gap:
    """The service forgets the bot's place in these lists, so that it must read them from the start."""

    def forget(tour: Any, *names: str) -> None:
        with tour.app.journal.begin() as tx:
            for name in names:
                link = bookmarks.get(tx, f"list:{name}") or ""
                assert "token=" in link
                bookmarks.put(tx, f"list:{name}", link.partition("token=")[0] + "token=vergeten", tour.app.now())

    return forget


def wave_of(tour: Any) -> Any:
    """The one wave in the journal."""
    with tour.app.journal.begin() as tx:
        return waves.get(tx, 1)


@pytest.mark.parametrize("forgotten", [False, True], ids=["told by the delta", "in a gap of the delta"])
def test_what_was_deleted(make_tour: Any, gap: Gap, forgotten: bool) -> None:
    tour = make_tour()
    wave = tour.asked()
    town, _ = tour.hands.find("Gemeenten", Title="Assen")
    person, fields = tour.hands.find("Contacten", Email="griffie@assen.example")
    before = len(tour.hands.items("Contacten"))
    for name, item in (("Gemeenten", town), ("Contacten", person), ("Golven", wave)):
        tour.hands.remove(name, item, "coordinator")
    if forgotten:
        gap(tour, "Gemeenten", "Contacten", "Golven")
    tour.rounds(2, 1)
    again, back = tour.hands.find("Gemeenten", Title="Assen")
    assert again != town and back["CbsCode"] == fields["CbsCode"] and back["Status"] == "Nog te benaderen"
    assert len(tour.hands.items("Contacten")) == before - 1
    with tour.app.journal.begin() as tx:
        assert all(one.email != "griffie@assen.example" for one in contacts.by_id(tx).values())
    _, shown = tour.hands.find("Golven", Stand="Afgebroken")
    assert "uit Golven verwijderd" in shown["Melding"] and "iemand in de site" in shown["Melding"]


def test_a_wave_whose_item_is_deleted_while_it_sends_stops(make_tour: Any, gap: Gap) -> None:
    tour = make_tour("limits.messages_per_minute=2")
    item = tour.approved()
    tour.round(16)
    left = len(tour.letters())
    assert 0 < left < 12
    tour.hands.remove("Golven", item, "adviser")
    gap(tour, "Golven")
    tour.rounds(4, 5)
    assert len(tour.letters()) == left and wave_of(tour).state.value == "cancelled"
    assert tour.states().count("dropped") == 12 - left


def test_an_idle_wave_that_is_deleted_stays_away(tour: Any) -> None:
    item = tour.hands.ask_wave(Opdracht=None)
    tour.round(1)
    tour.hands.remove("Golven", item, "planner")
    tour.rounds(2, 1)
    assert tour.hands.items("Golven") == [] and wave_of(tour).state.value == "cancelled"


@pytest.mark.parametrize("forgotten", [False, True], ids=["told by the delta", "in a gap of the delta"])
def test_without_the_item_noodstop_nothing_is_sent_until_a_person_makes_it_again(
    make_tour: Any, gap: Gap, forgotten: bool
) -> None:
    tour = make_tour()
    tour.approved()
    item, _ = tour.hands.find("Bediening", Title="Noodstop")
    tour.hands.remove("Bediening", item, "coordinator")
    if forgotten:
        gap(tour, "Bediening")
    tour.rounds(2, 16)
    assert tour.letters() == []
    tour.hands.add("Bediening", "coordinator", {"Title": "Noodstop", "Noodstop": "Uit"})
    tour.rounds(2, 1)
    assert len(tour.letters()) == 12


def test_a_second_item_noodstop_does_not_take_the_place_of_the_first(tour: Any) -> None:
    tour.approved()
    item, _ = tour.hands.find("Bediening", Title="Noodstop")
    tour.hands.edit("Bediening", item, "coordinator", Noodstop="Aan")
    tour.hands.add("Bediening", "adviser", {"Title": "Noodstop", "Noodstop": "Uit"})
    tour.rounds(2, 16)
    assert tour.letters() == []


def test_nothing_is_taken_for_deleted_when_all_is_read_anew(tour: Any, gap: Gap) -> None:
    tour.asked()
    names = ("Gemeenten", "Contacten", "Golven", "Bediening", "Provincies", "Postbak")
    before = {name: [one["id"] for one in tour.hands.items(name)] for name in names}
    gap(tour, *names[:4])
    tour.rounds(2, 1)
    assert {name: [one["id"] for one in tour.hands.items(name)] for name in names} == before
    assert wave_of(tour).state.value == "waiting"
