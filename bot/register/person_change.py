"""One change of a person in an office: its kind, what is told of it, and what becomes of the entry."""

from dataclasses import dataclass
from enum import StrEnum

from bot.models.contact import Contact, Role
from bot.register.faults import Told

IDENTITY = ("titles", "initials", "first_name", "infix", "last_name", "address_form", "email")
"""Fields that belong together: half of another person's would be nobody."""
FIELDS = (*IDENTITY, "phone")
TITLES = {
    "titles": "titels",
    "initials": "voorletters",
    "first_name": "roepnaam",
    "infix": "voorvoegsel",
    "last_name": "achternaam",
    "address_form": "aanspreekvorm",
    "email": "e-mailadres",
    "phone": "telefoon",
}


class What(StrEnum):
    """The kinds of change of a person."""

    NEW = "new"
    SUCCESSOR = "successor"
    CHANGED = "changed"
    PROPOSED = "proposed"
    GONE = "gone"
    LEFT_OUT = "left out"
    SETTLED = "settled"


DUTCH = {
    What.NEW: "nieuw",
    What.SUCCESSOR: "opvolger",
    What.CHANGED: "gewijzigd",
    What.PROPOSED: "voorstel",
    What.GONE: "niet meer genoemd",
    What.LEFT_OUT: "overgeslagen",
    What.SETTLED: "voorstel vervallen",
}


@dataclass(frozen=True, slots=True)
class Known:
    """An entry of the journal by its key; `people`: the fields whose value a person gave, all where they checked it."""

    key: int
    contact: Contact
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PersonChange:
    """`value`: the entry `key` becomes this; `added`: an entry to make. Neither where it is only told."""

    what: What
    code: str
    role: Role
    told: Told
    key: int | None = None
    value: Contact | None = None
    added: Contact | None = None
