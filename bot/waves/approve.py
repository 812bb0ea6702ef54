"""Does what stands in Akkoord count? DESIGN, "Approval": only a second person's own edit on the present seal does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.models.actor import Person
from bot.waves import versions as history
from bot.waves.versions import ItemVersion, brought_in, identities, identity

YES = "Akkoord"
NO = "Niet akkoord"


@dataclass(frozen=True, slots=True)
class Approver:
    """One of `waves.approvers`. With an Entra object id both must fit; the id alone cannot be renamed."""

    email: str
    id: str | None = None

    def is_(self, person: Person) -> bool:
        """Is this that person?"""
        same_id = self.id is None or self.id.casefold() == person.id.casefold()
        return same_id and self.email.casefold() == person.email.casefold()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Neither approved nor refused: it does not count, and `reason` (Dutch) says why; "" where Akkoord is empty."""

    approved: bool = False
    refused: bool = False
    version_id: str = ""
    actor: Person | None = None
    reason: str = ""


def judge(
    versions: Sequence[ItemVersion],
    *,
    seal: str,
    approvers: Sequence[Approver],
    requesters: Iterable[str] = (),
    item: str = "",
    wave_item: str = "",
) -> Verdict:
    """Judge the present Akkoord of an item in Golven by its versions, newest first.

    `seal` is the journal's. `requesters` are ids and addresses of who asked for the proof or for approval, as the
    journal knows them; those in `versions` are added. `item` is the item judged, `wave_item` the one that the journal
    ties to the wave: a copy approves nothing.
    """
    if not versions or not versions[0].value("Akkoord"):
        return Verdict()
    version = brought_in(versions, "Akkoord")
    if version is None:
        return Verdict(reason="niet meer na te gaan wie Akkoord invulde; maak Akkoord leeg en vul het opnieuw in")
    person = version.person
    asked = identities(requesters) | history.requesters(versions)
    fault = _fault(versions, version, person, seal, approvers, asked, item == wave_item)
    if fault or person is None:
        return Verdict(version_id=version.id, actor=person, reason=fault)
    approved = version.value("Akkoord") == YES
    reason = version.value("Reden") if not approved else ""
    return Verdict(approved, not approved, version.id, person, reason)


def _fault(
    versions: Sequence[ItemVersion],
    version: ItemVersion,
    person: Person | None,
    seal: str,
    approvers: Sequence[Approver],
    asked: frozenset[str],
    own_item: bool,
) -> str:
    """Why the answer does not count, in Dutch; "" when it does. A no of any person on the present seal counts."""
    answer = version.value("Akkoord")
    if answer not in (YES, NO):
        return f"'{answer}' is geen antwoord; kies {YES} of {NO}"
    if person is None:
        return "ingevuld door een toepassing; alleen een persoon kan goedkeuren"
    if not own_item:
        return "dit item hoort niet bij de golf; geef akkoord in het oorspronkelijke item"
    if not seal:
        return "er is nog geen proef; kies eerst Maak proef"
    if version.value("Zegel") != seal:
        return "gegeven op een ander zegel dan dat van de proef; bekijk de proef en geef opnieuw akkoord"
    if versions[0].value("Zegel") != seal:
        return "het zegel in het item is veranderd; bekijk de proef en geef opnieuw akkoord"
    return "" if answer == NO else _not_entitled(person, approvers, asked)


def _not_entitled(person: Person, approvers: Sequence[Approver], asked: frozenset[str]) -> str:
    if not any(approver.is_(person) for approver in approvers):
        return f"{person.name or person.email} mag geen golven goedkeuren"
    if identity(person.id, person.email) & asked:
        return f"{person.name or person.email} vroeg zelf om de proef of het akkoord; een ander moet goedkeuren"
    return ""
