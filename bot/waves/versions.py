"""Versions of an item in Golven: who brought a value in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.models.actor import Person

FIRST_VERSION = "1.0"
REQUESTS = frozenset({"Maak proef", "Vraag akkoord"})


@dataclass(frozen=True, slots=True)
class ItemVersion:
    """One version of a list item as Graph gives it. `application`: the name of the app that made it, or None."""

    id: str
    at: datetime
    user_id: str = ""
    user_name: str = ""
    user_email: str = ""
    application: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def person(self) -> Person | None:
        """Who made it; None where an application had a hand in it or nobody is named."""
        if self.application is not None or not (self.user_id or self.user_email):
            return None
        return Person(self.user_id, self.user_name, self.user_email)

    def value(self, column: str) -> str:
        """The column's text, "" when empty."""
        return str(self.fields.get(column) or "").strip()


def brought_in(versions: Sequence[ItemVersion], column: str) -> ItemVersion | None:
    """The version that brought the present value of `column` in; versions newest first.

    None when there is none, or when the history that is left does not reach back to it (lists keep a limited number).
    """
    if not versions:
        return None
    present = versions[0].value(column)
    found = versions[0]
    for version in versions:
        if version.value(column) != present:
            return found
        found = version
    return found if found.id == FIRST_VERSION else None


def requesters(versions: Sequence[ItemVersion]) -> frozenset[str]:
    """Ids and addresses (lower case) of everyone whose edit set Opdracht to Maak proef or Vraag akkoord."""
    names: set[str] = set()
    for newer, older in zip(versions, [*versions[1:], None], strict=True):
        before = older.value("Opdracht") if older else ""
        if newer.value("Opdracht") in REQUESTS and newer.value("Opdracht") != before:
            names |= identity(newer.user_id, newer.user_email)
    return frozenset(names)


def identity(*names: str) -> set[str]:
    """Ids and addresses as they are compared: lower case, no empty ones."""
    return {name.strip().casefold() for name in names if name.strip()}


def identities(names: Iterable[str]) -> frozenset[str]:
    """The same of a collection."""
    return frozenset(identity(*names))
