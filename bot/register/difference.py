"""What an import changes in the contacts, in lines that a person can check."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from bot.models.contact import Contact

_COMPARED = tuple(one.name for one in fields(Contact) if one.name not in ("code", "role", "email", "state"))


@dataclass(frozen=True, slots=True)
class Changed:
    """The same person (institution, role and address) or office with other facts."""

    before: Contact
    after: Contact

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what differs."""
        return tuple(name for name in ("email", *_COMPARED) if getattr(self.before, name) != getattr(self.after, name))


@dataclass(frozen=True, slots=True)
class Difference:
    """What the new file has more, has no more, and has otherwise."""

    new: tuple[Contact, ...] = ()
    gone: tuple[Contact, ...] = ()
    changed: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.changed)

    def lines(self) -> list[str]:
        """One line for each, in the order of the codes."""
        return [
            *(f"new      {_named(one)}" for one in self.new),
            *(f"gone     {_named(one)}" for one in self.gone),
            *(f"changed  {_named(one.after)}: {_columns(one)}" for one in self.changed),
        ]


def difference(old: Iterable[Contact], new: Iterable[Contact]) -> Difference:
    """Compare two registers of contacts.

    A person is the same by institution, role and address; where an office has exactly one holder before and after,
    another address is a change of that office, not somebody gone and somebody new.
    """
    before, after = _keyed(old), _keyed(new)
    changed = [Changed(before[key], after[key]) for key in before.keys() & after.keys()]
    gone = [before[key] for key in before.keys() - after.keys()]
    fresh = [after[key] for key in after.keys() - before.keys()]
    for one in list(gone):
        rivals = [other for other in gone if _office(other) == _office(one)]
        heirs = [other for other in fresh if _office(other) == _office(one)]
        if len(rivals) == 1 and len(heirs) == 1:
            gone.remove(one)
            fresh.remove(heirs[0])
            changed.append(Changed(one, heirs[0]))
    return Difference(
        tuple(sorted(fresh, key=_order)),
        tuple(sorted(gone, key=_order)),
        tuple(sorted((one for one in changed if one.columns), key=lambda one: _order(one.after))),
    )


def _keyed(contacts: Iterable[Contact]) -> dict[tuple[str, str, str], Contact]:
    return {(*_office(one), one.email.casefold()): one for one in contacts}


def _office(one: Contact) -> tuple[str, str]:
    return one.code, one.role.value


def _order(one: Contact) -> tuple[str, str, str]:
    return one.code, one.role.value, one.email


def _named(one: Contact) -> str:
    name = " ".join(part for part in (one.initials or one.first_name, one.infix, one.last_name) if part)
    return " ".join(part for part in (one.code, one.role.value, name, f"<{one.email}>") if part)


def _columns(one: Changed) -> str:
    return ", ".join(f"{name} {getattr(one.before, name)!r} -> {getattr(one.after, name)!r}" for name in one.columns)
