"""What a mail leads to: the decision of `replies` carried out, or put before a person."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.mail import danger, twice
from bot.jobs.mail.calendar_answers import calendar_answer
from bot.jobs.mail.colleagues import answered_before
from bot.jobs.mail.effects import carry_out
from bot.jobs.mail.proposals import proposal
from bot.jobs.register.force import ended, heir
from bot.models.actor import Service
from bot.models.reply import Intent, Mail, Reading
from bot.models.status import Status
from bot.replies.book import LetterBook
from bot.replies.decide import History, read
from bot.store import engagements, events, messages

POSITIVE = ("Voorstel uitvoeren", "Wil gesprek", "Geen interesse", "Later")
"""Decisions by which a person vouches for who wrote."""

IGNORED = {
    Intent.RECEIPT: "ontvangstbevestiging",
    Intent.OUT_OF_OFFICE: "afwezigheidsbericht",
    Intent.BOUNCE_SOFT: "tijdelijk niet te bezorgen",
    Intent.UNRELATED: "gaat niet over de tour",
}


def act(app: App, tx: Connection, mail: Mail, book: LetterBook) -> None:
    """Read one mail and let it end as applied, for review, or ignored with a reason."""
    if copy := twice.known_as(tx, app, mail):
        record(app, tx, mail, copy[1], copy[0], "ignored", twice.REASON)
        return
    reading = read(mail, book, app.rules)
    if reading.institution and (history := _history(tx, reading.institution)):
        reading = read(mail, book, app.rules, history)
    code = reading.institution if reading.institution in app.institutions else None
    cause = {
        "mail": mail.internet_message_id,
        "rule": reading.evidence[0].rule if reading.evidence else reading.intent.value,
    }
    merged = "" if code is None or reading.intent is Intent.BOUNCE_HARD else ended(app, code)
    outcome, reason = "review", "; ".join(filter(None, [merged, *reading.doubts]))
    if reading.intent is Intent.CALENDAR_RESPONSE:
        code, expected = calendar_answer(app, tx, mail, reading)
        if expected and not reading.urgent:
            record(app, tx, mail, reading, code or "", "ignored", expected)
            return
    if reading.intent in IGNORED and not reading.urgent and (reading.automatic or code is None):
        outcome, reason = "ignored", IGNORED[reading.intent]
    elif reading.automatic and code is not None and not reading.urgent and not merged:
        answers = _own_words(reading, mail)
        if carry_out(app, tx, code, reading, Service(), cause, mail=mail, answers=answers):
            outcome, reason = "applied", ""
        else:
            reason = reason or "de bot kon dit niet zelf afhandelen"
    if outcome == "review" and code and not reading.urgent and answered_before(tx, code, mail):
        outcome, reason = "applied", "een collega beantwoordde dit al"
        engagements.put(tx, replace(engagements.get(tx, code), replied=True))
    code = heir(app, code) if code else None  # who took it over answers for it
    record(app, tx, mail, reading, code or "", outcome, reason)
    events.record(
        tx, app.now(), f"mail:{outcome}", actor=Service(), institution=code or "", cause=cause, data=_data(reading)
    )
    if outcome == "review" and code is not None:
        engagements.put(tx, replace(engagements.get(tx, code), open_question=True))
    if reading.urgent:
        danger.tell(app, tx, mail)


def _own_words(reading: Reading, mail: Mail) -> str | None:
    """The message to answer in its thread; calendar answers and automatic mail get none."""
    quiet = (Intent.CALENDAR_RESPONSE, Intent.BOUNCE_HARD, Intent.OUT_OF_OFFICE, Intent.RECEIPT)
    return None if reading.intent in quiet else mail.graph_id


def _history(tx: Connection, code: str) -> History | None:
    """What the institution said before, so that a contradiction is seen; None when it said nothing."""
    rows = [row for row in messages.of_institution(tx, code) if "cites" not in row["reading"]]  # not our own people's
    earlier = tuple((str(row["sender"]), _reading(row)) for row in rows if row["intent"] != Intent.CALENDAR_RESPONSE)
    planned = engagements.get(tx, code).status is Status.TALK_PLANNED
    decided = frozenset(str(row["sender"]) for row in rows if row["decision"] in POSITIVE)
    return History(earlier=earlier, appointment=planned, known_senders=decided) if earlier or planned else None


def _reading(row: dict[str, Any]) -> Reading:
    data = row["reading"]
    return Reading(
        institution=row["institution"],
        intent=Intent(row["intent"]),
        automatic=bool(data["automatic"]),
        confidence=float(data["confidence"]),
        slots=tuple(data["slots"]),
        urgent=bool(row["urgent"]),
    )


def record(app: App, tx: Connection, mail: Mail, reading: Reading, code: str, outcome: str, reason: str) -> None:
    """Keep what was made of a mail; one for review gets its item in Postbak."""
    messages.add(
        tx,
        {
            "graph_id": mail.graph_id,
            "mailbox": app.config.m365.mailbox,
            "internet_message_id": mail.internet_message_id,
            "received_at": mail.received_at,
            "institution": code,
            "sender": mail.sender,
            "intent": reading.intent.value,
            "outcome": outcome,
            "reason": reason[:250],
            "reading": {**_data(reading), "proposal": proposal(reading), twice.KEY: twice.fingerprint(app, mail)},
            "web_link": mail.web_link,
            "urgent": reading.urgent,
            "open": outcome == "review",
        },
    )


def _data(reading: Reading) -> dict[str, Any]:
    return {
        "intent": reading.intent.value,
        "kenmerk": reading.kenmerk,
        "slots": list(reading.slots),
        "proposed": [one.isoformat() for one in reading.proposed if isinstance(one, datetime)],
        "defer_until": reading.defer_until.isoformat() if reading.defer_until else None,
        "automatic": reading.automatic,
        "confidence": reading.confidence,
        "matched_by": reading.matched_by,
        "evidence": [[one.rule, one.start, one.end] for one in reading.evidence],
    }
