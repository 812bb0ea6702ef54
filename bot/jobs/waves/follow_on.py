"""What dropped out of a wave because something changed gathers in a follow-on wave, with its own approval (P8)."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.errors import OntourError
from bot.jobs.notices import staff_mail
from bot.jobs.waves import planning
from bot.models.actor import Service
from bot.models.wave import Wave, WaveState
from bot.store import events, queue, waves


def follow_on(app: App) -> int:
    """Plan one for each wave that ended without some of its letters; answers how many were begun.

    Whom a stop rule still keeps silent is left alone, and a wave of which nobody is left gets none. It is sealed, not
    approved: people look at it, ask for approval, or break it off.
    """
    with app.journal.begin() as tx:
        seen = {row["cause"]["wave"]: row["data"]["by"] for row in events.of_kind(tx, queue.FOLLOWED)}
        ended = {wave: rows for wave, rows in queue.dropped(tx).items() if wave not in seen}
        begun = [made for wave, rows in ended.items() if (made := _begin(app, tx, wave, rows))]
        known = [wave for number in seen.values() if number and (wave := waves.get(tx, number))]
        left = [one.id for one in known if one.state is WaveState.ASKED]  # a process died over it
    for number in [*left, *begun]:
        _make(app, number)
    return len(begun)


def _begin(app: App, tx: Connection, wave_id: int, dropped: Sequence[tuple[str, str]]) -> int:
    """The new wave's number; 0 where nobody is to be written to by now."""
    wave = waves.get(tx, wave_id)
    assert wave is not None
    codes = [code for code, _ in dropped]
    planned = planning.decide(app, tx, wave, app.kinds[wave.letter], frozenset(codes))
    number, now = 0, app.now()
    if planned.letters or planned.blocking:
        provinces = tuple(sorted({app.institutions[code].province for code in codes}))
        made = Wave(0, f"Vervolg op {wave.name}", wave.letter, provinces, WaveState.ASKED, planned_by=Service())
        number = waves.create(tx, made, now)
        _tell(app, tx, number, wave, dropped)
    data: dict[str, Any] = {"by": number, "codes": sorted(codes)}
    events.record(tx, now, queue.FOLLOWED, actor=Service(), cause={"wave": wave_id}, data=data)
    return number


def _make(app: App, number: int) -> None:
    with app.journal.begin() as tx:
        wave, codes = waves.get(tx, number), queue.followed_by(tx, number)
    assert wave is not None
    with suppress(OntourError):  # it stands blocked with its reason, and people may try again
        planning.make(app, number, app.kinds[wave.letter], Service(), only=codes)


def _tell(app: App, tx: Connection, number: int, wave: Wave, dropped: Sequence[tuple[str, str]]) -> None:
    lines = [
        f"Uit de golf '{wave.name}' vielen brieven weg omdat er iets veranderde:",
        *(f"- {app.institutions[code].name}: {reason}" for code, reason in dropped),
        "De golf 'Vervolg op ...' in Golven bevat nieuwe brieven. Bekijk de proef en vraag akkoord, of kies Afbreken:"
        f" {app.config.m365.site_url}",
    ]
    subject = f"Vervolg nodig op {wave.name}"
    staff_mail(app, tx, f"staff:follow-on:{number}", app.config.alerts.coordinators, subject, lines)
