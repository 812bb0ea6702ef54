"""Made-up contacts for the demo: a burgemeester and a griffier for every municipality, on `.example` domains."""

import random
import unicodedata
from collections.abc import Iterable, Iterator

from bot.models.contact import Contact, Role
from bot.models.institution import Institution, Kind

FIRST = {
    "heer": ("Aart", "Bouke", "Cor", "Douwe", "Evert", "Folkert", "Gijs", "Hidde", "Ivo", "Jelle", "Koert", "Luuk"),
    "mevrouw": ("Anneke", "Baukje", "Carlijn", "Dieuwke", "Elske", "Femke", "Geerte", "Hilde", "Imke", "Jitske"),
}
LAST = (
    ("", "Akkerveld"), ("van der", "Berkhorst"), ("", "Dijkwater"), ("de", "Eikenaar"), ("", "Fonteyne"),
    ("van", "Grasduin"), ("", "Heidekamp"), ("ter", "Hoevelaken"), ("", "Kersentuin"), ("van den", "Lindenhof"),
    ("", "Molenbeek"), ("", "Nachtegaalveld"), ("van", "Oeverland"), ("", "Polderman"), ("de", "Rietsnijder"),
    ("", "Schapendonk"), ("van 't", "Turfland"), ("", "Vlinderbloem"), ("", "Waterlander"), ("", "Zandhoeve"),
)  # fmt: skip


def contacts(institutions: Iterable[Institution], seed: int) -> Iterator[Contact]:
    """Two people each; the same for the same seed."""
    for one in institutions:
        if one.kind is Kind.GEMEENTE:
            dice = random.Random(f"{seed}:{one.code}")
            domain = f"{slug(one.name)}.example"
            yield _person(one.code, Role.BURGEMEESTER, f"burgemeester@{domain}", dice)
            yield _person(one.code, Role.GRIFFIER, f"griffie@{domain}", dice)


def slug(name: str) -> str:
    """A name as a host name: `'s-Hertogenbosch` -> `s-hertogenbosch`, `Bergen (NH.)` -> `bergen-nh`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(char if char.isalnum() else " " for char in plain).split())


def _person(code: str, role: Role, email: str, dice: random.Random) -> Contact:
    form = dice.choice(("heer", "mevrouw"))
    first = dice.choice(FIRST[form])
    infix, last = dice.choice(LAST)
    return Contact(
        code=code,
        role=role,
        email=email,
        initials=f"{first[0]}.",
        first_name=first,
        infix=infix,
        last_name=last,
        address_form=form,
        phone="",
    )
