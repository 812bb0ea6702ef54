"""A delivered file against what is known: what is new, gone or otherwise, in lines that a person can check."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.register.ownership import known_people
from bot.models.status import Status
from bot.register import change, changes, person_change
from bot.register.change import Change
from bot.register.delivered import Delivered, Source, people_of
from bot.register.difference import difference
from bot.register.faults import Told
from bot.register.person_change import PersonChange
from bot.register.rules import ImportRules, read_rules
from bot.store import engagements, register

LABELS = {
    Source.CONTACTS: "de aangeleverde contacten",
    Source.INSTITUTIONS: "de aangeleverde gegevens",
    Source.REGISTER: "het Register van Overheidsorganisaties",
    Source.STAFF: "het Register van Overheidsorganisaties",
}
"""What a proposal calls the source; the same each time, so that the same proposal is no change."""

_QUIET = (Status.TO_APPROACH, Status.DECLINED, Status.COMPLETED)


@dataclass(frozen=True, slots=True)
class Line:
    """One change in words; `what` as the command line says it."""

    what: str
    what_dutch: str
    code: str
    name: str
    office: str
    told: Told
    open: bool = False  # the institution is in an open conversation, and its office-holder changes

    def english(self) -> str:
        """`new       GM0106 burgemeester J. Berg <...>`."""
        who = " ".join(filter(None, [self.code, self.office or f"{self.name}:"]))
        return f"{self.what:<10}{who} {self.told.english}{' (open conversation)' if self.open else ''}"

    def as_json(self) -> dict[str, Any]:
        """The same as a value."""
        return {"what": self.what, "code": self.code, "role": self.office or None, "text": self.told.english}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a file changes. `same_since`: its content was applied before, and nothing came after it."""

    institutions: tuple[Change, ...]
    people: tuple[PersonChange, ...]
    remarks: tuple[Told, ...]
    lines: tuple[Line, ...]
    same_since: datetime | None = None


def import_rules(app: App) -> ImportRules:
    """How exports are read, from config/register.toml."""
    return read_rules(app.config.register_.rules)


def compare(app: App, tx: Connection, given: Delivered) -> Comparison:
    """Against the register and Contacten as they are known now."""
    before = register.last(tx, given.source.value)
    remarks = (*given.remarks, *changes.unfit(app.institutions, given))
    if before is not None and before.digest == given.digest:
        return Comparison((), (), remarks, (), before.at)
    units = changes.changes(app.institutions, given, app.today(), import_rules(app))
    codes = {*app.institutions, *(one.code for one in units)}
    base = people_of(before.snapshot) if before else ()
    given_people = [one for one in given.people if one.code in codes]
    people = difference(known_people(tx), given_people, base, LABELS[given.source])
    return Comparison(tuple(units), tuple(people), remarks, _lines(app, tx, units, people))


def _lines(app: App, tx: Connection, units: Sequence[Change], people: Sequence[PersonChange]) -> tuple[Line, ...]:
    kinds = change.What, change.DUTCH
    told = [Line(one.what, kinds[1][one.what], one.code, one.name, "", one.told) for one in units if not _minor(one)]
    minor = Counter(one.told for one in units if _minor(one))
    filled = change.What.FILLED
    told += [Line(filled, kinds[1][filled], "", _count(count), "", label) for label, count in minor.items()]
    for one in people:
        name = app.institutions[one.code].name if one.code in app.institutions else one.code
        moved = one.what in (person_change.What.SUCCESSOR, person_change.What.PROPOSED, person_change.What.GONE)
        busy = moved and engagements.get(tx, one.code).status not in _QUIET
        told.append(Line(one.what, person_change.DUTCH[one.what], one.code, name, one.role.value, one.told, busy))
    return tuple(told)


def _minor(one: Change) -> bool:
    """Told together: what was empty before, or is the same in other letters."""
    return one.what is change.What.FILLED


def _count(number: int) -> str:
    return f"{number} institutions" if number != 1 else "1 institution"
