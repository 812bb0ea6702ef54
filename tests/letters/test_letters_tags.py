"""docxtpl's tags, each form, rewritten without docxtpl: the same XML as its own, or a test that names its defect."""

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

from bot.letters import tags
from bot.letters.engine import Template

VALUES = {"naam": "Bergen (NH.)", "ja": True, "nee": False, "lijst": ["een", "twee & drie"], "n": 3}
Words = list[str | list[str]]


def made(build: Callable[[Any], object]) -> bytes:
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def written(paragraphs: Words) -> bytes:
    """A Word file with these paragraphs; a list is a paragraph in as many runs, every second one bold."""

    def build(document: Any) -> None:
        for runs in paragraphs:
            target = document.add_paragraph()
            for number, run in enumerate([runs] if isinstance(runs, str) else runs):
                target.add_run(run).bold = bool(number % 2) or None

    return made(build)


def body(document: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return etree.tostring(etree.fromstring(archive.read("word/document.xml")), method="c14n")


def by_docxtpl(template: bytes) -> bytes:
    oracle = DocxTemplate(io.BytesIO(template))
    oracle.render(VALUES, Environment(autoescape=True, undefined=StrictUndefined))
    out = io.BytesIO()
    oracle.save(out)
    return out.getvalue()


def texts(document: bytes) -> list[str]:
    return [one.text for one in docx.Document(io.BytesIO(document)).paragraphs]


FORMS: list[tuple[str, Words]] = [
    ("a value", ["Beste {{ naam }}!"]),
    ("without spaces", ["{{naam}}{{n}}"]),
    ("a filter and a calculation", ["{{ naam|upper }} {{ n * 2 }} {{ 'a < b' if n < 4 else 'c' }}"]),
    ("curly quotes of Word", ["{% if naam == ‘Bergen (NH.)’ %}ja{% endif %} ‘blijft’"]),
    ("a condition in a line", ["{% if nee %}a{% elif ja %}b{% else %}c{% endif %} en {{ n }}"]),
    ("a comment", ["voor {# van de redactie #}na"]),
    ("two conditions in a line", ["{% if ja %}x{% endif %}{% if nee %}y{% endif %}"]),
    ("a conditional paragraph", ["een", "{%p if nee %}", "twee", "{%p else %}", "drie", "{%p endif %}", "vier"]),
    ("a loop of paragraphs", ["{%p for een in lijst %}", "- {{ een }}", "{%p endfor %}", "eind"]),
    ("a conditional paragraph first and last", ["{%p if ja %}", "x", "{%p endif %}"]),
    ("a paragraph for a comment", ["a", "{#p van de redactie #}", "b"]),
    ("a name that is set", ["{% set wie = naam %}{{ wie }}"]),
    ("a field split after its braces", [["Aan ", "{{", " naam ", "}}", " daar"]]),
    ("split within the braces", [["{", "{ na", "am }", "} te", " gast"]]),
    ("split within the name", [["{{ na", "am }} en {{ ", "n }}", " klaar"]]),
    ("a tag split over three", [["{%", " if ", "ja %}goed{% en", "dif %}"]]),
    ("a split conditional paragraph", [["{%p ", "if ja", " %}"], "binnen", ["{%p e", "ndif %}"]]),
    ("two fields, one split", [["{{ n }} {{ ", "naam }} {{ n", " }}."]]),
    ("an empty run beside it", [["", "{{ naam }}", ""]]),
    ("signs that XML needs escaped", ["R&D {{ naam }} <b>"]),
    ("a run that stays", ["voor {%r if ja %}vet{%r endif %} na"]),
]  # fmt: skip


@pytest.mark.parametrize("paragraphs", [row[1] for row in FORMS], ids=[row[0] for row in FORMS])
def test_each_form_gives_docxtpls_xml(paragraphs: Words) -> None:
    template = Template.compile(written(paragraphs), "x.docx")
    assert not template.whole, "rewritten here, not by docxtpl"
    assert body(template.render(VALUES)) == body(by_docxtpl(template.data))


def a_table(rows: list[tuple[str, str]]) -> bytes:
    def build(document: Any) -> None:
        table = document.add_table(len(rows), 2)
        for row, words in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, words, strict=True):
                cell.text = text

    return made(build)


ROWS = [
    ("a loop of rows", [("{%tr for een in lijst %}", ""), ("{{ een }}", "{{ loop.index }}"), ("{%tr endfor %}", "")]),
    ("a row left out", [("kop", "kop"), ("{%tr if nee %}", ""), ("weg", ""), ("{%tr endif %}", ""), ("slot", "")]),
    ("a condition in a cell", [("{% if ja %}a{% endif %}", "{{ naam }}")]),
]


@pytest.mark.parametrize("rows", [row[1] for row in ROWS], ids=[row[0] for row in ROWS])
def test_rows_give_docxtpls_xml(rows: list[tuple[str, str]]) -> None:
    template = Template.compile(a_table(rows), "x.docx")
    assert not template.whole
    assert body(template.render(VALUES)) == body(by_docxtpl(template.data))


def test_columns_go_docxtpls_own_way() -> None:
    def build(document: Any) -> None:
        cells = document.add_table(1, 3).rows[0].cells
        for cell, text in zip(cells, ("{%tc for een in lijst %}", "{{ een }}", "{%tc endfor %}"), strict=True):
            cell.text = text

    template = Template.compile(made(build), "x.docx")
    assert template.whole
    cells = docx.Document(io.BytesIO(template.render(VALUES))).tables[0].rows[0].cells
    assert [one.text for one in cells] == VALUES["lijst"]


def test_docxtpl_loses_the_style_after_a_run_tag_and_we_do_not() -> None:
    template = written([["", "vet {%r if ja %} ook vet {%r endif %} nog vet"]])
    runs = docx.Document(io.BytesIO(Template.compile(template, "x.docx").render(VALUES))).paragraphs[0].runs
    assert [run.bold for run in runs if run.text.strip()] == [True, True, True]
    theirs = docx.Document(io.BytesIO(by_docxtpl(template))).paragraphs[0].runs
    assert [run.bold for run in theirs if run.text.strip()] != [True, True, True], "docxtpl mended: compare again"


def test_a_tag_split_over_a_link_stays_whole() -> None:
    paragraph = (
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r><w:t>{{ na</w:t></w:r>'
        "<w:hyperlink><w:r><w:t>am }} hier</w:t></w:r></w:hyperlink></w:p>"
    )
    source = tags.rewrite(etree.fromstring(f"<x>{paragraph}</x>"))
    assert "{{ naam }} hier" in source
    etree.fromstring(source)


PIECES = st.sampled_from(["Aan ", "{{ naam }}", "{% if ja %}", "{% endif %}", "{{n}}", " & ", "{# x #}", "}", "{ "])


@st.composite
def cut_texts(draw: st.DrawFn) -> list[str]:
    """A line with fields, cut into runs anywhere."""
    line = "".join(draw(st.lists(PIECES, min_size=1, max_size=6)))
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(line) - 1)), max_size=5)))
    return [line[a:b] for a, b in zip([0, *cuts], [*cuts, len(line)], strict=True)]


@settings(max_examples=40, deadline=None)
@given(cut_texts())
def test_wherever_word_cuts_a_line_it_reads_as_the_whole_line(runs: list[str]) -> None:
    """Where the tags are sound, the cuts change nothing that a reader sees; where they are not, both are refused."""

    def read(pieces: list[str]) -> list[str]:
        try:
            return texts(Template.compile(written([pieces]), "x.docx").render(VALUES))
        except Exception as fault:
            return [type(fault).__name__]

    assert read(runs) == read(["".join(runs)])
