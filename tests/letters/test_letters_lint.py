"""Lint: each fault of a template is found, with its paragraph, and a sound one passes."""

import io
from collections.abc import Callable

import docx

from bot.letters.lint import lint

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f0003860180"
    "5a349c6b0000000049454e44ae426082"
)


def texts(data: bytes, known: tuple[str, ...] = ("gemeente", "datum")) -> list[str]:
    return [str(one) for one in lint(data, known, "brief.docx")]


def test_misspelt_field_in_the_footer(rich: bytes) -> None:
    found = lint(rich, ("naam", "plaats", "adres", "extra", "opties", "kenmerken"), "brief.docx")
    assert [(one.rule, one.text) for one in found] == [("field", "unknown field kenmerk; did you mean kenmerken?")]
    assert found[0].paragraph == "{{ kenmerk }}"


def test_a_wrong_tag_is_told_with_its_paragraph(word: Callable[..., bytes]) -> None:
    found = lint(word("goed", "{% if gemeente %} blijft open", title="T"), ("gemeente",), "brief.docx")
    assert [one.rule for one in found] == ["tag", "accessibility"]
    assert "blijft open" in found[0].text


def test_what_makes_a_pdf_inaccessible() -> None:
    document = docx.Document()
    document.core_properties.title = ""
    document.add_picture(io.BytesIO(PIXEL))
    document.add_table(1, 2).rows[0].cells[0].text = "los"
    out = io.BytesIO()
    document.save(out)
    found = texts(out.getvalue())
    assert len(found) == 4
    for words in ("no alternative text", "table without a header row", "no title", "language is not Dutch"):
        assert sum(words in one for one in found) == 1
