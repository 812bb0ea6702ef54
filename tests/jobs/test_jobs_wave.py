"""A wave from the planner's wish to twelve letters, all through the lists (P1, P8, P9)."""

import base64
from typing import Any

import pytest

from bot.errors import DataError, OntourError
from bot.jobs.figures import rows
from bot.jobs.waves.planning import plan_command
from bot.models.actor import Operator
from bot.models.status import Status
from bot.models.wave import WaveState
from bot.reports.figures import figures
from bot.store import waves


def test_a_wave_goes_from_wish_to_letters_and_each_step_shows_in_the_list(tour: Any) -> None:
    item = tour.proof()
    fields = tour.hands.fields("Golven", item)
    assert (fields["Stand"], fields["Aantal"], fields["Uitzonderingen"]) == ("Proef klaar", 12, 0)
    assert not fields.get("Opdracht"), "a command that was carried out is emptied"
    (folder,) = tour.hands.proofs("")
    names = tour.hands.proofs(folder)
    assert len([name for name in names if name.endswith(".docx")]) == 12
    assert [name for name in names if name.endswith(".xlsx")] == ["Wie wel, wie niet en waarom.xlsx"]

    tour.hands.edit("Golven", item, "planner", Opdracht="Vraag akkoord")
    tour.round(1)
    assert tour.hands.fields("Golven", item)["Stand"] == "Wacht op akkoord"
    asked = tour.staff_mail(tour.hands.address("approver"))
    assert ["Graag uw akkoord" in one["subject"] for one in asked] == [True]

    tour.hands.edit("Golven", item, "approver", Akkoord="Akkoord")
    tour.round(1)
    fields = tour.hands.fields("Golven", item)
    assert fields["Stand"] == "Goedgekeurd" and "Olaf Akkerdaas" in fields["Melding"]
    tour.round(12)
    assert tour.letters() == [], "nothing leaves before the cool-down is over"

    tour.round(4)
    assert tour.offices() == tour.expected()
    fields = tour.hands.fields("Golven", item)
    assert (fields["Stand"], fields["Verzonden"]) == ("Verzonden", 12)
    assert {one["fields"]["Status"] for one in tour.towns()} == {"Aangeschreven"}
    report = figures(rows(tour.app), tour.municipalities(), tour.app.today())
    assert sum(report.totals.statuses.values()) == report.total == report.totals.statuses[Status.INVITED] == 12
    tour.wait(1)
    sent = tour.hands.mailbox("GET", "/mailFolders/sentitems/messages?$top=100&$expand=attachments").json()["value"]
    left = {one["subject"].rpartition("[")[2].rstrip("]"): one["attachments"] for one in sent if one["attachments"]}
    assert len(left) == 12
    for kenmerk, parts in left.items():
        assert [base64.b64decode(part["contentBytes"]) for part in parts] == [tour.sealed(kenmerk)]
    subjects = [one["subject"] for one in tour.staff_mail(tour.hands.address("approver"))]
    assert len(subjects) == 2 and subjects[1].startswith("U hebt goedgekeurd")


def test_a_wave_that_left_leaves_no_second_time_whatever_time_passes(tour: Any) -> None:
    item = tour.sent()
    tour.round(24 * 60)
    again = tour.hands.ask_wave()
    tour.round(1)
    assert tour.hands.fields("Golven", again)["Stand"] == "Kan niet: zie melding"
    tour.hands.edit("Golven", item, "planner", Opdracht="Maak proef")
    tour.round(1)
    assert "nieuw item" in tour.hands.fields("Golven", item)["Melding"]
    assert tour.offices() == tour.expected()


