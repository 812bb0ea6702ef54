"""The merge against docxtpl, which is the measure, and where docxtpl is wrong against what Word must show."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docxtpl import DocxTemplate
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined
from lxml import etree

from bot.errors import DataError
from bot.letters.engine import Template
from bot.letters.values import Picture

Word = Callable[..., bytes]
PARTS = ("word/document.xml", "word/header1.xml", "word/footer1.xml")
NAMES = ["Assen", "'s-Gravenhage", "Súdwest-Fryslân", "Dijk & Waard <proef>", 'Bergen "NH"', "a\tb", "{x}", "  twee  "]


def fields(naam: str = "Assen", **more: Any) -> dict[str, Any]:
    return {
        "naam": naam,
        "plaats": "ASSEN",
        "adres": "Gemeente Assen\nPostbus 1\n9400 AA  ASSEN",
        "extra": "",
        "opties": [{"n": 1, "t": "10.00"}, {"n": 2, "t": "11.00"}],
        "kenmerk": "OTWB-DR-0106-1",
        **more,
    }


def part(document: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert archive.testzip() is None
        return etree.tostring(etree.fromstring(archive.read(name)), method="c14n")


def by_docxtpl(template: bytes, values: dict[str, Any]) -> bytes:
    oracle = DocxTemplate(io.BytesIO(template))
    oracle.render(values, Environment(autoescape=True, undefined=StrictUndefined))
    out = io.BytesIO()
    oracle.save(out)
    return out.getvalue()


@pytest.mark.parametrize("naam", NAMES)
@pytest.mark.parametrize("extra", ["", "iets & meer\nregel twee"])
def test_equal_to_docxtpl(rich: bytes, naam: str, extra: str) -> None:
    values = fields(naam, extra=extra)
    mine, oracle = Template.compile(rich, "rijk.docx").render(values), by_docxtpl(rich, values)
    for name in PARTS:
        assert part(mine, name) == part(oracle, name), name


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="{}%#"), max_size=30))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    document = docx.Document()
    document.add_paragraph("[{{ naam }}]")
    out = io.BytesIO()
    document.save(out)
    made = Template.compile(out.getvalue(), "x.docx").render({"naam": text})
    assert docx.Document(io.BytesIO(made)).paragraphs[0].text == f"[{text}]"


def test_title_shows_signs_not_entities(word: Word) -> None:
    template = word("{{ naam }}", title="Brief aan {{ naam }}")
    made = Template.compile(template, "x.docx").render({"naam": "Dijk & Waard's"})
    assert docx.Document(io.BytesIO(made)).core_properties.title == "Brief aan Dijk & Waard's"


def test_conditional_paragraph_leaves_no_empty_one(word: Word) -> None:
    made = Template.compile(word("een", "{%p if x %}", "twee", "{%p endif %}", "drie"), "x.docx").render({"x": False})
    assert [one.text for one in docx.Document(io.BytesIO(made)).paragraphs] == ["een", "drie"]


def test_line_breaks_and_tabs_keep_the_style(word: Word) -> None:
    made = Template.compile(word(["a ", "{{ x }}", " z"]), "x.docx").render({"x": "1\n2\t3"})
    runs = docx.Document(io.BytesIO(made)).paragraphs[0].runs
    assert "".join(run.text for run in runs) == "a 1\n2\t3 z"
    assert [run.text for run in runs if run.bold] == ["1\n2", "\t", "3"]


def test_same_fields_give_the_same_bytes(rich: bytes) -> None:
    template = Template.compile(rich, "x.docx")
    assert template.render(fields()) == template.render(fields())


def test_parts_without_fields_are_copied(rich: bytes) -> None:
    made = Template.compile(rich, "x.docx").render(fields())
    for name in ("word/styles.xml", "[Content_Types].xml"):
        assert part(made, name) == part(rich, name)


def test_names_its_fields_with_paragraphs(rich: bytes) -> None:
    found = Template.compile(rich, "x.docx").fields
    assert set(found) == {"naam", "plaats", "adres", "extra", "opties", "kenmerk"}
    assert found["extra"] == "{% if extra %}" or "extra" in found["extra"]


def test_pictures_go_docxtpls_way(word: Word) -> None:
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf50"
        "0f0003860180 5a349c6b0000000049454e44ae426082".replace(" ", "")
    )
    made = Template.compile(word("{{ foto }} van {{ naam }}"), "x.docx").render(
        {"foto": Picture(pixel, 20.0), "naam": "A & B"}
    )
    document = docx.Document(io.BytesIO(made))
    assert len(document.inline_shapes) == 1
    assert document.paragraphs[0].text.strip() == "van A & B"


BAD_FIELDS = [
    ("a misspelt field", "Beste {{ gemeent }}", {"gemeente": "x"}, "did you mean gemeente?"),
    ("its paragraph", "Beste {{ gemeent }}", {"gemeente": "x"}, "'Beste {{ gemeent }}'"),
    ("a misspelt inner field", "{{ o.teks }}", {"o": {"tekst": "x"}}, "did you mean tekst?"),
    ("a control character", "{{ x }}", {"x": "a\x0bb"}, "field x: holds the control character U+000B"),
    ("a control character deep inside", "{{ x }}", {"x": [{"y": "\x00"}]}, "field x[1].y"),
    ("no value", "{{ x }}", {"x": None}, "field x: has no value"),
    ("reaching into Python", "{{ x.__class__.__mro__ }}", {"x": "y"}, "__class__"),
    ("too large a loop", "{% for i in range(10**9) %}a{% endfor %}", {}, "x.docx"),
]


@pytest.mark.parametrize(("paragraph", "values", "says"), [r[1:] for r in BAD_FIELDS], ids=[r[0] for r in BAD_FIELDS])
def test_bad_fields_are_told(word: Word, paragraph: str, values: dict[str, Any], says: str) -> None:
    with pytest.raises(DataError) as caught:
        Template.compile(word(paragraph), "x.docx").render(values)
    assert says in str(caught.value)
    assert str(caught.value).startswith("x.docx: ")
    assert "\n" not in str(caught.value)


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


BAD_FILES = [
    ("an unclosed tag", lambda word: word("{% if x %} open"), "in paragraph '{% if x %} open'"),
    ("text", lambda word: b"hallo", "is not a Word file"),
    ("with a password", lambda word: b"\xd0\xcf\x11\xe0" + bytes(600), "has a password"),
    ("cut off", lambda word: word("x")[:4000], "damaged"),
    ("another zip", lambda word: zipped(a=b"b"), "another zip"),
    ("a zip bomb", lambda word: zipped(a=bytes(101_000_000)), "unpacks to more than"),
    ("macros", lambda word: zipped(**{"word/vbaProject.bin": b"x"}), "holds macros"),
    ("too large", lambda word: b"PK" + bytes(31_000_000), "larger than"),
]


@pytest.mark.parametrize(("make", "says"), [row[1:] for row in BAD_FILES], ids=[row[0] for row in BAD_FILES])
def test_bad_files_are_told(word: Word, make: Callable[[Word], bytes], says: str) -> None:
    with pytest.raises(DataError) as caught:
        Template.compile(make(word), "brief.docx")
    assert str(caught.value).startswith("brief.docx: ")
    assert says in str(caught.value)


def test_an_excel_file_renamed_is_told() -> None:
    import openpyxl

    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    with pytest.raises(DataError, match="not a Word document"):
        Template.compile(out.getvalue(), "brief.docx")


def test_a_tag_that_cuts_through_the_layout_is_told() -> None:
    document = docx.Document()
    document.add_paragraph("{% if x %}")
    document.add_table(1, 1).rows[0].cells[0].text = "{% endif %}"
    out = io.BytesIO()
    document.save(out)
    template = Template.compile(out.getvalue(), "x.docx")
    assert template.render({"x": True})
    with pytest.raises(DataError, match="x.docx: a tag in word/document.xml cuts through the layout"):
        template.render({"x": False})


def test_markup_in_a_value_stays_text(word: Word) -> None:
    made = Template.compile(word("{{ x }}", footer="{{ x }}"), "x.docx").render({"x": "</w:t></w:r> & <w:br/>"})
    document = docx.Document(io.BytesIO(made))
    assert document.paragraphs[0].text == document.sections[0].footer.paragraphs[0].text == "</w:t></w:r> & <w:br/>"
