"""The shipped register, what is refused of another, and names and addresses without substring traps."""

from collections import Counter
from pathlib import Path

import pytest

from bot.errors import DataError
from bot.models.institution import PROVINCE_LETTERS, Kind, kenmerk
from bot.register.matching import Matcher, spellings
from bot.register.municipalities import read_institutions

CONFIG = Path(__file__).resolve().parents[2] / "config"
ALL = read_institutions(CONFIG / "municipalities.csv", CONFIG / "provinces.csv")
BY_CODE = {one.code: one for one in ALL}
MATCH = Matcher(ALL)


def test_the_shipped_register() -> None:
    counts = Counter(one.province for one in ALL if one.kind is Kind.GEMEENTE)
    assert sum(counts.values()) == 342
    assert (counts["Noord-Brabant"], counts["Utrecht"], counts["Drenthe"], counts["Flevoland"]) == (56, 26, 12, 6)
    assert [one.name for one in ALL if one.kind is Kind.PROVINCIE and one.name not in PROVINCE_LETTERS] == []
    assert kenmerk(BY_CODE["GM0106"], 1) == "OTWB-DR-0106-1"
    assert [one.name for one in ALL if one.latitude is None] == ["Molenlanden"]
    assert all(one.domain for one in ALL)


NAMES = [
    ("Assen", "GM0106"),
    ("gemeente Assen", "GM0106"),
    ("Wassenaar", "GM0629"),
    ("Ede", "GM0228"),
    ("Enschede", "GM0153"),
    ("Utrecht", "GM0344"),
    ("provincie Utrecht", "PV26"),
    ("Utrechtse Heuvelrug", "GM1581"),
    ("Groningen", "GM0014"),
    ("Friesland", "PV21"),
    ("sudwest-fryslan", "GM1900"),
    ("’s-gravenhage", "GM0518"),
    ("Den Haag", "GM0518"),
    ("Den Bosch", "GM0796"),
    ("Bergen (NH.)", "GM0373"),
    ("Bergen (L)", "GM0893"),
    ("Hengelo (O.)", "GM0164"),
    ("Uden", "GM1991"),
    ("Weesp", "GM0363"),
    ("Boxmeer", "GM1982"),
    ("Brielle", "GM1992"),
    ("Appingedam", "GM1979"),
    ("De Friese Meren", "GM1940"),
    ("Tietjerksteradeel", "GM0737"),
    ("Noordoost-Friesland", "GM1970"),
    ("gemeente Nuenen c.a.", "GM0820"),
    ("‘s Hertogenbosch", "GM0796"),
    ("Bergen op Zoom", "GM0748"),
    ("provincie Friesland", "PV21"),
    ("de gemeente Utrecht", "GM0344"),
    ("Hengelo (Gld)", None),
    ("Oss", "GM0828"),
    ("Losser", "GM0168"),
    ("Haarlem", "GM0392"),
    ("Haarlemmermeer", "GM0394"),
    ("Stein", "GM0971"),
    ("IJsselstein", "GM0353"),
    ("Elburg", "GM0230"),
    ("Middelburg", "GM0687"),
    ("Waterland", "GM0852"),
    ("Zwartewaterland", "GM1896"),
    ("gm0106", "GM0106"),
    ("Bergen", None),
    ("Berg", None),
    ("Drenthe en Assen", None),
    ("gemeente Drenthe", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "code"), NAMES)
def test_by_name(text: str, code: str | None) -> None:
    found = MATCH.by_name(text)
    assert (found.code if found else None) == code


def test_every_own_name_is_found() -> None:
    assert [one.name for one in ALL if MATCH.by_name(one.formal_name) != one] == []


SPELT = [
    ("Utrecht", "GM0344"),
    ("provincie Utrecht", "PV26"),
    ("Drenthe", "PV22"),
    ("Den Haag", "GM0518"),
    ("'s-Gravenhage", "GM0518"),
    ("Uden", "GM1991"),
    ("Bergen (L.)", "GM0893"),
    ("Bergen", None),
    ("gemeente Assen", "GM0106"),
    ("assen", None),
]


@pytest.mark.parametrize(("name", "code"), SPELT)
def test_what_an_institution_is_called_in_a_text(name: str, code: str | None) -> None:
    assert [found for found, text in spellings(ALL) if text == name] == ([code] if code else [])


HEAD = "cbs_code,name,province,latitude,valid_to,successor\n"
BAD = [
    ("missing code", ",Assen,Drenthe,,,", "m.csv, row 2: no code is not a code like GM0106"),
    ("strange code", "106,Assen,Drenthe,,,", "m.csv, row 2: 106 is not a code"),
    ("unknown province", "GM0106,Assen,Drente,,,", "m.csv, row 2: unknown province 'Drente'"),
    ("code twice", "GM0106,Assen,Drenthe,,,\nGM0106,Epe,Drenthe,,,", "m.csv, row 3: code GM0106 stands there twice"),
    ("province not in the other file", "GM0106,Assen,Zeeland,,,", "m.csv, GM0106: province 'Zeeland' is not in p.csv"),
    ("no name", "GM0106,,Drenthe,,,", "m.csv, row 2: column name is empty"),
    ("elsewhere", "GM0106,Assen,Drenthe,5.3,,", "m.csv, row 2: latitude '5.3' does not lie in the Netherlands"),
    ("no date", "GM0106,Assen,Drenthe,,1-1-2027,", "m.csv, row 2: valid_to '1-1-2027' is not a date"),
    ("unknown successor", "GM0106,Assen,Drenthe,,,GM9999", "m.csv, GM0106: successor GM9999 is not in the file"),
]


@pytest.mark.parametrize(("rows", "says"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_bad_register(tmp_path: Path, rows: str, says: str) -> None:
    (tmp_path / "m.csv").write_text(f"{HEAD}{rows}\n")
    (tmp_path / "p.csv").write_text("code,name\nPV22,Drenthe\n")
    with pytest.raises(DataError) as caught:
        read_institutions(tmp_path / "m.csv", tmp_path / "p.csv")
    assert says in str(caught.value)
