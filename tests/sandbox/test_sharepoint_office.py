"""What is done to the bytes of a file: Office packages are rewritten, and every file has its QuickXorHash."""

import base64
import io
import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot.sandbox.sharepoint.office import promote
from bot.sandbox.sharepoint.quickxor import quick_xor


def _docx() -> bytes:
    packed = io.BytesIO()
    Document().save(packed)
    return packed.getvalue()


def test_a_word_file_gets_a_part_and_stays_a_word_file() -> None:
    sent = _docx()
    kept = promote("Brief.DOCX", sent)
    before, after = (set(zipfile.ZipFile(io.BytesIO(one)).namelist()) for one in (sent, kept))
    assert after - before == {"docProps/custom.xml"}
    Document(io.BytesIO(kept))
    relations = zipfile.ZipFile(io.BytesIO(kept)).read("_rels/.rels")
    assert b"docProps/custom.xml" in relations


def test_an_excel_file_keeps_its_cells() -> None:
    book, packed = Workbook(), io.BytesIO()
    book.active["A1"] = "Assen"
    book.save(packed)
    kept = promote("a.xlsx", packed.getvalue())
    assert kept != packed.getvalue()
    assert load_workbook(io.BytesIO(kept)).active["A1"].value == "Assen"


def test_a_package_that_has_the_part_already_stays_whole() -> None:
    once = promote("a.docx", _docx())
    twice = promote("a.docx", once)
    assert zipfile.ZipFile(io.BytesIO(twice)).namelist() == zipfile.ZipFile(io.BytesIO(once)).namelist()
    Document(io.BytesIO(twice))


@pytest.mark.parametrize(("name", "content"), [("a.docx", b"no zip"), ("a.pdf", b"%PDF"), ("a.docx", b""), ("a", b"x")])
def test_anything_else_is_kept_as_it_is(name: str, content: bytes) -> None:
    assert promote(name, content) == content


def _slow(content: bytes) -> str:
    """The definition, byte by byte: each is added 11 bits further on, round and round."""
    bits = [0] * 160
    for index, byte in enumerate(content):
        for bit in range(8):
            bits[(index * 11 + bit) % 160] ^= byte >> bit & 1
    value = sum(bit << place for place, bit in enumerate(bits)) ^ len(content) << 96
    return base64.b64encode(value.to_bytes(20, "little")).decode()


@given(st.binary(max_size=1000))
def test_the_hash_is_that_of_its_definition(content: bytes) -> None:
    assert quick_xor(content) == _slow(content)


def test_the_hash_of_nothing_is_all_zero() -> None:
    assert quick_xor(b"") == "AAAAAAAAAAAAAAAAAAAAAAAAAAA="
