"""The letters of a planned wave: times found, words filled in, documents made."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.app import App
from bot.clock import AMSTERDAM
from bot.errors import DataError
from bot.jobs.meetings.offering import make_offers
from bot.jobs.waves import converting, standing
from bot.m365.messages import SMALL
from bot.models.institution import kenmerk
from bot.models.letter import Letter, LetterKind
from bot.models.wave import Wave
from bot.store import waves
from bot.waves.plan import Planned

SHOWN = 5
"""Institutions that a line names."""


def compose(app: App, wave: Wave, kind: LetterKind, planned: Sequence[Planned]) -> tuple[list[Letter], tuple[str, ...]]:
    """The letters with their documents, and what a person must know of them; DataError (Dutch) where one cannot be."""
    standing.check_template(app, kind)
    start = (wave.send_from or app.now()).astimezone(AMSTERDAM).date()
    found = make_offers(app, [one.institution for one in planned], start) if kind.offers else None
    composer = standing.composer(app)
    letters = []
    with app.journal.begin() as tx:
        numbers = {one.institution.code: waves.next_number(tx, one.institution.code) for one in planned}
    for one in planned:
        reference = kenmerk(one.institution, numbers[one.institution.code])
        slots = found.slots.get(one.institution.code, ()) if found else ()
        letter = composer.compose(kind.id, one.institution, one.contacts, slots, reference, app.today())
        letters.append(_stamped(letter, app.now()))
    empty = empty_fields(
        {
            one.institution.name: composer.empty(letter, one.institution)
            for one, letter in zip(planned, letters, strict=True)
        }
    )
    warnings = (*empty, *(found.warnings if found else ()))
    if app.config.letters.format == "pdf":
        letters, notes = converting.to_pdf(app, letters)
        warnings = (*notes, *warnings)
    _check_size(letters)
    return letters, warnings


def empty_fields(found: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """A Dutch line for each field that comes out empty in letters, with the institutions (name -> fields)."""
    places: dict[str, list[str]] = defaultdict(list)
    for name, fields in found.items():
        for field in fields:
            places[field].append(name)
    return tuple(
        f"het veld {field} is leeg in de brief aan {', '.join(names[:SHOWN])}"
        + (f" en {len(names) - SHOWN} andere" if len(names) > SHOWN else "")
        for field, names in sorted(places.items())
    )


def _check_size(letters: Sequence[Letter]) -> None:
    """DataError where a document is more than a draft takes along: no letter may leave without its document."""
    for one in letters:
        if one.document is not None and len(one.document) > SMALL:
            size = f"{len(one.document) / 1e6:.1f} MB, hoogstens {SMALL / 1e6:.1f} MB"
            raise DataError(
                f"De brief {one.kenmerk} is te groot ({size}); maak de afbeeldingen in het sjabloon kleiner."
            )


def _stamped(letter: Letter, now: datetime) -> Letter:
    return replace(letter, data={**letter.data, "composed_at": now.isoformat()})
