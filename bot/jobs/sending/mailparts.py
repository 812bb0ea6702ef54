"""From an effect of the outbox to the draft that carries it."""

from typing import Any

from bot.app import App
from bot.jobs import traces
from bot.m365.graph import Part
from bot.m365.mail import Address, DraftMail, parse_found
from bot.models.letter import Letter
from bot.store import waves
from bot.store.outbox import Effect

HEADERS = {"X-Auto-Response-Suppress": "DR, RN, NRN"}
"""Absence messages stay welcome: their return date and replacement are useful."""

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def draft_part(app: App, effect: Effect) -> Part:
    """The request that lays the draft of a mail effect; an answer is laid in the thread of the mail it answers."""
    draft = draft_of(app, effect)
    original = effect.payload.get("answers")
    return app.mailbox.reply_draft_part(original, draft) if original else app.mailbox.draft_part(draft)


def draft_of(app: App, effect: Effect) -> DraftMail:
    """What will be sent. A letter's is made of the sealed bytes, never rendered again."""
    if effect.kind == "letter":
        with app.journal.begin() as tx:
            letter = waves.get_letter(tx, effect.key)
            assert letter is not None, f"outbox row {effect.key} without its letter"
            return _letter_mail(letter, traces.of_letter(tx, letter, effect.wave))
    mail = effect.payload
    with app.journal.begin() as tx:
        trace = traces.of_answer(tx, effect)
    return DraftMail(
        key=effect.key,
        to=tuple(Address(one) for one in mail["to"]),
        cc=tuple(Address(one) for one in mail.get("cc", ())),
        subject=mail["subject"],
        html=mail["html"],
        headers=HEADERS,
        trace=trace,
    )


def recipients(app: App, effect: Effect) -> tuple[str, ...]:
    """The addresses that an effect reaches, lower case."""
    if effect.kind == "letter":
        with app.journal.begin() as tx:
            letter = waves.get_letter(tx, effect.key, document=False)
        return tuple(one.email.lower() for one in letter.to) if letter else ()
    return tuple(address.lower() for address in (*effect.payload.get("to", ()), *effect.payload.get("cc", ())))


def _letter_mail(letter: Letter, trace: str) -> DraftMail:
    attachments: tuple[tuple[str, str, bytes], ...] = ()
    if letter.document is not None:
        kind = "application/pdf" if letter.document_name.endswith(".pdf") else WORD
        attachments = ((letter.document_name, kind, letter.document),)
    return DraftMail(
        key=letter.kenmerk,
        to=tuple(Address(one.email, one.name) for one in letter.to),
        subject=letter.subject,
        html=letter.html,
        attachments=attachments,
        headers=HEADERS,
        trace=trace,
    )


def found_ids(message: dict[str, Any]) -> dict[str, Any]:
    """The columns that the outbox keeps of a draft that Graph answered."""
    found = parse_found(message)
    return {
        "graph_id": found.id,
        "internet_message_id": found.internet_message_id,
        "conversation_id": found.conversation_id,
    }
