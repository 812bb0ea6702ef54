"""Names to institutions, and mail domains below others: whole names and labels only, never a part of one."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from bot.models.institution import Institution, Kind

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_KIND = re.compile(r"^(?:de )?(gemeente|provincie)\s+")


def normalise(text: str) -> str:
    """A name for comparison: no case, no accents, one kind of apostrophe, no points or hyphens, single spaces."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[-.,/()]", " ", plain).replace("&", " en ").split())


def in_domain(domain: str, of: str) -> bool:
    """`domain` is `of`, or stands below it (`raad.assen.nl` in `assen.nl`; not `wassen.nl`)."""
    return bool(of) and (domain == of or domain.endswith(f".{of}"))


class Matcher:
    """Looks up institutions by what people call them."""

    def __init__(self, institutions: Iterable[Institution]) -> None:
        self._by_code = {one.code: one for one in institutions}
        self._names: Mapping[tuple[Kind, str], set[str]] = _names(self._by_code.values())

    def by_name(self, text: str) -> Institution | None:
        """The institution of this name or code, or None when unknown or ambiguous.

        `gemeente` or `provincie` before the name decides between the two; without it the municipality is meant where
        both exist (Groningen, Utrecht).
        """
        code = text.strip().upper()
        if code in self._by_code:
            return self._by_code[code]
        name = normalise(text)
        said = _KIND.match(name)
        kinds = (Kind(said.group(1)),) if said else (Kind.GEMEENTE, Kind.PROVINCIE)
        bare = name[said.end() :] if said else name
        for kind in kinds:
            found = self._names.get((kind, bare), set())
            if found:
                return self._by_code[next(iter(found))] if len(found) == 1 else None
        return None


def spellings(institutions: Iterable[Institution]) -> list[tuple[str, str]]:
    """Code and name, for every name by which an institution may be called in a text, with its capitals.

    A name that a province shares with a municipality is the municipality's; the province is `provincie Utrecht` there.
    A former or other name that two share (Bergen) is nobody's.
    """
    found: dict[str, set[str]] = {}
    ordered = sorted(institutions, key=lambda one: one.kind is Kind.PROVINCIE)
    for one in ordered:
        found.setdefault(one.name, {one.code})
    official = set(found)
    for one in ordered:
        others = (*one.aliases, _bare(one.name), one.formal_name)
        for name in (name for name in others if name not in official):
            found.setdefault(name, set()).add(one.code)
    return [(next(iter(codes)), name) for name, codes in found.items() if len(codes) == 1]


def _bare(name: str) -> str:
    """Without what tells it from its namesakes: `Bergen (L)` is called Bergen."""
    return re.sub(r"\s*\(.*\)$", "", name)


def _names(institutions: Iterable[Institution]) -> dict[tuple[Kind, str], set[str]]:
    """Every spelling to its codes. An official name wins from another's alias or former name."""
    official: dict[tuple[Kind, str], set[str]] = {}
    others: dict[tuple[Kind, str], set[str]] = {}
    for one in institutions:
        official.setdefault((one.kind, normalise(one.name)), set()).add(one.code)
        bare = _bare(one.name)
        for other in (*one.aliases, *((bare,) if bare != one.name else ())):
            others.setdefault((one.kind, normalise(other)), set()).add(one.code)
    return {**others, **official}
