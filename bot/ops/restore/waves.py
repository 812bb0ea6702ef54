"""Waves out of Golven. What was approved is void: its seal was over letters that are lost."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.desk.lists.golven import DONE_BUT
from bot.errors import DataError
from bot.jobs.waves.wishes import find_kind, moment
from bot.models.wave import WAVE_LABELS, Wave, WaveState
from bot.ops.restore.adopt import Adopted, items
from bot.ops.tenant import MailSeen
from bot.store import outbox, site, waves
from bot.store.outbox import OPEN, State

LIST = "Golven"
ANEW = "Het logboek is hersteld. Proef en akkoord van daarvoor gelden niet meer: kies opnieuw Maak proef."
PARTLY = (
    "Het logboek is hersteld. Van deze golf waren {sent} van de {total} brieven verzonden; proef en akkoord van"
    " daarvoor gelden niet meer. Maak voor de overige brieven een nieuw item."
)
RUNNING = (WaveState.APPROVED, WaveState.SENDING)
SEALED = (*RUNNING, WaveState.SEALED, WaveState.WAITING, WaveState.PAUSED)
_NUMBER = re.compile(r"staff:(?:ask|approved|sample|brake):(\d+):")


def golven(app: App, mails: Sequence[MailSeen]) -> int:
    """Every wave whose item is not known yet, and those whose approval the list no longer shows; how many."""
    sent = Counter(str(one.told["wave"]["seal"]) for one in mails if one.left and one.told.get("wave"))
    first = 1 + max((int(found.group(1)) for one in mails if (found := _NUMBER.match(one.key))), default=0)
    count = 0
    for one in items(app, LIST):
        with app.journal.begin() as tx:
            known = site.get(tx, LIST, one.item.id)
            if known is not None and known.key:
                count += _overtaken(app, tx, int(known.key), one, known.etag)
            elif not one.untouched:
                _wave(app, tx, one, sent, max(first, _next(tx)))
                count += 1
    return count


def _next(tx: Connection) -> int:
    return 1 + max((one.id for one in waves.in_state(tx, list(WaveState))), default=0)


def _wave(app: App, tx: Connection, one: Adopted, sent: Mapping[str, int], number: int) -> None:
    fields = one.fields
    stood, seal, left = _state(fields), str(fields.get("Zegel") or ""), sent.get(str(fields.get("Zegel") or ""), 0)
    total = int(float(fields.get("Aantal") or 0))
    state, message = _after(stood, left, total, str(fields.get("Melding") or ""))
    provinces = tuple(fields.get("Provincie") or ())
    wave = Wave(
        number,
        str(fields.get("Title") or "Golf zonder naam"),
        _kind(app, fields),
        provinces,
        state,
        seal="" if state is WaveState.ASKED else seal,
        letters=0 if state is WaveState.ASKED else total,
        send_from=moment(fields.get("VerzendenVanaf")),
        standing=not provinces and stood is not WaveState.ASKED,
    )
    waves.create(tx, wave, app.now(), message=message, proof=str(fields.get("Proefdruk") or ""))
    site.put(tx, one.site_item(str(number)))


def _after(stood: WaveState, left: int, total: int, melding: str) -> tuple[WaveState, str]:
    """What becomes of a wave, and what Melding says of it."""
    if stood not in SEALED:
        return stood, melding
    if not left:
        return WaveState.ASKED, ANEW
    if left >= total:
        return WaveState.DONE, ""
    return WaveState.CANCELLED, PARTLY.format(sent=left, total=total)


def _state(fields: Mapping[str, Any]) -> WaveState:
    labels = {label: state for state, label in WAVE_LABELS.items()} | {DONE_BUT: WaveState.DONE}
    return labels.get(str(fields.get("Stand") or ""), WaveState.ASKED)


def _kind(app: App, fields: Mapping[str, Any]) -> str:
    text = str(fields.get("Brief") or "")
    try:
        return find_kind(app, text).id
    except DataError:
        return text


def _overtaken(app: App, tx: Connection, wave_id: int, one: Adopted, etag: str) -> int:
    """A journal from a backup may run a wave that was stopped since: its approval counts no longer."""
    wave = waves.get(tx, wave_id)
    if wave is None or wave.state not in RUNNING or etag == one.item.etag:
        return 0
    if _state(one.fields) in (*RUNNING, WaveState.DONE):
        return 0
    for effect in outbox.of_wave(tx, wave_id):
        outbox.move(tx, effect.key, OPEN, State.DROPPED, app.now(), reason="het logboek is hersteld")
    left = outbox.counts(tx, wave_id).get(State.SENT, 0)
    state, message = _after(wave.state, left, wave.letters, "")
    waves.change(tx, wave_id, state=state, message=message)
    return 1
