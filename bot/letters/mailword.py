"""A mail as staff write it in Word: the first line is its subject, the rest its text.

Layout and signature come around it. A paragraph `{{ antwoordknoppen }}` is the place of the answers with one click;
bold stays bold, an item of a list gets a dash.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from jinja2 import TemplateSyntaxError, meta
from lxml import etree

from bot.errors import DataError
from bot.letters import source, tags
from bot.letters.package import Package
from bot.letters.values import environment

SUBJECT = "onderwerp:"
BUTTONS = "antwoordknoppen"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAG = re.compile(r"({{.*?}}|{%.*?%}|{#.*?#})", re.DOTALL)
_ALONE = re.compile(r"\s*(?:{%p?\s(?:(?!%}).)*%}|{#(?:(?!#}).)*#})\s*", re.DOTALL)
_BUTTONS = re.compile(rf"\s*{{{{\s*{BUTTONS}\s*}}}}\s*")
_PARAGRAPH = '<p style="margin:0 0 14px 0;">'


@dataclass(frozen=True, slots=True)
class MailSource:
    """The three parts as Jinja2 source; `lines` are the paragraphs as staff see them, the subject first."""

    subject: str
    text: str
    html: str
    lines: tuple[str, ...]


def mail_name(file: str) -> str:
    """`uitnodiging` of `mail-uitnodiging.docx`; '' for a file that is no mail."""
    return file[5:-5] if file.startswith("mail-") and file.endswith(".docx") else ""


def file_of(mail: str) -> str:
    """The Word file of a mail."""
    return f"mail-{mail}.docx"


@lru_cache(maxsize=64)
def read_mail(data: bytes, name: str) -> MailSource:
    """The mail in a Word file; DataError where it is none, or does not begin with its subject."""
    package = Package(data, name)
    part = next(iter(source.text_parts(package, name)))
    paragraphs = [one for one in _paragraphs(source.parse(package[part], name, part)) if one.said.strip()]
    if not paragraphs or not paragraphs[0].said.strip().casefold().startswith(SUBJECT):
        raise DataError(f"{name}: the first line must be 'Onderwerp: ...', the subject of the mail; type it there")
    first, rest = paragraphs[0].said.strip()[len(SUBJECT) :].strip(), paragraphs[1:]
    text = "\n\n".join([*(one.text for one in rest), '{% include "mail/_ondertekening.txt" %}'])
    inside = "\n".join(one.html for one in rest)
    html = f'{{% extends "mail/_layout.html" %}}\n{{% block inhoud %}}\n{inside}\n{{% endblock %}}\n'
    return MailSource(_straight(first), text, html, (first, *(one.said for one in rest)))


def faults(data: bytes, known: Iterable[str], name: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a mail: English, Dutch, and the paragraph; DataError where it is no mail at all."""
    mail, known = read_mail(data, name), {*known, BUTTONS}
    whole = "\n".join(_straight(line).replace("\n", " ").replace("{%p ", "{% ") for line in mail.lines)
    try:
        tree = environment(word=False).parse(whole)
    except TemplateSyntaxError as fault:
        place = mail.lines[min(fault.lineno, len(mail.lines)) - 1]
        yield f"{fault.message}; correct the field there", _DUTCH_TAG.format(fault.message), place
        return
    for field in sorted(meta.find_undeclared_variables(tree) - known):
        place = next((line for line in mail.lines if re.search(rf"\b{field}\b", line)), "")
        near, dutch = source.nearest(field, known), source.nearest(field, known, True)
        yield f"unknown field {field}; {near}", f"onbekend veld {field}; {dutch}", place


_DUTCH_TAG = "een veld of voorwaarde tussen accolades klopt niet; herstel het daar ({})"


@dataclass(frozen=True, slots=True)
class _Paragraph:
    said: str
    text: str
    html: str


def _paragraphs(root: etree._Element) -> Iterator[_Paragraph]:
    for element in root.iter(f"{_W}p"):
        tags.join_split(element)
        runs = [(_run_text(run), _bold(run)) for run in element.iter(f"{_W}r")]
        said = "".join(text for text, _ in runs)
        if _BUTTONS.fullmatch(said):
            yield _Paragraph(said, '{% include "mail/_keuzes.txt" %}', '{% include "mail/_knoppen.html" %}')
        elif _ALONE.fullmatch(said):
            tag = _straight(said).replace("{%p ", "{% ").strip()
            yield _Paragraph(said, tag, tag)
        else:
            listed = element.find(f"{_W}pPr/{_W}numPr") is not None
            html = "".join(f"<strong>{_html(text)}</strong>" if bold else _html(text) for text, bold in runs if text)
            yield _Paragraph(
                said,
                f"{'- ' if listed else ''}{_straight(said)}",
                f"{_PARAGRAPH}{'&bull; ' if listed else ''}{html}</p>",
            )


def _run_text(run: etree._Element) -> str:
    signs = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": " ", f"{_W}noBreakHyphen": "-"}
    return "".join((one.text or "") if one.tag == f"{_W}t" else signs.get(str(one.tag), "") for one in run)


def _bold(run: etree._Element) -> bool:
    mark = run.find(f"{_W}rPr/{_W}b")
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off")


def _html(text: str) -> str:
    """Words escaped, tags as they are."""
    pieces = _TAG.split(_straight(text))
    return "".join(
        piece if number % 2 else escape(piece, quote=False).replace("\n", "<br>") for number, piece in enumerate(pieces)
    )


def _straight(text: str) -> str:
    """Within tags the quotes that Word made curly are straight again."""
    return _TAG.sub(lambda found: found.group().translate(str.maketrans("“”‘’", "\"\"''")), text)
