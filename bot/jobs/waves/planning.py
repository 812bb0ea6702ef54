"""Plan a wave: who gets a letter, with which times, in which words; then seal it and lay the proof in the site."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection

from bot.app import App
from bot.errors import DataError, OntourError, Refused, TenantError
from bot.jobs.waves import converting, standing, wishes
from bot.jobs.waves.composing import compose
from bot.jobs.waves.sealing import PLANNABLE, Settle, block, nothing, seal_letters
from bot.models.actor import Actor
from bot.models.letter import LetterKind
from bot.models.wave import Exclusion, Wave, WaveState
from bot.store import contacts, engagements, offers, queue, waves
from bot.waves.plan import WavePlan, plan

LOG = structlog.get_logger()
UNREACHABLE = "Microsoft 365 gaf een fout bij het maken van de proef; kies over een paar minuten opnieuw Maak proef."
CLOSED = "Deze golf is al goedgekeurd of afgesloten; maak een nieuw item voor een nieuwe golf."


def plan_item(
    app: App,
    wave_id: int,
    fields: Mapping[str, Any],
    actor: Actor,
    *,
    without_exceptions: bool = False,
    settle: Settle = nothing,
) -> None:
    """Plan the wave of an item in Golven from its columns; DataError (Dutch) where they are wrong."""
    asked = wishes.of_item(app, fields)
    with app.journal.begin() as tx:
        changed = waves.change(
            tx,
            wave_id,
            allowed=PLANNABLE,
            name=str(fields.get("Title") or asked.kind.label),
            letter=asked.kind.id,
            provinces=list(asked.provinces),
            send_from=asked.send_from,
            planned_by=actor,
            standing=not asked.provinces,
        )
    if not changed:
        raise Refused(CLOSED)
    if asked.provinces:
        with app.journal.begin() as tx:
            only = queue.followed_by(tx, wave_id)
        make(app, wave_id, asked.kind, actor, only=only, without_exceptions=without_exceptions, settle=settle)
    else:
        standing.seal_standing(app, wave_id, asked.kind, actor)  # its seal says the same when it is made twice
        with app.journal.begin() as tx:
            settle(tx)


def plan_command(
    app: App,
    provinces: Sequence[str],
    kind_id: str,
    actor: Actor,
    *,
    name: str = "",
    send_from: datetime | None = None,
    without_exceptions: bool = False,
) -> Wave:
    """Plan a wave from the command line; the same as in the list."""
    asked = wishes.wish(app, kind_id, provinces, send_from, standing=False)
    title = name or f"{asked.kind.label} {', '.join(provinces)}"
    wave = Wave(0, title, asked.kind.id, asked.provinces, WaveState.ASKED, planned_by=actor, send_from=send_from)
    with app.journal.begin() as tx:
        wave_id = waves.create(tx, wave, app.now())
    make(app, wave_id, asked.kind, actor, without_exceptions=without_exceptions)
    return _get(app, wave_id)


def make(
    app: App,
    wave_id: int,
    kind: LetterKind,
    actor: Actor,
    *,
    only: frozenset[str] | None = None,
    again: bool = False,
    without_exceptions: bool = False,
    settle: Settle = nothing,
) -> None:
    """Plan, compose, seal. Planned again, all of the wave is made anew and the old seal is void.

    `only`: for these institutions and no other; `again`: who got such a letter may get one more (a rule counts them).
    What fails on the way leaves the wave blocked, with the reason in it, and is raised. `settle` is carried out in the
    transaction in which the wave is sealed or blocked.
    """
    try:
        _make(app, wave_id, kind, actor, only, again, without_exceptions, settle)
    except TenantError as fault:
        LOG.warning("wave not planned", wave=wave_id, reason=str(fault))
        block(app, wave_id, UNREACHABLE, (), settle)
        raise
    except OntourError as fault:
        block(app, wave_id, str(fault), (), settle)
        raise


def _make(
    app: App,
    wave_id: int,
    kind: LetterKind,
    actor: Actor,
    only: frozenset[str] | None,
    again: bool,
    without_exceptions: bool,
    settle: Settle,
) -> None:
    wave = _get(app, wave_id)
    wishes.check_provinces(app, wave.provinces)
    if app.config.letters.format == "pdf" and kind.template:
        converting.check_converter(app)
    with app.journal.begin() as tx:
        _empty(tx, wave_id)
        planned = decide(app, tx, wave, kind, only, again=again)
    if planned.blocking and not without_exceptions:
        names = "".join(f"\n- {_named(app, one)}" for one in planned.blocking)
        message = f"Eerst herstellen of kies 'Doorgaan zonder uitzonderingen':{names}"
        block(app, wave_id, message, planned.exclusions, settle)
    elif not planned.letters:
        message = "Niemand komt in aanmerking voor deze brief; zie de uitzonderingen."
        block(app, wave_id, message, planned.exclusions, settle)
    else:
        letters, warnings = compose(app, wave, kind, planned.letters)
        seal_letters(app, wave, letters, planned.exclusions, actor, warnings, settle)


def _empty(tx: Connection, wave_id: int) -> None:
    """Its former letters and times are void; who stops half way leaves a wave that says so."""
    values = {"state": WaveState.ASKED, "seal": "", "letters": 0, "message": "De proef wordt gemaakt."}
    if not waves.change(tx, wave_id, allowed=PLANNABLE, **values):
        raise Refused(CLOSED)
    for old in waves.letters(tx, wave_id):
        offers.release_letter(tx, old.kenmerk)
    waves.put_letters(tx, wave_id, [])


def decide(
    app: App, tx: Connection, wave: Wave, kind: LetterKind, only: frozenset[str] | None, *, again: bool = False
) -> WavePlan:
    """Who gets a letter and who does not; `only` and `again` as in `make`."""
    return plan(
        kind,
        wave.provinces,
        tuple(app.institutions.values()),
        tuple(contacts.by_id(tx).values()),
        engagements.all_of(tx),
        waves.written(tx, sent=not again),
        app.today(),
        only,
    )


def _named(app: App, one: Exclusion) -> str:
    return f"{app.institutions[one.code].name}: {one.reason}"


def _get(app: App, wave_id: int) -> Wave:
    with app.journal.begin() as tx:
        wave = waves.get(tx, wave_id)
    if wave is None:
        raise DataError(f"wave {wave_id}: not in the journal; `ontour wave show` lists the waves")
    return wave
