"""Merge: a Word template compiled once, then filled many times.

Parts without fields are copied packed as they are. docxtpl does the same by opening the file anew for each letter; its
result is the measure (tests compare after C14N), its speed is not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jinja2
from lxml import etree

from bot.errors import DataError
from bot.letters import source, values
from bot.letters.package import Package
from bot.letters.pictures import render_with_parts
from bot.letters.source import Source
from bot.letters.tabs import split_tabs

_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = values.environment(word=True)
_PLAIN = values.environment(word=False)
_PROBE = values.probe()
_FAULTS = (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, AttributeError, LookupError)


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    source: Source
    fixed: bool
    template: jinja2.Template


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled Word template. Make it with `Template.compile`."""

    name: str
    data: bytes
    package: Package
    parts: tuple[_Part, ...]
    whole: bool  # tags that change columns: docxtpl mends the table after merging

    @classmethod
    def compile(cls, data: bytes, name: str) -> "Template":
        """Compile a .docx; DataError names the file and the paragraph of a wrong tag."""
        package = Package(data, name)
        parts = []
        for part, kind in source.text_parts(package, name).items():
            env = _PLAIN if kind == "core" else _WORD
            read = source.read_source(source.parse(package[part], name, part), env, name)
            if read.has_tags:
                parts.append(_Part(part, read, read.fixed, env.from_string(read.text)))
        return cls(name, data, package, tuple(parts), any(part.source.whole for part in parts))

    @property
    def fields(self) -> Mapping[str, str]:
        """Every field that the template names, with the paragraph of its first use (document, headers, footers ...)."""
        found: dict[str, str] = {}
        for part in self.parts:
            for name in source.fields_of(_WORD.parse(part.source.text)):
                found.setdefault(name, part.source.where(name))
        return found

    def render(self, fields: Mapping[str, Any]) -> bytes:
        """The letter for these fields, a .docx; DataError names template, field and paragraph of what is wrong."""
        try:
            needs = values.check(fields)
        except DataError as fault:
            raise DataError(f"{self.name}: {fault}") from None
        if needs.pictures or self.whole:
            return self._with_parts(fields)
        return self.package.written({part.name: self._filled(part, fields, needs.tabs) for part in self.parts})

    def empty(self, fields: Mapping[str, Any]) -> frozenset[str]:
        """The fields that this letter would write though they hold nothing; one within its own condition is not."""
        written: set[str] = set()
        given = {name: values.Empty.of(name, written) if value == "" else value for name, value in fields.items()}
        for part in self.parts:
            probed(part.source.text).render(given)
        return frozenset(written)

    def _filled(self, part: _Part, fields: Mapping[str, Any], tabs: bool) -> bytes:
        try:
            text = part.template.render(fields)
        except _FAULTS as fault:
            raise self._explained(fault, fields, part.source) from None
        content = text.encode()
        if part.fixed and not tabs:
            return _HEAD + content
        try:
            root = etree.fromstring(content)
        except etree.XMLSyntaxError as fault:
            raise DataError(
                f"{self.name}: a tag in {part.name} cuts through the layout ({fault.msg}); "
                "put {%p ... %} in a paragraph of its own"
            ) from None
        return _HEAD + (split_tabs(root) if tabs else content)

    def _with_parts(self, fields: Mapping[str, Any]) -> bytes:
        try:
            return render_with_parts(self.data, fields, values.environment(word=False))
        except _FAULTS as fault:
            raise self._explained(fault, fields, self.parts[0].source) from None
        except etree.XMLSyntaxError as fault:
            raise DataError(
                f"{self.name}: a tag cuts through the layout ({fault.msg}); check the table's tags"
            ) from None

    def _explained(self, fault: Exception, fields: Mapping[str, Any], where: Source) -> DataError:
        if not isinstance(fault, jinja2.UndefinedError):
            return DataError(f"{self.name}: {fault}; correct the template")
        quoted = re.findall(r"'([^']*)'", str(fault))
        name = quoted[-1] if quoted else "?"
        known = set(fields) | _inner_names(fields)
        return DataError(
            f"{self.name}: unknown field {name} in paragraph {where.where(name)!r}; {source.nearest(name, known)}"
        )


@lru_cache(maxsize=32)
def probed(text: str) -> jinja2.Template:
    """Template text compiled to note what it writes."""
    return _PROBE.from_string(text)


def _inner_names(fields: Mapping[str, Any]) -> set[str]:
    """Names that may follow a point: the keys of mappings within the fields."""
    inner: set[str] = set()
    for value in fields.values():
        for one in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(one, Mapping):
                inner.update(str(key) for key in one)
    return inner
