"""Names and mail addresses to institutions: whole names and whole domains only, never a part of one."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from bot.models.contact import Contact
from bot.models.institution import Institution, Kind

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_KIND = re.compile(r"^(?:de )?(gemeente|provincie)\s+")
FREE_MAIL = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com hotmail.nl live.nl live.com msn.com icloud.com me.com yahoo.com "
    "ziggo.nl kpnmail.nl planet.nl xs4all.nl home.nl hetnet.nl casema.nl proton.me protonmail.com".split()
)


def normalise(text: str) -> str:
    """A name for comparison: no case, no accents, one kind of apostrophe, no points or hyphens, single spaces."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[-.,/()]", " ", plain).replace("&", " en ").split())


def in_domain(domain: str, of: str) -> bool:
    """`domain` is `of`, or stands below it (`raad.assen.nl` in `assen.nl`; not `wassen.nl`)."""
    return bool(of) and (domain == of or domain.endswith(f".{of}"))


class Matcher:
    """Looks up institutions. Contacts give addresses and further mail domains; the register gives site domains."""

    def __init__(self, institutions: Iterable[Institution], contacts: Iterable[Contact] = ()) -> None:
        self._by_code = {one.code: one for one in institutions}
        self._names: Mapping[tuple[Kind, str], set[str]] = _names(self._by_code.values())
        self._contacts: dict[str, list[Contact]] = {}
        self._domains: dict[str, set[str]] = {}
        for one in self._by_code.values():
            if one.domain:
                self._domains.setdefault(one.domain.casefold(), set()).add(one.code)
        for contact in contacts:
            email = contact.email.casefold()
            self._contacts.setdefault(email, []).append(contact)
            self._domains.setdefault(email.rpartition("@")[2], set()).add(contact.code)

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

    def by_address(self, email: str) -> tuple[Contact, ...]:
        """The contacts with exactly this address; several where institutions share an office."""
        return tuple(self._contacts.get(email.strip().casefold(), ()))

    def by_domain(self, email: str) -> tuple[str, ...]:
        """The codes that use the address's domain, or a domain above it; none for public mail providers."""
        labels = email.strip().casefold().rpartition("@")[2].split(".")
        for start in range(len(labels) - 1):
            domain = ".".join(labels[start:])
            if domain in FREE_MAIL:
                return ()
            if domain in self._domains:
                return tuple(sorted(self._domains[domain]))
        return ()


def _names(institutions: Iterable[Institution]) -> dict[tuple[Kind, str], set[str]]:
    """Every spelling to its codes. An official name wins from another's alias or former name."""
    official: dict[tuple[Kind, str], set[str]] = {}
    others: dict[tuple[Kind, str], set[str]] = {}
    for one in institutions:
        official.setdefault((one.kind, normalise(one.name)), set()).add(one.code)
        bare = re.sub(r"\s*\(.*\)$", "", one.name)
        for other in (*one.aliases, *((bare,) if bare != one.name else ())):
            others.setdefault((one.kind, normalise(other)), set()).add(one.code)
    return {**others, **official}
