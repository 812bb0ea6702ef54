"""What is wrong with a Word template before anything is merged: fields, tags, and what makes a PDF inaccessible."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from bot.errors import DataError
from bot.letters import source
from bot.letters.engine import Template
from bot.letters.package import Package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: `rule` is field, tag or accessibility; `text` says what and what to do; `paragraph` where."""

    rule: str
    text: str
    paragraph: str = ""

    def __str__(self) -> str:
        return f"{self.text} (paragraph: {self.paragraph})" if self.paragraph else self.text


def lint(data: bytes, known_fields: Iterable[str], name: str = "template") -> tuple[Finding, ...]:
    """Every fault found; empty when the template may be used for a wave. DataError where it is no Word file at all."""
    package = Package(data, name)
    parts = source.text_parts(package.parts, name)
    return (*_fields(data, frozenset(known_fields), name), *_accessibility(package, parts, name))


def _fields(data: bytes, known: frozenset[str], name: str) -> Iterator[Finding]:
    try:
        template = Template.compile(data, name)
    except DataError as fault:
        yield Finding("tag", str(fault).removeprefix(f"{name}: "))
        return
    for field, paragraph in template.fields.items():
        if field not in known:
            yield Finding("field", f"unknown field {field}; {source.nearest(field, known)}", paragraph)


def _accessibility(package: Package, parts: dict[str, str], name: str) -> Iterator[Finding]:
    trees = {part: source.parse(package.parts[part], name, part) for part in parts}
    for tree in trees.values():
        yield from (_finding(*one) for one in _pictures(tree))
        yield from (_finding(*one) for one in _tables(tree))
    if not any(_title(trees[part]) for part, kind in parts.items() if kind == "core"):
        yield _finding("the document has no title; fill it in under File, Info, Title", "")
    styles = package.parts.get("word/styles.xml")
    if styles is None or not _language(source.parse(styles, name, "word/styles.xml")):
        yield _finding("the document's language is not Dutch; select all and set it under Review, Language", "")


def _finding(text: str, paragraph: str) -> Finding:
    return Finding("accessibility", text, paragraph)


def _pictures(tree: etree._Element) -> Iterator[tuple[str, str]]:
    for one in tree.iter(f"{_WP}docPr"):
        if not (one.get("descr") or "").strip():
            yield f"picture {one.get('name', '')} has no alternative text; add it with a right click", ""


def _tables(tree: etree._Element) -> Iterator[tuple[str, str]]:
    for table in tree.iter(f"{_W}tbl"):
        first = table.find(f"{_W}tr")
        header = None if first is None else first.find(f"{_W}trPr/{_W}tblHeader")
        if header is None or header.get(f"{_W}val") in _OFF:
            text = source.visible(" ".join(one.text or "" for one in table.iter(f"{_W}t")))
            yield "table without a header row; mark its first row as Repeat Header Rows", text


def _title(core: etree._Element) -> bool:
    return bool((core.findtext(f"{_DC}title") or "").strip())


def _language(styles: etree._Element) -> bool:
    lang = styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr/{_W}lang")
    return lang is not None and (lang.get(f"{_W}val") or "").startswith(("nl", "fy"))
