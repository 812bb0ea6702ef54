"""A booked talk gets another time: one change of its event, by which Outlook tells all who were invited."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.meetings.offering import other_times
from bot.jobs.meetings.talks import MOVE, Talk, booked, offered_of
from bot.jobs.sending import outcome
from bot.jobs.transitions import happen
from bot.m365.calendar import changes, event_in
from bot.m365.events import EventState
from bot.m365.graph import Part, Result
from bot.models.actor import Actor, actor_from_json, actor_to_json
from bot.models.status import Event
from bot.store import offers, outbox
from bot.store.offers import OfferState
from bot.store.outbox import OPEN, Effect


def is_booked(tx: Connection, code: str) -> bool:
    """Whether a talk stands that people were invited to."""
    return any(one.offered.code == code for one in booked(tx))


def move_talk(app: App, tx: Connection, code: str, start: datetime, actor: Actor, cause: dict[str, Any]) -> bool:
    """Plan that the talk of an institution begins at `start`; False where its adviser cannot, or no invitation left.

    The journal follows once the calendar has it. A move that had not left yet gives way to this one.
    """
    talk = next((one for one in booked(tx) if one.offered.code == code), None)
    if talk is None or not (found := other_times(app, code, [start], only=talk.offered.slot.adviser)):
        return False
    for one in _open(tx, talk):
        outcome.dropped(app, tx, one, "ingehaald door een nieuwe tijd", app.now())
    payload = {
        "to": talk.invitation.payload["to"],
        "cc": talk.invitation.payload["cc"],
        "offer": talk.offered.id,
        "event": talk.event_id,
        "before": talk.offered.slot.start.isoformat(),
        "start": found[0].start.isoformat(),
        "end": found[0].end.isoformat(),
        "actor": actor_to_json(actor),
        "cause": cause,
    }
    number = sum(key.startswith(f"{MOVE}:{talk.offered.id}:") for key in outbox.keys(tx, MOVE))
    key = f"{MOVE}:{talk.offered.id}:{number + 1}"
    return outbox.add(tx, Effect(key, MOVE, app.config.m365.mailbox, app.now(), code, payload=payload), app.now())


def is_ours(tx: Connection, talk: Talk, start: datetime) -> bool:
    """Whether that new time is what a move of ours asked for, whose answer is still to come."""
    return any(_moment(one, "start") == start for one in _open(tx, talk))


def _open(tx: Connection, talk: Talk) -> list[Effect]:
    return [one for one in outbox.in_state(tx, OPEN, kinds=[MOVE]) if one.payload["offer"] == talk.offered.id]


def prepare(app: App, effects: Sequence[Effect]) -> list[tuple[Effect, Part]]:
    """What is still to be moved. Looked at each time: done already, gone, or moved by a person since (people win)."""
    answers = app.graph.batch([app.calendar.get_part(one.payload["event"]) for one in effects]) if effects else []
    ready = []
    with app.journal.begin() as tx:
        for effect, answer in zip(effects, answers, strict=True):
            offered = offered_of(tx, effect)
            if answer.status == 404 or offered is None or offered.state is not OfferState.CHOSEN:
                outcome.dropped(app, tx, effect, "het gesprek gaat niet door", app.now())
            elif answer.ok and (part := _part(app, tx, effect, event_in(answer))):
                ready.append((effect, part))
    return ready


def _part(app: App, tx: Connection, effect: Effect, event: EventState) -> Part | None:
    start, end = _moment(effect, "start"), _moment(effect, "end")
    if event.cancelled:
        outcome.dropped(app, tx, effect, "het gesprek gaat niet door", app.now())
    elif event.start == start:
        _follow(app, tx, effect)
    elif event.start != _moment(effect, "before") or start <= app.now():
        outcome.held(app, tx, effect, "iemand heeft de afspraak intussen verplaatst, of het is te laat", app.now())
    elif not (app.config.waves.trial and {one.email for one in event.attendees} - app.trial_list):
        return app.calendar.patch_part(event, changes(start=start, end=end))
    return None


def done(app: App, tx: Connection, effect: Effect, result: Result) -> None:
    """All who were invited are told."""
    _follow(app, tx, effect)


def _follow(app: App, tx: Connection, effect: Effect) -> None:
    outcome.sent(app, tx, effect, app.now(), graph_id=effect.payload["event"])
    offered = offered_of(tx, effect)
    if offered is None or offered.slot.start == _moment(effect, "start"):
        return
    offers.set_times(tx, offered.id, _moment(effect, "start"), _moment(effect, "end"))
    cause = {**effect.payload["cause"], "effect": effect.key}
    actor = actor_from_json(effect.payload["actor"])
    happen(app, tx, effect.institution, Event.TALK_MOVED, app.now(), actor, cause)


def _moment(effect: Effect, which: str) -> datetime:
    return datetime.fromisoformat(effect.payload[which])
