"""What the bot wants in an item, and what it reads from one."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.declarations import DECLARATIONS, declaration
from bot.desk.items import contact_from_fields, contact_item, gemeente_item, golf_item, postbak_item
from bot.desk.merge import merge
from bot.desk.values import day_text, moment_text, plain
from bot.models.contact import AddressState, Contact, Role
from bot.models.engagement import Engagement
from bot.models.institution import Institution
from bot.models.reply import Intent
from bot.models.slot import Slot
from bot.models.status import Status
from bot.models.wave import Wave, WaveState

ASSEN = Institution("GM0106", "Assen", "Drenthe")
GRIFFIER = Contact("GM0106", Role.GRIFFIER, "griffie@assen.example", initials="A.B.", last_name="Voorbeeld")
WAVE = Wave(1, "Drenthe 1", "uitnodiging", ("Drenthe",), WaveState.SEALED, seal="abc")


def test_a_municipality_shows_status_contact_and_free_options() -> None:
    start = datetime(2026, 3, 3, 9, tzinfo=UTC)
    slots = [Slot(3, start.replace(day=31), start.replace(day=31, hour=10)), Slot(1, start, start.replace(hour=10))]
    state = Engagement("GM0106", Status.LATER, follow_up_on=date(2026, 9, 1), proposal="In belactie")
    assert gemeente_item(ASSEN, state, last_contact=date(2026, 2, 1), slots=slots, melding="Let op") == {
        "Title": "Assen",
        "CbsCode": "GM0106",
        "Provincie": "Drenthe",
        "Status": "Later terugkomen",
        "TerugkomenOp": "2026-09-01T12:00:00Z",
        "VrijeOpties": "1: dinsdag 3 maart 2026 van 10.00 tot 11.00 uur\n"
        "3: dinsdag 31 maart 2026 van 11.00 tot 12.00 uur",
        "LaatsteContact": "2026-02-01T12:00:00Z",
        "Voorstel": "In belactie",
        "Melding": "Let op",
    }


def test_a_wave_shows_its_count_and_asks_to_empty_commands() -> None:
    fields = golf_item(WAVE, sent=3, total=12, ready_at=datetime(2026, 3, 3, 9, 5, tzinfo=UTC), exceptions=2)
    assert (fields["Stand"], fields["Verzonden"], fields["Aantal"]) == ("Proef klaar", 3, 12)
    assert fields["Uitzonderingen"] == 2
    assert fields["KlaarOm"] == "2026-03-03T09:05:00Z"
    assert fields["Opdracht"] is None and fields["Akkoord"] is None


def test_an_approval_that_stands_is_left_alone() -> None:
    assert "Akkoord" not in golf_item(replace(WAVE, state=WaveState.APPROVED), sent=0, total=12)


@pytest.mark.parametrize("intent", Intent)
def test_every_kind_of_mail_has_a_dutch_word(intent: Intent) -> None:
    fields = postbak_item(ASSEN, intent, proposal="Voorstel", link="https://outlook.example/1")
    assert fields["Title"].startswith("Gemeente Assen: ") and fields["Soort"]
    assert (fields["Stand"], fields["Gemeente"]) == ("Open", "Assen")


def test_danger_shows_a_link_only() -> None:
    fields = postbak_item(ASSEN, Intent.DECLINE, proposal="bel 06", link="https://outlook.example/1", urgent=True)
    assert fields["Title"] == "SPOED: Gemeente Assen"
    assert (fields["Soort"], fields["Voorstel"]) == ("Spoed: direct lezen", None)


def test_a_stranger_has_no_municipality() -> None:
    fields = postbak_item(None, Intent.QUESTION, open_=False)
    assert (fields["Title"], fields["Gemeente"]) == ("Onbekende afzender: stelt een vraag", None)
    assert fields["Stand"] == "Afgehandeld"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("Gemeenten", gemeente_item(ASSEN, Engagement("GM0106"))),
        ("Contacten", contact_item(GRIFFIER)),
        ("Golven", golf_item(WAVE, sent=0, total=1)),
        ("Postbak", postbak_item(ASSEN, Intent.ACCEPT)),
    ],
)
def test_every_field_is_a_declared_column_and_a_known_choice(name: str, fields: dict[str, Any]) -> None:
    for column, value in fields.items():
        spec = declaration(name).column(column)
        if value is not None and spec.choices and not spec.fill_in:
            assert set(value if isinstance(value, list) else [value]) <= set(spec.choices)


def test_an_item_read_back_needs_no_write() -> None:
    wanted = gemeente_item(ASSEN, Engagement("GM0106", follow_up_on=date(2026, 3, 1)))
    now = {key: value for key, value in wanted.items() if value is not None}
    assert merge(declaration("Gemeenten"), now, now, now, wanted).writes == {}


def test_a_contact_goes_to_the_list_and_back() -> None:
    named = replace(GRIFFIER, titles="mr.", infix="van", address_form="mevrouw")
    full = replace(named, phone="0592 000000", state=AddressState.BOUNCED)
    assert contact_from_fields(contact_item(full)) == full
    assert contact_item(full)["Title"] == "A.B. van Voorbeeld"
    assert contact_item(Contact("GM0106", Role.SECRETARIAAT, "s@assen.example"))["Title"] == "secretariaat"


FAULTS = [
    ({"CbsCode": None}, "Vul de CBS-code in."),
    ({"CbsCode": "106"}, "CBS-code '106' klopt niet; schrijf bijvoorbeeld GM0106."),
    ({"Rol": ""}, "Kies een rol."),
    ({"Rol": "wethoudster"}, "Rol 'wethoudster' bestaat niet; kies er een uit de lijst."),
    ({"Rol": "commissaris"}, "De rol commissaris past niet bij GM0106: controleer de CBS-code en de rol."),
    ({"Email": None}, "Vul het e-mailadres in."),
    ({"Email": "griffie@assen"}, "E-mailadres 'griffie@assen' klopt niet."),
    ({"Email": "a@x.example, b@x.example"}, "E-mailadres 'a@x.example, b@x.example' klopt niet."),
    ({"Aanspreekvorm": "dhr"}, "Aanspreekvorm is heer, mevrouw of leeg."),
]


@pytest.mark.parametrize(("change", "told"), FAULTS, ids=[told for _, told in FAULTS])
def test_what_lacks_is_said_in_dutch(change: dict[str, Any], told: str) -> None:
    assert contact_from_fields({**contact_item(GRIFFIER), **change}) == told


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_a_day_survives_any_zone_that_the_site_may_be_set_to(day: date) -> None:
    column = declaration("Gemeenten").column("LaatsteContact")
    assert plain(column, day_text(day)) == plain(column, day) == day == plain(column, day.isoformat())


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment_text(datetime(2026, 3, 3, 9))  # noqa: DTZ001


def test_no_list_holds_the_text_of_a_mail() -> None:
    names = {column.name for spec in DECLARATIONS for column in spec.columns}
    assert not names & {"Tekst", "Bericht", "Onderwerp", "Inhoud"}
