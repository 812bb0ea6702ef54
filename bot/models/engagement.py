"""How an institution stands: the status with who set it, and what is open."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.models.actor import Actor, Person, Service
from bot.models.status import Status


@dataclass(frozen=True, slots=True)
class Engagement:
    """The state of one institution. `person_at` is when a person set the status by hand (None: the bot's own)."""

    code: str
    status: Status = Status.TO_APPROACH
    actor: Actor = Service()
    since: datetime | None = None
    person_at: datetime | None = None
    follow_up_on: date | None = None
    session_held: bool = False
    open_question: bool = False  # someone asked something that is not answered
    replied: bool = False  # a person of the institution answered, whatever
    opted_out: bool = False
    needs_review: str = ""  # reason, Dutch
    proposal: str = ""  # the status label that the bot would set where a person's stands

    @property
    def by_person(self) -> bool:
        """A person's status stands until something happens after it."""
        return self.person_at is not None or isinstance(self.actor, Person)
