"""The outbox against the mailbox's folders."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from bot.app import App
from bot.ops.drift.found import REBUILD, RUN, Drift, named
from bot.ops.tenant import MailSeen, by_key
from bot.store import messages, outbox
from bot.store.outbox import Effect, State

MAIL = ("letter", "answer", "staff", "alert")


def sent(app: App, tx: Connection, mails: Sequence[MailSeen]) -> Iterator[Drift]:
    """Sent without record, record without sent, sent twice, and mails that nobody read."""
    copies = by_key(mails)
    rows = {one.key: one for one in outbox.in_state(tx, list(State), kinds=MAIL)}
    yield from _without_record(app, rows, copies)
    yield from _without_copy(app, rows, copies)
    yield from _twice(app, rows, copies)
    yield from _unread(app, tx, mails)


def _without_record(app: App, rows: Mapping[str, Effect], copies: Mapping[str, Sequence[MailSeen]]) -> Iterator[Drift]:
    for key, found in copies.items():
        row, left = rows.get(key), [one for one in found if one.left]
        if left and (row is None or row.state not in (State.SENT, State.SENDING)):
            code = str(left[0].told.get("code") or (row.institution if row else ""))
            stands = f"the journal has it as {row.state.value}" if row else "the journal does not know it"
            detail = f"a mail lies in {left[0].folder or 'a folder of people'}, {stands}"
            yield Drift("sent_without_record", named(app, code, key), detail, f"{REBUILD}: it is recorded as sent")


def _without_copy(app: App, rows: Mapping[str, Effect], copies: Mapping[str, Sequence[MailSeen]]) -> Iterator[Drift]:
    for key, row in rows.items():
        if row.state is State.SENT and not any(one.left for one in copies.get(key, ())):
            detail = "the journal says sent, no folder holds a copy (removed for good, or it never left)"
            todo = "ask the recipients or look at the message trace in Exchange; the bot never sends it a second time"
            yield Drift("record_without_sent", named(app, row.institution, key), detail, todo)


def _twice(app: App, rows: Mapping[str, Effect], copies: Mapping[str, Sequence[MailSeen]]) -> Iterator[Drift]:
    for key, found in copies.items():
        left = [one for one in found if one.left]
        if len(left) > 1:
            row = rows.get(key)
            code = str(left[0].told.get("code") or (row.institution if row else ""))
            ids = len({one.internet_message_id for one in left})
            what = f"{len(left)} copies, {ids} different message{'s' if ids > 1 else ''}"
            todo = "one message: remove the spare copy; different ones: look at the message trace and tell who got both"
            yield Drift("duplicate_in_sent", named(app, code, key), what, todo)


def _unread(app: App, tx: Connection, mails: Sequence[MailSeen]) -> Iterator[Drift]:
    for one in mails:
        if one.came_in and messages.known(tx, one.id) is None:
            where = one.folder or "a folder of people"
            detail = f"received {one.at:%Y-%m-%d %H:%M} UTC, in {where}: no outcome yet"
            yield Drift(
                "reply_unprocessed", one.web_link or one.internet_message_id, detail, f"{RUN}: it reads the mail"
            )
