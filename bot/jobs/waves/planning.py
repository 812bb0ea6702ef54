"""Plan a wave: who gets a letter, with which times, in which words; then seal it and lay the proof in the site."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.clock import AMSTERDAM
from bot.errors import DataError, OntourError, Refused
from bot.jobs.meetings.offering import make_offers
from bot.jobs.waves import converting, proof, standing
from bot.m365.messages import SMALL
from bot.models.actor import Actor
from bot.models.institution import kenmerk
from bot.models.letter import Letter, LetterKind
from bot.models.wave import Exclusion, Wave, WaveState
from bot.store import contacts, engagements, events, offers, outbox, waves
from bot.store.outbox import State
from bot.waves.plan import Planned, WavePlan, plan
from bot.waves.seal import letter_hash, seal

PLANNABLE = (WaveState.ASKED, WaveState.BLOCKED, WaveState.SEALED, WaveState.WAITING, WaveState.REFUSED)


def plan_item(
    app: App, wave_id: int, fields: Mapping[str, Any], actor: Actor, *, without_exceptions: bool = False
) -> None:
    """Plan the wave of an item in Golven from its columns; DataError (Dutch) where they are wrong."""
    kind = find_kind(app, str(fields.get("Brief") or ""))
    provinces = tuple(fields.get("Provincie") or ())
    send_from = _moment(fields.get("VerzendenVanaf"))
    with app.journal.begin() as tx:
        changed = waves.change(
            tx,
            wave_id,
            allowed=PLANNABLE,
            name=str(fields.get("Title") or kind.label),
            letter=kind.id,
            provinces=list(provinces),
            send_from=send_from,
            planned_by=actor,
            standing=not provinces,
        )
    if not changed:
        raise Refused("Deze golf is al goedgekeurd of afgesloten; maak een nieuw item voor een nieuwe golf.")
    if provinces:
        make(app, wave_id, kind, actor, without_exceptions=without_exceptions)
    else:
        standing.seal_standing(app, wave_id, kind, actor)


def plan_command(
    app: App, provinces: Sequence[str], kind_id: str, actor: Actor, *, name: str = "", send_from: datetime | None = None
) -> Wave:
    """Plan a wave from the command line; the same as in the list."""
    kind = find_kind(app, kind_id)
    _check_provinces(app, provinces)
    title = name or f"{kind.label} {', '.join(provinces)}"
    wave = Wave(0, title, kind.id, tuple(provinces), WaveState.ASKED, planned_by=actor, send_from=send_from)
    with app.journal.begin() as tx:
        wave_id = waves.create(tx, wave, app.now())
    make(app, wave_id, kind, actor)
    return _get(app, wave_id)


def make(
    app: App,
    wave_id: int,
    kind: LetterKind,
    actor: Actor,
    *,
    only: frozenset[str] | None = None,
    without_exceptions: bool = False,
) -> None:
    """Plan, compose, seal. Planned again, all of the wave is made anew and the old seal is void.

    What fails on the way leaves the wave blocked, with the reason in it, and is raised.
    """
    try:
        _make(app, wave_id, kind, actor, only, without_exceptions)
    except OntourError as fault:
        _block(app, wave_id, str(fault), ())
        raise


def _make(
    app: App, wave_id: int, kind: LetterKind, actor: Actor, only: frozenset[str] | None, without_exceptions: bool
) -> None:
    wave = _get(app, wave_id)
    _check_provinces(app, wave.provinces)
    if app.config.letters.format == "pdf" and kind.template:
        converting.check_converter(app)
    with app.journal.begin() as tx:
        for old in waves.letters(tx, wave_id):
            offers.release_letter(tx, old.kenmerk)
        waves.put_letters(tx, wave_id, [])
        planned = _decide(app, tx, wave, kind, only)
    if planned.blocking and not without_exceptions:
        names = ", ".join(_named(app, one) for one in planned.blocking[:5])
        more = f" en {len(planned.blocking) - 5} andere" if len(planned.blocking) > 5 else ""
        _block(
            app,
            wave_id,
            f"Eerst herstellen of kies 'Doorgaan zonder uitzonderingen': {names}{more}",
            planned.exclusions,
        )
        return
    if not planned.letters:
        _block(app, wave_id, "Niemand komt in aanmerking voor deze brief; zie de uitzonderingen.", planned.exclusions)
        return
    letters, warnings = _compose(app, wave, kind, planned.letters)
    _seal(app, wave, letters, planned.exclusions, actor, warnings)


def find_kind(app: App, text: str) -> LetterKind:
    """A letter kind by id or label; DataError that names the known ones."""
    for kind in app.kinds.values():
        if text.strip().casefold() in (kind.id.casefold(), kind.label.casefold()):
            return kind
    known = ", ".join(kind.id for kind in app.kinds.values())
    raise DataError(f"Brief '{text}' bestaat niet; kies een van: {known}.")


def _decide(app: App, tx: Connection, wave: Wave, kind: LetterKind, only: frozenset[str] | None) -> WavePlan:
    return plan(
        kind,
        wave.provinces,
        tuple(app.institutions.values()),
        tuple(contacts.by_id(tx).values()),
        engagements.all_of(tx),
        waves.written(tx),
        app.today(),
        only,
    )


def _compose(
    app: App, wave: Wave, kind: LetterKind, planned: Sequence[Planned]
) -> tuple[list[Letter], tuple[str, ...]]:
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
    warnings = found.warnings if found else ()
    if app.config.letters.format == "pdf":
        letters, notes = converting.to_pdf(app, letters)
        warnings = (*notes, *warnings)
    _check_size(letters)
    return letters, warnings


def _check_size(letters: Sequence[Letter]) -> None:
    """DataError where a document is more than a draft takes along: no letter may leave without its document."""
    for one in letters:
        if one.document is not None and len(one.document) > SMALL:
            size = f"{len(one.document) / 1e6:.1f} MB, hoogstens {SMALL / 1e6:.1f} MB"
            raise DataError(
                f"De brief {one.kenmerk} is te groot ({size}); maak de afbeeldingen in het sjabloon kleiner."
            )


def _stamped(letter: Letter, now: datetime) -> Letter:
    from dataclasses import replace

    return replace(letter, data={**letter.data, "composed_at": now.isoformat()})


def _seal(
    app: App,
    wave: Wave,
    letters: Sequence[Letter],
    exclusions: Sequence[Exclusion],
    actor: Actor,
    warnings: Sequence[str],
) -> None:
    hashed = [(one, letter_hash(one)) for one in letters]
    value, now = seal(digest for _, digest in hashed), app.now()
    link = proof.lay(app, wave, letters, exclusions, warnings)
    expires = now + timedelta(days=app.config.waves.offer_expires_days)
    with app.journal.begin() as tx:
        waves.put_letters(tx, wave.id, hashed)
        for one in letters:
            offers.add(tx, one.code, one.kenmerk, one.slots, expires)
        message = f"{len(letters)} brieven klaar; bekijk de proef in de map Proeven." + _warned(warnings)
        more: dict[str, Any] = {"exclusions": [_row(one) for one in exclusions], "message": message, "proof": link}
        waves.change(tx, wave.id, state=WaveState.SEALED, seal=value, letters=len(letters), planned_by=actor, **more)
        data = {"seal": value, "letters": len(letters), "exclusions": len(exclusions)}
        events.record(tx, now, "wave_sealed", actor=actor, cause={"wave": wave.id}, data=data)


def release(app: App, tx: Connection, wave_id: int, now: datetime) -> None:
    """Put an approved wave's letters into the outbox, each once."""
    wave = waves.get(tx, wave_id)
    assert wave is not None
    due = max(moment for moment in (wave.not_before, wave.send_from, now) if moment is not None)
    letters = waves.letters(tx, wave_id)
    if seal(letter_hash(letter) for letter in letters) != wave.seal:
        raise Refused("De brieven van deze golf zijn niet die van het zegel; maak de proef opnieuw.")
    for letter in letters:
        effect = outbox.Effect(
            letter.kenmerk, "letter", app.config.m365.mailbox, due, letter.code, wave_id, State.PLANNED
        )
        outbox.add(tx, effect, now)


