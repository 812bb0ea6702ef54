"""The exports of the Register van Overheidsorganisaties: what is taken from them, and what is refused in one line."""

import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from register_exports import NAMESPACE, export, person, unit

from bot.errors import DataError
from bot.models.contact import Contact, Role
from bot.models.institution import Institution
from bot.register.delivered import Delivered, Source, people_of
from bot.register.reading import read_data
from bot.register.roo_csv import unpack
from bot.register.rules import read_rules

CONFIG = Path(__file__).resolve().parents[2] / "config"
RULES = read_rules(CONFIG / "register.toml")
TODAY = date(2026, 9, 7)
KNOWN = {"GM0106": Institution("GM0106", "Assen", "Drenthe")}
ASSEN = {
    "name": "Assen", "province": "Drenthe", "domain": "assen.example", "latitude": 52.99, "longitude": 6.56,
    "visit_line": "Noordersingel 33", "visit_postcode": "9401 JW", "visit_place": "ASSEN",
    "post_line": "Postbus 30018", "post_postcode": "9400 RA", "post_place": "ASSEN",
}  # fmt: skip


def read(data: bytes, name: str = "export.xml") -> Delivered:
    return read_data(data, name, KNOWN, TODAY, RULES)


@pytest.mark.parametrize("version", ["2.6.9", "2.6.13", "2.7"])
def test_a_municipality_of_the_xml_whatever_minor_version(version: str) -> None:
    namespace = NAMESPACE.replace("2.6.9", version)
    found = read(export(unit("gm0106", "Gemeente Assen"), namespace=namespace), "x.csv")
    assert found.source is Source.REGISTER
    assert [(one.code, one.values) for one in found.institutions] == [("GM0106", ASSEN)]


def test_elements_without_a_prefix_are_read_too() -> None:
    plain = export(unit("gm0106", "Gemeente Assen")).replace(b"<p:", b"<").replace(b"</p:", b"</")
    assert read(plain).institutions[0].values == ASSEN


def test_office_holders_of_the_xml_and_nobody_else() -> None:
    people = "".join(
        (
            person("Dhr. drs. J.A. van der Berg", email="B@assen.example"),
            person("Mevr. A. de Wit", function="Griffier"),
            person("Dhr. P. Partij", function="Raadslid", email="p@assen.example"),
            person("Dhr. O. Oud", end="2024-01-01"),
            person("Mevr. W. Later", function="Plaatsvervangend griffier"),
        )
    )
    assert read(export(unit("gm0106", "Gemeente Assen", people=people))).people == (
        Contact("GM0106", Role.BURGEMEESTER, "b@assen.example", "drs.", "J.A.", "", "van der", "Berg", "heer"),
        Contact("GM0106", Role.GRIFFIER, "", "", "A.", "", "de", "Wit", "mevrouw"),
    )


def test_the_statengriffier_stands_under_provinciale_staten() -> None:
    states = unit("", "Provinciale Staten", kind="Staten", people=person("Mevr. S. Staat", function="Griffier"))
    king = person("Dhr. K. Koning", function="Commissaris van de Koning")
    found = read(export(unit("pv22", "Provincie Drenthe", kind="Provincie", people=king, parts=states)))
    assert [(one.code, one.role, one.last_name) for one in found.people] == [
        ("PV22", Role.COMMISSARIS, "Koning"),
        ("PV22", Role.STATENGRIFFIER, "Staat"),
    ]


def test_two_burgemeesters_at_once_are_left_to_a_person() -> None:
    people = person("Dhr. A. Een") + person("Mevr. B. Twee") + person("Mevr. C. Wit", function="Griffier")
    found = read(export(unit("gm0106", "Gemeente Assen", people=people)))
    assert [one.role for one in found.people] == [Role.GRIFFIER]
    (told,) = found.remarks
    assert told.english.startswith("GM0106 Gemeente Assen: 2 at once as burgemeester (Dhr. A. Een, Mevr. B. Twee)")
    assert "2 tegelijk als burgemeester" in told.dutch


def test_an_end_is_the_first_day_without_it() -> None:
    ends = [("2026-12-31", date(2027, 1, 1)), ("2027-01-01", date(2027, 1, 1))]
    for text, day in ends:
        assert read(export(unit("gm0106", "Gemeente Assen", end=text))).institutions[0].values["valid_to"] == day