def test_a_proof_holds_the_letters_that_would_leave_and_what_people_put_beside_them(tour: Any) -> None:
    item = tour.proof()
    (folder,) = tour.hands.proofs("")
    assert len(tour.hands.proofs(folder)) == 13
    tour.app.library.upload(f"Proeven/{folder}", "Opmerkingen van Olaf.docx", b"van een mens")
    town, fields = tour.hands.find("Gemeenten", Title="Assen")
    tour.hands.edit("Gemeenten", town, "coordinator", Status="Geen interesse")
    tour.round(1)
    tour.hands.edit("Golven", item, "planner", Opdracht="Maak proef")
    tour.round(1)
    names = tour.hands.proofs(folder)
    assert len(names) == 13 and "Opmerkingen van Olaf.docx" in names
    assert not any(fields["CbsCode"][2:] in name for name in names), "no letter of a town that gets none"


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"Brief": "Liefdesbrief"}, "'Liefdesbrief' bestaat niet"),
        ({"Brief": None}, "Kies een brief"),
        ({"provinces": ()}, "Kies een of meer provincies"),
        ({"brief": "bevestiging van het gesprek"}, "laat Provincie leeg"),
        ({"VerzendenVanaf": "2026-09-06T08:00:00Z"}, "06-09-2026 ligt in het verleden"),
        ({"VerzendenVanaf": "2099-01-05T08:00:00Z"}, "05-01-2099 is te ver weg"),
        ({"Opdracht": "Vraag akkoord", "Brief": None}, "Kies een brief"),
    ],
)
def test_a_wish_that_cannot_be_gets_one_dutch_line(tour: Any, wish: dict[str, Any], words: str) -> None:
    item = tour.hands.ask_wave(**wish)
    tour.round(1)
    fields = tour.hands.fields("Golven", item)
    assert words in fields["Melding"] and "\n" not in fields["Melding"]
    assert fields["Stand"] == "Gevraagd"


def test_a_broken_off_wave_sends_nothing_and_frees_its_times(tour: Any) -> None:
    item = tour.approved()
    tour.hands.edit("Golven", item, "approver", Opdracht="Afbreken")
    tour.round(1)
    assert tour.hands.fields("Golven", item)["Stand"] == "Afgebroken"
    tour.round(60)
    assert tour.letters() == []
    assert not any(one["fields"].get("VrijeOpties") for one in tour.towns())


def test_a_paused_wave_waits_until_it_is_resumed(tour: Any) -> None:
    item = tour.approved()
    tour.hands.edit("Golven", item, "adviser", Opdracht="Pauzeren")
    tour.rounds(2, 20)
    assert tour.hands.fields("Golven", item)["Stand"] == "Gepauzeerd" and tour.letters() == []
    tour.hands.edit("Golven", item, "planner", Opdracht="Hervatten")
    tour.round(1)
    assert tour.offices() == tour.expected()


def test_trial_mode_keeps_everything_inside(make_tour: Any) -> None:
    tour = make_tour("waves.trial=true")
    tour.approved()
    tour.rounds(2, 30)
    assert tour.letters() == []
    assert tour.staff_mail(tour.hands.address("approver")), "staff are told all the same"


def test_nothing_leaves_outside_the_window(tour: Any) -> None:
    tour.wait(9 * 60)
    tour.approved()
    tour.rounds(2, 60)
    assert tour.letters() == [], "an evening is no time for letters"
    tour.wait(13 * 60)
    tour.round()
    assert tour.offices() == tour.expected()


def test_a_province_that_is_unknown_makes_no_wave(tour: Any) -> None:
    app = tour.app
    with app.journal.begin() as tx:
        before = len(waves.in_state(tx, list(WaveState)))
    with pytest.raises(DataError, match="Provincie 'Atlantis' bestaat niet"):
        plan_command(app, ["Drenthe", "Atlantis"], "uitnodiging", Operator("test", "localhost"))
    with app.journal.begin() as tx:
        assert len(waves.in_state(tx, list(WaveState))) == before


def test_a_wave_that_cannot_be_made_is_blocked_and_says_why(tour: Any) -> None:
    tour.app.library.upload("Sjablonen", "uitnodiging.docx", b"no Word file")
    with pytest.raises(OntourError) as fault:
        plan_command(tour.app, ["Drenthe"], "uitnodiging", Operator("test", "localhost"))
    with tour.app.journal.begin() as tx:
        (wave,) = waves.in_state(tx, [WaveState.BLOCKED])
        assert waves.facts(tx, wave.id)["message"] == str(fault.value)


def test_a_wave_whose_proof_was_made_again_leaves_whole(tour: Any) -> None:
    """The times of the first proof were given back under the same references: they are not those of the letters."""
    item = tour.proof()
    tour.hands.edit("Golven", item, "planner", Opdracht="Maak proef")
    tour.round(1)
    tour.hands.edit("Golven", item, "planner", Opdracht="Vraag akkoord")
    tour.round(1)
    tour.hands.edit("Golven", item, "approver", Akkoord="Akkoord")
    tour.round(1)
    tour.round(16)
    assert tour.offices() == tour.expected()
