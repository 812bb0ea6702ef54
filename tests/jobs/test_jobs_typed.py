"""What people mistype in a list: one Dutch line beside it says what to do, and nothing is half done."""

from typing import Any

import pytest

from bot.jobs.site import gemeenten
from bot.store import contacts, engagements, events


def melding(tour: Any, name: str, item: str) -> str:
    """What stands in the item after a round."""
    tour.round(1)
    fields = tour.hands.fields(name, item)
    return str(fields.get("Voorstel" if name == "Contacten" else "Melding") or "")


@pytest.fixture(scope="module")
def tour(own_tour: Any) -> Any:
    """One tour: each test mistypes something else."""
    return own_tour()


GRIFFIER = {"CbsCode": "GM0106", "Rol": "griffier", "Achternaam": "Bos", "Email": "bos@assen.example"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"Email": "bos@assen"}, "E-mailadres 'bos@assen' klopt niet."),
        ({"Email": None}, "Vul het e-mailadres in."),
        ({"CbsCode": "Assen"}, "CBS-code 'Assen' klopt niet; schrijf bijvoorbeeld GM0106."),
        ({"CbsCode": "GM9999"}, "CBS-code GM9999 staat niet in het register; controleer de code."),
        ({"CbsCode": None}, "Vul de CBS-code in."),
        ({"Rol": None}, "Kies een rol."),
    ],
)
def test_a_new_person_with_a_fault_waits_until_it_is_mended(tour: Any, typed: dict[str, Any], words: str) -> None:
    with tour.app.journal.begin() as tx:
        before = len(contacts.by_id(tx))
    fields = {name: value for name, value in {**GRIFFIER, **typed}.items() if value}
    item = tour.hands.add("Contacten", "coordinator", fields)
    assert melding(tour, "Contacten", item) == words
    with tour.app.journal.begin() as tx:
        assert len(contacts.by_id(tx)) == before
    tour.hands.edit("Contacten", item, "coordinator", **GRIFFIER)
    assert melding(tour, "Contacten", item) == ""
    assert tour.hands.fields("Contacten", item)["Title"] == "Bos"
    with tour.app.journal.begin() as tx:
        assert len(contacts.by_id(tx)) == before + 1
    tour.hands.remove("Contacten", item, "coordinator")
    tour.round(1)


def test_a_known_person_keeps_the_address_that_worked_until_the_fault_is_mended(tour: Any) -> None:
    item, _ = tour.hands.find("Contacten", Email="griffie@coevorden.example")
    tour.hands.edit("Contacten", item, "coordinator", Email="griffie@coevorden", Telefoon="0524 123456")
    told = melding(tour, "Contacten", item)
    assert told.startswith("E-mailadres 'griffie@coevorden' klopt niet. Tot dat hersteld is")
    fields = tour.hands.fields("Contacten", item)
    assert (fields["Email"], fields["Telefoon"]) == ("griffie@coevorden", "0524 123456")
    with tour.app.journal.begin() as tx:
        [known] = [one for one in contacts.of_institution(tx, fields["CbsCode"]) if one.role.value == "griffier"]
    assert (known.email, known.phone) == ("griffie@coevorden.example", "")
    tour.hands.edit("Contacten", item, "coordinator", Email="bode@coevorden.example")
    assert melding(tour, "Contacten", item) == ""
    with tour.app.journal.begin() as tx:
        [known] = [one for one in contacts.of_institution(tx, fields["CbsCode"]) if one.role.value == "griffier"]
    assert (known.email, known.phone) == ("bode@coevorden.example", "0524 123456")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("GM9999", "CBS-code 'GM9999' hoort niet in deze lijst"),
        (None, "CBS-code '' hoort niet in deze lijst"),
        ("PV22", "CBS-code 'PV22' hoort niet in deze lijst"),
        ("gm0106 ", "Er is al een item voor GM0106"),
    ],
)
def test_an_item_that_a_person_adds_to_gemeenten_changes_no_town(tour: Any, code: str | None, words: str) -> None:
    fields = {"Title": "Zelf gemaakt", "Status": "Geen interesse", **({"CbsCode": code} if code else {})}
    item = tour.hands.add("Gemeenten", "coordinator", fields)
    told = melding(tour, "Gemeenten", item)
    assert words in told and told.endswith("Verwijder het.")
    with tour.app.journal.begin() as tx:
        assert engagements.get(tx, "GM0106").status.label == "Nog te benaderen"
    assert tour.hands.fields("Gemeenten", item)["Status"] == "Geen interesse"
    tour.hands.remove("Gemeenten", item, "coordinator")
    tour.round(1)


