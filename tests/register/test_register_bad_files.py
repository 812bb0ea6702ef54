"""What is dropped in by mistake or malice: one clear line in both languages, before it costs memory."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_exports import export, person, unit

from bot.errors import DataError
from bot.models.institution import Institution
from bot.register.reading import read_data, read_file
from bot.register.rules import read_rules
from bot.register.xlsx import MAX_ROWS

CONFIG = Path(__file__).resolve().parents[2] / "config"
RULES = read_rules(CONFIG / "register.toml")
KNOWN = {"GM0106": Institution("GM0106", "Assen", "Drenthe")}


def workbook(*rows: tuple[str, ...]) -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    for row in (("cbs_code", "role", "email"), *rows):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(content)
    return content.getvalue()


GOOD = workbook(("GM0106", "griffier", "g@assen.example"))


def packed(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return content.getvalue()


def added(name: str, data: bytes) -> bytes:
    content = io.BytesIO(GOOD)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, data)
    return content.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """The good workbook with another sheet in place of its own."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for name in old.namelist():
            package.writestr(name, xml if name.endswith("sheet1.xml") else old.read(name))
    return content.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
FAR_DOWN = with_sheet(SHEET % b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
FAR_RIGHT = with_sheet(SHEET % b'<row r="1"><c r="XFD1"><v>1</v></c></row>')
ENTITIES = with_sheet(
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">%s]>' % b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8)
    ) + SHEET % b'<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row>'
)  # fmt: skip
BAD: list[tuple[str, bytes, str, str]] = [
    ("c.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "protected with a password or an old xls", "wachtwoord"),
    ("c.xlsx", added("xl/vbaProject.bin", b"x"), "holds macros", "macro's"),
    ("c.xlsm", added("xl/vbaProject.bin", b"x"), "holds macros", "macro's"),
    ("c.xlsx", GOOD[:-400], "cannot be read as xlsx", "geen leesbaar"),
    ("c.xlsx", with_sheet(b"<worksheet><sheetData>"), "cannot be read as xlsx", "geen leesbaar"),
    ("c.xlsx", b"cbs_code;role;email\n", "cannot be read as xlsx", "geen leesbaar"),
    ("c.xlsx", packed(word__document_xml=b"<x/>"), "is an Office file but no workbook", "geen Excel-werkmap"),
    ("c.xlsx", added("xl/media/a.bin", bytes(40_000_000)), "unpacks to more than 30 MB", "Uitgepakt"),
    ("c.xlsx", FAR_DOWN, f"more than {MAX_ROWS} rows", "rijen"),
    ("c.xlsx", FAR_RIGHT, "more than 50000 rows or 200 columns", "kolommen"),
    ("c.xlsx", ENTITIES, "cannot be read as xlsx", "geen leesbaar"),
    ("c.csv", GOOD, "is an Office file, not text", "Office-bestand"),
    ("c.csv", b"\x00\x01\x02\x03", "is not a text file", "geen tekstbestand"),
    ("c.csv", b"cbs_code;email\nGM0106;a@b.example\n", "column role is missing", "Kolom role ontbreekt"),
    ("c.csv", b"cbs_code;role;email\n", "holds no row", "geen rij"),
    ("c.csv", b"", "empty", "leeg"),
]


@pytest.mark.parametrize(("name", "data", "says", "dutch"), BAD, ids=[one[2] for one in BAD])
def test_bad_files(tmp_path: Path, name: str, data: bytes, says: str, dutch: str) -> None:
    refused(tmp_path / name, lambda path: path.write_bytes(data), says, dutch)


def test_a_file_of_100_mb(tmp_path: Path) -> None:
    def sparse(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(100_000_000)

    refused(tmp_path / "c.csv", sparse, "larger than 20 MB", "Groter dan 20 MB")
    refused(tmp_path / "c.xlsx", sparse, "larger than 20 MB", "Groter dan 20 MB")


def refused(path: Path, make: Callable[[Path], object], says: str, dutch: str) -> None:
    make(path)
    with pytest.raises(DataError, match=says) as caught:
        read_file(path, KNOWN, date(2026, 9, 7), RULES)
    assert str(caught.value).startswith(f"{path.name}") and "\n" not in str(caught.value)
    assert dutch in getattr(caught.value, "dutch")  # noqa: B009


def test_the_good_one_is_good(tmp_path: Path) -> None:
    (tmp_path / "c.xlsx").write_bytes(GOOD)
    assert len(read_file(tmp_path / "c.xlsx", KNOWN, date(2026, 9, 7), RULES).people) == 1


CSV = (
    "Officiële naam;Type;Adressen (type, x);TOOi URI\n"
    '"Gemeente Assen";Gemeente;"adresType: Postadres, postbus: 1";"https://x.example/id/gemeente/gm0106"\n'
).encode()
XML = export(unit("gm0106", "Gemeente Assen", people=person("Dhr. J. Berg", email="j@assen.example")))
FACTS = b"cbs_code;valid_to;latitude;aliases\nGM0106;1-1-2027;52,9;Oud;\n"


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([("a.xlsx", GOOD), ("a.csv", CSV), ("a.xml", XML), ("a.csv", FACTS), ("a.csv", XML)]),
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from([b"", b"<", b"&", b'"', b";", b"\x00", b"\xff", b"9999999"]))),
    st.floats(0.5, 1),
)
def test_whatever_is_broken_in_a_file_is_told_in_one_line(
    file: tuple[str, bytes], wounds: list[tuple[float, bytes]], kept: float
) -> None:
    name, data = file
    for place, wound in wounds:
        at = int(place * len(data))
        data = data[:at] + wound + data[at + 1 :]
    try:
        found = read_data(data[: int(kept * len(data)) + 1], name, KNOWN, date(2026, 9, 7), RULES)
    except DataError as fault:
        assert "\n" not in str(fault) and getattr(fault, "dutch")  # noqa: B009
    else:
        assert all("\n" not in one.english for one in (*found.errors, *found.remarks))
        assert found.digest