def _block(app: App, wave_id: int, message: str, exclusions: Sequence[Exclusion]) -> None:
    rows = [_row(one) for one in exclusions]
    with app.journal.begin() as tx:
        waves.change(tx, wave_id, state=WaveState.BLOCKED, seal="", letters=0, message=message, exclusions=rows)


def _row(one: Exclusion) -> dict[str, Any]:
    return {"code": one.code, "reason": one.reason, "blocking": one.blocking}


def _named(app: App, one: Exclusion) -> str:
    return f"{app.institutions[one.code].name} ({one.reason})"


def _warned(warnings: Sequence[str]) -> str:
    if not warnings:
        return ""
    return " Let op: " + "; ".join(warnings[:3]) + (f" en {len(warnings) - 3} meer" if len(warnings) > 3 else "")


def _check_provinces(app: App, provinces: Sequence[str]) -> None:
    known = {one.province for one in app.institutions.values()}
    for name in provinces:
        if name not in known:
            raise DataError(f"Provincie '{name}' bestaat niet; kies uit: {', '.join(sorted(known))}.")


def _moment(value: Any) -> datetime | None:
    if not value:
        return None
    text = str(value)
    if len(text) == 10:
        return datetime.combine(date.fromisoformat(text), datetime.min.time(), AMSTERDAM)
    return datetime.fromisoformat(text)


def _get(app: App, wave_id: int) -> Wave:
    with app.journal.begin() as tx:
        wave = waves.get(tx, wave_id)
    if wave is None:
        raise DataError(f"wave {wave_id}: not in the journal; `ontour wave show` lists the waves")
    return wave
