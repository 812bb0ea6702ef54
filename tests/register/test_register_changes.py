"""What a file changes in the institutions, and the facts laid over the shipped ones."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.models.institution import Institution
from bot.register.change import What
from bot.register.changes import changes, unfit
from bot.register.delivered import Delivered, Facts, Source
from bot.register.municipalities import read_institutions
from bot.register.overlay import from_store, laid_over, to_store, with_facts
from bot.register.rules import read_rules

CONFIG = Path(__file__).resolve().parents[2] / "config"
RULES = read_rules(CONFIG / "register.toml")
TODAY = date(2026, 9, 7)
ASSEN = Institution(
    "GM0106", "Assen", "Drenthe", 52.99, 6.56, "assen.example", "ASSEN", "Postbus 1", "9400 RA", "ASSEN",
    aliases=("Stad Assen",), visit_line="Noordersingel 33", visit_postcode="9401 JW",
)  # fmt: skip
BERGEN = Institution("GM0373", "Bergen (NH.)", "Noord-Holland")
HAAG = Institution("GM0518", "'s-Gravenhage", "Zuid-Holland", aliases=("Den Haag",))
KNOWN = {one.code: one for one in (ASSEN, BERGEN, HAAG)}


def told(code: str, source: Source = Source.REGISTER, **values: Any) -> list[tuple[What, str]]:
    given = Delivered(source, (Facts(code, values),))
    return [(one.what, one.told.english) for one in changes(KNOWN, given, TODAY, RULES) if one.what is not What.GONE]


CASES: list[tuple[str, dict[str, Any], list[tuple[What, str]]]] = [
    ("as it was", {"name": "Assen", "post_line": "Postbus 1", "latitude": 52.99}, []),
    ("another name", {"name": "Assen-Rolde"}, [(What.RENAMED, "is now Assen-Rolde")]),
    ("a spelling that is known", {"name": "stad assen"}, []),
    ("moved 1.2 km", {"latitude": 53.0008}, [(What.MOVED, "town hall 1.2 km further; check it")]),
    ("moved a few metres", {"latitude": 52.991}, [(What.FILLED, "place of the town hall")]),
    (
        "another postal address",
        {"post_line": "Postbus 2", "post_postcode": "9400RA"},
        [(What.ADDRESS, "postal address Postbus 1, 9400 RA, ASSEN -> Postbus 2, 9400RA, ASSEN")],
    ),
    ("another way of writing it", {"post_postcode": "9400RA"}, [(What.FILLED, "postal address")]),
    (
        "another town hall",
        {"visit_line": "Brink 1"},
        [(What.ADDRESS, "visiting address Noordersingel 33, 9401 JW, ASSEN -> Brink 1, 9401 JW, ASSEN")],
    ),
    ("another site", {"domain": "assen2.example"}, [(What.OTHER, "domain assen.example -> assen2.example")]),
    (
        "an end without successor",
        {"valid_to": date(2027, 1, 1)},
        [(What.ENDED, "until 2027-01-01, goes into an unknown one: tell it with a table")],
    ),
    (
        "an end with one",
        {"valid_to": date(2027, 1, 1), "successor": "GM0373"},
        [(What.ENDED, "until 2027-01-01, goes into Bergen (NH.) (GM0373)")],
    ),
    ("a beginning long ago", {"valid_from": date(1998, 1, 1)}, []),
    ("the province of its town hall", {"province": "Utrecht"}, []),
]


@pytest.mark.parametrize(("values", "says"), [one[1:] for one in CASES], ids=[one[0] for one in CASES])
def test_changes_of_one(values: dict[str, Any], says: list[tuple[What, str]]) -> None:
    assert told("GM0106", **values) == says


def test_official_spellings_are_no_other_name() -> None:
    assert told("GM0373", name="Bergen (NH)") == []
    assert told("GM0373", name="Bergen") == []
    assert told("GM0518", name="Den Haag") == []


def test_a_person_may_correct_a_province() -> None:
    assert told("GM0106", Source.INSTITUTIONS, province="Utrecht") == [(What.OTHER, "province Drenthe -> Utrecht")]


def test_a_new_one_needs_a_province() -> None:
    given = Delivered(Source.REGISTER, (Facts("GM9999", {"name": "Nieuw", "province": "Drenthe"}), Facts("GM9998", {})))
    assert [(one.what, one.code) for one in changes(KNOWN, given, TODAY, RULES) if one.values] == [(What.NEW, "GM9999")]
    assert [one.english.split(":")[0] for one in unfit(KNOWN, given)] == ["GM9998 "]


def test_who_lacks_in_a_whole_file_is_told_and_stays() -> None:
    shipped = {one.code: one for one in read_institutions(CONFIG / "municipalities.csv", CONFIG / "provinces.csv")}
    facts = [Facts(code, {}) for code in shipped if code.startswith("GM") and code not in ("GM1696", "GM0014")]
    found = changes(shipped, Delivered(Source.REGISTER, tuple(facts)), TODAY, RULES)
    assert [(one.what, one.code, one.values) for one in found] == [
        (What.GONE, "GM0014", {}),
        (What.GONE, "GM1696", {}),
    ]
    ended = {**shipped, "GM1696": replace(shipped["GM1696"], valid_to=TODAY)}
    assert [one.code for one in changes(ended, Delivered(Source.REGISTER, tuple(facts)), TODAY, RULES)] == ["GM0014"]
    part = Delivered(Source.REGISTER, tuple(facts[:300]))
    assert changes(shipped, part, TODAY, RULES) == []
    assert changes(shipped, Delivered(Source.INSTITUTIONS, tuple(facts)), TODAY, RULES) == []


def test_stored_facts_come_back_and_lie_over_the_shipped_ones() -> None:
    values = {"valid_to": date(2027, 1, 1), "successor": "GM0373", "aliases": ("Oud", "Older"), "latitude": 52.5}
    assert from_store(to_store(values)) == values
    new = {"name": "Nieuw", "province": "Drenthe"}
    found = laid_over([ASSEN], {"GM0106": to_store(values), "GM9999": new})
    assert found == (with_facts(ASSEN, "GM0106", values), Institution("GM9999", "Nieuw", "Drenthe"))
    assert from_store({"of_a_later_version": 1}) == {}


DAYS = [(date(2026, 12, 31), False, True), (date(2027, 1, 1), True, False), (date(2030, 1, 1), True, False)]


@pytest.mark.parametrize(("day", "new", "old"), DAYS)
def test_in_force(day: date, new: bool, old: bool) -> None:
    assert replace(ASSEN, valid_from=date(2027, 1, 1)).in_force(day) is new
    assert replace(ASSEN, valid_to=date(2027, 1, 1)).in_force(day) is old
    assert ASSEN.in_force(day)


@pytest.mark.parametrize("column", ["name", "cbs_name", "gm_name_short"])
def test_no_spelling_of_the_registers_is_another_name(shared: Path, column: str) -> None:
    shipped = {one.code: one for one in read_institutions(CONFIG / "municipalities.csv", CONFIG / "provinces.csv")}
    with open(shared / "register" / "municipalities.csv", encoding="utf-8", newline="") as file:
        facts = [Facts(row["cbs_code"], {"name": row[column]}) for row in csv.DictReader(file)]
    found = changes(shipped, Delivered(Source.REGISTER, tuple(facts)), TODAY, RULES)
    assert len(facts) == 342
    assert found == []
