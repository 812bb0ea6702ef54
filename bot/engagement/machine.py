"""The status machine: one table, and the rule that people win (DESIGN, "Statuses" and P3)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.engagement.table import TABLE
from bot.models.actor import Actor, Service
from bot.models.engagement import Engagement
from bot.models.status import SESSIONS_HELD, Event, Status

__all__ = ["TABLE", "Outcome", "set_by_person", "step"]

_ENDED = (Status.DECLINED, Status.COMPLETED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an event did. `engagement` is the new state, also where nothing changed.

    `proposal` is the status that the bot would have set where a person's stands (the label is in
    `engagement.proposal` too). `refused` is one English line with both names where the table lacks the event.
    """

    engagement: Engagement
    changed: bool
    proposal: Status | None = None
    refused: str | None = None


def step(
    engagement: Engagement, event: Event, at: datetime, actor: Actor, *, follow_up_on: date | None = None
) -> Outcome:
    """Let `event`, which happened at `at`, act on `engagement`.

    `at` is when it happened (a mail's receipt, a talk's end), not when the bot learnt of it: a person's status
    stands against what happened before it. `follow_up_on` is the day to come back, for a DEFERRED.
    """
    target = TABLE.get((engagement.status, event))
    if target is None:
        message = f"{engagement.code}: event {event.value!r} is not possible in status {engagement.status.value!r}"
        return Outcome(engagement, False, refused=message)
    if _person_stands(engagement, at, actor):
        return _propose(engagement, target)
    return _changed(engagement, _moved(engagement, event, target, at, actor, follow_up_on))


def set_by_person(engagement: Engagement, status: Status, at: datetime, actor: Actor) -> Outcome:
    """A person sets the status by hand: any status, from any other. The bot's open proposal falls."""
    new = replace(_enter(engagement, status), actor=actor, since=at, person_at=at, proposal="")
    return _changed(engagement, new)


def _person_stands(engagement: Engagement, at: datetime, actor: Actor) -> bool:
    """Does a person's status stand against an event of that moment by that actor?"""
    if not engagement.by_person:
        return False
    set_at = engagement.person_at or engagement.since
    if not isinstance(actor, Service):  # the later of two people leads
        return set_at is not None and at < set_at
    return engagement.status in _ENDED or set_at is None or at <= set_at


def _propose(engagement: Engagement, target: Status) -> Outcome:
    if target is engagement.status:
        return Outcome(engagement, False)
    return Outcome(replace(engagement, proposal=target.label), False, proposal=target)


def _moved(
    engagement: Engagement, event: Event, target: Status, at: datetime, actor: Actor, follow_up_on: date | None
) -> Engagement:
    day = _follow_up(engagement, event, target, follow_up_on)
    if target is engagement.status:
        return replace(engagement, follow_up_on=day)
    human = not isinstance(actor, Service)
    return replace(
        _enter(engagement, target),
        actor=actor,
        since=at,
        person_at=at if human else None,
        follow_up_on=day,
        proposal="",
    )


def _follow_up(engagement: Engagement, event: Event, target: Status, given: date | None) -> date | None:
    """The day to come back: given with a DEFERRED, spent by a DUE_AGAIN, void when `later` is left."""
    if event is Event.DEFERRED:
        keep = engagement.by_person and target is engagement.status and engagement.follow_up_on
        return engagement.follow_up_on if keep else given or engagement.follow_up_on
    if event is Event.DUE_AGAIN:
        return None
    left_later = engagement.status is Status.LATER and target is not Status.LATER
    return None if left_later else engagement.follow_up_on


def _enter(engagement: Engagement, status: Status) -> Engagement:
    """In that status; a session that was held stays held, whatever follows."""
    return replace(engagement, status=status, session_held=engagement.session_held or status in SESSIONS_HELD)


def _changed(old: Engagement, new: Engagement) -> Outcome:
    return Outcome(new, new != old)
