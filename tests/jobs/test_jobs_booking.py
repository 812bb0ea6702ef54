"""One invitation for one talk, whatever is lost under way (P1, P4), and none while Noodstop is on (P8)."""

from collections.abc import Callable
from typing import Any

from bot.m365.graph import Doubtful


def losing(plain: Callable[..., Any], ends: str, lost: list[int], *, after: bool) -> Callable[..., Any]:
    """Batches whose answer is lost when they make something at `ends`; the tenant has (`after`) or has not done it."""

    def call(parts: Any) -> Any:
        struck = any(part.method == "POST" and part.path.endswith(ends) for part in parts) and len(lost) < 2
        if struck:
            lost.append(1)
            if after:
                plain(parts)
            raise Doubtful(ends, "the connection was lost")
        return plain(parts)

    return call


def booked_though_answers_are_lost(town: Any, *, after: bool) -> None:
    """Twice no answer comes to the invitation; in the end there is one."""
    graph, lost = town.tour.app.graph, list[int]()
    plain = graph.batch_once
    graph.batch_once = losing(plain, "/events", lost, after=after)
    town.writes("Wij kiezen voor optie 1.")
    town.tour.rounds(3)
    graph.batch_once = plain
    town.tour.rounds(1)
    assert lost
    assert len(town.meetings()) == 1 and town.holds() == []
    assert len(town.mail_since()) == 1
    assert town.fields()["Status"] == "Eerste gesprek gepland"


def test_an_invitation_whose_answer_was_lost_goes_out_once(town: Any) -> None:
    booked_though_answers_are_lost(town, after=True)


def test_an_invitation_that_never_arrived_goes_out_once(town: Any) -> None:
    booked_though_answers_are_lost(town, after=False)


def test_noodstop_keeps_invitation_and_confirmation_until_it_is_off(town: Any) -> None:
    hands = town.tour.hands
    stop, _ = hands.find("Bediening", Title="Noodstop")
    hands.edit("Bediening", stop, "coordinator", Noodstop="Aan")
    town.writes("Wij kiezen voor optie 3.")
    town.tour.rounds(2)
    assert town.meetings() == [] and town.mail_since() == []
    assert town.fields()["Status"] == "Eerste gesprek gepland", "what they chose is known all the same"
    hands.edit("Bediening", stop, "coordinator", Noodstop="Uit")
    town.tour.rounds(2)
    assert len(town.meetings()) == 1 and len(town.mail_since()) == 1


def test_a_yes_after_an_end_that_a_person_set_waits_for_a_person(town: Any) -> None:
    """DESIGN, "Statuses": out of `declined` and `completed` set by a person only a person leads."""
    town.edit("coordinator", Status="Geen interesse")
    town.tour.round(1)
    town.writes("Wij kiezen voor optie 1.")
    town.tour.rounds(2)
    fields = town.fields()
    assert fields["Status"] == "Geen interesse" and fields["Voorstel"] == "Interesse, afspraak te maken"
    assert town.meetings() == [] and town.mail_since() == []
    (row,) = town.waiting()
    item, _ = town.tour.hands.find("Postbak", Link=row["Link"])
    town.tour.hands.edit("Postbak", item, "coordinator", Besluit="Voorstel uitvoeren")
    town.tour.rounds(2)
    # the times that the letter offered went back when the coordinator closed it: the wish stands, a date is yet to come
    assert town.fields()["Status"] == "Interesse, afspraak te maken" and town.meetings() == []


def test_a_letter_whose_addressee_changed_after_the_approval_stays_behind(tour: Any) -> None:
    """A sealed letter may drop out; none may change (P8)."""
    tour.approved()
    item, _ = tour.hands.find("Contacten", Email="burgemeester@assen.example")
    tour.hands.edit("Contacten", item, "planner", Email="burgemeester@nieuw-assen.example")
    tour.round(16)
    assert len(tour.letters()) == 11
    assert not any("assen.example" in address for address in tour.offices())
    assert tour.hands.fields("Contacten", item)["Email"] == "burgemeester@nieuw-assen.example"
