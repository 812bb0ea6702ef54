"""One letter with three offered times, and mails that answer it."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.models.contact import Role
from bot.models.letter import Recipient, SentLetter
from bot.models.reply import Mail, Reading
from bot.models.slot import Slot
from bot.replies.book import LetterBook
from bot.replies.decide import History, read
from bot.replies.mail import from_mime
from bot.replies.rules import Rules

RULES = Path(__file__).resolve().parents[2] / "config" / "replies.toml"
LETTER_ID = "<otwb-ut-9001-1.abc@weerbaarbestuur.example>"
KENMERK = "OTWB-UT-9001-1"
PASS = "mx1.weerbaarbestuur.example; spf=pass smtp.mailfrom={0}; dkim=pass header.d={0}; dmarc=pass header.from={0}"


def _slot(n: int, start: str, end: str) -> Slot:
    return Slot(n, datetime.fromisoformat(start), datetime.fromisoformat(end))


@pytest.fixture(scope="session")
def rules() -> Rules:
    return Rules.load(RULES)


@pytest.fixture(scope="session")
def letter() -> SentLetter:
    return SentLetter(
        kenmerk=KENMERK,
        code="GM9001",
        sent_at=datetime.fromisoformat("2026-09-08T09:00:00+02:00"),
        internet_message_id=LETTER_ID,
        conversation_id="conversation-1",
        subject=f"[{KENMERK}] Uitnodiging verkennend gesprek weerbaar bestuur - gemeente Waterdorp",
        to=(
            Recipient("burgemeester@waterdorp.example", "Truus Achterberg", Role.BURGEMEESTER),
            Recipient("griffie@waterdorp.example", "Okke Dijkstra", Role.GRIFFIER),
        ),
        slots=(
            _slot(1, "2026-10-06T10:00:00+02:00", "2026-10-06T11:00:00+02:00"),  # dinsdag
            _slot(2, "2026-10-08T14:00:00+02:00", "2026-10-08T15:00:00+02:00"),  # donderdag
            _slot(3, "2026-10-14T09:30:00+02:00", "2026-10-14T10:30:00+02:00"),  # woensdag
        ),
    )


@pytest.fixture(scope="session")
def book(letter: SentLetter) -> LetterBook:
    return LetterBook([letter], own_domains=["weerbaarbestuur.example"])


@pytest.fixture(scope="session")
def mime(letter: SentLetter) -> Callable[..., bytes]:
    def make(text: str, sender: str = "Okke Dijkstra <griffie@waterdorp.example>", **headers: str) -> bytes:
        message = EmailMessage()
        domain = sender.rpartition("@")[2].rstrip(">")
        values = {
            "Authentication-Results": PASS.format(domain),
            "From": sender,
            "To": "tour@weerbaarbestuur.example",
            "Subject": f"RE: {letter.subject}",
            "Date": "Wed, 16 Sep 2026 10:12:00 +0200",
            "Message-ID": "<reply-1@waterdorp.example>",
            "In-Reply-To": LETTER_ID,
        } | {key.replace("_", "-"): value for key, value in headers.items()}
        for key, value in values.items():
            if value:
                message[key] = value
        message.set_content(text)
        return bytes(message)

    return make


@pytest.fixture(scope="session")
def mail(mime: Callable[..., bytes]) -> Callable[..., Mail]:
    return lambda text, *args, **headers: from_mime(mime(text, *args, **headers))


@pytest.fixture(scope="session")
def reading(mail: Callable[..., Mail], book: LetterBook, rules: Rules) -> Callable[..., Reading]:
    def make(text: str, *args: str, history: History | None = None, **headers: str) -> Reading:
        return read(mail(text, *args, **headers), book, rules, history)

    return make
