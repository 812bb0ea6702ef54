"""A person's decision about a mail: Besluit in Postbak."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.engagement.machine import TABLE
from bot.jobs.mail.effects import carry_out
from bot.jobs.transitions import happen
from bot.models.actor import Actor, actor_text
from bot.models.reply import Intent, Reading
from bot.models.status import Event
from bot.store import engagements, events, messages, offers

EVENTS = {
    "Wil gesprek": Event.SHOWED_INTEREST,
    "Geen interesse": Event.DECLINED,
    "Later": Event.DEFERRED,
    "Bellen": Event.FELL_SILENT,
}

BOOKS = (Intent.ACCEPT_SLOT, Intent.PROPOSE_TIME)
"""Mails whose proposal books a talk."""


def decide(app: App, tx: Connection, graph_id: str, value: str, actor: Actor) -> None:
    """Carry out a decision and close the mail; where it cannot be done, the note says why and the mail stays open."""
    row = messages.known(tx, graph_id)
    if row is None or not row["open"]:
        return
    code = row["institution"]
    cause = {"mail": row["internet_message_id"], "rule": f"besluit: {value}"}
    note = _do(app, tx, row, code, value, actor, cause)
    closed = not note
    if code in app.institutions and closed:
        engagements.put(tx, replace(engagements.get(tx, code), open_question=False, replied=True))
    text = note or f"{value}: gedaan door {actor_text(actor)}"
    outcome = "applied" if closed else "review"
    messages.change(tx, graph_id, open=not closed, decision=value if closed else "", note=text, outcome=outcome)
    events.record(tx, app.now(), "decided", actor=actor, institution=code, cause=cause, data={"decision": value})


def _do(
    app: App, tx: Connection, row: dict[str, Any], code: str, value: str, actor: Actor, cause: dict[str, Any]
) -> str:
    if value in ("Beantwoord", "Niets doen"):
        return ""
    if code not in app.institutions:
        return "Bij dit bericht is geen gemeente bekend; kies Beantwoord of Niets doen."
    reading = _reading(row)
    event = EVENTS.get(value, Event.TALK_BOOKED if reading.intent in BOOKS else None)
    status = engagements.get(tx, code).status
    if event and (status, event) not in TABLE:
        happen(app, tx, code, event, app.now(), actor, cause)  # the journal keeps that it was refused
        return f"'{value}' kan niet bij de status {status.label}; kies een ander besluit of wijzig eerst de status."
    if value == "Voorstel uitvoeren":
        done = carry_out(app, tx, code, reading, actor, cause, mail=None, answers=row["graph_id"])
        return "" if done else "Dit voorstel kan de bot niet uitvoeren; kies een ander besluit."
    later = app.today() + timedelta(days=90) if value == "Later" else None
    happen(app, tx, code, EVENTS[value], app.now(), actor, cause, follow_up_on=later)
    if value in ("Geen interesse", "Later"):
        offers.release(tx, code)
    return ""


def _reading(row: dict[str, Any]) -> Reading:
    data = row["reading"]
    return Reading(
        institution=row["institution"],
        intent=Intent(data["intent"]),
        automatic=True,
        confidence=1.0,
        kenmerk=data["kenmerk"],
        slots=tuple(data["slots"]),
        proposed=tuple(datetime.fromisoformat(one) for one in data["proposed"]),
        defer_until=date.fromisoformat(data["defer_until"]) if data["defer_until"] else None,
    )
