"""The CSV exports of the Register van Overheidsorganisaties: organisations, and the people in their offices.

Columns are found by name: each year's export has others, in another order.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from bot.models.contact import Contact
from bot.register import roo
from bot.register.delivered import Delivered, Facts, Source
from bot.register.faults import FileFault, Told
from bot.register.rules import ImportRules
from bot.register.tables import Row, Table

_NAME, _ADDRESSES = "officiële_naam", "adressen"
_OFFICE, _ORGANISATION = "functie", "organisatie_(onderdeel)"
_KEYS = (
    "adresType|toelichting|terAttentieVan|openbareRuimte|straat|huisnummer|huisletter|huisnummertoevoeging|toevoeging|"
    "postbus|postcode|woonplaats|plaats|regio|provincieAfkorting|land|"
    "centroideLatitude|centroideLongitude|centroideRdx|centroideRdy"
)
_NEXT_ADDRESS = re.compile(r";\s*(?=adresType: )")
_NEXT_FIELD = re.compile(rf",\s*(?=(?:{_KEYS}): )")


def is_organisations(columns: Iterable[str]) -> bool:
    """A table with these columns is the export of organisations."""
    there = tuple(columns)
    return _NAME in there and any(one.startswith(_ADDRESSES) for one in there)


def is_staff(columns: Iterable[str]) -> bool:
    """A table with these columns is the export of people."""
    return {_OFFICE, _ORGANISATION} <= set(columns)


def read_organisations(table: Table, file: str, today: date, rules: ImportRules) -> Delivered:
    """Municipalities and provinces; other kinds of organisation in the table are passed by."""
    columns, rows = table
    packed = next(one for one in columns if one.startswith(_ADDRESSES))
    facts: dict[str, Facts] = {}
    remarks: list[Told] = []
    for row in rows:
        cells = row.cells
        if "type" in columns and cells.get("type", "").casefold() not in roo.KINDS:
            continue
        code = roo.code_of(cells.get("tooi_uri", ""), cells.get("organisatiecode", ""))
        if not code:
            remarks.append(roo.no_code(*_places(row), cells.get(_NAME, "")))
        elif code in facts:
            english, dutch = _places(row)
            remarks.append(Told(f"{english}{code} stands there twice", f"{dutch}{code} staat er twee keer in."))
        else:
            facts[code] = Facts(code, _facts(row, packed, rules))
    if not facts:
        english = "holds no municipality or province; take the export Gemeenten.csv"
        raise FileFault(file, english, "Er staat geen gemeente of provincie in; neem de export Gemeenten.csv.")
    return Delivered(Source.REGISTER, tuple(facts.values()), remarks=tuple(remarks))


def read_staff(table: Table, file: str, today: date, rules: ImportRules) -> Delivered:
    """Who holds the offices that letters go to; all other people in the table are passed by."""
    by_code: dict[str, list[roo.Person]] = {}
    names: dict[str, str] = {}
    remarks: list[Told] = []
    wanted = {name for kind in rules.functions.values() for name in kind}
    for row in table[1]:
        cells = row.cells
        if " ".join(cells.get(_OFFICE, "").casefold().split()) not in wanted:
            continue
        code = roo.code_of(*(value for name, value in cells.items() if name.startswith("resource_identifier")))
        name = cells.get(_ORGANISATION, "")
        if code:
            by_code.setdefault(code, []).append(_person(cells))
            names.setdefault(code, name)
        elif name.casefold().startswith(("gemeente ", "provincie ")):
            remarks.append(roo.no_code(*_places(row), name))
    found: list[Contact] = []
    for code, people in by_code.items():
        holders, doubts = roo.holders(code, names[code], people, today, rules)
        found, remarks = found + holders, remarks + doubts
    if not by_code:
        english = "holds no burgemeester, griffier, commissaris or statengriffier of an institution with a code"
        raise FileFault(file, english, "Er staat geen burgemeester of griffier met een organisatiecode in.")
    return Delivered(Source.STAFF, people=tuple(found), remarks=tuple(remarks))


def unpack(text: str) -> list[dict[str, str]]:
    """The addresses in one cell: `adresType: Postadres, postbus: 93, ...;adresType: ...`. Values may hold commas."""
    return [
        {key.strip(): value.strip() for key, _, value in (part.partition(":") for part in _NEXT_FIELD.split(record))}
        for record in _NEXT_ADDRESS.split(text)
        if record.strip()
    ]


def _facts(row: Row, packed: str, rules: ImportRules) -> dict[str, object]:
    cells = row.cells
    sites = _labelled(cells.get("internetpagina's", ""))
    begin, end = cells.get("startdatum", ""), cells.get("einddatum", "")
    return roo.facts_of(cells.get(_NAME, ""), unpack(cells.get(packed, "")), sites, begin, end, rules)


def _labelled(text: str) -> Sequence[str]:
    """The values of `https://a.example, label: algemeen;https://b.example, label: ...`, the general ones first."""
    parts = [one.partition(", label: ") for one in text.split(";") if one.strip()]
    ordered = sorted(parts, key=lambda one: one[2].strip().casefold() not in ("algemeen", ""))
    return [one[0].strip() for one in ordered]


def _person(cells: dict[str, str]) -> roo.Person:
    email = next((value for name, value in cells.items() if name.startswith(("e-mail", "email")) and value), "")
    phone = next((value for name, value in cells.items() if name.startswith("telefoon") and value), "")
    end = roo.day(cells.get("einddatum", ""))
    return roo.Person(cells.get(_OFFICE, ""), cells.get("naam", ""), _first(email), _first(phone), end)


def _first(text: str) -> str:
    return next(iter(_labelled(text)), "")


def _places(row: Row) -> tuple[str, str]:
    return f"row {row.number}, ", f"Rij {row.number}, "
