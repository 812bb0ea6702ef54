"""Where an institution stands in the tour, and the events that move it."""

from enum import StrEnum


class Status(StrEnum):
    """The statuses of DESIGN; the value is the identifier in code, journal and JSON."""

    TO_APPROACH = "to_approach"
    INVITED = "invited"
    CALLING = "calling"
    INTERESTED = "interested"
    TALK_PLANNED = "talk_planned"
    TALK_HELD = "talk_held"
    SESSION_OFFERED = "session_offered"
    SESSION_PLANNED = "session_planned"
    SESSION_HELD = "session_held"
    TRAINING_PLANNED = "training_planned"
    TRAINING_HELD = "training_held"
    LATER = "later"
    DECLINED = "declined"
    COMPLETED = "completed"

    @property
    def label(self) -> str:
        """The Dutch word that staff see in the lists."""
        return LABELS[self]

    @classmethod
    def parse(cls, text: str) -> "Status":
        """Read an identifier or a Dutch label, whatever its case; ValueError when it is neither."""
        wanted = text.strip().casefold()
        for status in cls:
            if wanted in (status.value, status.label.casefold()):
                return status
        raise ValueError(f"unknown status {text!r}")


LABELS = {
    Status.TO_APPROACH: "Nog te benaderen",
    Status.INVITED: "Aangeschreven",
    Status.CALLING: "In belactie",
    Status.INTERESTED: "Interesse, afspraak te maken",
    Status.TALK_PLANNED: "Eerste gesprek gepland",
    Status.TALK_HELD: "Eerste gesprek gevoerd",
    Status.SESSION_OFFERED: "Bijeenkomst aangeboden",
    Status.SESSION_PLANNED: "Bijeenkomst gepland",
    Status.SESSION_HELD: "Bijeenkomst gehouden",
    Status.TRAINING_PLANNED: "Training gepland",
    Status.TRAINING_HELD: "Training gehouden",
    Status.LATER: "Later terugkomen",
    Status.DECLINED: "Geen interesse",
    Status.COMPLETED: "Afgerond",
}

NO_TALK = (Status.DECLINED, Status.LATER, Status.COMPLETED)
"""No talk is to come: set by hand, these give the held times back, as a mail that says so does."""

TALKS = frozenset(
    {
        Status.TALK_PLANNED,
        Status.TALK_HELD,
        Status.SESSION_OFFERED,
        Status.SESSION_PLANNED,
        Status.SESSION_HELD,
        Status.TRAINING_PLANNED,
        Status.TRAINING_HELD,
        Status.COMPLETED,
    }
)
"""First talk held or planned: the article's "eerste gesprekken geweest of gepland"."""

SESSIONS_HELD = frozenset({Status.SESSION_HELD, Status.TRAINING_PLANNED, Status.TRAINING_HELD})
"""A session was held; training_planned follows a session, so it was held there too."""


class Event(StrEnum):
    """What happens to an institution; the machine in `engagement` says what follows from it."""

    LETTER_SENT = "letter_sent"
    SHOWED_INTEREST = "showed_interest"  # accept, propose_time, callback, delegate: a talk, no date yet
    TALK_BOOKED = "talk_booked"  # a slot was chosen and is booked
    TALK_MOVED = "talk_moved"
    TALK_CANCELLED = "talk_cancelled"  # called off; the wish for a talk stands
    TALK_PASSED = "talk_passed"  # its end lies behind us and nobody called it off
    DECLINED = "declined"
    DEFERRED = "deferred"  # not now; with a date to come back
    FELL_SILENT = "fell_silent"  # no answer after the last reminder: the phone round
    DUE_AGAIN = "due_again"  # the date of `later` has come
    SESSION_OFFERED = "session_offered"
    SESSION_BOOKED = "session_booked"
    SESSION_PASSED = "session_passed"
    TRAINING_BOOKED = "training_booked"
    TRAINING_PASSED = "training_passed"
    WAY_ENDED = "way_ended"  # nothing more to do after a talk
