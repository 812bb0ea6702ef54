"""What a wave would stumble on, or a person should look at, per institution."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.models.contact import AddressState, Contact, Role
from bot.models.institution import Institution, Kind
from bot.models.public_mail import is_public
from bot.register.contacts import ONE_EACH
from bot.register.matching import in_domain

NEEDED = {
    Kind.GEMEENTE: (Role.BURGEMEESTER, Role.GRIFFIER),
    Kind.PROVINCIE: (Role.COMMISSARIS, Role.STATENGRIFFIER),
}
"""Without one of these an institution cannot get its letter."""
_STATES = {
    AddressState.BOUNCED: "bounced",
    AddressState.DEPARTED: "departed",
    AddressState.OPTED_OUT: "opted out",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`stops`: the institution gets no letter until it is settled. `kind` is stable, for scripts."""

    kind: str
    text: str
    stops: bool = False


def check(
    institutions: Iterable[Institution], people: Mapping[str, Sequence[Contact]], today: date
) -> dict[str, list[Finding]]:
    """The findings by code, for those that have any; institutions that exist on `today` or ended without successor."""
    known = {one.code: one for one in institutions}
    homes = {one.domain: one.code for one in known.values() if one.domain}
    shared = _shared(people)
    found: dict[str, list[Finding]] = {}
    for one in known.values():
        here = people.get(one.code, ())
        if not one.in_force(today):
            lines = _ended(one, known, today)
        else:
            lines = [
                *_offices(one, here),
                *_addresses(one, here, shared),
                *_domains(one, here, homes),
                *_facts(one),
            ]
        if lines:
            found[one.code] = lines
    return found


def _ended(one: Institution, known: Mapping[str, Institution], today: date) -> list[Finding]:
    if one.valid_to is None or one.valid_to > today or one.successor in known:
        return []
    return [Finding("no_successor", f"ended on {one.valid_to}, its successor is not known")]


def _offices(one: Institution, here: Sequence[Contact]) -> list[Finding]:
    lines = []
    for role in NEEDED[one.kind]:
        count = sum(person.role is role and person.usable for person in here)
        if count == 0:
            lines.append(Finding(f"no_{role.value}", f"no usable address of {role.value}", stops=True))
    for role in ONE_EACH:
        count = sum(person.role is role and person.usable for person in here)
        if count > 1:
            lines.append(Finding(f"several_{role.value}", f"{count} at once as {role.value}", stops=True))
    return lines


def _addresses(one: Institution, here: Sequence[Contact], shared: Mapping[str, set[str]]) -> list[Finding]:
    lines = []
    for person in here:
        who = f"{person.role.value} {person.last_name}".strip()
        if person.state in _STATES:
            kind = _STATES[person.state].replace(" ", "_")
            lines.append(Finding(kind, f"{_STATES[person.state]}: {person.email or 'no address'} ({who})"))
        elif not person.email:
            lines.append(Finding("no_address", f"no address of {who}"))
    usable = [person.email.casefold() for person in here if person.usable]
    for email in dict.fromkeys(usable):
        others = sorted(shared[email] - {one.code})
        if others:
            lines.append(Finding("shared_address", f"{email} is also of {', '.join(others)}"))
        elif usable.count(email) > 1:
            lines.append(Finding("shared_address", f"{email} is of {usable.count(email)} offices: one letter"))
    return lines


def _shared(people: Mapping[str, Sequence[Contact]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for code, here in people.items():
        for person in here:
            found.setdefault(person.email.casefold(), set()).add(code)
    return found


def _domains(one: Institution, here: Sequence[Contact], homes: Mapping[str, str]) -> list[Finding]:
    lines = []
    for domain in dict.fromkeys(person.email.casefold().rpartition("@")[2] for person in here if person.usable):
        other = next((code for home, code in homes.items() if code != one.code and in_domain(domain, home)), "")
        if is_public(domain):
            lines.append(Finding("public_domain", f"{domain} is a public mail provider's"))
        elif in_domain(domain, one.domain) or in_domain(one.domain, domain):
            continue
        elif other:
            lines.append(Finding("other_domain", f"mail domain {domain} is that of {other}"))
        else:
            lines.append(Finding("other_domain", f"mail domain {domain} is not {one.domain or 'known'}"))
    return lines


def _facts(one: Institution) -> list[Finding]:
    lines = []
    if one.kind is Kind.GEMEENTE and not (one.post_line and one.post_postcode and one.post_place):
        lines.append(Finding("no_postal_address", "no postal address"))
    if one.latitude is None or one.longitude is None:
        lines.append(Finding("no_place", "no place of the town hall: travel is guessed"))
    return lines