def test_a_code_that_a_person_overwrites_comes_back(tour: Any) -> None:
    item, fields = tour.hands.find("Gemeenten", Title="Emmen")
    tour.hands.edit("Gemeenten", item, "coordinator", CbsCode="GM9999", Title="Emmen (oud)", Toelichting="Van mij.")
    tour.rounds(2, 1)
    again = tour.hands.fields("Gemeenten", item)
    assert (again["CbsCode"], again["Title"], again["Toelichting"]) == (fields["CbsCode"], "Emmen", "Van mij.")


def test_a_word_that_the_owner_of_the_site_added_to_status_is_no_status(tour: Any) -> None:
    item, fields = tour.hands.find("Gemeenten", Title="Hoogeveen")
    tour.hands.add_choice("Gemeenten", "Status", "Bezocht")
    tour.hands.edit("Gemeenten", item, "coordinator", Status="Bezocht", TerugkomenOp="2027-02-01")
    told = melding(tour, "Gemeenten", item)
    assert told.startswith("Status 'Bezocht' bestaat niet en telt niet; kies een van: Nog te benaderen, ")
    tour.round(1)
    shown = tour.hands.fields("Gemeenten", item)
    assert shown["Status"] == "Bezocht" and shown["Voorstel"] == "Status: Nog te benaderen"
    assert shown["TerugkomenOp"].startswith("2027-02-01"), "what is well filled in beside it counts"
    with tour.app.journal.begin() as tx:
        known = engagements.get(tx, fields["CbsCode"])
    assert known.status.label == "Nog te benaderen" and known.follow_up_on is not None
    tour.hands.edit("Gemeenten", item, "coordinator", Status="Afgerond")
    assert melding(tour, "Gemeenten", item) == "" and "Voorstel" not in tour.hands.fields("Gemeenten", item)


def test_an_option_that_is_not_free_is_answered(tour: Any) -> None:
    item, fields = tour.hands.find("Gemeenten", Title="Meppel")
    tour.hands.edit("Gemeenten", item, "caller", GekozenOptie="2")
    assert melding(tour, "Gemeenten", item).startswith("Niet geboekt: optie 2 is niet aangeboden. Kies een vrije optie")
    shown = tour.hands.fields("Gemeenten", item)
    assert shown["Status"] == "Interesse, afspraak te maken" and shown["GekozenOptie"] == "2"


def test_an_item_that_the_bot_stumbles_over_says_so(tour: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("burgemeester@westerveld.example")

    item, fields = tour.hands.find("Gemeenten", Title="Westerveld")
    monkeypatch.setattr(gemeenten, "set_by_person", broken)
    tour.hands.edit("Gemeenten", item, "coordinator", Status="Geen interesse")
    told = melding(tour, "Gemeenten", item)
    assert told.startswith("De bot kon uw laatste wijziging niet verwerken") and "vul het opnieuw in" in told
    out, err = capsys.readouterr()
    assert "item set aside" in out + err and "ZeroDivisionError" in out + err and ".py:" in out + err
    assert "westerveld.example" not in out + err, "the fault's text may hold what people wrote"
    with tour.app.journal.begin() as tx:
        cause = (events.latest(tx, "site_fault") or {})["cause"]
    assert cause["list"] == "Gemeenten" and cause["item"] == item and cause["fault"] == "ZeroDivisionError"
    monkeypatch.undo()
    tour.hands.edit("Gemeenten", item, "coordinator", Status="Later terugkomen")
    assert melding(tour, "Gemeenten", item) == ""
    with tour.app.journal.begin() as tx:
        assert engagements.get(tx, fields["CbsCode"]).status.label == "Later terugkomen"
