"""What a delivered file changes in the people: whom it adds, changes, or would change if people had not spoken.

People's own values stand (P3): where one of them differs, the file's becomes a proposal. One entry is one person; a
successor gets an entry of their own, and who left is marked so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.models.contact import AddressState, Contact, Role
from bot.register.contacts import ONE_EACH
from bot.register.faults import Told
from bot.register.person_change import FIELDS, IDENTITY, TITLES, Known, PersonChange, What
from bot.register.persons import described, of_office, other_person, same_address, same_name


def difference(
    known: Iterable[Known], given: Iterable[Contact], base: Iterable[Contact] = (), source: str = ""
) -> list[PersonChange]:
    """Compare the people of the offices that the file names; of other offices it says nothing.

    `base`: the people of the last file of this kind: whom it held and who is not known any more was taken out by a
    person, and is not brought back. `source` names the file in proposals (Dutch).
    """
    before, after = _by_office(known), _by_office(Known(0, one) for one in given)
    last = list(base)
    changes = [
        change
        for office, fresh in after.items()
        for change in _office(before.get(office, []), [one.contact for one in fresh], last, source)
    ]
    order = list(What)
    return sorted(changes, key=lambda one: (order.index(one.what), one.code, one.role))


def _by_office(entries: Iterable[Known]) -> dict[tuple[str, Role], list[Known]]:
    found: dict[tuple[str, Role], list[Known]] = {}
    for one in entries:
        found.setdefault((one.contact.code, one.contact.role), []).append(one)
    return found


def _office(
    known: list[Known], given: Sequence[Contact], base: Sequence[Contact], source: str
) -> Iterable[PersonChange]:
    pairs, fresh, left = _pair(known, given)
    for one, other in pairs:
        yield from _compare(one, other, source)
    here = [one for one in left if one.contact.state is not AddressState.DEPARTED]
    for other in fresh:
        heir = len(here) == 1 and len(fresh) == 1 and other.role in ONE_EACH
        if heir and here[0].contact.proposal == _now(other, source):
            here.clear()  # a person has it before them
        elif _taken_out(other, base):
            here = [] if heir else here
            text = described(other)
            told = Told(f"{text}: a person took this entry out", f"{text}: door een collega verwijderd")
            yield PersonChange(What.LEFT_OUT, other.code, other.role, told)
        elif heir and not other.email and of_office(here[0].contact.email):
            one = here.pop()
            office = replace(other, email=one.contact.email, phone=other.phone or one.contact.phone)
            yield from _compare(one, office, source)
        elif heir:
            yield from _succeed(here.pop(), other, source)
        else:
            yield PersonChange(What.NEW, other.code, other.role, _said(described(other)), added=other)
    asked = f"Staat niet in {source}: vertrokken? Zoek de opvolger."
    for one in here:
        yield from _proposed(one, What.GONE, "not in the file", asked)


def _pair(
    known: Sequence[Known], given: Sequence[Contact]
) -> tuple[list[tuple[Known, Contact]], list[Contact], list[Known]]:
    """Who is who: by address, by name, and a mailbox without a name to the only one who is left."""
    left, fresh, pairs = list(known), list(given), list[tuple[Known, Contact]]()
    for alike in (same_address, same_name):
        for other in list(fresh):
            found = next((one for one in left if alike(one.contact, other)), None)
            if found:
                pairs.append((found, other))
                left.remove(found)
                fresh.remove(other)
    if len(left) == len(fresh) == 1 and not (left[0].contact.last_name and fresh[0].last_name):
        return [*pairs, (left[0], fresh[0])], [], []
    return pairs, fresh, left


def _compare(one: Known, other: Contact, source: str) -> Iterable[PersonChange]:
    """The same entry: the file's values where the bot's stand, a proposal where people's do."""
    before, replaced = one.contact, other_person(one.contact, other)
    wished = [name for name in FIELDS if _differs(before, other, name) and (replaced or getattr(other, name))]
    held = set(IDENTITY if replaced and one.people & set(IDENTITY) else ()) | one.people
    taken = [name for name in wished if name not in held]
    kept = [name for name in wished if name in held]
    value = replace(before, **{name: getattr(other, name) for name in taken})
    if "email" in taken and before.state in (AddressState.BOUNCED, AddressState.DEPARTED):
        value = replace(value, state=AddressState.OK)
    values = ", ".join(f"{TITLES[name]} '{getattr(other, name)}'" for name in kept)
    proposal = f"Volgens {source}: {values}." if kept else ""
    if taken:
        value = replace(value, proposal=proposal)
        yield PersonChange(What.CHANGED, before.code, before.role, _fields(before, other, taken), one.key, value)
    elif not kept and before.proposal.startswith(f"Volgens {source}"):
        told = Told(f"{described(before)}: as proposed", f"{described(before)}: zoals voorgesteld")
        yield PersonChange(What.SETTLED, before.code, before.role, told, one.key, replace(before, proposal=""))
    if kept and proposal != before.proposal:
        told = _fields(before, other, kept)
        alone = None if taken else replace(before, proposal=proposal)
        yield PersonChange(What.PROPOSED, before.code, before.role, told, one.key if alone else None, alone)


def _succeed(one: Known, other: Contact, source: str) -> Iterable[PersonChange]:
    """Another person in an office that one person holds."""
    before, text = one.contact, described(other)
    if one.people & set(IDENTITY):
        yield from _proposed(one, What.PROPOSED, f"now {text}", _now(other, source))
        return
    told = Told(f"{described(before)} -> {text}", f"{described(before)} -> {text}")
    value = replace(before, state=AddressState.DEPARTED, proposal=f"Opgevolgd door {text} (volgens {source}).")
    yield PersonChange(What.SUCCESSOR, before.code, before.role, told, one.key, value, other)


def _proposed(one: Known, what: What, english: str, dutch: str) -> Iterable[PersonChange]:
    """Said once: the same proposal again is no change."""
    before = one.contact
    if before.proposal != dutch:
        told = Told(f"{described(before)}: {english}; stays", f"{described(before)}: {dutch}")
        yield PersonChange(what, before.code, before.role, told, one.key, replace(before, proposal=dutch))


def _fields(before: Contact, after: Contact, names: Iterable[str]) -> Told:
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in names]
    who = described(before)
    return Told(
        f"{who}: {', '.join(f'{name} {old!r} -> {new!r}' for name, old, new in pairs)}",
        f"{who}: {', '.join(f'{TITLES[name]} {old!r} -> {new!r}' for name, old, new in pairs)}",
    )


def _differs(before: Contact, after: Contact, name: str) -> bool:
    old, new = str(getattr(before, name)), str(getattr(after, name))
    return old.casefold() != new.casefold() if name == "email" else old != new


def _taken_out(one: Contact, base: Sequence[Contact]) -> bool:
    """The last file held them, and they are not known any more."""
    office = [other for other in base if (one.code, one.role) == (other.code, other.role)]
    return any(same_address(one, other) or same_name(one, other) for other in office)


def _now(other: Contact, source: str) -> str:
    return f"Volgens {source} is het nu {described(other)}."


def _said(text: str) -> Told:
    return Told(text, text)
