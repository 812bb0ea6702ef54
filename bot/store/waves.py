"""Waves and their sealed letters, the bytes included."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from bot.models.letter import Letter, SentLetter
from bot.models.wave import Wave, WaveState
from bot.store import notes, site
from bot.store.tables import document, letter, outbox, wave
from bot.store.wave_rows import letter_of, letter_row, plain, sent_of, sent_offer_of, wave_of, wave_row

LIST = "Golven"
# built once: building a statement costs more than running it
_GET = select(wave).where(wave.c.id == bindparam("of"))
_LETTER = select(letter).where(letter.c.kenmerk == bindparam("of"))
_CONTENT = select(document.c.content).where(document.c.sha256 == bindparam("of"))
_HAS_CONTENT = select(document.c.sha256).where(document.c.sha256 == bindparam("of"))
_APPROVED = (wave.c.letter == bindparam("of")) & wave.c.standing & (wave.c.state == WaveState.APPROVED.value)
_STANDING = select(wave).where(_APPROVED).order_by(wave.c.id.desc())
_NUMBERS = select(letter.c.kenmerk).where(letter.c.code == bindparam("of"))


def create(tx: Connection, value: Wave, now: datetime, **more: Any) -> int:
    """A new wave; answers its id, the next one where it has none yet. `more` are further columns (under, message)."""
    row = {**wave_row(value), **more, "created_at": now}
    if not value.id:
        row.pop("id")
    done = tx.execute(insert(wave).values(**row))
    assert done.inserted_primary_key is not None
    key = int(done.inserted_primary_key[0])
    site.mark(tx, LIST, str(key))
    return key


def change(tx: Connection, wave_id: int, *, allowed: Sequence[WaveState] = (), **values: Any) -> bool:
    """Set columns of a wave, only while it is in one of `allowed` (any, when empty). False when it is not."""
    where = wave.c.id == wave_id
    if allowed:
        where &= wave.c.state.in_([state.value for state in allowed])
    row = {name: plain(value) for name, value in values.items()}
    done = tx.execute(update(wave).where(where).values(**row)).rowcount == 1
    if done:
        site.mark(tx, LIST, str(wave_id))
    if done and "state" in values:
        for item in site.by_key(tx, LIST, [str(wave_id)]).values():
            notes.put(tx, LIST, item.item_id, "")  # what was said of the state before holds no longer
    return done


def get(tx: Connection, wave_id: int) -> Wave | None:
    """One wave."""
    row = tx.execute(_GET, {"of": wave_id}).mappings().first()
    return wave_of(row) if row else None


def facts(tx: Connection, wave_id: int) -> dict[str, Any]:
    """All columns of a wave, those that the noun does not carry too (message, exclusions, proof, approval, under)."""
    return dict(tx.execute(_GET, {"of": wave_id}).mappings().one())


def in_state(tx: Connection, states: Sequence[WaveState]) -> list[Wave]:
    """Waves in these states, oldest first."""
    query = select(wave).where(wave.c.state.in_([state.value for state in states])).order_by(wave.c.id)
    return [wave_of(row) for row in tx.execute(query).mappings()]


def standing_approval(tx: Connection, kind: str) -> Wave | None:
    """The approved standing wave of a letter kind, the newest."""
    row = tx.execute(_STANDING, {"of": kind}).mappings().first()
    return wave_of(row) if row else None


def put_letters(tx: Connection, wave_id: int, letters: Sequence[tuple[Letter, str]]) -> None:
    """Replace the letters of a wave by these, each with its hash; document bytes are kept once by their sha256."""
    tx.execute(delete(letter).where(letter.c.wave == wave_id))
    for value, digest in letters:
        sha = keep_document(tx, value.document) if value.document is not None else None
        tx.execute(insert(letter).values(**letter_row(value), wave=wave_id, hash=digest, document_sha256=sha))


def add_letter(tx: Connection, wave_id: int, value: Letter) -> None:
    """A letter that left before the journal was lost, without its bytes and hash."""
    tx.execute(insert(letter).values(**letter_row(value), wave=wave_id, hash="", document_sha256=None))


def remove_letter(tx: Connection, kenmerk: str) -> None:
    """Another letter left under this reference."""
    tx.execute(delete(letter).where(letter.c.kenmerk == kenmerk))


def wave_of_letter(tx: Connection, kenmerk: str) -> int | None:
    """The wave that a letter belongs to."""
    return tx.execute(select(letter.c.wave).where(letter.c.kenmerk == kenmerk)).scalar()


def keep_document(tx: Connection, content: bytes) -> str:
    """Store bytes by their sha256 and answer it."""
    sha = hashlib.sha256(content).hexdigest()
    if not tx.execute(_HAS_CONTENT, {"of": sha}).first():
        tx.execute(insert(document).values(sha256=sha, content=content))
    return sha


def letters(tx: Connection, wave_id: int) -> list[Letter]:
    """The sealed letters of a wave with their documents."""
    rows = tx.execute(select(letter).where(letter.c.wave == wave_id).order_by(letter.c.kenmerk)).mappings()
    return [_letter(tx, row) for row in rows]


def get_letter(tx: Connection, kenmerk: str, *, document: bool = True) -> Letter | None:
    """One sealed letter by its reference; `document` False leaves its bytes where they are."""
    row = tx.execute(_LETTER, {"of": kenmerk}).mappings().first()
    return _letter(tx, row, document) if row else None


def hashes(tx: Connection, wave_id: int) -> dict[str, str]:
    """The letters' hashes by kenmerk."""
    return dict(tx.execute(select(letter.c.kenmerk, letter.c.hash).where(letter.c.wave == wave_id)).all())


