"""What colleagues write by hand: a mail in Sent Items that is not the bot's is contact, and closes what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.m365.messages import KEY_HEADER
from bot.models.actor import SomeoneInMailbox
from bot.models.reply import Intent, Mail
from bot.replies import structure
from bot.replies.book import LetterBook
from bot.store import engagements, events, messages, waves

FOLDER = "sentitems"
NOTE = "Beantwoord door een collega vanuit de postbus."
RULE = "een collega schreef vanuit de postbus"

Row = dict[str, Any]


def ours(tx: Connection, row: Row) -> bool:
    """Whether the bot sent it (or the calendar, in its name), by what a delta tells of it."""
    if row.get("meetingMessageType") or "eventmessage" in str(row.get("@odata.type", "")).lower():
        return True
    names = {str(one.get("name", "")).lower() for one in row.get("internetMessageHeaders") or ()}
    return KEY_HEADER in names or messages.sent_by_bot(tx, str(row["id"]), str(row.get("internetMessageId") or ""))


def wrote(app: App, tx: Connection, mail: Mail, book: LetterBook) -> None:
    """Let a colleague's mail close the open questions that it answers, and keep reminders back (P5).

    It is tied to an institution by thread (conversation, then references), else by its recipients. It changes no
    status: what the municipality wants is not in it. What goes to nobody of an institution is none of the tour's.
    """
    made_by_machine = structure.kind(mail) is not structure.Kind.HUMAN or mail.header(KEY_HEADER) is not None
    if made_by_machine or any(one.content_type == "text/calendar" for one in mail.parts):
        return
    letter = Sent(mail, book)
    closed = [row for row in messages.waiting(tx) if letter.answers(row)]
    codes = {str(row["institution"]) for row in closed} | letter.institutions(_written_to(tx, mail))
    codes &= set(app.institutions)
    if not closed and not codes:
        return
    for row in closed:
        messages.change(tx, row["graph_id"], open=False, outcome="applied", decision="Beantwoord", note=NOTE)
    _record(app, tx, mail, sorted(codes), [str(row["internet_message_id"]) for row in closed])
    for code in sorted(codes):
        waits = any(row["institution"] == code for row in messages.waiting(tx))
        engagements.put(tx, replace(engagements.get(tx, code), replied=True, open_question=waits))
    for code in sorted(codes) or [""]:
        data = {"answered": [row["internet_message_id"] for row in closed if row["institution"] in (code, "")]}
        cause = {"mail": mail.internet_message_id, "rule": RULE}
        actor = SomeoneInMailbox(app.config.m365.mailbox)
        events.record(tx, mail.received_at, "mail:answered", actor=actor, institution=code, cause=cause, data=data)


def answered_before(tx: Connection, code: str, mail: Mail) -> bool:
    """Whether a colleague's answer in the thread was read before the mail itself (and not to another of that id)."""
    if messages.of_message_id(tx, mail.internet_message_id):
        return False
    rows = messages.of_institution(tx, code)
    return any(mail.internet_message_id in row["reading"].get("cites", ()) for row in rows)


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail that a colleague sent, against what is known of institutions."""

    mail: Mail
    book: LetterBook

    @property
    def cites(self) -> tuple[str, ...]:
        """The messages of its thread."""
        return (*self.mail.in_reply_to, *self.mail.references)

    @property
    def to(self) -> tuple[str, ...]:
        """Whom it went to, lower case."""
        return tuple(one.lower() for one in (*self.mail.to, *self.mail.cc))

    def answers(self, row: Row) -> bool:
        """Whether it answers this mail: by thread or sender; a mail of danger only where it is the one answered."""
        if row["received_at"] > self.mail.received_at:
            return False
        to_sender = str(row["sender"]).lower() in self.to
        if not to_sender and not self._reaches(row["institution"]):
            return False
        if row["urgent"]:
            return row["internet_message_id"] in self.mail.in_reply_to
        return to_sender or row["internet_message_id"] in self.cites

    def institutions(self, written_to: frozenset[str]) -> set[str]:
        """Whom it is contact with, among those that were written to before it."""
        cited = [self.book.by_conversation(self.mail.conversation_id), *map(self.book.by_message_id, self.cites)]
        for letter in cited:
            if letter is not None and self._reaches(letter.code):
                return {letter.code}
        found: set[str] = set()
        for one in self.to:
            found |= self.book.of_sender(one) or self.book.of_domain(one)
        return found & written_to

    def _reaches(self, code: str) -> bool:
        """Whether somebody of that institution got it: a forward to a colleague answers nobody."""
        return any(code in self.book.of_sender(one) or code in self.book.of_domain(one) for one in self.to)


def _written_to(tx: Connection, mail: Mail) -> frozenset[str]:
    return frozenset(code for code, _, at in waves.sent_kinds(tx) if at <= mail.received_at)


def _record(app: App, tx: Connection, mail: Mail, codes: Sequence[str], closed: Sequence[str]) -> None:
    messages.add(
        tx,
        {
            "graph_id": mail.graph_id,
            "mailbox": app.config.m365.mailbox,
            "internet_message_id": mail.internet_message_id,
            "received_at": mail.received_at,
            "institution": codes[0] if codes else "",
            "sender": mail.sender,
            "intent": Intent.UNRELATED.value,
            "outcome": "applied",
            "reason": RULE,
            "reading": {"cites": [*mail.in_reply_to, *mail.references], "answered": list(closed)},
            "web_link": mail.web_link,
        },
    )
