"""Word files made for the tests, and the people they go to."""

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture
def word() -> Callable[..., bytes]:
    """A Word file with these paragraphs; a paragraph given as a list is split into runs there."""

    def make(*paragraphs: str | list[str], header: str = "", footer: str = "", title: str = "") -> bytes:
        document = docx.Document()
        for paragraph in paragraphs:
            target = document.add_paragraph()
            for number, run in enumerate(paragraph if isinstance(paragraph, list) else [paragraph]):
                target.add_run(run).bold = bool(number % 2)
        document.sections[0].header.paragraphs[0].text = header
        document.sections[0].footer.paragraphs[0].text = footer
        document.core_properties.title = title
        return saved(document)

    return make


@pytest.fixture
def rich() -> bytes:
    """A letter with everything that plain values may meet: split runs, conditions, a table loop, header, footer."""
    document = docx.Document()
    split = document.add_paragraph("Aan: ")
    for piece in ("{", "{ na", "am }", "} te ", "{{ plaats", " }}"):
        split.add_run(piece).italic = piece.startswith("{")
    document.add_paragraph("{{ adres }}").runs[0].bold = True
    document.add_paragraph("{%p if extra %}")
    document.add_paragraph("Extra: {{ extra }}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{% if extra %}Met{% else %}Zonder{% endif %} iets erbij, ‘{{ naam|upper }}’.")
    table = document.add_table(rows=4, cols=2)
    for row, texts in zip(
        table.rows,
        (("Keuze", "Tijd"), ("{%tr for o in opties %}", ""), ("{{ o.n }}", "{{ o.t }}"), ("{%tr endfor %}", "")),
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].add_run(text)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    section = document.sections[0]
    section.header.paragraphs[0].add_run("Brief aan {{ naam }}")
    section.footer.paragraphs[0].add_run("{{ kenmerk }}")
    document.core_properties.title = "Brief {{ kenmerk }}"
    document.styles.element.find(".//" + qn("w:docDefaults")).find(".//" + qn("w:lang")).set(qn("w:val"), "nl-NL")
    return saved(document)
