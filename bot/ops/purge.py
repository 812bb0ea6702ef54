"""What the journal keeps of people, and how long: after `store.keep_days` only what prevents a second letter stays.

Gone are: who sent a mail and its references, addresses and words of letters and answers with their documents, names
of staff in history and what they typed. Kept are the keys: that a letter left, when, and that a mail was handled.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, or_, select, update

from bot.app import App
from bot.models.actor import Operator
from bot.models.wave import WaveState
from bot.store import events
from bot.store.outbox import State
from bot.store.tables import command, document, event, letter, message, outbox, wave

ENDED = tuple(state.value for state in (State.SENT, State.FAILED, State.DROPPED, State.HELD))
CLOSED = tuple(state.value for state in (WaveState.DONE, WaveState.CANCELLED, WaveState.REFUSED))
READING = ("intent", "automatic", "confidence", "slots")
"""What of a reading later mails of the institution are compared with: no word, no reference."""
PAYLOAD = ("offer", "letter_kind", "standing_seal", "kenmerk", "slots", "about")
"""What of an effect others build on: no address, no word."""
NAMES = ("name", "email", "claims", "user", "host")


def purge(app: App, actor: Operator, *, dry_run: bool = False) -> dict[str, int]:
    """Empty what is older than `store.keep_days`; answers how many rows of each kind it concerned.

    Safe at any time and as often as one likes: nothing that is still open is touched.
    """
    before = app.now() - timedelta(days=app.config.store.keep_days)
    with app.journal.begin() as tx:
        found = {kind: _full(tx, kind, before) for kind in KINDS}
        counts = {kind.name: len(rows) for kind, rows in found.items()}
        if dry_run:
            return counts
        for kind, rows in found.items():
            for row in rows:
                _update(tx, kind.table, row, _emptied(kind, row))
        counts["documents"] = _documents(tx)
        if any(counts.values()):
            events.record(tx, app.now(), "purged", actor=actor, data={**counts, "before": before.isoformat()})
    app.journal.compact()
    return counts


def _mails(before: datetime) -> ColumnElement[bool]:
    return and_(message.c.received_at < before, message.c.open.is_(False))


def _effects(before: datetime) -> ColumnElement[bool]:
    return and_(outbox.c.state.in_(ENDED), outbox.c.state_at < before)


def _letters(before: datetime) -> ColumnElement[bool]:
    """Those that left or never will: in the outbox ended, or in a wave that was closed without them."""
    ended = select(outbox.c.key).where(_effects(before))
    present = select(outbox.c.key).where(outbox.c.key == letter.c.kenmerk).exists()
    closed = select(wave.c.id).where(wave.c.state.in_(CLOSED) & (wave.c.created_at < before))
    return or_(letter.c.kenmerk.in_(ended), and_(letter.c.wave.in_(closed), ~present))


def _mail(row: Mapping[str, Any]) -> dict[str, Any]:
    reading = {key: value for key, value in row["reading"].items() if key in READING}
    return {"sender": "", "internet_message_id": "", "web_link": "", "note": "", "reading": reading}


def _letter(row: Mapping[str, Any]) -> dict[str, Any]:
    plain = {"composed_at": row["data"].get("composed_at", "")}
    return {"recipients": [], "text": "", "html": "", "subject": "", "data": plain, "document_sha256": None}


def _effect(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in row["payload"].items() if key in PAYLOAD}
    if "letter_kind" in kept:  # an answer is read as a letter that offers times
        kept |= {"subject": "", "text": "", "recipients": []}
    return {"payload": kept}


def _event(row: Mapping[str, Any]) -> dict[str, Any]:
    data = {key: value for key, value in row["data"].items() if key not in ("value", "answered", "file")}
    cause = {key: value for key, value in row["cause"].items() if key not in ("mail", "fields")}
    return {"actor": _nameless(row["actor"]), "data": data, "cause": cause}


def _nameless(actor: Mapping[str, Any]) -> dict[str, Any]:
    """The same kind of actor; a person keeps the id of the directory, which says no name by itself."""
    if actor["kind"] == "service":
        return dict(actor)
    return {key: "" if key in NAMES else value for key, value in actor.items()}


def _command(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"actor": _nameless(row["actor"])}


@dataclass(frozen=True)
class Kind:
    """Rows of a table: which of them are old, and the columns of one as they are once it is emptied."""

    name: str
    table: Table
    old: Callable[[datetime], ColumnElement[bool]]
    emptied: Callable[[Mapping[str, Any]], dict[str, Any]]


KINDS = (
    Kind("mails", message, _mails, _mail),
    Kind("letters", letter, _letters, _letter),
    Kind("effects", outbox, _effects, _effect),
    Kind("history", event, lambda before: event.c.at < before, _event),
    Kind("commands", command, lambda before: command.c.at < before, _command),
)


def _full(tx: Connection, kind: Kind, before: datetime) -> list[Mapping[str, Any]]:
    """Old rows that still hold something."""
    rows = map(dict, tx.execute(select(kind.table).where(kind.old(before))).mappings())
    return [row for row in rows if _emptied(kind, row)]


def _emptied(kind: Kind, row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that change when it is emptied; {} where nothing is left to empty."""
    return {column: value for column, value in kind.emptied(row).items() if row[column] != value}


def _update(tx: Connection, table: Table, row: Mapping[str, Any], values: dict[str, Any]) -> None:
    same = and_(*(column == row[column.name] for column in table.primary_key.columns))
    tx.execute(update(table).where(same).values(**values))


def _documents(tx: Connection) -> int:
    """Documents that no letter has any more."""
    used = select(letter.c.document_sha256).where(letter.c.document_sha256.is_not(None))
    unused = document.c.sha256.not_in(used)
    count = tx.execute(select(func.count()).select_from(document).where(unused)).scalar_one()
    tx.execute(delete(document).where(unused))
    return int(count)
