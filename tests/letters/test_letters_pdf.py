"""PDFs by the real LibreOffice: all of them, tagged, in Dutch; what it cannot make is named."""

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
        assert b"/MarkInfo" in one and b"/StructTreeRoot" in one and b"(nl-NL)" in one
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


SHARES = [(1, [1]), (20, [20]), (50, [25, 25]), (342, [171, 171]), (900, [200, 200, 200, 200, 100])]


@pytest.mark.parametrize(("count", "sizes"), SHARES)
def test_shares(count: int, sizes: list[int]) -> None:
    assert [len(one) for one in pdf._chunks([Path(str(n)) for n in range(count)])] == sizes
