"""One certain reading of a mail, with all that its effect needs."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.transitions import happen
from bot.models.actor import Actor, Service
from bot.models.reply import Mail, Reading
from bot.models.status import Event, Status
from bot.store import engagements


@dataclass(frozen=True, slots=True)
class Case:
    """One certain reading with all that its effect needs."""

    app: App
    tx: Connection
    code: str
    reading: Reading
    actor: Actor
    cause: dict[str, Any]
    mail: Mail | None
    answers: str | None

    @property
    def at(self) -> datetime:
        """When it was said."""
        return self.mail.received_at if self.mail else self.app.now()

    def happen(self, event: Event, *, follow_up_on: date | None = None, **flags: Any) -> None:
        """The event happens to the institution, who has now answered."""
        given = {"replied": True, "open_question": False, **flags}
        happen(self.app, self.tx, self.code, event, self.at, self.actor, self.cause, follow_up_on=follow_up_on, **given)

    def flag(self, **flags: Any) -> None:
        """Only facts beside the status."""
        before = engagements.get(self.tx, self.code)
        engagements.put(self.tx, replace(before, **flags))

    @property
    def talk_stands(self) -> bool:
        """A first talk is planned: what a mail says of it is for a person."""
        return engagements.get(self.tx, self.code).status is Status.TALK_PLANNED

    def closed_by_person(self) -> bool:
        """Out of an end that a person set only a person leads: the bot proposes, and books and writes nothing."""
        known = engagements.get(self.tx, self.code)
        ended = known.by_person and known.status in (Status.DECLINED, Status.COMPLETED)
        if not ended or not isinstance(self.actor, Service):
            return False
        self.happen(Event.SHOWED_INTEREST)
        return True
