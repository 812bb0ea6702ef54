"""Tabs in values: a tab character within <w:t> is nothing to Word; it wants a run with <w:tab/>."""

from copy import deepcopy

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def split_tabs(root: etree._Element) -> bytes:
    """The part with every run split at its tabs, each piece in the same character style."""
    for text in list(root.iter(f"{_W}t")):
        run = text.getparent()
        if "\t" in (text.text or "") and run is not None and run.tag == f"{_W}r":
            _split(run, text)
    return etree.tostring(root)


def _split(run: etree._Element, text: etree._Element) -> None:
    """Keep what stands before the first tab in `run`; new runs take each tab, each further piece, and what followed."""
    first, *pieces = (text.text or "").split("\t")
    followed = list(text.itersiblings())
    text.text = first
    last = run
    for piece in pieces:
        tab = _run_like(run)
        etree.SubElement(tab, f"{_W}tab")
        last.addnext(tab)
        last = _run_like(run)
        etree.SubElement(last, f"{_W}t", {_SPACE: "preserve"}).text = piece
        tab.addnext(last)
    last.extend(followed)


def _run_like(run: etree._Element) -> etree._Element:
    made = etree.Element(f"{_W}r", nsmap={"w": _W[1:-1]})
    style = run.find(f"{_W}rPr")
    if style is not None:
        made.append(deepcopy(style))
    return made
