"""What could not be sent shows where staff look: Golven, Gemeenten, WachtOpU and the digest."""

from typing import Any

from jobs_hands import refusing

from bot.store import outbox


def service(tour: Any) -> str:
    """What waits for staff, as Bediening says."""
    return str(tour.hands.find("Bediening", Title="Dienst")[1]["WachtOpU"])


def digest(tour: Any) -> str:
    """The newest digest as it was written."""
    with tour.app.journal.begin() as tx:
        keys = sorted(key for key in outbox.keys(tx, "staff") if key.startswith("staff:digest"))
        found = outbox.get(tx, keys[-1])
    assert found is not None
    return str(found.payload["html"])


def test_letters_that_did_not_leave_show_in_the_wave_the_town_and_the_digest(tour: Any) -> None:
    item = tour.approved()
    with refusing(tour, lambda part: "-0106-" in str(part.body), 400, "ErrorInvalidRecipients"):
        tour.round(16)
    tour.round(2)
    fields = tour.hands.fields("Golven", item)
    assert (fields["Stand"], fields["Verzonden"], fields["Aantal"]) == ("Verzonden, zie melding", 11, 12)
    assert "1 van 12 brieven niet verzonden" in fields["Melding"]
    assert "Assen (OTWB-DR-0106-1): Microsoft 365 weigert dit (400 ErrorInvalidRecipients)" in fields["Melding"]
    town, row = tour.hands.find("Gemeenten", Title="Assen")
    assert "Niet verzonden: brief OTWB-DR-0106-1: Microsoft 365 weigert dit" in row["Melding"]
    assert "1 brief niet verzonden" in service(tour)
    tour.round(24 * 60)
    assert "Niet verzonden: Assen, brief OTWB-DR-0106-1" in digest(tour)
    tour.hands.edit("Gemeenten", town, "coordinator", Status="In belactie")
    tour.rounds(2)
    assert service(tour) == "niets", "a person took it in hand"
    assert "Melding" not in tour.hands.fields("Gemeenten", town)
    assert tour.hands.fields("Golven", item)["Stand"] == "Verzonden, zie melding"


def test_a_draft_that_a_person_deleted_is_counted_and_named(make_tour: Any) -> None:
    tour = make_tour("limits.messages_per_minute=2")
    item = tour.approved()
    tour.round(16)
    last = tour.hands.drafts()[-1]
    tour.hands.mailbox("DELETE", f"/messages/{last['id']}")
    tour.rounds(8, 2)
    fields = tour.hands.fields("Golven", item)
    assert fields["Stand"] == "Verzonden, zie melding" and fields["Verzonden"] == 11
    assert "iemand heeft het concept verwijderd" in fields["Melding"]


def test_letters_that_a_rule_took_out_are_named_and_the_wave_is_sent(tour: Any) -> None:
    item = tour.approved()
    town, _ = tour.hands.find("Gemeenten", Title="Assen")
    tour.hands.edit("Gemeenten", town, "coordinator", Status="Geen interesse")
    tour.rounds(2, 16)
    fields = tour.hands.fields("Golven", item)
    assert fields["Stand"] == "Verzonden", "a stop rule is as it should be"
    assert "Vervallen: 1 van 12 brieven." in fields["Melding"] and "Assen (OTWB-DR-0106-1)" in fields["Melding"]


def test_an_answer_that_was_refused_shows_with_its_town(town: Any) -> None:
    tour = town.tour
    with refusing(tour, lambda part: part.path.endswith("/createReply"), 400, "ErrorInvalidRecipients"):
        town.writes("Optie 1 schikt ons goed, we zien u graag.")
        tour.round(1)
    tour.round(1)
    assert "Niet verzonden: antwoord '" in town.fields()["Melding"]
    assert "antwoord" in service(tour) and "niet verzonden (zie Gemeenten)" in service(tour)
    tour.round(24 * 60)
    text = digest(tour)
    assert f"Niet verzonden: {town.name}, antwoord" in text and "schikt ons goed" not in text
