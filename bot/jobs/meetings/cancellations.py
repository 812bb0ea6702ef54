"""A talk that was called off: the people invited are told once, and not at all where someone did it in Outlook."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.meetings.talks import CANCELLATION, Talk, booked, cancellation_key
from bot.jobs.sending import outcome
from bot.m365.calendar import event_in
from bot.m365.graph import Part, Result
from bot.models.status import Event
from bot.store import events, outbox
from bot.store.offers import OfferState
from bot.store.outbox import Effect, State

COMMENT = "Deze afspraak gaat niet door. We nemen contact met u op."


def plan(app: App, tx: Connection) -> None:
    """A row for each talk that was given back and that people were invited to."""
    known = outbox.keys(tx, CANCELLATION)
    for talk in booked(tx, OfferState.RELEASED):
        if cancellation_key(talk.offered) not in known:
            _plan_one(app, tx, talk)


def _plan_one(app: App, tx: Connection, talk: Talk) -> None:
    one, invited = talk.offered, talk.invitation.payload
    payload = {
        "to": invited["to"],
        "cc": invited["cc"],
        "offer": one.id,
        "event": talk.event_id,
        "cause": _cause(tx, one.code),
    }
    key = cancellation_key(one)
    outbox.add(tx, Effect(key, CANCELLATION, app.config.m365.mailbox, app.now(), one.code, payload=payload), app.now())


def _cause(tx: Connection, code: str) -> dict[str, Any]:
    """What called the talk off last."""
    rows = [row["cause"] for row in events.of_institution(tx, code)]
    return next((cause for cause in reversed(rows) if cause.get("happened") == Event.TALK_CANCELLED.value), {})


def prepare(app: App, effects: Sequence[Effect]) -> list[tuple[Effect, Part]]:
    """What still stands in the calendar, with the request that calls it off. Looked at each time, before acting."""
    answers = app.graph.batch([app.calendar.get_part(one.payload["event"]) for one in effects]) if effects else []
    ready = []
    with app.journal.begin() as tx:
        for effect, answer in zip(effects, answers, strict=True):
            if answer.status == 404 or (answer.ok and event_in(answer).cancelled):
                _gone(app, tx, effect)
            elif answer.ok and event_in(answer).end <= app.now():
                outcome.dropped(app, tx, effect, "het gesprek is al voorbij", app.now())
            elif answer.ok and (part := _part(app, tx, effect, answer)):
                ready.append((effect, part))
    return ready


def _gone(app: App, tx: Connection, effect: Effect) -> None:
    if effect.state is State.SENDING:  # what we asked for happened
        outcome.sent(app, tx, effect, app.now(), graph_id=effect.payload["event"])
    else:
        outcome.dropped(app, tx, effect, "in Outlook al afgezegd", app.now())


def _part(app: App, tx: Connection, effect: Effect, answer: Result) -> Part | None:
    """None where trial mode forbids it: people may have invited others, and a cancellation reaches them too."""
    event = event_in(answer)
    strangers = {one.email for one in event.attendees} - app.trial_list if app.config.waves.trial else set()
    return None if strangers else app.calendar.cancel_part(event, COMMENT)


def done(app: App, tx: Connection, effect: Effect, result: Result) -> None:
    """All who were invited are told."""
    outcome.sent(app, tx, effect, app.now(), graph_id=effect.payload["event"])
