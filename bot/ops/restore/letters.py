"""What left, out of the mailbox's folders: any trace of sending counts as sent, under the key that it carries."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.jobs import traces
from bot.m365.graph import answer_of
from bot.models.actor import Service
from bot.models.contact import Role
from bot.models.institution import kenmerk
from bot.models.letter import Letter, Recipient
from bot.models.wave import Wave, WaveState
from bot.ops.restore import lists
from bot.ops.restore.lists import UNSENT
from bot.ops.tenant import MailSeen, by_key
from bot.replies.html_text import read as visible
from bot.store import contacts, events, outbox, waves
from bot.store.outbox import Effect, State

KENMERK = re.compile(r"OTWB-[A-Z]{2}-[0-9A-Z]{2,4}-\d+")
UNSURE = re.compile(rf"{UNSENT}brief ({KENMERK.pattern}): (.+)\.$")
"""A letter that was kept back, as Melding in Gemeenten names it: it may have left all the same."""
BEFORE = "Verzonden voor het herstel van het logboek"
IN_OUTBOX = "het bericht staat nog in Postvak UIT: wacht tot het weg is, of verwijder het"


def is_letter(key: str) -> bool:
    """Whether a key is the reference of a letter."""
    return KENMERK.fullmatch(key) is not None


def sent(app: App, mails: Sequence[MailSeen]) -> int:
    """Every mail of ours that left and that the journal does not know as sent; answers how many."""
    first = {key: copies for key, all_ in by_key(mails).items() if (copies := [one for one in all_ if one.left])}
    with app.journal.begin() as tx:
        known = {key: outbox.get(tx, key) for key in first}
    fresh = [copies[0] for key, copies in first.items() if (row := known[key]) is None or row.state is not State.SENT]
    texts = _texts(app, [one for one in fresh if one.told])
    for one in fresh:
        with app.journal.begin() as tx:
            _sent(app, tx, one, texts.get(one.id, ""))
    return len(fresh)


def kept_back(app: App, mails: Sequence[MailSeen]) -> int:
    """Letters of which the list or Postvak UIT leaves open whether they left: held, so that no second one goes."""
    with app.journal.begin() as tx:
        said = lists.meldingen(tx)
    unsure = {found.group(1): found.group(2) for text in said for found in _unsure(text)}
    unsure |= {one.key: IN_OUTBOX for one in mails if is_letter(one.key) and one.folder == "outbox"}
    codes = _codes(app)
    count = 0
    for key, reason in unsure.items():
        code = codes.get(key.rpartition("-")[0], "")
        with app.journal.begin() as tx:
            if outbox.get(tx, key) is None:
                _letter(app, tx, key, code, {}, "", "", app.now())
                outbox.add(tx, _effect(app, tx, key, "letter", code, State.HELD, {}, reason=reason), app.now())
                count += 1
    return count


def _unsure(text: str) -> list[re.Match[str]]:
    return [found for line in text.splitlines() if (found := UNSURE.match(line))]


def _texts(app: App, mails: Sequence[MailSeen]) -> dict[str, str]:
    """The visible words of these mails, by which quotes of them are recognised."""
    answers = app.graph.batch([app.mailbox.get_part(one.id, "id,body") for one in mails])
    bodies = {one.id: answer_of(answer, "a sent mail") for one, answer in zip(mails, answers, strict=True)}
    return {key: "\n".join(visible(str(row["body"]["content"])).lines) for key, row in bodies.items()}


def _sent(app: App, tx: Connection, one: MailSeen, text: str) -> None:
    kind = _kind(one.key)
    code = str(one.told.get("code") or _codes(app).get(one.key.rpartition("-")[0], ""))
    ids = {"graph_id": one.id, "internet_message_id": one.internet_message_id, "conversation_id": one.conversation_id}
    known = outbox.get(tx, one.key)
    if known is not None:  # from a backup, or in doubt when the journal was last written
        if kind == "letter" and one.told and known.wave is not None:  # what was sent counts, not what is planned since
            waves.remove_letter(tx, one.key)
            _letter(app, tx, one.key, code, one.told, one.subject, text, one.at, one.to)
        outbox.move(tx, one.key, list(State), State.SENT, app.now(), sent_at=one.at, reason="", **ids)
    else:
        if kind == "letter":
            _letter(app, tx, one.key, code, one.told, one.subject, text, one.at, one.to)
        payload = _payload(one, text) if kind != "letter" else {}
        outbox.add(tx, _effect(app, tx, one.key, kind, code, State.SENT, payload, sent_at=one.at, **ids), one.at)
    cause = {"effect": one.key, "mail": one.internet_message_id, "rule": "herstel van het logboek"}
    events.record(tx, one.at, f"sent:{kind}", actor=Service(), institution=code, cause=cause)


def _kind(key: str) -> str:
    return "letter" if is_letter(key) else key.partition(":")[0]


def _effect(
    app: App, tx: Connection, key: str, kind: str, code: str, state: State, payload: dict[str, Any], **more: Any
) -> Effect:
    letter = waves.get_letter(tx, key, document=False) if kind == "letter" else None
    wave = waves.wave_of_letter(tx, key) if letter else None
    at = more.get("sent_at") or app.now()
    more["claimed_at"] = more.get("sent_at")  # the pace counts it
    return Effect(key, kind, app.config.m365.mailbox, at, code, wave, state, payload, **more)


def _payload(one: MailSeen, text: str) -> dict[str, Any]:
    """Of an answer or a mail to staff, without its form: it is never made again."""
    plain: dict[str, Any] = {"to": list(one.to), "subject": one.subject, "html": ""}
    if not one.told:
        return plain
    told = one.told
    slots = [{name: row[name] for name in ("n", "start", "end", "adviser")} for row in told.get("offers", ())]
    answer = {"letter_kind": told["kind"], "standing_seal": told.get("seal", ""), "kenmerk": told["kenmerk"]}
    return {**plain, **answer, "answers": None, "text": text, "recipients": told["to"], "slots": slots}


def _letter(
    app: App,
    tx: Connection,
    key: str,
    code: str,
    told: Mapping[str, Any],
    subject: str,
    text: str,
    at: datetime,
    to: Sequence[str] = (),
) -> None:
    """The letter's row, without the bytes that are lost; unknown ones of an institution that is none get no row."""
    if code not in app.institutions or waves.get_letter(tx, key, document=False) is not None:
        return
    kind = str(told.get("kind") or _guess(app, key))
    people = traces.recipients(told["to"]) if told.get("to") else _people(tx, code, to)
    slots = tuple(traces.slot(row) for row in traces.offered(told))
    data = {"composed_at": told.get("composed_at") or at.isoformat()}
    letter = Letter(key, code, kind, people, subject, text, "", slots, data=data)
    waves.add_letter(tx, _wave(app, tx, told, kind), letter)


