"""The declarations say what DESIGN's table says, in a shape that Graph takes."""

import pytest

from bot.desk.declarations import DECLARATIONS, FOLDERS, LIBRARY, ListDeclaration, Owner, declaration
from bot.engagement.phone import UITKOMSTEN
from bot.models.status import Status
from bot.sandbox.sharepoint.columns import define

OWNERS = {
    "Gemeenten": (
        "Status Toelichting TerugkomenOp Beller",
        "Title CbsCode Provincie Voorstel Melding LaatsteContact VrijeOpties",
        "Uitkomst GekozenOptie",
    ),
    "Contacten": (
        "CbsCode Rol Titels Voorletters Roepnaam Voorvoegsel Achternaam Aanspreekvorm Email Telefoon Gecontroleerd",
        "Title Adresstand Voorstel",
        "",
    ),
    "Golven": (
        "Title Provincie Brief VerzendenVanaf Reden",
        "Stand Zegel Aantal Verzonden Uitzonderingen KlaarOm Proefdruk Melding",
        "Opdracht Akkoord",
    ),
    "Postbak": ("Behandelaar", "Title Gemeente Soort Voorstel Link Stand Melding", "Besluit"),
    "Activiteiten": ("Title Datum Plaats Adviseur Expert Wensen Gehouden", "Soort Fase Voorstel Melding", ""),
    "Tourdagen": ("Title Adviseur Datum Dagdeel Regio", "Melding", ""),
    "Bediening": ("", "Title Dagboek LaatsteRonde WachtOpU", "Noodstop"),
    "Documenten": ("Title", "Controle Fouten Melding", "Opdracht"),
}
OWNERS["Provincies"] = OWNERS["Gemeenten"]


@pytest.mark.parametrize("name", OWNERS)
def test_each_column_has_its_owner(name: str) -> None:
    spec = declaration(name)
    owned = [{one.name for one in spec.owned_by(owner)} for owner in (Owner.PEOPLE, Owner.BOT, Owner.COMMAND)]
    assert owned == [set(words.split()) for words in OWNERS[name]]


def test_every_list_is_declared_once() -> None:
    assert {one.name for one in (*DECLARATIONS, LIBRARY)} == set(OWNERS)
    assert FOLDERS == ("Sjablonen", "Proeven", "Aanleveren", "Rapporten")


@pytest.mark.parametrize("spec", [*DECLARATIONS, LIBRARY], ids=lambda spec: spec.name)
def test_the_tenant_takes_every_column_as_it_stands(spec: ListDeclaration) -> None:
    bodies = spec.graph()["columns"]
    made = [define(body) for body in bodies]
    assert [column["name"] for column in made] == [one.name for one in spec.columns if not one.built_in]
    for body, column in zip(bodies, made, strict=True):
        assert {**column, **{key: column[key] for key in body}} == column
        facet = next(key for key in body if isinstance(body[key], dict))
        assert {key: column[facet][key] for key in body[facet]} == body[facet]


def test_an_institution_is_found_by_its_code() -> None:
    code = next(column for column in declaration("Gemeenten").graph()["columns"] if column["name"] == "CbsCode")
    assert code["indexed"] and code["enforceUniqueValues"]
    assert declaration("Gemeenten").key == "CbsCode"


def test_choices_are_those_of_the_rooms_that_act_on_them() -> None:
    spec = declaration("Gemeenten")
    assert spec.column("Uitkomst").choices == UITKOMSTEN
    assert [Status.parse(label) for label in spec.column("Status").choices] == list(Status)
    assert "Maak proef" in declaration("Golven").column("Opdracht").choices


def test_letter_kinds_come_from_config_and_another_word_is_possible() -> None:
    columns = declaration("Golven").graph({"Brief": ["proefbrief"]})["columns"]
    brief = next(column for column in columns if column["name"] == "Brief")
    assert brief["choice"] == {"choices": ["proefbrief"], "displayAs": "dropDownMenu", "allowTextEntry": True}


def test_several_provinces_may_be_ticked() -> None:
    provincie = declaration("Golven").column("Provincie").graph()
    assert provincie["choice"]["displayAs"] == "checkBoxes" and len(provincie["choice"]["choices"]) == 12


def test_an_unknown_column_is_named() -> None:
    with pytest.raises(KeyError, match="list Postbak has no column Onzin"):
        declaration("Postbak").column("Onzin")
