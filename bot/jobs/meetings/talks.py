"""Booked talks: the chosen time with the invitation that went out for it, and how a person is told of one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.models.actor import Service
from bot.store import engagements, events, offers, outbox
from bot.store.offers import Offered, OfferState
from bot.store.outbox import Effect, State

INVITATION, MOVE, CANCELLATION = "event", "move", "cancel"
"""The outbox's kinds for the calendar."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A chosen time whose invitation left. `event_id` is the meeting's in the shared calendar."""

    offered: Offered
    invitation: Effect

    @property
    def event_id(self) -> str:
        """The meeting's event."""
        return self.invitation.graph_id or ""


def invitation_key(one: Offered) -> str:
    """The outbox key of a talk's invitation, which its event carries too."""
    return f"{INVITATION}:{one.id}"


def cancellation_key(one: Offered) -> str:
    """The outbox key of a talk's cancellation."""
    return f"{CANCELLATION}:{one.id}"


def invitations(tx: Connection) -> Mapping[str, Effect]:
    """Every invitation that left, by its key."""
    return {one.key: one for one in outbox.in_state(tx, [State.SENT], kinds=[INVITATION])}


def booked(tx: Connection, state: OfferState = OfferState.CHOSEN) -> list[Talk]:
    """The talks that people were invited to; with `RELEASED` those that were called off."""
    left = invitations(tx)
    rows = offers.some(tx, (one.payload["offer"] for one in left.values()), state)
    return [Talk(one, left[invitation_key(one)]) for one in rows]


def offered_of(tx: Connection, effect: Effect) -> Offered | None:
    """The time that a calendar effect is about."""
    rows = offers.of_institution(tx, effect.institution)
    return next((one for one in rows if one.id == effect.payload["offer"]), None)


def told(tx: Connection, code: str, kind: str, cause: Mapping[str, Any]) -> bool:
    """Whether a person was told of exactly this."""
    return any(row["kind"] == kind and row["cause"] == cause for row in events.of_institution(tx, code))


def tell(app: App, tx: Connection, code: str, kind: str, text: str, cause: dict[str, Any]) -> None:
    """Show a person, once, what only a person can solve: Melding of the institution, and its history."""
    if told(tx, code, kind, cause):
        return
    events.record(tx, app.now(), kind, actor=Service(), institution=code, cause=cause, data={"reason": text})
    engagements.put(tx, replace(engagements.get(tx, code), needs_review=text))


def untell(tx: Connection, code: str, text: str) -> None:
    """What `tell` showed is solved: Melding is emptied, unless it says something else by now."""
    known = engagements.get(tx, code)
    if text and known.needs_review == text:
        engagements.put(tx, replace(known, needs_review=""))
