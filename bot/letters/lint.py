"""What is wrong with a Word template before anything is merged: fields, tags, and what makes a PDF inaccessible."""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from lxml import etree

from bot.errors import DataError
from bot.letters import mailword, source
from bot.letters.engine import Template
from bot.letters.mailword import mail_name
from bot.letters.package import Package
from bot.models.letter import LetterKind

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: `rule` is field, tag or accessibility; `text` says what and what to do; `paragraph` where.

    `dutch` is the text for the site's lists, where staff read it.
    """

    rule: str
    text: str
    dutch: str
    paragraph: str = ""

    def __str__(self) -> str:
        return f"{self.text} (paragraph: {self.paragraph})" if self.paragraph else self.text

    @property
    def for_staff(self) -> str:
        """In Dutch, with its place."""
        return f"{self.dutch} (alinea: {self.paragraph})" if self.paragraph else self.dutch


def needed(kind: LetterKind, name: str) -> Mapping[str, str]:
    """The fields that a file of this kind must have, each with why (Dutch)."""
    if not mail_name(name):
        return IN_A_LETTER
    return {mailword.BUTTONS: "zonder knoppen kan niemand met een klik antwoorden"} if kind.offers else {}


IN_A_LETTER = {
    "telefoon": "elke brief noemt het nummer dat dag en nacht wordt beantwoord",
    "kenmerk": "met het kenmerk kan de lezer nagaan of de brief echt is",
    "aanhef": "elke brief begint met een aanhef",
}


def lint(
    data: bytes, known_fields: Iterable[str], name: str = "template", must: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """Every fault found; empty when the template may be used for a wave. DataError where it is no Word file at all.

    `must`: fields that may not be left out, see `needed`.
    """
    known = frozenset(known_fields)
    if mail_name(name):
        found = mailword.faults(data, known, name)
        lines = mailword.read_mail(data, name).lines
        lacking = _lacking(frozenset(re.findall(r"\w+", " ".join(lines))), must or {})
        return (*(Finding("field", text, dutch, source.visible(at)) for text, dutch, at in found), *lacking)
    package = Package(data, name)
    parts = source.text_parts(package, name)
    return (*_fields(data, known, name, must or {}), *_accessibility(package, parts, name))


def staff_lint(
    data: bytes, known_fields: Iterable[str], name: str, must: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The same for staff, a Dutch line each; never an error."""
    try:
        return tuple(one.for_staff for one in lint(data, known_fields, name, must))
    except DataError as fault:
        return (_NO_SUBJECT if "Onderwerp" in str(fault) else _NO_WORD_FILE,)


_NO_WORD_FILE = (
    "het bestand is niet als Word-document te lezen; open het in Word en sla het op als .docx, zonder macro's, zonder "
    "wachtwoord en niet groter dan 30 MB"
)

_NO_SUBJECT = "de eerste regel moet 'Onderwerp: ...' zijn, het onderwerp van de mail"


def _lacking(used: Set[str], must: Mapping[str, str]) -> Iterator[Finding]:
    for field, why in must.items():
        if field not in used:
            yield Finding(
                "field", f"field {field} is not used; put {{{{ {field} }}}} where it belongs", _left_out(field, why)
            )


def _left_out(field: str, why: str) -> str:
    return f"het veld {{{{ {field} }}}} ontbreekt: {why}"


def _fields(data: bytes, known: frozenset[str], name: str, must: Mapping[str, str]) -> Iterator[Finding]:
    try:
        template = Template.compile(data, name)
    except DataError as fault:
        text = str(fault).removeprefix(f"{name}: ")
        dutch = f"een veld of voorwaarde tussen accolades klopt niet; herstel het daar ({text})"
        yield Finding("tag", text, dutch)
        return
    for field, paragraph in template.fields.items():
        if field not in known:
            english = f"unknown field {field}; {source.nearest(field, known)}"
            yield Finding("field", english, f"onbekend veld {field}; {source.nearest(field, known, True)}", paragraph)
    yield from _lacking(template.fields.keys(), must)


def _accessibility(package: Package, parts: dict[str, str], name: str) -> Iterator[Finding]:
    trees = {part: source.parse(package[part], name, part) for part in parts}
    for tree in trees.values():
        yield from _pictures(tree)
        yield from _tables(tree)
    if not any(_title(trees[part]) for part, kind in parts.items() if kind == "core"):
        yield Finding(
            "accessibility",
            "the document has no title; fill it in under File, Info, Title",
            "het document heeft geen titel; vul die in bij Bestand, Info, Titel",
        )
    styles = package.get("word/styles.xml")
    if styles is None or not _language(source.parse(styles, name, "word/styles.xml")):
        yield Finding(
            "accessibility",
            "the document's language is not Dutch; select all and set it under Review, Language",
            "de taal van het document is niet Nederlands; selecteer alles en kies de taal bij Controleren, Taal",
        )


def _pictures(tree: etree._Element) -> Iterator[Finding]:
    for one in tree.iter(f"{_WP}docPr"):
        if not (one.get("descr") or "").strip():
            name = one.get("name", "")
            yield Finding(
                "accessibility",
                f"picture {name} has no alternative text; add it with a right click",
                f"afbeelding {name} heeft geen alternatieve tekst; klik er met rechts op om die toe te voegen",
            )


def _tables(tree: etree._Element) -> Iterator[Finding]:
    for table in tree.iter(f"{_W}tbl"):
        first = table.find(f"{_W}tr")
        header = None if first is None else first.find(f"{_W}trPr/{_W}tblHeader")
        if header is None or header.get(f"{_W}val") in _OFF:
            yield Finding(
                "accessibility",
                "table without a header row; mark its first row as Repeat Header Rows",
                "tabel zonder kopregel; zet voor de eerste rij Veldnamenrijen herhalen aan",
                source.visible(" ".join(one.text or "" for one in table.iter(f"{_W}t"))),
            )


def _title(core: etree._Element) -> bool:
    return bool((core.findtext(f"{_DC}title") or "").strip())


def _language(styles: etree._Element) -> bool:
    lang = styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr/{_W}lang")
    return lang is not None and (lang.get(f"{_W}val") or "").startswith(("nl", "fy"))
