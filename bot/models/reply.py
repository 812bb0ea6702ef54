"""What arrives in the mailbox, as facts, and what is made of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Intent(StrEnum):
    """The label that decides what happens; meanings in the guide of the labelled replies."""

    ACCEPT = "accept"
    ACCEPT_SLOT = "accept_slot"
    PROPOSE_TIME = "propose_time"
    DECLINE = "decline"
    DEFER = "defer"
    CALLBACK = "callback"
    DELEGATE = "delegate"
    CONTACT_CHANGE = "contact_change"
    PENDING = "pending"
    QUESTION = "question"
    OPT_OUT = "opt_out"
    OUT_OF_OFFICE = "out_of_office"
    RECEIPT = "receipt"
    BOUNCE_HARD = "bounce_hard"
    BOUNCE_SOFT = "bounce_soft"
    CALENDAR_RESPONSE = "calendar_response"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of a mail that is not its text: its type and, for small text parts (calendar, DSN), its content."""

    content_type: str
    name: str = ""
    size: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as read from MIME or Graph, the same either way. Header names are lower case, in order.

    `html` and `text` are decoded; either may be empty. `graph_id` is the immutable id of a mail in a mailbox.
    """

    internet_message_id: str
    sender: str
    sender_name: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    received_at: datetime
    text: str = ""
    html: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    parts: tuple[Attachment, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    reply_to: str = ""
    graph_id: str = ""
    conversation_id: str = ""
    web_link: str = ""
    unclear_sender: bool = False  # not exactly one author is named, or not the same one everywhere

    def header(self, name: str) -> str | None:
        """The topmost header of that name, or None where it is absent (an empty one is '')."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where in the fresh text the proof stands (offsets), and the rule that found it; the words are never stored."""

    rule: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class ContactHint:
    """A person a mail names: the one to go on with, or the address that bounced."""

    email: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mail says. `automatic` is false where a person must look first; `doubts` says why, in Dutch."""

    institution: str | None
    intent: Intent
    automatic: bool
    confidence: float
    kenmerk: str | None = None
    slots: tuple[int, ...] = ()
    proposed: tuple[datetime | date, ...] = ()
    phone: str | None = None
    return_date: date | None = None
    defer_until: date | None = None
    contact: ContactHint | None = None
    urgent: bool = False
    doubts: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[str, ...] = field(default=())  # institutions it may be from, when not matched
    partstat: str | None = None  # ACCEPTED, DECLINED, TENTATIVE, COUNTER on a calendar answer
    matched_by: str = ""  # thread, kenmerk, sender, domain
