"""What may be merged: plain values without characters that XML forbids, and pictures."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from bot.errors import DataError

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LINE_BREAK = Markup('</w:t><w:br/><w:t xml:space="preserve">')


@dataclass(frozen=True, slots=True)
class Picture:
    """An image to place where the field stands; PNG or JPEG bytes, width in millimetres."""

    data: bytes
    width_mm: float


@dataclass
class Found:
    """What the values need: `tabs` a second pass, `pictures` new parts in the file."""

    tabs: bool = False
    pictures: bool = False


def check(fields: Mapping[str, Any]) -> Found:
    """Look at every value; DataError names the field that cannot stand in a letter."""
    found = Found()
    for name, value in fields.items():
        _check(name, value, found)
    return found


def _check(name: str, value: Any, found: Found) -> None:
    if isinstance(value, str):
        wrong = _FORBIDDEN.search(value)
        if wrong:
            raise DataError(
                f"field {name}: holds the control character U+{ord(wrong.group()):04X} in "
                f"{value[:40]!r}; type the text again"
            )
        found.tabs = found.tabs or "\t" in value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _check(f"{name}.{key}", inner, found)
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value, start=1):
            _check(f"{name}[{number}]", inner, found)
    elif isinstance(value, Picture):
        found.pictures = True
    elif not isinstance(value, (int, float, date)):
        raise DataError(f"field {name}: has no value that can be written ({type(value).__name__}); give a text")


def _into_word(value: Any) -> Any:
    """A text for within <w:t>: escaped, with line breaks as Word writes them. Tabs follow in a second pass."""
    if isinstance(value, str) and not isinstance(value, Markup) and "\n" in value:
        return _LINE_BREAK.join(escape(line) for line in value.replace("\r\n", "\n").split("\n"))
    return value


class Empty(str):
    """An empty value that tells where it is written: `''` with the name of its field and who wants to know."""

    __slots__ = ("name", "written")
    name: str
    written: set[str]

    @classmethod
    def of(cls, name: str, written: set[str]) -> "Empty":
        """Its name goes into `written` when a template writes it; a condition on it does not."""
        made = cls()
        made.name, made.written = name, written
        return made


def _noting(value: Any) -> Any:
    if isinstance(value, Empty):
        value.written.add(value.name)
    return value


def probe() -> SandboxedEnvironment:
    """Like `environment`, but it notes which `Empty` values are written."""
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_noting)


def environment(*, word: bool, html: bool = True) -> SandboxedEnvironment:
    """Jinja2 that reaches nothing but the fields and fails on an unknown one.

    `word`: values stand within Word's text; `html`: values are escaped (XML and HTML alike).
    """
    return SandboxedEnvironment(
        autoescape=html,
        undefined=StrictUndefined,
        finalize=_into_word if word else None,
        keep_trailing_newline=not word,
    )
