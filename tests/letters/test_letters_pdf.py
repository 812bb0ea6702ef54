"""PDFs by the real LibreOffice: all of them, tagged, in Dutch; what it cannot make is named."""

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import DataError
from bot.letters import pdf
from bot.letters.compose import shipped_templates
from bot.letters.engine import Template

ROOT = Path(__file__).resolve().parents[2]
needs_office = pytest.mark.skipif(not pdf.available(), reason="LibreOffice (soffice) is not installed")


@needs_office
def test_all_are_made_tagged_and_dutch(word: Callable[..., bytes], tmp_path: Path) -> None:
    template = Template.compile(shipped_templates(ROOT / "letter_templates")["avond.docx"], "avond.docx")
    fields = dict.fromkeys(template.fields, "x")
    made = pdf.to_pdf({f"OTWB/{n}": template.render(fields) for n in range(3)}, tmp_path)
    assert list(made) == ["OTWB/0", "OTWB/1", "OTWB/2"]
    for one in made.values():
        assert pdf.tagged(one) and b"/MarkInfo" in one and b"/StructTreeRoot" in one and b"(nl-NL)" in one
        assert b"<pdfuaid:part>1</pdfuaid:part>" in one and b"/DisplayDocTitle true" in one
        assert b"<pdfaid:part>2</pdfaid:part>" in one and b"/OutputIntents" in one
        assert b">x (x)</rdf:li>" in one, "the title of the document, its fields filled in"
    assert list(tmp_path.iterdir()) == []


@needs_office
def test_a_letter_that_cannot_be_made_is_named(word: Callable[..., bytes]) -> None:
    with pytest.raises(DataError, match="letter OTWB-9"):
        pdf.to_pdf({"OTWB-1": word("goed"), "OTWB-9": b"PK\x03\x04 stuk"})


def test_nothing_asked_nothing_made() -> None:
    assert pdf.to_pdf({}) == {}


def test_without_libreoffice_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(DataError, match="install libreoffice-writer"):
        pdf.to_pdf({"a": b"x"})


def test_tags_are_found_plain_and_packed_and_missed_where_there_are_none() -> None:
    packed = zlib.compress(b"1 0 <</Type/Catalog/StructTreeRoot 7 0 R>>")
    head = b"%PDF-1.7\n5 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length 60>>stream\n"
    assert pdf.tagged(b"%PDF-1.4 <</Type/Catalog/StructTreeRoot 7 0 R>>")
    assert pdf.tagged(head + packed + b"\nendstream")
    assert not pdf.tagged(head + zlib.compress(b"1 0 <</Type/Catalog>>") + b"\nendstream")
    assert not pdf.tagged(head + b"not packed at all\nendstream")


SHARES = [(1, [1]), (20, [20]), (50, [25, 25]), (342, [171, 171]), (900, [200, 200, 200, 200, 100])]


@pytest.mark.parametrize(("count", "sizes"), SHARES)
def test_shares(count: int, sizes: list[int]) -> None:
    assert [len(one) for one in pdf._chunks([Path(str(n)) for n in range(count)])] == sizes
