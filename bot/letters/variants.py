"""Variants of a template for one province: `uitnodiging (Fryslân).docx` stands in for `uitnodiging.docx` there."""

import re
import unicodedata
from collections.abc import Iterable

_VARIANT = re.compile(r"(?P<base>.+?) ?\((?P<province>[^()]+)\)(?P<suffix>\.[a-z.]+)", re.IGNORECASE)


def base_of(name: str) -> str:
    """The template that a file is a variant of; its own name where it is none."""
    found = _VARIANT.fullmatch(name)
    return f"{found['base']}{found['suffix']}" if found else name


def variant_for(base: str, province: str, names: Iterable[str]) -> str:
    """The file to use in a province: its own variant where there is one, else `base`."""
    for name in names:
        found = _VARIANT.fullmatch(name)
        if found and base_of(name) == base and _plain(found["province"]) == _plain(province):
            return name
    return base


def variants_of(base: str, names: Iterable[str]) -> list[str]:
    """Every variant of a template, sorted."""
    return sorted(name for name in names if name != base and base_of(name) == base)


def _plain(text: str) -> str:
    """Without accents and capitals: people type Friesland's name as it comes, and file systems store it in two ways."""
    letters = unicodedata.normalize("NFD", text.casefold().strip())
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    return "fryslan" if plain == "friesland" else plain
