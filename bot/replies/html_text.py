"""The text of an HTML mail as a reader sees it, line by line, with what is quoted, coloured or hidden told apart."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.replies.ends import ends

BLOCKS = frozenset(
    "p div br tr li ul ol table hr h1 h2 h3 h4 h5 h6 blockquote section article header footer pre".split()
)
SKIPPED = frozenset("style script head title meta link template noscript object svg iframe".split())
QUOTE = re.compile(r"gmail_quote|yahoo_quoted|moz-cite-prefix", re.I)  # the quote is inside this element
QUOTES = re.compile(r"divRplyFwdMsg|appendonsend|OLK_SRC_BODY|stopSpelling", re.I)  # all that follows is quoted
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](\.\d+)?\s*(px|pt|em|%)?\s*(;|!|$)|opacity\s*:\s*0(\.0\d*)?\s*(;|$)|"
    r"max-height\s*:\s*0|(?<![-\w])color\s*:\s*(#fff(fff)?\b|white\b|rgba?\(\s*255\s*,\s*255\s*,\s*255|transparent)|"
    r"text-indent\s*:\s*-\d{3,}|left\s*:\s*-\d{3,}|mso-hide\s*:\s*all",
    re.I,
)
BACKGROUND = re.compile(r"background(-color)?\s*:\s*(?!#fff|white|transparent|none|rgb\(255)", re.I)
COLOUR = re.compile(r"(?<![-\w])color\s*:\s*([^;!]+)", re.I)
DARK = re.compile(
    r"#?0{3}\b|#?0{6}\b|black|windowtext|inherit|auto|#?[0-4][0-9a-f]{1}[0-4][0-9a-f][0-4][0-9a-f]\b|rgb\(\s*0\s*,\s*0\s*,\s*0",
    re.I,
)
MAX_NODES = 15_000
MAX_TAIL = 5_000  # characters
MAX_HTML = 200_000
MAX_OPEN = 5_000  # elements left open: the parser takes time by their square


@dataclass
class HtmlText:
    """Lines in order; `quoted` says for each whether the markup calls it a quote; `coloured` what stood in a colour.

    `beside`: alternative texts of images, and the tail of a page that is too long to be taken apart.
    """

    lines: list[str] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)
    coloured: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


@dataclass
class _Walk:
    out: HtmlText
    line: list[str] = field(default_factory=list)
    line_quoted: bool = False
    in_quote: bool = False

    def flush(self) -> None:
        text = re.sub(r"[ \t\r\n\u00a0]+", " ", "".join(self.line)).strip()
        self.out.lines.append(text)
        self.out.quoted.append(self.line_quoted)
        self.line.clear()


def read(html: str) -> HtmlText:
    """Visible lines of an HTML body. Nothing is fetched; scripts and styles are dropped."""
    out = HtmlText()
    html = ends(html, MAX_HTML)
    if html.count("<") - 2 * html.count("</") > MAX_OPEN:
        html = ends(re.sub(r"<[^>]*>", "<br>", html, count=MAX_OPEN), 10 * MAX_OPEN)
    root = LexborHTMLParser(html).body
    if root is None:
        return out
    walk = _Walk(out)
    _visit(root, walk)
    walk.flush()
    return out


def _visit(root: LexborNode, walk: _Walk) -> None:
    """Depth first with a stack of our own, since mails nest deeper than Python does. None closes a block."""
    stack: list[tuple[LexborNode | None, str, int]] = [(root, "", 0)]
    for _ in range(MAX_NODES):
        if not stack:
            return
        node, state, depth = stack.pop()
        if node is None:
            walk.flush()
            continue
        tag = node.tag
        if tag == "-text":
            _text(node.text(deep=False), state, walk)
            continue
        if not tag or tag[0] in "-_!" or tag in SKIPPED:
            continue
        state = _state(node, tag, state, walk)
        if tag in BLOCKS:
            walk.flush()
            walk.line_quoted = walk.in_quote or "q" in state
            if tag == "hr":
                walk.line.append("________")
            stack.append((None, state, depth))
        elif tag == "img" and (alternative := node.attributes.get("alt")):
            walk.out.beside.append(alternative)
        child = node.last_child
        while child is not None:
            stack.append((child, state, depth + 1))
            child = child.prev
    walk.out.beside.append(root.text(separator="\n")[-MAX_TAIL:])


def _state(node: LexborNode, tag: str, state: str, walk: _Walk) -> str:
    """Letters of what holds inside a node: h hidden, c coloured, q quoted, b on a coloured background."""
    attributes = node.attributes
    if not attributes and tag not in ("blockquote", "font"):
        return state
    style = str(attributes.get("style") or "")
    marks = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
    if QUOTES.search(marks):
        walk.in_quote = True
    if QUOTE.search(marks):
        state += "q"
    if tag == "blockquote" and ("cite" in str(attributes.get("type") or "") or attributes.get("cite")):
        state += "q"
    if (style and BACKGROUND.search(style)) or BACKGROUND.search(f"background:{attributes.get('bgcolor') or 'none'}"):
        state += "b"
    # white letters on a coloured background are a button or a heading, not a hiding place
    seen = re.sub(r"(?<![-\w])color\s*:[^;]*", "", style) if "b" in state else style
    if "hidden" in attributes or (seen and HIDDEN.search(seen)):
        state += "h"
    colour = COLOUR.search(style) or re.match(r"(.+)", str(attributes.get("color") or "")) if tag != "a" else None
    if colour and tag in ("span", "font", "b", "strong", "i", "em", "p", "div"):
        state = state.replace("c", "") + ("" if DARK.match(colour.group(1).strip()) else "c")
    return state


def _text(text: str | None, state: str, walk: _Walk) -> None:
    if not text:
        return
    if "h" in state:
        if text.strip():
            walk.out.hidden.append(text.strip())
        return
    walk.line.append(text)
    if not walk.line_quoted and (walk.in_quote or "q" in state):
        walk.line_quoted = True
    if "c" in state and text.strip():
        walk.out.coloured.append(re.sub(r"\s+", " ", text).strip())
