"""What `ontour wave show` tells."""

from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.cli.output import as_json, moment
from bot.cli.session import show
from bot.errors import Refused
from bot.models.actor import actor_text
from bot.models.wave import Wave, WaveState
from bot.store import outbox, waves


def show_all(app: App, json: bool) -> None:
    """A line, or an entry, for each wave."""
    with app.journal.begin() as tx:
        rows = [_row(tx, one) for one in waves.in_state(tx, tuple(WaveState))]
    as_json(rows) if json else show([_line(row) for row in rows] or ["no waves yet"])


def show_one(app: App, wave_id: int, json: bool) -> None:
    """One wave with who is left out and what became of its letters; Refused when there is none."""
    with app.journal.begin() as tx:
        wave = waves.get(tx, wave_id)
        if wave is None:
            raise Refused(f"wave {wave_id}: not in the journal; `ontour wave show` lists the waves")
        facts, effects = waves.facts(tx, wave_id), outbox.of_wave(tx, wave_id)
        row = _row(tx, wave)
    row |= {key: facts[key] for key in ("message", "proof", "exclusions", "not_before", "send_from")}
    row["open"] = [
        {"kenmerk": one.key, "state": one.state.value, "reason": one.reason}
        for one in effects
        if one.state is not outbox.State.SENT
    ]
    as_json(row) if json else show(_lines(row))


def _row(tx: Connection, wave: Wave) -> dict[str, Any]:
    return {
        "wave": wave.id,
        "name": wave.name,
        "state": wave.state.value,
        "letter": wave.letter,
        "provinces": list(wave.provinces),
        "letters": wave.letters,
        "hash": wave.seal,
        "planned_by": actor_text(wave.planned_by) if wave.planned_by else "",
        "approved_by": actor_text(wave.approved_by) if wave.approved_by else "",
        "outbox": {state.value: number for state, number in outbox.counts(tx, wave.id).items()},
    }


def _line(row: dict[str, Any]) -> str:
    counts = ", ".join(f"{number} {state}" for state, number in row["outbox"].items())
    return f"{row['wave']}  {row['state']}  {row['letters']} letters  {row['name']}{f' ({counts})' if counts else ''}"


def _lines(row: dict[str, Any]) -> list[str]:
    return [
        _line(row),
        f"hash        {row['hash'] or '-'}",
        f"planned by  {row['planned_by'] or '-'}; approved by {row['approved_by'] or '-'}",
        f"not before  {moment(row['not_before'])}; send from {moment(row['send_from'])}",
        f"message     {row['message'] or '-'}",
        f"proof       {row['proof'] or '-'}",
        *(f"left out    {one['code']}: {one['reason']}" for one in row["exclusions"]),
        *(f"not sent    {one['kenmerk']} {one['state']} {one['reason']}".rstrip() for one in row["open"]),
    ]
