"""People win (P3): what they set in a list or do to a draft stands, and the bot says beside it what it thinks."""

from datetime import timedelta
from typing import Any

from bot.store import outbox
from bot.store.outbox import State

NO = "Wij hebben geen belangstelling voor een gesprek."


def test_a_status_that_a_person_set_stands_and_the_bots_wish_is_beside_it(town: Any) -> None:
    town.edit("coordinator", Status="In belactie", Toelichting="Gesproken op het congres.", Beller="Wieke")
    town.writes(NO)  # it arrived in the same minute: whoever set the status could not know it
    town.tour.round(1)
    fields = town.fields()
    assert fields["Status"] == "In belactie" and fields["Voorstel"] == "Geen interesse"
    assert (fields["Toelichting"], fields["Beller"]) == ("Gesproken op het congres.", "Wieke")


def test_a_no_that_a_person_writes_down_gives_the_held_times_back(town: Any) -> None:
    assert len(town.holds()) == 3
    town.edit("coordinator", Status="Geen interesse")
    town.tour.rounds(2)
    assert town.holds() == [] and "VrijeOpties" not in town.fields()


def test_an_edit_between_the_bots_reading_and_writing_survives(town: Any) -> None:
    graph, done = town.tour.app.graph, []
    plain = graph.batch

    def person_first(parts: Any) -> Any:
        mine = [part for part in parts if part.method == "PATCH" and f"/items/{town.item}" in part.path]
        if mine and not done:
            done.append(mine)
            town.edit("coordinator", Status="Later terugkomen", TerugkomenOp="2027-02-01")
        return plain(parts)

    graph.batch = person_first
    town.writes(NO)
    graph.batch = plain
    assert done, "the bot was about to write this item"
    town.tour.rounds(2)
    fields = town.fields()
    assert fields["Voorstel"] == "Geen interesse"
    assert fields["Status"] == "Later terugkomen" and fields["TerugkomenOp"].startswith("2027-02-01")
    town.tour.rounds(1)
    assert town.fields()["Status"] == "Later terugkomen"


def test_a_draft_that_a_person_touched_is_held_and_no_second_letter_leaves(make_tour: Any) -> None:
    tour = make_tour("limits.messages_per_minute=2")
    tour.approved()
    tour.wait(16)
    tour.round()
    drafts = {one["subject"].rpartition("[")[2].rstrip("]"): one["id"] for one in tour.hands.drafts()}
    assert len(drafts) == 10
    (edited, first), (deleted, second), (moved, third) = list(drafts.items())[-3:]
    assert tour.hands.mailbox("PATCH", f"/messages/{first}", {"subject": "Aangepast"}).status_code == 200
    assert tour.hands.mailbox("DELETE", f"/messages/{second}").status_code == 204
    answer = tour.hands.mailbox("POST", f"/messages/{third}/move", {"destinationId": "deleteditems"})
    assert answer.status_code == 201
    tour.rounds(6, 2)
    with tour.app.journal.begin() as tx:
        held = {one.key: one.reason for one in outbox.in_state(tx, (State.HELD,))}
    assert set(held) == {edited, deleted, moved} and all("iemand heeft het concept" in why for why in held.values())
    assert len(tour.letters()) == len(set(tour.offices())) // 2 == 9
    tour.rounds(1, 24 * 60)
    assert len(tour.letters()) == 9


def test_a_town_that_a_person_set_aside_drops_out_of_an_approved_wave(tour: Any) -> None:
    tour.approved()
    item, fields = tour.hands.find("Gemeenten", Title="Assen")
    tour.hands.edit("Gemeenten", item, "coordinator", Status="Geen interesse")
    tour.round(16)
    assert len(tour.letters()) == 11 and not any("assen.example" in to for to in tour.offices())
    assert tour.hands.fields("Gemeenten", item)["Status"] == "Geen interesse"


def test_a_call_that_ends_with_later_comes_back_in_90_days_or_on_the_day_given(town: Any) -> None:
    town.edit("coordinator", Uitkomst="Later")
    town.tour.rounds(2, 1)
    fields, expected = town.fields(), town.tour.app.today() + timedelta(days=90)
    assert fields["Status"] == "Later terugkomen" and fields["TerugkomenOp"].startswith(expected.isoformat())
    town.edit("coordinator", Uitkomst="Wil gesprek")
    town.tour.rounds(2, 1)
    town.edit("coordinator", Uitkomst="Later", TerugkomenOp="2027-02-01")
    town.tour.rounds(2, 1)
    fields = town.fields()
    assert fields["Status"] == "Later terugkomen" and fields["TerugkomenOp"].startswith("2027-02-01")
