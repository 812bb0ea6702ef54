"""Who gets a letter in a wave, and who does not, each with its reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.models.contact import Contact, Role
from bot.models.engagement import Engagement
from bot.models.institution import Institution
from bot.models.letter import LetterKind
from bot.models.wave import Exclusion
from bot.waves.audience import why_silent, written_kind

_SHARED_OFFICES = (Role.WETHOUDER, Role.SECRETARIAAT)  # an institution may have several


@dataclass(frozen=True, slots=True)
class Planned:
    """A letter to make: one institution and the people it goes to, in the order of the kind's roles."""

    institution: Institution
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class WavePlan:
    """The letters to make and who gets none, both by name of the institution."""

    letters: tuple[Planned, ...]
    exclusions: tuple[Exclusion, ...]

    @property
    def blocking(self) -> tuple[Exclusion, ...]:
        """The faults that a person settles, or goes on without."""
        return tuple(exclusion for exclusion in self.exclusions if exclusion.blocking)


def plan(
    kind: LetterKind,
    provinces: Iterable[str],
    institutions: Sequence[Institution],
    contacts: Sequence[Contact],
    engagements: Mapping[str, Engagement],
    written: Mapping[str, frozenset[str]],
    today: date,
    only: frozenset[str] | None = None,
) -> WavePlan:
    """Plan a wave of `kind` for `provinces`.

    `written`: per code the letter kinds that were sent, or that stand in another wave that is not over; the same
    kind never goes twice this way (a reminder that may be repeated is planned with its own `written`).
    `only`: restrict to these codes (a follow-up rule's); others of the province are then not mentioned.
    """
    here = frozenset(provinces)
    names = {one.code: one.name for one in institutions}
    by_code: dict[str, list[Contact]] = {}
    for contact in contacts:
        by_code.setdefault(contact.code, []).append(contact)
    letters: list[Planned] = []
    exclusions: list[Exclusion] = []
    for institution in sorted(institutions, key=lambda one: (one.name.casefold(), one.code)):
        code = institution.code
        if institution.kind is not written_kind(kind) or institution.province not in here:
            continue
        if only is not None and code not in only:
            continue
        usable = [contact for contact in by_code.get(code, []) if contact.usable and contact.role in kind.roles]
        known = engagements.get(code, Engagement(code))
        reason = _not_in_force(institution, names, today) or _not_now(kind, code, known, written)
        fault = "" if reason else _fault(kind, usable)
        if reason or fault:
            exclusions.append(Exclusion(code, reason or fault, blocking=bool(fault)))
        else:
            letters.append(Planned(institution, _addressees(kind, usable)))
    return WavePlan(tuple(letters), tuple(exclusions))


def _not_in_force(institution: Institution, names: Mapping[str, str], today: date) -> str:
    if institution.valid_to is not None and institution.valid_to <= today:
        into = names.get(institution.successor or "", institution.successor)
        return f"bestaat niet meer{f'; opgegaan in {into}' if into else ''}"
    if institution.valid_from is not None and institution.valid_from > today:
        return f"bestaat pas vanaf {institution.valid_from:%d-%m-%Y}"
    return ""


def _not_now(kind: LetterKind, code: str, engagement: Engagement, written: Mapping[str, frozenset[str]]) -> str:
    """Why a letter is not wanted, "" when it is; not a fault of the data."""
    if kind.id in written.get(code, frozenset()):
        return f"brief '{kind.label}' is al verzonden of staat in een andere golf"
    return why_silent(kind, engagement) or ""


def _addressees(kind: LetterKind, usable: Sequence[Contact]) -> tuple[Contact, ...]:
    """In the order of the kind's roles; an address that two offices share is written to once."""
    chosen: dict[str, Contact] = {}
    for contact in sorted(usable, key=lambda one: kind.roles.index(one.role)):
        chosen.setdefault(contact.email.casefold(), contact)
    return tuple(chosen.values())


def _fault(kind: LetterKind, usable: Sequence[Contact]) -> str:
    """What is wrong with the contacts, "" when there is one in each office that the letter speaks to."""
    found = [contact.role for contact in usable]
    if not found:
        return "geen bruikbaar e-mailadres; vul Contacten aan"
    missing = [role for role in kind.roles if role not in found]
    if missing:
        offices = " en ".join(f"de {role.value}" for role in missing)
        return f"geen bruikbaar e-mailadres van {offices}; vul Contacten aan"
    doubled = next((role for role in kind.roles if found.count(role) > 1 and role not in _SHARED_OFFICES), None)
    return f"meer dan één {doubled.value}; laat in Contacten de juiste staan" if doubled else ""