def test_a_row_without_code_is_left_out_and_told() -> None:
    found = read(export(unit("", "Gemeente Zomaar"), unit("gm0106", "Gemeente Assen")))
    assert [one.code for one in found.institutions] == ["GM0106"]
    assert "Gemeente Zomaar: no code" in found.remarks[0].english
    assert "geen code" in found.remarks[0].dutch


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
BAD_XML = [
    ("cut off", export(unit("gm0106", "Gemeente Assen"))[:-300], "breaks off or is no XML", "breekt af"),
    ("another's", b"<rss><channel/></rss>", r"is no export of the Register .*\(root rss\)", "geen export"),
    ("its units another's", b"<a><organisatie/></a>", "is no export of the Register", "geen export"),
    ("a new major version", export(namespace=NAMESPACE.replace("2.6.9", "3.0")), "schema version 3.0", "Schemaversie"),
    ("no version", export(namespace=NAMESPACE.replace("2.6.9", "")), "schema version ,", "Schemaversie"),
    ("entities", export(unit("gm0106", "Gemeente &c;"), before=BOMB), "holds a DTD", "DTD"),
    ("a DTD alone", export(before=BOMB), "holds a DTD", "DTD"),
    ("nothing in it", export(), "holds no municipality or province", "geen gemeente"),
    ("only others", export(unit("gm0106", "Waterschap X", kind="Waterschap")), "holds no municipality", "gemeente"),
]


@pytest.mark.parametrize(("data", "says", "dutch"), [one[1:] for one in BAD_XML], ids=[one[0] for one in BAD_XML])
def test_bad_xml_is_one_line(data: bytes, says: str, dutch: str) -> None:
    with pytest.raises(DataError, match=says) as caught:
        read(data)
    assert "\n" not in str(caught.value)
    assert dutch in getattr(caught.value, "dutch")  # noqa: B009


