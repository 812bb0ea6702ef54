"""Offices read the letters that the team really sends: the shipped mail templates, HTML alone as Graph keeps it."""

from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from bot.letters.compose import shipped_templates
from bot.letters.fields import letter_fields
from bot.letters.mailtext import MailTemplates
from bot.models.contact import Contact, Role
from bot.models.institution import Institution
from bot.models.letter import Sender
from bot.models.slot import Slot
from bot.sandbox.people import incoming
from bot.sandbox.people.hours import AMSTERDAM

TEMPLATES = Path(__file__).resolve().parents[2] / "letter_templates"
SENDER = Sender(
    "Team", "tour@weerbaarbestuur.example", "A. Afzender", "coördinator", "070 000 00 00", "https://t.example"
)
ASSEN = Institution("GM0106", "Assen", "Drenthe")
CONTACTS = [
    Contact("GM0106", Role.BURGEMEESTER, "burgemeester@assen.example", last_name="Eerste"),
    Contact("GM0106", Role.GRIFFIER, "griffie@assen.example", last_name="Tweede"),
]
FIRST = datetime(2026, 9, 22, 10, 0, tzinfo=AMSTERDAM)
SLOTS = [Slot(n, FIRST + timedelta(days=n), FIRST + timedelta(days=n, hours=1)) for n in (1, 2, 3)]


def seen(kind: str, number: int, slots: list[Slot]) -> incoming.Seen:
    kenmerk = f"OTWB-DR-0106-{number}"
    fields = letter_fields(ASSEN, CONTACTS, slots, kenmerk, SENDER, date(2026, 9, 1))
    text = MailTemplates(shipped_templates(TEMPLATES)).render(kind, fields)
    mail = EmailMessage()
    mail["From"], mail["To"] = SENDER.mailbox, ", ".join(contact.email for contact in CONTACTS)
    mail["Subject"] = f"{text.subject} [{kenmerk}]"
    mail.set_content(text.html, subtype="html")
    return incoming.read(message_from_bytes(mail.as_bytes(), policy=default), FIRST - timedelta(days=20))


@pytest.mark.parametrize(
    ("kind", "number", "read_as"),
    [("uitnodiging", 1, "invitation"), ("herinnering", 2, "reminder"), ("nieuw-voorstel", 3, "offer")],
)
def test_times_and_links_of_a_letter_are_found(kind: str, number: int, read_as: str) -> None:
    read = seen(kind, number, SLOTS)
    assert read.kind == read_as
    assert read.options == {slot.n: slot.start for slot in SLOTS}
    choices = [link.choice for link in read.links]
    assert choices == ["optie 1", "optie 2", "optie 3", "andere datum", "bel ons", "geen interesse"]
    assert read.links[0].subject == f"optie 1 [OTWB-DR-0106-{number}]"
    assert read.links[0].address == SENDER.mailbox


@pytest.mark.parametrize(
    ("kind", "number", "read_as"),
    [("herinnering", 2, "reminder"), ("nieuw-voorstel", 3, "offer"), ("bevestiging", 2, "notice")],
)
def test_without_times_the_kind_still_shows(kind: str, number: int, read_as: str) -> None:
    read = seen(kind, number, [])
    assert (read.kind, read.options) == (read_as, {})


def test_a_confirmation_asks_for_no_answer() -> None:
    assert seen("bevestiging", 2, SLOTS[:1]).kind == "notice"
