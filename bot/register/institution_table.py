"""A table that says something of some institutions: a few columns of config/municipalities.csv are enough.

So a person tells of a herindeling what no export tells: `cbs_code, valid_to, successor` in one row.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.models.institution import PROVINCE_LETTERS, Institution
from bot.register.delivered import Delivered, Facts, Source
from bot.register.faults import Told
from bot.register.roo import code_of, day
from bot.register.tables import Row, Table

TEXTS = (
    "name", "domain", "visit_line", "visit_postcode", "visit_place", "post_line", "post_postcode", "post_place",
)  # fmt: skip
COLUMNS = (*TEXTS, "province", "latitude", "longitude", "valid_from", "valid_to", "successor", "aliases")
"""The columns beside `cbs_code`; an empty cell says nothing."""


def is_institutions(columns: Iterable[str]) -> bool:
    """A table with these columns tells of institutions."""
    there = set(columns)
    return "cbs_code" in there and "role" not in there and bool(there & set(COLUMNS))


def institutions_of(table: Table, file: str, known: Mapping[str, Institution]) -> Delivered:
    """The facts in a table; a row that is wrong is among the errors."""
    facts: dict[str, Facts] = {}
    errors: list[Told] = []
    told_codes = {code_of(row.cells.get("cbs_code", "")) for row in table[1]}
    for row in table[1]:
        code, values = code_of(row.cells.get("cbs_code", "")), dict[str, Any]()
        fault = _wrong_code(code, facts, known, row) or _read(row, values, {*known, *told_codes})
        if fault:
            errors.append(fault.at(f"{file}, row {row.number}, ", f"Rij {row.number}, "))
        else:
            facts[code] = Facts(code, values)
    return Delivered(Source.INSTITUTIONS, tuple(facts.values()), errors=tuple(errors))


def _wrong_code(code: str, facts: Mapping[str, Facts], known: Mapping[str, Institution], row: Row) -> Told | None:
    if not code:
        return Told("cbs_code: no code like GM0106", "cbs_code: geen code zoals GM0106.")
    if code in facts:
        return Told(f"cbs_code: {code} stands there twice", f"cbs_code: {code} staat er twee keer in.")
    lacking = ", ".join(name for name in ("name", "province") if not row.cells.get(name))
    if code not in known and lacking:
        return Told(
            f"cbs_code: {code} is not in the register, and a new one needs {lacking}",
            f"cbs_code: {code} staat niet in het register; voor een nieuwe is {lacking} nodig.",
        )
    return None


def _read(row: Row, values: dict[str, Any], codes: set[str]) -> Told | None:
    readers: dict[str, Callable[[str], Any]] = {
        **dict.fromkeys(TEXTS, str),
        "province": lambda text: text if text in PROVINCE_LETTERS else None,
        "latitude": lambda text: _number(text, 50.0, 54.0),
        "longitude": lambda text: _number(text, 3.0, 7.5),
        "valid_from": day,
        "valid_to": day,
        "successor": lambda text: code_of(text) if code_of(text) in codes else None,
        "aliases": lambda text: tuple(part.strip() for part in text.split(";") if part.strip()),
    }
    for name, reader in readers.items():
        text = row.cells.get(name, "")
        if text:
            values[name] = reader(text)
            if values[name] is None:
                english, dutch = _HOW[name]
                return Told(f"{name}: {text!r} is not valid; {english}", f"{name}: '{text}' klopt niet; {dutch}")
    return None


_DAY = ("write a day as 2027-01-01", "schrijf een dag als 1-1-2027.")
_DEGREES = ("give degrees inside the Netherlands", "geef graden binnen Nederland.")
_HOW = {
    "province": (f"one of {', '.join(PROVINCE_LETTERS)}", f"een van {', '.join(PROVINCE_LETTERS)}."),
    "latitude": _DEGREES,
    "longitude": _DEGREES,
    "valid_from": _DAY,
    "valid_to": _DAY,
    "successor": ("a code of the register or of this table", "een code uit het register of uit deze tabel."),
}


def _number(text: str, low: float, high: float) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if low <= value <= high else None
