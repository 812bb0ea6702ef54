"""A choice becomes a booking: in one transaction the slot is taken, the others go back, status and mails follow."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.answers import answer
from bot.jobs.meetings.offering import has_room, no_longer_free, other_times
from bot.jobs.transitions import happen
from bot.meetings.booking import choose
from bot.models.actor import Actor
from bot.models.slot import Slot
from bot.models.status import Event
from bot.store import events, offers
from bot.store.offers import Offered, OfferState

__all__ = ["book_other", "choose_option", "other_times"]


def choose_option(
    app: App,
    tx: Connection,
    code: str,
    wanted: Sequence[int],
    actor: Actor,
    cause: dict[str, Any],
    answers: str | None,
    at: datetime | None = None,
) -> bool:
    """Book the first of `wanted` that is still held; False, with a status of interest, when none is.

    `answers`: the mail that chose, to confirm in its thread (None: chosen by phone or in the list).
    """
    rows = _open(app, tx, code, wanted, actor, cause)
    choice = choose([one.slot for one in rows], {one.slot.n for one in rows}, wanted, app.now())
    picked = next((one for one in rows if choice.slot is not None and one.slot.n == choice.slot.n), None)
    if picked is None or not offers.choose(tx, picked.id, code):
        why = {**cause, "reason": choice.reason}
        why_not = choice.reason or "er staat al een gesprek"
        note = f"Niet geboekt: {why_not}. Kies een vrije optie of spreek een ander moment af."
        flags: dict[str, Any] = {} if answers else {"needs_review": note}
        happen(app, tx, code, Event.SHOWED_INTEREST, at or app.now(), actor, why, replied=True, **flags)
        return False
    _booked(app, tx, picked, actor, cause, answers, at)
    return True


def _open(
    app: App, tx: Connection, code: str, wanted: Sequence[int], actor: Actor, cause: dict[str, Any]
) -> list[Offered]:
    """What is held of the latest offer; those of `wanted` that an adviser cannot keep any more are given back."""
    rows = [one for one in offers.of_institution(tx, code) if one.state is OfferState.HELD]
    rows = [one for one in rows if one.kenmerk == rows[-1].kenmerk]
    asked = [one.slot for one in rows if one.slot.n in wanted and one.slot.start > app.now()]
    gone = no_longer_free(app, tx, code, asked)
    for one in (one for one in rows if one.slot in gone):
        offers.release_one(tx, one)
        why = {**cause, "offer": one.id}
        data = {"reason": f"de adviseur van optie {one.slot.n} is bezet geraakt: die optie vervalt"}
        events.record(tx, app.now(), "option_gone", actor=actor, institution=code, cause=why, data=data)
    return [one for one in rows if one.slot not in gone]


def book_other(
    app: App,
    tx: Connection,
    code: str,
    slot: Slot,
    actor: Actor,
    cause: dict[str, Any],
    answers: str | None,
    at: datetime | None = None,
) -> bool:
    """Book a time of `other_times`; False when the adviser was booked or offered elsewhere since, or a talk stands."""
    if not has_room(app, code, slot):
        return False
    number = 1 + sum(one.kenmerk.startswith("voorstel:") for one in offers.of_institution(tx, code))
    reference = f"voorstel:{code}:{number}"
    offers.add(tx, code, reference, [slot], slot.start)
    mine = next(one for one in offers.of_institution(tx, code) if one.kenmerk == reference)
    if not offers.choose(tx, mine.id, code):
        offers.release_one(tx, mine)
        return False
    _booked(app, tx, mine, actor, cause, answers, at)
    return True


def _booked(
    app: App,
    tx: Connection,
    picked: Offered,
    actor: Actor,
    cause: dict[str, Any],
    answers: str | None,
    at: datetime | None = None,
) -> None:
    data = {**cause, "offer": picked.id}
    happen(
        app,
        tx,
        picked.code,
        Event.TALK_BOOKED,
        at or app.now(),
        actor,
        data,
        replied=True,
        open_question=False,
        needs_review="",
    )
    answer(app, tx, "bevestiging", picked.code, f"offer:{picked.id}", answers=answers, slots=(picked.slot,))
