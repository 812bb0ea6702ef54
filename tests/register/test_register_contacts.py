"""The contacts file as people save it, and a line for every row that is wrong."""

from pathlib import Path

import openpyxl
import pytest

from bot.errors import DataError
from bot.models.contact import Contact, Role
from bot.models.institution import Institution
from bot.register.contacts import COLUMNS, read_contacts, write_contacts

PLACES = (
    Institution("GM0106", "Assen", "Drenthe"),
    Institution("GM0109", "Coevorden", "Drenthe"),
    Institution("PV22", "Drenthe", "Drenthe"),
)
HEAD = "cbs_code,role,titles,initials,first_name,infix,last_name,address_form,email,phone\n"
BERG = Contact("GM0106", Role.BURGEMEESTER, "b@assen.example", "drs.", "J.", "Jo", "van der", "Berg", "heer", "0592-1")
VRIES = Contact("GM0106", Role.GRIFFIER, "g@assen.example", last_name="Crêmer", address_form="mevrouw")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_as_excel_saves_it(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = [
        ["E-mail ignored", " CBS code ", "ROLE", "Last name", "Address form", "Email"],
        ["x", "106", "Griffier", "Crêmer", "Mevr.", "G@Assen.example"],
        [""] * 6,
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    (tmp_path / "c.csv").write_bytes(text.encode(encoding))
    imported = read_contacts(tmp_path / "c.csv", PLACES)
    assert imported.errors == ()
    assert imported.people == (VRIES,)


def test_a_line_that_tells_excel_the_separator(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("sep=;\r\ncbs_code;role;email\r\nGM0106;grifier;g@assen.example\r\n")
    (fault,) = read_contacts(tmp_path / "c.csv", PLACES).errors
    assert fault.english.startswith("c.csv, row 3, role: 'grifier'")


def test_xlsx(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Role", "CBS Code", "email", "phone"])  # type: ignore[union-attr]
    book.active.append(["burgemeester", 106, "b@assen.example", 592123456.0])  # type: ignore[union-attr]
    book.save(tmp_path / "c.xlsx")
    assert read_contacts(tmp_path / "c.xlsx", PLACES).people == (
        Contact("GM0106", Role.BURGEMEESTER, "b@assen.example", phone="0592123456"),
    )


def test_written_and_read_again(tmp_path: Path) -> None:
    write_contacts(tmp_path / "c.csv", [BERG, VRIES])
    assert read_contacts(tmp_path / "c.csv", PLACES).people == (BERG, VRIES)


BAD_ROWS = [
    ("no code", ",griffier,,,,,,,g@a.example,", "cbs_code: empty"),
    ("unknown code", "GM0107,griffier,,,,,,,g@a.example,", "cbs_code: GM0107 is not in the register; did you mean"),
    ("misspelt role", "GM0106,grifier,,,,,,,g@a.example,", "role: 'grifier' is not a role; did you mean griffier?"),
    ("no role", "GM0106,,,,,,,,g@a.example,", "role: empty"),
    ("role of a province", "GM0106,commissaris,,,,,,,g@a.example,", "role: commissaris does not belong to a gemeente"),
    ("role of a municipality", "PV22,griffier,,,,,,,g@a.example,", "role: griffier does not belong to a provincie"),
    ("no address", "GM0106,griffier,,,,,,,,", "email: empty"),
    ("a broken address", "GM0106,griffier,,,,,,,g@assen,", "email: 'g@assen' is not a valid address"),
    ("a name in it", "GM0106,griffier,,,,,,,G <g@a.example>,", "is not a valid address"),
    ("two addresses", "GM0106,griffier,,,,,,,g@a.example; h@a.example,", "is not a valid address"),
    ("a form that we do not know", "GM0106,griffier,,,,,,Sir,g@a.example,", "address_form: 'Sir' is not heer"),
    ("a line break in a name", 'GM0106,griffier,,,,,"A\nB",,g@a.example,', "last_name: holds a line break"),
]


@pytest.mark.parametrize(("row", "says"), [case[1:] for case in BAD_ROWS], ids=[case[0] for case in BAD_ROWS])
def test_a_bad_row_is_told_and_the_others_stand(tmp_path: Path, row: str, says: str) -> None:
    (tmp_path / "c.csv").write_text(f"{HEAD}GM0109,griffier,,,,,,,ok@c.example,\n{row}\n", "utf-8")
    imported = read_contacts(tmp_path / "c.csv", PLACES)
    assert [one.email for one in imported.people] == ["ok@c.example"]
    assert len(imported.errors) == 1
    assert imported.errors[0].english.startswith("c.csv, row 3, ")
    assert says in imported.errors[0].english
    assert imported.errors[0].dutch.startswith("Rij 3, ")


def test_twice_the_same_person_and_two_burgemeesters(tmp_path: Path) -> None:
    rows = ["a@a.example", "A@a.example", "b@a.example"]
    (tmp_path / "c.csv").write_text(HEAD + "".join(f"GM0106,burgemeester,,,,,,,{one},\n" for one in rows))
    imported = read_contacts(tmp_path / "c.csv", PLACES)
    assert len(imported.people) == 1
    assert tuple(one.english for one in imported.errors) == (
        "c.csv, row 3, email: a@a.example stands there twice for GM0106 (row 2); remove one",
        "c.csv, row 4, role: Assen (GM0106) has a second burgemeester (row 2); remove who left",
    )


BAD_FILES = [
    ("missing column", "c.csv", b"cbs_code,email\n", "column role is missing"),
    ("column twice", "c.csv", b"role,Role,cbs_code,email\n", "column role stands there twice"),
    ("empty", "c.csv", b"\n\n", "empty"),
    ("open quote", "c.csv", b'cbs_code,role,email\nGM0106,"griffier\n', "not valid CSV"),
    ("xlsx named csv", "c.csv", b"PK\x03\x04", "is an Office file"),
    ("csv named xlsx", "c.xlsx", b"cbs_code\n", "cannot be read as xlsx"),
    ("with a password", "c.xlsx", b"\xd0\xcf\x11\xe0" + bytes(99), "password"),
]


@pytest.mark.parametrize(("name", "data", "says"), [one[1:] for one in BAD_FILES], ids=[one[0] for one in BAD_FILES])
def test_bad_files(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match=says):
        read_contacts(tmp_path / name, PLACES)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_contacts(tmp_path / "none.csv", PLACES)


def test_columns_are_the_designs() -> None:
    assert COLUMNS == tuple(HEAD.strip().split(","))