def test_a_file_outside_is_not_opened_by_an_entity(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("geheim")
    dtd = f'<!DOCTYPE a [<!ENTITY c SYSTEM "file://{tmp_path}/secret">]>'
    with pytest.raises(DataError, match="DTD"):
        read(export(unit("gm0106", "Gemeente &c;"), before=dtd))


PEAK = """
import resource, sys
from datetime import date
from pathlib import Path
from bot.register.reading import read_file
from bot.register.rules import read_rules
found = read_file(Path(sys.argv[1]), {}, date(2026, 9, 7), read_rules(Path(sys.argv[2])))
print(len(found.institutions), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_ten_times_the_file_takes_no_more_memory(tmp_path: Path) -> None:
    def peak_kb(count: int) -> int:
        body = person("Dhr. P. Partij", function="Raadslid") * 200
        others = [unit("", f"Ministerie {one}", kind="Ministerie", people=body) for one in range(count)]
        (tmp_path / "e.xml").write_bytes(export(*others, unit("gm0106", "Gemeente Assen")))
        call = [sys.executable, "-c", PEAK, str(tmp_path / "e.xml"), str(CONFIG / "register.toml")]
        done = subprocess.run(call, cwd=CONFIG.parent, capture_output=True, text=True, check=True, timeout=60)
        number, most = done.stdout.split()
        assert number == "1"
        return int(most)

    assert peak_kb(400) - peak_kb(40) < 8_000  # the larger file is 30 MB more


PACKED = (
    "adresType: Bezoekadres, toelichting: ingang links, naast de kerk, openbareRuimte: Noordersingel, huisnummer: 33,"
    " postcode: 9401JW, woonplaats: ASSEN, provincieAfkorting: DR, centroideLatitude: 52.99, centroideLongitude: 6.56,"
    " centroideRdx: 1.0;adresType: Postadres, postbus: 30018, postcode: 9400 RA, woonplaats: ASSEN"
    ";adresType: Woo-Adres, postbus: 1, postcode: 7120 ACC, woonplaats: Elders"
)
CSV_HEAD = (
    '"Officiële naam";"Type";"Einddatum";"Adressen (type, straat)";"Internetpagina\'s";"TOOi URI";"Organisatiecode"\n'
)
SITES = "https://loket.assen.example, label: Omgevingsloket;https://www.assen.example, label: algemeen"
TOOI = "https://identifier.overheid.nl/tooi/id/gemeente/gm0106"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize(("tooi", "code"), [(TOOI, ""), (TOOI, "gm0106"), ("", "gm0106")])
def test_the_csv_says_the_same(encoding: str, tooi: str, code: str) -> None:
    row = f'"Gemeente Assen";"Gemeente";"";"{PACKED}";"{SITES}";"{tooi}";"{code}"\n'
    other = f'"Waterschap X";"Waterschap";"";"{PACKED}";"";"";""\n'
    found = read((CSV_HEAD + other + row).encode(encoding), "Gemeenten.csv")
    assert [(one.code, one.values) for one in found.institutions] == [("GM0106", ASSEN)]
    assert found.remarks == ()


def test_a_csv_row_without_code_is_left_out_and_told() -> None:
    rows = f'"Gemeente A";"Gemeente";"";"";"";"";""\n"Gemeente Assen";"Gemeente";"31-12-2026";"";"";"{TOOI}";""\n'
    found = read((CSV_HEAD + rows).encode(), "Gemeenten.csv")
    assert found.remarks[0].english == ("row 2, Gemeente A: no code (TOOI address or organisation code); left out")
    assert found.institutions[0].values == {"name": "Assen", "valid_to": date(2027, 1, 1)}


def test_packed_addresses_keep_commas_in_their_values() -> None:
    assert [one["adresType"] for one in unpack(PACKED)] == ["Bezoekadres", "Postadres", "Woo-Adres"]
    assert unpack(PACKED)[0]["toelichting"] == "ingang links, naast de kerk"
    assert unpack("") == []


STAFF = (
    "Organisatie (onderdeel);Naam;Functie;Resource identifier v4.0 organisatie;Resource identifier v5.0 organisatie\n"
)


def test_the_people_of_the_csv() -> None:
    rows = [
        f"Gemeente Assen;Dhr. J. de Boer;Burgemeester;x;{TOOI}",
        f"Gemeente Assen;Griffie;Griffier;x;{TOOI}",
        f"Gemeente Assen;Dhr. P. Partij;Raadslid;x;{TOOI}",
        "Gemeente Zonder;Dhr. Z. Zonder;Burgemeester;x;",
    ]
    found = read((STAFF + "\n".join(rows)).encode(), "medewerkers.csv")
    assert found.source is Source.STAFF
    assert [(one.code, one.role.value, one.infix, one.last_name) for one in found.people] == [
        ("GM0106", "burgemeester", "de", "Boer")
    ]
    assert "row 5, Gemeente Zonder: no code" in found.remarks[0].english


def test_a_snapshot_is_the_same_for_the_same_content_and_gives_its_people_back() -> None:
    people = person("Dhr. J. Berg", email="b@assen.example")
    one = read(export(unit("gm0106", "Gemeente Assen", people=people, end="2026-12-31")))
    other = read(export(unit("gm0106", "Gemeente  Assen", people=people, end="2026-12-31"), before="<!-- x -->"))
    assert one.digest == other.digest
    assert people_of(one.snapshot()) == one.people
    assert one.digest != read(export(unit("gm0106", "Gemeente Assen", people=people))).digest


def test_a_table_of_facts_of_some_institutions() -> None:
    rows = "cbs_code;valid_to;successor\nGM0106;1-1-2027;GM0109\n"
    with_known = read_data(rows.encode(), "h.csv", {**KNOWN, "GM0109": KNOWN["GM0106"]}, TODAY, RULES)
    assert with_known.source is Source.INSTITUTIONS
    assert [(one.code, one.values) for one in with_known.institutions] == [
        ("GM0106", {"valid_to": date(2027, 1, 1), "successor": "GM0109"})
    ]


def test_days_of_a_workbook_are_days() -> None:
    book, content = openpyxl.Workbook(), BytesIO()
    for row in (("CBS code", "valid to"), ("GM0106", date(2027, 1, 1)), ("GM0106 ", "x")):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(content)
    found = read(content.getvalue(), "h.xlsx")
    assert [one.values for one in found.institutions] == [{"valid_to": date(2027, 1, 1)}]
    assert "GM0106 stands there twice" in found.errors[0].english


BAD_FACTS = [
    ("no code", "Assen;;;;", "row 2, cbs_code: no code like GM0106"),
    ("a new one without province", "GM9999;Nieuw;;;", "a new one needs province"),
    ("no day", "GM0106;;;morgen;", "valid_to: 'morgen' is not valid; write a day as 2027-01-01"),
    ("no successor of that code", "GM0106;;;;GM7777", "successor: 'GM7777' is not valid"),
    ("no province", "GM0106;;Drente;;", "province: 'Drente' is not valid"),
]


@pytest.mark.parametrize(("row", "says"), [one[1:] for one in BAD_FACTS], ids=[one[0] for one in BAD_FACTS])
def test_bad_facts(row: str, says: str) -> None:
    found = read(f"cbs_code;name;province;valid_to;successor\n{row}\n".encode(), "h.csv")
    assert found.institutions == ()
    assert says in found.errors[0].english
    assert found.errors[0].dutch.startswith("Rij 2, ")
