"""docxtpl's tag syntax in a part of a Word file, rewritten to plain Jinja2 around Word's XML.

Understood here: `{{ }}`, `{% %}`, `{# #}`, also where Word has split one over runs, and the tags that stand for their
whole paragraph, row or run (`{%p %}`, `{%tr %}`, `{%r %}`). What changes columns or takes rich text is docxtpl's own.
"""

import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TAG = re.compile(r"{{.*?}}|{%.*?%}|{#.*?#}", re.DOTALL)
_FILLED = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)
_OWN_WAY = re.compile(r"{%-|-%}|{[{%#]-?\s*tc\s|{%\s*(?:hm|vm|colspan|cellbg)\b|{{(?:r|p|tr)\s")
_WHOLE = {name: re.compile(rf"{{([%#]){name} (.*?[%#]}})", re.DOTALL) for name in ("tr", "p", "r")}
_IN_TAG = re.compile(r"(?<={[{%])[^<]*?(?=[}%]})")
_SIGNS = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "“": '"', "”": '"', "‘": "'", "’": "'"}
_SIGN = re.compile("|".join(_SIGNS))


def needs_docxtpl(text: str) -> bool:
    """Whether a part's text holds tags that only docxtpl itself can carry out; it mends the table after merging."""
    return bool(_OWN_WAY.search(text))


def rewrite(root: etree._Element) -> str:
    """The part as Jinja2 source. Changes `root`."""
    for paragraph in root.iter(f"{_W}p"):
        join_split(paragraph)
    _keep_spaces(root)
    for name, pattern in _WHOLE.items():
        for text in list(root.iter(f"{_W}t")):
            if pattern.search(text.text or ""):
                _stand_for(text, name, pattern)
    return _IN_TAG.sub(_plain, etree.tostring(root, encoding="unicode"))


def visible(root: etree._Element) -> str:
    """The text of a part, a line a paragraph; whatever has no paragraphs gives all its text."""
    lines = ["".join(one.text or "" for one in _texts(each)) for each in root.iter(f"{_W}p")]
    return "\n".join(lines) if lines else "\n".join(str(one) for one in root.itertext())


def _plain(found: re.Match[str]) -> str:
    """Within a tag signs stand as Jinja2 reads them: Word makes quotes curly, XML writes < as an entity."""
    return _SIGN.sub(lambda sign: _SIGNS[sign.group()], found.group())


def _texts(paragraph: etree._Element) -> list[etree._Element]:
    """The texts of a paragraph, without those of a text box within it."""
    return [one for one in paragraph.iter(f"{_W}t") if next(one.iterancestors(f"{_W}p")) is paragraph]


def join_split(paragraph: etree._Element) -> None:
    """Bring each tag that is split over runs together in the run where it begins, as docxtpl does."""
    texts = _texts(paragraph)
    while split := next(_split(texts), None):
        first, last = split
        texts[first].text = "".join(one.text or "" for one in texts[first : last + 1])
        _take_away(texts[first], texts[last], texts[first + 1 : last])
        del texts[first + 1 : last + 1]


def _split(texts: list[etree._Element]) -> Iterator[tuple[int, int]]:
    """First and last text of each tag that begins in one and ends in another."""
    ends, at = [], 0
    for one in texts:
        at += len(one.text or "")
        ends.append(at)
    for tag in _TAG.finditer("".join(one.text or "" for one in texts)):
        first = next(n for n, end in enumerate(ends) if tag.start() < end)
        last = next(n for n, end in enumerate(ends) if tag.end() <= end)
        if first != last:
            yield first, last


def _take_away(first: etree._Element, last: etree._Element, between: list[etree._Element]) -> None:
    """Nothing stays between a tag's first and last run; where they do not stand side by side only their text goes."""
    run, other = first.getparent(), last.getparent()
    assert run is not None and other is not None
    if run is other:
        for one in [*_until(first, last), last]:
            run.remove(one)
    elif run.getparent() is other.getparent():
        for one in [*_until(run, other), other]:
            one.getparent().remove(one)  # type: ignore[union-attr]
        for one in list(first.itersiblings()):
            run.remove(one)
        run.extend(list(last.itersiblings()))
    else:
        for one in (*between, last):
            one.text = ""


def _until(first: etree._Element, last: etree._Element) -> list[etree._Element]:
    found = []
    for one in first.itersiblings():
        if one is last:
            break
        found.append(one)
    return found


def _keep_spaces(root: etree._Element) -> None:
    """Values may begin or end with a space: mark the text before each tag as docxtpl does."""
    plain = None
    for text in root.iter(f"{_W}t"):
        if not text.attrib:
            plain = text
        if plain is not None and _FILLED.search(text.text or ""):
            plain.set(_SPACE, "preserve")


def _stand_for(text: etree._Element, name: str, pattern: re.Pattern[str]) -> None:
    """Put the tags of a text in the place of the paragraph, row or run that holds it."""
    if name == "r":
        _part_run(text, pattern)
        return
    whole = next(text.iterancestors(f"{_W}{name}"), None)
    if whole is None:
        return
    lines = "".join(one.text or "" for one in whole.iter(f"{_W}t"))
    _replace(whole, "".join(_tag(found) for found in pattern.finditer(lines)))


def _tag(found: re.Match[str]) -> str:
    return f"{{{found.group(1)} {found.group(2)}"


def _replace(element: etree._Element, text: str) -> None:
    """Text in the place of an element."""
    parent, before = element.getparent(), element.getprevious()
    assert parent is not None
    text += element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(element)


def _part_run(text: etree._Element, pattern: re.Pattern[str]) -> None:
    """Cut a run at its {%r %} tags: each piece stays in the run's own style (docxtpl loses it after the tag)."""
    run = text.getparent()
    if run is None or run.tag != f"{_W}r":
        return
    content = text.text or ""
    followed = list(text.itersiblings())
    last, at = run, 0
    for found in pattern.finditer(content):
        if at == 0:
            text.text = content[: found.start()]
        else:
            last[-1].text = content[at : found.start()]
        piece = etree.Element(f"{_W}r")
        style = run.find(f"{_W}rPr")
        if style is not None and len(style):
            piece.append(deepcopy(style))
        etree.SubElement(piece, f"{_W}t", {_SPACE: "preserve"})
        last.addnext(piece)
        last.tail = _tag(found) + (last.tail or "")
        last, at = piece, found.end()
    last[-1].text = content[at:]
    last.extend(followed)
