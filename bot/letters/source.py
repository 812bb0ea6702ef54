"""A part of a Word file as template source, and where in it something stands."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jinja2 import Environment, TemplateSyntaxError, meta, nodes
from lxml import etree

from bot.errors import DataError
from bot.letters import tags

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PARSER = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True, huge_tree=False)
_PARAGRAPH = re.compile(r"(?=<w:p[ >]|<dc:|<cp:|<dcterms:)")  # properties count as paragraphs of their own
_RENDERED = ("document.main", "template.main", "header", "footer", "footnotes", "endnotes")


def parse(data: bytes, file: str, part: str) -> etree._Element:
    """A part as a tree; DataError where it is not sound XML. Entities are never resolved."""
    try:
        return etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as fault:
        raise DataError(f"{file}: part {part} is damaged ({fault.msg}); open it in Word and save it again") from None


def text_parts(parts: Mapping[str, bytes], file: str) -> dict[str, str]:
    """The parts that may hold fields: part name -> kind (`document`, `header`, `core` ...), the document first."""
    kinds: dict[str, str] = {}
    for one in parse(parts["[Content_Types].xml"], file, "[Content_Types].xml"):
        content, name = one.get("ContentType", ""), one.get("PartName", "").lstrip("/")
        kind = next((kind for kind in _RENDERED if content.endswith(f"wordprocessingml.{kind}+xml")), None)
        if kind and name in parts:
            kinds[name] = "document" if kind.endswith(".main") else kind
        elif content.endswith("core-properties+xml") and name in parts:
            kinds[name] = "core"
    if "document" not in kinds.values():
        raise DataError(f"{file}: is not a Word document (another Office file renamed?); save it in Word as .docx")
    return dict(sorted(kinds.items(), key=lambda item: (item[1] == "core", item[1] != "document")))


@dataclass(frozen=True, slots=True)
class Source:
    """Template text of one part: docxtpl's tag syntax turned into plain Jinja2 around Word's XML."""

    text: str
    paragraphs: tuple[str, ...]  # what a reader sees of each, for messages
    names: Mapping[str, int]  # field (or attribute after a point) -> index in paragraphs
    whole: bool = False  # tags that docxtpl alone carries out

    @property
    def has_tags(self) -> bool:
        """Whether there is anything to fill in."""
        return "{{" in self.text or "{%" in self.text or "{#" in self.text

    @property
    def fixed(self) -> bool:
        """Whether only escaped values vary: no block and no filter, so that no merge can break the XML."""
        return "{%" not in self.text and not re.search(r"{{[^}]*\|", self.text)

    def where(self, name: str) -> str:
        """The paragraph in which a field stands, shortened."""
        index = self.names.get(name)
        return self.paragraphs[index] if index is not None else ""


def read_source(root: etree._Element, env: Environment, file: str) -> Source:
    """Turn a part's tree into a source; DataError with the paragraph where a tag is wrong.

    Tags that only docxtpl carries out are rewritten by docxtpl too: its function works on text, without a document.
    """
    for number, picture in enumerate(root.iter(f"{_WP}docPr"), start=1001):
        picture.set("id", str(number))  # unique, numbered as docxtpl does
    whole = tags.needs_docxtpl(tags.visible(root))
    patched = _by_docxtpl(root) if whole else tags.rewrite(root)
    lines = _PARAGRAPH.sub("\n", patched)
    paragraphs = tuple(visible(line) for line in lines.split("\n"))
    try:
        tree = env.parse(lines)
    except TemplateSyntaxError as fault:
        near = paragraphs[min(fault.lineno, len(paragraphs)) - 1]
        raise DataError(f"{file}: {fault.message} in paragraph {near!r}; correct the field there") from None
    return Source(patched, paragraphs, dict(_names(tree)), whole)


def _by_docxtpl(root: etree._Element) -> str:
    from docxtpl import DocxTemplate

    return str(DocxTemplate("").patch_xml(etree.tostring(root, encoding="unicode")))


def visible(xml: str) -> str:
    """The text of a piece of XML, shortened to a line."""
    text = " ".join(re.sub(r"<[^>]+>", "", xml).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").split())
    return text if len(text) <= 80 else text[:77] + "..."


def _names(tree: nodes.Template) -> Iterable[tuple[str, int]]:
    """Names that must come from the fields, and attributes asked of them, with the paragraph of their first use."""
    undeclared = meta.find_undeclared_variables(tree)
    found: dict[str, int] = {}
    for name in tree.find_all(nodes.Name):
        if name.name in undeclared:
            found.setdefault(name.name, name.lineno - 1)
    for getattr_ in tree.find_all(nodes.Getattr):
        found.setdefault(getattr_.attr, getattr_.lineno - 1)
    return found.items()


def fields_of(tree: nodes.Template) -> frozenset[str]:
    """The names that a template takes from its fields."""
    return frozenset(meta.find_undeclared_variables(tree))


def nearest(name: str, known: Iterable[str], dutch: bool = False) -> str:
    """`did you mean X?` or the known names, for the end of a message."""
    known = sorted(known)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return f"{'bedoelt u' if dutch else 'did you mean'} {near[0]}?"
    return f"{'bekende velden' if dutch else 'known fields'}: {', '.join(known[:12])}"
