"""Whether two entries of an office tell of the same person."""

import re

from bot.models.contact import Contact
from bot.register.matching import normalise

_OFFICE = re.compile(
    r"(?:burgemeester|(?:raads|staten)?griffie|griffier|commissaris|cdk|bestuur|(?:bestuurs)?secretariaat)(?:[._-].*)?"
)


def full_name(one: Contact) -> str:
    """The name in a line, '' for a mailbox of an office."""
    return " ".join(part for part in (one.initials or one.first_name, one.infix, one.last_name) if part)


def described(one: Contact) -> str:
    """The person with their address."""
    return " ".join(part for part in (full_name(one), f"<{one.email}>" if one.email else "") if part)


def same_address(one: Contact, other: Contact) -> bool:
    """Both have the same address."""
    return bool(one.email) and one.email.casefold() == other.email.casefold()


def same_name(one: Contact, other: Contact) -> bool:
    """The same surname (or one joined to a partner's), and no initial that says otherwise."""
    a, b = normalise(one.last_name).split(), normalise(other.last_name).split()
    if not a or not b:
        return False
    first, second = _initial(one), _initial(other)
    if a != b:
        shorter = min(len(a), len(b))
        return a[:shorter] == b[:shorter] and bool(first) and first == second
    return not first or not second or first == second


def other_person(one: Contact, other: Contact) -> bool:
    """Both are named, and not alike."""
    return bool(one.last_name and other.last_name) and not same_name(one, other)


def of_office(email: str) -> bool:
    """An office's mailbox, which whoever holds the office reads (`burgemeester@`, `griffie@`)."""
    return bool(_OFFICE.fullmatch(email.casefold().partition("@")[0]))


def _initial(one: Contact) -> str:
    return normalise(one.initials or one.first_name)[:1]
