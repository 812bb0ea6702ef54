"""No adviser twice at one time, travel included; no municipality with two open first talks (P4)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from jobs_calendar import Agenda, moment
from jobs_hands import reply

from bot.demo_contacts import slug
from bot.store import offers
from bot.store.offers import Offered, OfferState


def slots(town: Any) -> list[Offered]:
    """What is held for it, in order."""
    with town.tour.app.journal.begin() as tx:
        return [one for one in offers.of_institution(tx, town.code) if one.state is OfferState.HELD]


def test_a_time_at_which_the_adviser_became_busy_is_not_booked(town: Any) -> None:
    first, second, _ = slots(town)
    Agenda(town.tour.hands).block(first.slot.adviser, first.slot.start + timedelta(minutes=30))
    town.writes("Wij kiezen voor optie 1.")
    town.tour.rounds(2)
    assert town.meetings() == [] and town.fields()["Status"] == "Interesse, afspraak te maken"
    assert [line[:2] for line in town.fields()["VrijeOpties"].splitlines()] == ["2:", "3:"]
    town.edit("caller", GekozenOptie="2")
    town.tour.rounds(2)
    assert [moment(one) for one in town.meetings()] == [second.slot.start]


@pytest.mark.parametrize("options", [(1, 1), (1, 2)], ids=["the same", "another"])
def test_two_offices_of_one_municipality_choose_in_one_round(town: Any, options: tuple[int, int]) -> None:
    for who, option in zip(("burgemeester", "griffie"), options, strict=True):
        mail = reply(town.letter, f"{who}@{town.domain}", f"Wij kiezen voor optie {option}.")
        town.tour.deliver(mail)
    town.tour.rounds(3)
    assert len(town.meetings()) == 1 and town.holds() == []
    with town.tour.app.journal.begin() as tx:
        rows = offers.of_institution(tx, town.code)
    assert sum(one.state is OfferState.CHOSEN for one in rows) == 1


@pytest.fixture
def confirmed(tour: Any) -> Any:
    """A tour whose letters left, with a standing approval of confirmations."""
    item = tour.asked(brief="bevestiging", provinces=())
    tour.hands.edit("Golven", item, "approver", Akkoord="Akkoord")
    tour.sent()
    return tour


def choose(tour: Any, one: Offered) -> None:
    """A caller notes which option an institution chose."""
    item, _ = tour.hands.find("Gemeenten", CbsCode=one.code)
    tour.hands.edit("Gemeenten", item, "caller", GekozenOptie=str(one.slot.n))
    tour.rounds(2)


def held(tour: Any, wanted: Callable[[Offered], bool]) -> list[Offered]:
    """Held times that are as wanted, in order of time."""
    with tour.app.journal.begin() as tx:
        return [one for one in offers.in_state(tx, OfferState.HELD) if wanted(one)]


def test_a_talk_that_was_moved_near_an_offered_time_leaves_no_time_to_travel(confirmed: Any) -> None:
    tour = confirmed
    first = held(tour, lambda one: True)[0]
    choose(tour, first)
    other = held(tour, lambda one: one.slot.adviser == first.slot.adviser)[-1]
    talk = next(one for one in tour.hands.events() if one["attendees"] and moment(one) == first.slot.start)
    Agenda(tour.hands).move(talk, other.slot.end + timedelta(minutes=5) - first.slot.start)
    tour.rounds(2)
    choose(tour, other)
    town = slug(tour.app.institutions[other.code].name)
    invited = [to["emailAddress"]["address"] for one in tour.hands.events() for to in one["attendees"]]
    assert not any(address.endswith(f"@{town}.example") for address in invited)
    item, fields = tour.hands.find("Gemeenten", CbsCode=other.code)
    assert fields["Status"] == "Interesse, afspraak te maken" and "Niet geboekt" in fields["Melding"]


def test_of_all_that_was_offered_every_choice_can_be_booked(confirmed: Any) -> None:
    """Twelve municipalities choose, each another option: nobody of ours is to be at two places."""
    tour = confirmed
    by_code = {one.code: n for n, one in enumerate(held(tour, lambda one: one.slot.n == 1))}
    for code, n in by_code.items():
        item, _ = tour.hands.find("Gemeenten", CbsCode=code)
        tour.hands.edit("Gemeenten", item, "caller", GekozenOptie=str(1 + n % 3))
    tour.rounds(3)
    with tour.app.journal.begin() as tx:
        talks = offers.in_state(tx, OfferState.CHOSEN)
    assert {one.code for one in talks} == set(by_code)
    for one in talks:
        for other in talks:
            near = one.slot.adviser == other.slot.adviser and one.slot.start <= other.slot.start
            assert one is other or not near or one.slot.end <= other.slot.start