def next_number(tx: Connection, code: str) -> int:
    """The number of an institution's next letter, from 1."""
    known = tx.execute(_NUMBERS, {"of": code}).scalars()
    return 1 + max((int(kenmerk.rpartition("-")[2]) for kenmerk in known), default=0)


def written(tx: Connection, *, sent: bool = True) -> dict[str, frozenset[str]]:
    """Which kinds each institution got or will get in an open wave; `sent` False: only what is still to leave."""
    gone = (WaveState.CANCELLED.value, WaveState.REFUSED.value)
    query = select(letter.c.code, letter.c.kind, outbox.c.state, wave.c.state)
    query = query.join(wave, wave.c.id == letter.c.wave).outerjoin(outbox, outbox.c.key == letter.c.kenmerk)
    result: dict[str, set[str]] = {}
    for code, kind, state, wave_state in tx.execute(query):
        if state == "sent" and not sent:
            continue
        if state in ("sent", "sending", "held") or (wave_state not in gone and state not in ("dropped", "failed")):
            result.setdefault(code, set()).add(kind)
    return {code: frozenset(kinds) for code, kinds in result.items()}


def sent(tx: Connection) -> list[SentLetter]:
    """Every letter that left, as replies are matched against them."""
    columns = (letter.c[name] for name in ("kenmerk", "code", "subject", "recipients", "slots", "text", "data"))
    query = select(*columns, outbox.c.internet_message_id, outbox.c.conversation_id, outbox.c.sent_at)
    query = query.join(outbox, outbox.c.key == letter.c.kenmerk).where(outbox.c.state.in_(["sent", "sending"]))
    return [sent_of(row) for row in tx.execute(query.order_by(outbox.c.sent_at)).mappings()]


def sent_kinds(tx: Connection) -> list[tuple[str, str, datetime]]:
    """(institution, letter kind, when) of every letter that left or is about to; what dropped out does not count.

    What the bot started under a standing approval and people broke off does: it is not to come back by itself.
    """
    broken_off = wave.c.under.is_not(None) & (wave.c.state == WaveState.CANCELLED.value)
    counts = outbox.c.state.not_in(["dropped", "failed"]) | (broken_off & (outbox.c.state == "dropped"))
    query = select(letter.c.code, letter.c.kind, outbox.c.sent_at, outbox.c.due).where(counts)
    query = query.join(outbox, outbox.c.key == letter.c.kenmerk).join(wave, wave.c.id == letter.c.wave)
    return [(code, kind, sent_at or due) for code, kind, sent_at, due in tx.execute(query)]


def sent_offers(tx: Connection) -> list[SentLetter]:
    """The new offers that left in answers: their times count as those of a letter."""
    where = (outbox.c.kind == "answer") & outbox.c.state.in_(["sent", "sending"])
    rows = tx.execute(select(outbox).where(where).order_by(outbox.c.state_at)).mappings()
    return [sent_offer_of(row) for row in rows if row["payload"].get("slots") and row["sent_at"]]


def _letter(tx: Connection, row: RowMapping, with_document: bool = True) -> Letter:
    content = None
    if with_document and row["document_sha256"]:
        content = tx.execute(_CONTENT, {"of": row["document_sha256"]}).scalar_one()
    return letter_of(row, content)