def _guess(app: App, key: str) -> str:
    """The kind of a letter that does not say: an institution's first is an invitation."""
    first = key.rpartition("-")[2] == "1"
    return next((kind.id for kind in app.kinds.values() if kind.wave and kind.first is first), "uitnodiging")


def _people(tx: Connection, code: str, to: Sequence[str]) -> tuple[Recipient, ...]:
    roles = {one.email.casefold(): one.role for one in contacts.of_institution(tx, code)}
    return tuple(Recipient(email, "", roles.get(email.casefold(), Role.SECRETARIAAT)) for email in to)


def _wave(app: App, tx: Connection, told: Mapping[str, Any], kind: str) -> int:
    """The wave of Golven that sent it; where none is left there, one that stands for what was sent before."""
    wanted = told.get("wave") or {}
    known = waves.in_state(tx, list(WaveState))
    for wave in known:
        if wanted and wave.seal == wanted["seal"]:
            return wave.id
    for wave in known:
        if wave.name == BEFORE and wave.letter == kind:
            return wave.id
    number = 1 + max((wave.id for wave in known), default=0)
    return waves.create(tx, Wave(number, BEFORE, kind, (), WaveState.DONE), app.now())


def _codes(app: App) -> dict[str, str]:
    """The institution by the beginning of its references."""
    found: dict[str, str] = app.cache.setdefault("kenmerk_codes", {})
    if not found:
        found.update({kenmerk(one, 0).rpartition("-")[0]: one.code for one in app.institutions.values()})
    return found
