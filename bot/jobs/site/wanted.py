"""What each item of a list should hold, from the journal's facts."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.clock import AMSTERDAM
from bot.desk.items import contact_item, gemeente_item, golf_item, postbak_item
from bot.jobs.register import force
from bot.jobs.sending import unsent
from bot.jobs.waves import expected, progress
from bot.models.reply import Intent
from bot.models.status import NO_TALK
from bot.store import contacts, engagements, events, messages, offers, outbox, waves
from bot.store.offers import OfferState
from bot.store.outbox import OPEN, State

Fields = dict[str, Any]


def wanted(app: App, tx: Connection, name: str, keys: Sequence[str]) -> dict[str, Fields]:
    """Fields by key; a key that needs no item is absent."""
    makers: dict[str, Callable[[App, Connection, str], Fields | None]] = {
        "Gemeenten": _institution,
        "Provincies": _institution,
        "Contacten": _contact,
        "Golven": _wave,
        "Postbak": _mail,
        "Bediening": _service,
    }
    made = {key: makers[name](app, tx, key) for key in keys}
    return {key: fields for key, fields in made.items() if fields is not None}


def _institution(app: App, tx: Connection, code: str) -> Fields | None:
    institution = app.institutions.get(code)
    if institution is None:
        return None
    held = [one for one in offers.of_institution(tx, code) if one.state is OfferState.HELD]
    happened = events.of_institution(tx, code)
    return gemeente_item(
        institution,
        engagements.get(tx, code),
        last_contact=_last_contact(happened),
        note=_note(happened),
        slots=tuple(one.slot for one in held),
        melding="\n".join(filter(None, _told(app, tx, code))),
    )


def _told(app: App, tx: Connection, code: str) -> tuple[str, ...]:
    known = engagements.get(tx, code)
    return force.told(app, code), known.needs_review, _left_over(app, tx, code), unsent.of_institution(app, tx, code)


def _left_over(app: App, tx: Connection, code: str) -> str:
    """A talk that still stands though a person set a status without one: only people call it off."""
    if engagements.get(tx, code).status not in NO_TALK:
        return ""
    chosen = [one.slot for one in offers.of_institution(tx, code) if one.state is OfferState.CHOSEN]
    days = [f"{one.start.astimezone(AMSTERDAM):%d-%m-%Y om %H.%M} uur" for one in chosen if one.start > app.now()]
    return f"Er staat nog een gesprek op {days[0]}: zeg het af in de agenda, of zet de status terug." if days else ""


def _last_contact(happened: Sequence[dict[str, Any]]) -> Any:
    moments = [row["at"] for row in happened if row["kind"].startswith(("sent:letter", "mail"))]
    return max(moments).astimezone(AMSTERDAM).date() if moments else None


def _note(happened: Sequence[dict[str, Any]]) -> str:
    """What an imported table says in Toelichting, until a person changes that column; '' for nothing."""
    note = ""
    for row in happened:
        if row["kind"] == "imported":
            note = row["data"].get("note") or note
        elif row["kind"] == "person_set" and row["cause"].get("column") == "Toelichting":
            note = ""
    return note


def _contact(app: App, tx: Connection, key: str) -> Fields | None:
    value = contacts.get(tx, int(key))
    return contact_item(value) if value else None


def _wave(app: App, tx: Connection, key: str) -> Fields | None:
    wave = waves.get(tx, int(key))
    if wave is None:
        return None
    facts, counts = waves.facts(tx, wave.id), outbox.counts(tx, wave.id)
    sent, left = counts.get(State.SENT, 0), sum(counts.get(state, 0) for state in OPEN)
    foretold = expected.of_running(app, tx).get(wave.id) if left else None
    said = [facts["message"], progress.line(app, tx, wave, sent, left, foretold), unsent.of_wave(app, tx, wave)]
    return golf_item(
        wave,
        sent=sent,
        total=wave.letters,
        ready_at=foretold.end if foretold and not app.config.waves.trial else None,
        melding="\n".join(filter(None, said)),
        complete=not any(counts.get(state) for state in unsent.STOPPED),
        proof_link=facts["proof"],
        exceptions=len(facts["exclusions"]),
    )


def _mail(app: App, tx: Connection, key: str) -> Fields | None:
    row = messages.known(tx, key)
    if row is None:
        return None
    return postbak_item(
        app.institutions.get(row["institution"]),
        Intent(row["intent"]),
        proposal=row["reading"].get("proposal", ""),
        link=row["web_link"],
        open_=row["open"],
        urgent=row["urgent"],
        melding=row["note"] or row["reason"],
    )


def _service(app: App, tx: Connection, key: str) -> Fields | None:
    if key != "Dienst":
        return {"Title": key}
    waiting = len(messages.waiting(tx))
    mails = f"{waiting} berichten in Postbak" if waiting else ""
    moment = app.now().astimezone(AMSTERDAM)
    return {
        "Title": "Dienst",
        "LaatsteRonde": moment.isoformat(timespec="seconds"),
        "WachtOpU": "\n".join(filter(None, [mails, unsent.summary(app, tx)])) or "niets",
    }
