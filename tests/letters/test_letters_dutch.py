"""Salutations, names, address blocks and dates, as tables of cases."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.letters import dates
from bot.letters.salutation import address_block, addressed_name, full_name, offices, salutation, surname
from bot.models.contact import Contact, Role
from bot.models.institution import Institution
from bot.models.slot import Slot

BERG = Contact("GM0106", Role.BURGEMEESTER, "b@assen.example", "drs.", "J.", "", "van der", "Berg", "heer")
VRIES = Contact("GM0106", Role.GRIFFIER, "g@assen.example", "", "A.", "", "de", "Vries", "mevrouw")


def person(role: Role, infix: str = "", last: str = "", form: str = "", initials: str = "A.") -> Contact:
    return Contact("GM0106", role, "x@assen.example", "", initials if last else "", "", infix, last, form)


SALUTATIONS = [
    ("burgemeester and griffier", [BERG, VRIES], "Geachte burgemeester, geachte griffier,"),
    ("burgemeester with a name", [BERG], "Geachte burgemeester Van der Berg,"),
    ("burgemeester without a name", [person(Role.BURGEMEESTER)], "Geachte burgemeester,"),
    ("griffier who is mevrouw", [VRIES], "Geachte mevrouw De Vries,"),
    ("griffier, form unknown", [replace(VRIES, address_form="")], "Geachte griffier,"),
    ("griffier without a name", [person(Role.GRIFFIER, form="heer")], "Geachte griffier,"),
    ("wethouder", [person(Role.WETHOUDER, "", "Jansen")], "Geachte wethouder Jansen,"),
    ("two wethouders", [person(Role.WETHOUDER, "", "A"), person(Role.WETHOUDER, "", "B")], "Geachte wethouders,"),
    ("commissaris", [person(Role.COMMISSARIS, "", "Jansen", "heer")], "Geachte commissaris,"),
    (
        "commissaris and statengriffier",
        [person(Role.COMMISSARIS), person(Role.STATENGRIFFIER)],
        "Geachte commissaris, geachte statengriffier,",
    ),
    ("statengriffier who is heer", [person(Role.STATENGRIFFIER, "'t", "Hart", "heer")], "Geachte heer 't Hart,"),
    ("secretariat alone", [person(Role.SECRETARIAAT)], "Geachte heer, mevrouw,"),
    ("secretariat beside the burgemeester", [BERG, person(Role.SECRETARIAAT)], "Geachte burgemeester Van der Berg,"),
]


@pytest.mark.parametrize(("people", "line"), [row[1:] for row in SALUTATIONS], ids=[row[0] for row in SALUTATIONS])
def test_salutation(people: list[Contact], line: str) -> None:
    assert salutation(people) == line


SURNAMES = [
    ("van der", "Berg", "Van der Berg", "van der Berg"),
    ("op de", "Beek", "Op de Beek", "op de Beek"),
    ("'t", "Hart", "'t Hart", "'t Hart"),
    ("in 't", "Veld", "In 't Veld", "in 't Veld"),
    ("d'", "Ancona", "d'Ancona", "d'Ancona"),
    ("El", "Hamdaoui", "El Hamdaoui", "El Hamdaoui"),
    ("", "IJsbrand", "IJsbrand", "IJsbrand"),
]


@pytest.mark.parametrize(("infix", "last", "alone", "after"), SURNAMES)
def test_prefixes(infix: str, last: str, alone: str, after: str) -> None:
    one = person(Role.GRIFFIER, infix, last)
    assert (surname(one, alone=True), surname(one, alone=False)) == (alone, after)


def test_names_in_full() -> None:
    assert full_name(BERG) == "drs. J. van der Berg"
    assert full_name(replace(BERG, titles="mr. MSc")) == "mr. J. van der Berg MSc"
    assert full_name(replace(BERG, initials="", first_name="Jo")) == "drs. Jo van der Berg"
    assert full_name(replace(BERG, initials="")) == "drs. Van der Berg"
    assert full_name(person(Role.GRIFFIER)) == ""
    assert addressed_name(BERG) == "de heer drs. J. van der Berg"
    assert addressed_name(replace(VRIES, address_form="")) == "A. de Vries"


def test_address_block() -> None:
    assen = Institution("GM0106", "Assen", "Drenthe", post_line="Postbus 1", post_postcode="9400 AA")
    assen = replace(assen, post_place="Assen")
    assert address_block(assen, [BERG, VRIES]).split("\n") == [
        "Gemeente Assen",
        "t.a.v. de burgemeester, de heer drs. J. van der Berg",
        "en de griffier, mevrouw A. de Vries",
        "Postbus 1",
        "9400 AA  ASSEN",
    ]
    drenthe = Institution("PV22", "Drenthe", "Drenthe", visit_place="Assen")
    lines = address_block(drenthe, [person(Role.COMMISSARIS)]).split("\n")
    assert lines == ["Provincie Drenthe", "t.a.v. de commissaris van de Koning", "Assen"]


def test_offices() -> None:
    assert offices([BERG, VRIES]) == "de burgemeester en de griffier"
    three = [BERG, person(Role.SECRETARIAAT), VRIES]
    assert offices(three) == "de burgemeester, het bestuurssecretariaat en de griffier"


MOMENTS = [
    ("winter", datetime(2024, 3, 26, 9, 0, tzinfo=UTC), "dinsdag 26 maart 2024 om 10.00 uur"),
    ("summer", datetime(2024, 7, 1, 17, 30, tzinfo=UTC), "maandag 1 juli 2024 om 19.30 uur"),
    ("the evening before in UTC", datetime(2024, 12, 31, 23, 5, tzinfo=UTC), "woensdag 1 januari 2025 om 00.05 uur"),
]


@pytest.mark.parametrize(("moment", "words"), [row[1:] for row in MOMENTS], ids=[row[0] for row in MOMENTS])
def test_moments(moment: datetime, words: str) -> None:
    assert dates.moment_words(moment) == words


def test_other_dates() -> None:
    assert dates.date_words(date(2026, 11, 4)) == "4 november 2026"
    start, end = datetime(2024, 3, 26, 9, tzinfo=UTC), datetime(2024, 3, 26, 10, tzinfo=UTC)
    assert dates.slot_words(Slot(1, start, end)) == "dinsdag 26 maart 2024, 10.00-11.00 uur"
    assert [dates.listed("abc"[:n]) for n in range(4)] == ["", "a", "a en b", "a, b en c"]
    with pytest.raises(ValueError, match="time zone"):
        dates.moment_words(datetime(2024, 3, 26))  # noqa: DTZ001
