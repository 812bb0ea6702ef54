"""What an office sees of a mail from the team: its reference, the times offered, the links to answer with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from html import unescape
from urllib.parse import unquote

from bot.sandbox.people.hours import AMSTERDAM

_KENMERK = re.compile(r"\bOTWB-([A-Z]{2})-(\d{2,4})-(\d+)\b")
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_OPTION = re.compile(
    r"optie\s+(\d)\s*:\s*(?:[a-z]+dag)\s+(\d{1,2})\s+([a-z]+)\s+(\d{4}),?\s+(\d{1,2})[.:](\d{2})", re.IGNORECASE
)
_LINK = re.compile(r"""mailto:([^?\s"'<>]+)\?[^\s"'<>]*?subject=([^&\s"'<>]+)""", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Link:
    """A `mailto:` link of the letter, e.g. subject `optie 2 [OTWB-DR-0106-1]`."""

    address: str
    subject: str

    @property
    def choice(self) -> str:
        """What stands before the reference: `optie 2`, `andere datum`, `geen interesse`, `bel ons`."""
        return self.subject.split("[")[0].strip().lower()


@dataclass(frozen=True)
class Seen:
    """A mail of the team as an office reads it. `options`: the starts of the times offered by their number; `to`: pairs
    of address and name; `calendar`: the content of a calendar part. `kenmerk`, `province`, `number` are empty and
    `letter` is 0 where the subject bears no reference."""

    kenmerk: str
    province: str
    number: str
    letter: int
    subject: str
    message_id: str
    references: str
    sender: str
    sender_name: str
    to: tuple[tuple[str, str], ...]
    text: str
    html: str
    sent_at: datetime
    options: dict[int, datetime]
    links: tuple[Link, ...]
    calendar: str = ""

    @property
    def kind(self) -> str:
        """invitation, reminder, offer (a new one), meeting (a calendar request), or notice: what asks for no answer."""
        subject = self.subject.lower()
        if "METHOD:REQUEST" in self.calendar:
            return "meeting"
        if not self.kenmerk:
            return "notice"
        if "herinner" in subject:
            return "reminder"
        if not self.options and not self.links:
            return "notice"
        return "invitation" if self.letter == 1 else "offer"

    def link(self, choice: str) -> Link | None:
        """The link that stands for `choice`, or None where the mail has none."""
        return next((link for link in self.links if link.choice == choice), None)


def read(mail: EmailMessage, sent_at: datetime) -> Seen:
    """The mail as an office sees it."""
    subject = str(mail["Subject"] or "")
    found = _KENMERK.search(subject) or ("", "", "", "0")
    text, html = _body(mail, "plain"), _body(mail, "html")
    plain = text or to_text(html)
    sender = addresses(mail, "From")
    return Seen(
        kenmerk=found[0],
        province=found[1],
        number=found[2],
        letter=int(found[3]),
        subject=subject,
        message_id=str(mail["Message-ID"] or ""),
        references=" ".join(str(mail["References"] or "").split()),
        sender=sender[0][0] if sender else "",
        sender_name=sender[0][1] if sender else "",
        to=tuple(addresses(mail, "To")),
        text=plain,
        html=html,
        sent_at=sent_at,
        options=dict(_options(plain)),
        links=tuple(_links(text + "\n" + unescape(html))),
        calendar=_body(mail, "calendar"),
    )


def to_text(html: str) -> str:
    """HTML as plain lines, good enough to find options in."""
    lined = re.sub(r"(?i)<(?:br|/p|/li|/tr|/div|/h\d)[^>]*>", "\n", html)
    return unescape(_TAG.sub("", re.sub(r"(?is)<(style|script|head)\b.*?</\1>", "", lined)))


def _options(text: str) -> Iterator[tuple[int, datetime]]:
    for match in _OPTION.finditer(" ".join(text.split())):
        number, day, month, year, hour, minute = match.groups()
        if month.lower() in _MONTHS:
            in_year = _MONTHS.index(month.lower()) + 1
            yield int(number), datetime(int(year), in_year, int(day), int(hour), int(minute), tzinfo=AMSTERDAM)


def _links(text: str) -> Iterator[Link]:
    for address, subject in dict.fromkeys(_LINK.findall(text)):
        yield Link(unquote(address), unquote(subject))


def _body(mail: EmailMessage, kind: str) -> str:
    """The content of the first text part of that kind that is no attached file."""
    for part in mail.walk():
        if part.get_content_type() == f"text/{kind}" and not part.is_attachment():
            return str(part.get_content())
    return ""


def addresses(mail: EmailMessage, header: str) -> list[tuple[str, str]]:
    """Address (lower case) and name of everyone in a header."""
    field = mail[header]
    return [(a.addr_spec.lower(), a.display_name) for a in field.addresses] if field is not None else []
