"""The letters of a wave to look at first: where a name, a form of address or an address is most likely to go wrong."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from bot.models.contact import Role
from bot.models.institution import Institution
from bot.models.letter import Letter

Facts = Mapping[str, Institution]
GRIFFIERS = (Role.GRIFFIER, Role.STATENGRIFFIER)


def oddest(letters: Sequence[Letter], institutions: Facts) -> list[tuple[Letter, str]]:
    """At most five letters, each with what is odd of it (Dutch); a letter stands there once."""
    found: dict[str, tuple[Letter, str]] = {}
    for reason, picks in RULES.items():
        candidates = [one for one in picks(letters, institutions) if one.kenmerk not in found]
        if candidates:
            found[candidates[0].kenmerk] = (candidates[0], reason)
    return list(found.values())


def _longest_name(letters: Sequence[Letter], institutions: Facts) -> list[Letter]:
    return sorted(letters, key=lambda one: -len(institutions[one.code].name))


def _form_unknown(letters: Sequence[Letter], _: Facts) -> list[Letter]:
    return [one for one in letters if any(_bare(one, person.name) for person in one.to)]


def _bare(letter: Letter, name: str) -> bool:
    """The person's name stands in the address without de heer or mevrouw."""
    return any(line.endswith(f", {name}") for line in str(letter.data.get("adres", "")).split("\n"))


def _frisian(letters: Sequence[Letter], institutions: Facts) -> list[Letter]:
    return [one for one in letters if institutions[one.code].province == "Fryslân"]


def _shared_office(letters: Sequence[Letter], _: Facts) -> list[Letter]:
    served: dict[str, set[str]] = defaultdict(set)
    for one in letters:
        for person in one.to:
            served[_domain(person.email)].add(one.code)
    return [one for one in letters if any(len(served[_domain(person.email)]) > 1 for person in one.to)]


def _no_griffier(letters: Sequence[Letter], _: Facts) -> list[Letter]:
    return [one for one in letters if not any(person.role in GRIFFIERS for person in one.to)]


def _domain(email: str) -> str:
    return email.rpartition("@")[2].casefold()


RULES: Mapping[str, Callable[[Sequence[Letter], Facts], list[Letter]]] = {
    "geen griffier onder de ontvangers": _no_griffier,
    "aanspreekvorm van een ontvanger niet bekend": _form_unknown,
    "ambtelijke organisatie van meer gemeenten": _shared_office,
    "Fries": _frisian,
    "langste naam": _longest_name,
}
"""The rarest first, so that each is shown by a letter of its own."""
