"""Letters and their kinds."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.models.contact import Role
from bot.models.slot import Slot


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A row of config/letters.toml. `template` is the Word file in letter_templates/ or None (mail only).

    `mail` names the mail's text, letter_templates/mail-<mail>.docx. `offers` says that three slots must be found
    first. `wave` says whether it goes out in a wave (else it answers what someone wrote).
    """

    id: str
    label: str
    mail: str
    template: str | None = None
    roles: tuple[Role, ...] = (Role.BURGEMEESTER, Role.GRIFFIER)
    offers: bool = False
    wave: bool = True
    first: bool = False  # a first invitation: only for who was never written to


@dataclass(frozen=True, slots=True)
class Sender:
    """Who signs and how to reach the team: the letter's own facts, from config."""

    team: str
    mailbox: str
    name: str
    function: str
    phone: str
    verify_url: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address on a letter with the name as the mail shows it."""

    email: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, ready to seal: what exactly goes to whom. `document` is the attachment's bytes or None."""

    kenmerk: str
    code: str
    kind: str
    to: tuple[Recipient, ...]
    subject: str
    text: str
    html: str
    slots: tuple[Slot, ...] = ()
    document: bytes | None = None
    document_name: str = ""
    template_sha256: str = ""
    data: dict[str, Any] = field(default_factory=dict)  # the merged fields, JSON values


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter as replies know it: what was sent to whom, to match and read answers against."""

    kenmerk: str
    code: str
    sent_at: datetime
    internet_message_id: str
    conversation_id: str
    subject: str
    to: tuple[Recipient, ...]
    slots: tuple[Slot, ...]
    text: str = ""  # plain text of the mail, to recognise quotes of it
