"""An event happens to an institution: the machine decides, the journal remembers, the site follows."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.engagement.machine import step
from bot.models.actor import Actor
from bot.models.engagement import Engagement
from bot.models.status import Event
from bot.store import engagements, events


def happen(
    app: App,
    tx: Connection,
    code: str,
    event: Event,
    at: datetime,
    actor: Actor,
    cause: dict[str, Any],
    *,
    follow_up_on: date | None = None,
    **flags: Any,
) -> Engagement:
    """Apply `event` to the institution and store what came of it. `flags` are further fields of the engagement.

    Where a person's word stands the bot's wish becomes the proposal; an event that the table lacks changes nothing and
    is recorded as refused.
    """
    before = engagements.get(tx, code)
    outcome = step(before, event, at, actor, follow_up_on=follow_up_on)
    after = replace(outcome.engagement, **flags)
    if outcome.proposal is not None:
        after = replace(after, proposal=outcome.proposal.label)
    if after != before:
        engagements.put(tx, after)
    data = {"before": before.status.value, "after": after.status.value, "proposal": after.proposal}
    kind = "refused" if outcome.refused else "status"
    more = {"happened": event.value, **({"refused": outcome.refused} if outcome.refused else {})}
    events.record(tx, at, kind, actor=actor, institution=code, cause={**cause, **more}, data=data)
    return after
