"""What a file in the folder Aanleveren is answered: checked, refused with its faults, or taken over once asked."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app import App
from bot.clock import AMSTERDAM
from bot.errors import DataError
from bot.jobs.register.comparing import Comparison, compare, import_rules
from bot.jobs.register.importing import apply, refresh
from bot.jobs.site.claims import Claim
from bot.models.actor import actor_text
from bot.register.delivered import Delivered
from bot.register.faults import FileFault, Told
from bot.register.reading import read_data
from bot.register.tables import MAX_BYTES

GOOD, BAD, DONE = "In orde", "Niet in orde", "Overgenomen"
NOTHING = "Er is niets overgenomen."
CHANGED = "Het bestand is gewijzigd na de controle, en daarom niet overgenomen: kijk de verschillen na en kies opnieuw."
TOO_LARGE = f"Groter dan {MAX_BYTES // 1_000_000} MB; laat de beheerder het bestand inlezen."
SHOWN = 15


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns of the file, and the `digest` of the content that they are about."""

    check: str
    faults: str
    message: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A delivered file as it was downloaded. `difference` lays a workbook beside it and answers what that is called."""

    name: str
    size: int
    download: Callable[[], bytes]
    difference: Callable[[Comparison], str]


def answer(
    app: App, file: File, before: Answer | None, claim: Claim | None, keep: Callable[[Connection, Answer], None]
) -> Answer:
    """Check the file, and take it over where `claim` asks so; both are done once, however often it is asked.

    `before`: what was answered last. `keep` stores the answer, in the transaction in which the file is taken over.
    """
    try:
        data, given = _read(app, file)
    except DataError as fault:
        return _settled(app, Answer(BAD, getattr(fault, "dutch", str(fault)), NOTHING), claim, keep)
    if given.errors:
        return _settled(app, Answer(BAD, _listed(given.errors), NOTHING, given.digest), claim, keep)
    if claim is None or claim.taken(app):
        if before is not None and before.digest == given.digest:
            return before
        return _settled(app, _checked(app, file, given), None, keep)
    if before is not None and before.digest != given.digest:
        found = _checked(app, file, given)
        return _settled(app, Answer(found.check, found.faults, f"{CHANGED} {found.message}", given.digest), claim, keep)
    if before is None:  # asked for at once: the difference is laid all the same
        _checked(app, file, given)
    return _take_over(app, file, given, hashlib.sha256(data).hexdigest(), claim, keep)


def _read(app: App, file: File) -> tuple[bytes, Delivered]:
    if file.size > MAX_BYTES:
        raise FileFault(file.name, "too large", TOO_LARGE)
    data = file.download()
    return data, read_data(data, file.name, app.institutions, app.today(), import_rules(app))


def _checked(app: App, file: File, given: Delivered) -> Answer:
    with app.journal.begin() as tx:
        found = compare(app, tx, given)
    skipped = _skipped(found)
    if found.same_since is not None:
        return Answer(DONE, skipped, f"Deze inhoud is al overgenomen, op {_moment(found.same_since)}.", given.digest)
    if not found.lines:
        return Answer(GOOD, skipped, "Geen verschil met wat bekend is; er valt niets over te nemen.", given.digest)
    laid = file.difference(found)
    message = f"{_counted(found)}. Zie '{laid}'. Kies bij Opdracht: Toepassen om dit over te nemen."
    return Answer(GOOD, skipped, message, given.digest)


def _take_over(
    app: App, file: File, given: Delivered, sha256: str, claim: Claim, keep: Callable[[Connection, Answer], None]
) -> Answer:
    with app.journal.begin() as tx:
        claim.settle(app, tx)
        found = compare(app, tx, given)
        if found.same_since is None:
            apply(app, tx, given, found, file.name, sha256, claim.actor)
            who = f"Overgenomen op {_moment(app.now())} door {actor_text(claim.actor)}"
            message = f"{who}: {_counted(found)}."
        else:
            message = f"Niets gewijzigd: deze inhoud is al overgenomen, op {_moment(found.same_since)}."
        done = Answer(DONE, _skipped(found), message, given.digest)
        keep(tx, done)
    refresh(app)
    return done


def _settled(app: App, found: Answer, claim: Claim | None, keep: Callable[[Connection, Answer], None]) -> Answer:
    """The answer kept, and the command taken where there was one."""
    with app.journal.begin() as tx:
        if claim is not None:
            claim.take(app, tx)
        keep(tx, found)
    return found


def _counted(found: Comparison) -> str:
    counts = Counter(line.what_dutch for line in found.lines)
    open_ = sum(line.open for line in found.lines)
    busy = f" ({open_} bij een lopend gesprek)" if open_ else ""
    return (", ".join(f"{number} {what}" for what, number in counts.items()) or "geen verschillen") + busy


def _skipped(found: Comparison) -> str:
    return f"Overgeslagen:\n{_listed(found.remarks)}" if found.remarks else ""


def _listed(told: tuple[Told, ...]) -> str:
    more = len(told) - SHOWN
    return "\n".join([*(one.dutch for one in told[:SHOWN]), *([f"en nog {more} andere"] if more > 0 else [])])


def _moment(at: datetime) -> str:
    return f"{at.astimezone(AMSTERDAM):%d-%m-%Y om %H.%M uur}"
