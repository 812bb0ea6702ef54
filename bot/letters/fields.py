"""The fields that letters and mails may use, and their values for one institution."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from bot.letters import dates, salutation
from bot.models.contact import Contact
from bot.models.institution import Institution, Kind
from bot.models.letter import Sender
from bot.models.slot import Slot

FIELDS = {
    "kenmerk": "ons kenmerk, ook in het onderwerp van de mail: OTWB-DR-0106-1",
    "datum": "datum van de brief: 26 maart 2024",
    "onderwerp": "onderwerp, zonder kenmerk",
    "naam": "de naam alleen: Assen",
    "gemeente": "hetzelfde als naam, voor 'gemeente {{ gemeente }}'",
    "soort": "gemeente of provincie",
    "instelling": "de naam met haar soort: gemeente Assen",
    "provincie": "de provincie: Drenthe",
    "huis": "gemeentehuis of provinciehuis",
    "raad": "gemeenteraad of Provinciale Staten",
    "adres": "adresblok, een paar regels",
    "aanhef": "Geachte burgemeester, geachte griffier,",
    "ontvangers": "de burgemeester en de griffier",
    "gezamenlijk": "waar als de brief naar meer dan een persoon gaat",
    "opties": "de voorgestelde momenten; elk heeft nummer, dag, van, tot, moment en tekst",
    "afspraak": "het (eerste) moment: dinsdag 26 maart 2024 om 10.00 uur",
    "antwoord_voor": "tot en met wanneer de momenten vrij blijven: 9 april 2024",
    "keuzes": "de antwoorden met een klik; elk heeft keuze, tekst en link (voor de mail)",
    "team": "naam van het team",
    "afzender": "wie ondertekent",
    "functie": "functie van wie ondertekent",
    "telefoon": "het nummer dat dag en nacht wordt beantwoord",
    "postbus": "e-mailadres van het team",
    "controle_url": "webpagina om de echtheid na te gaan",
}
"""Every field with what it holds, as staff read it."""

OTHER_CHOICES = {
    "andere datum": "Een ander moment past ons beter",
    "bel ons": "Bel ons liever",
    "geen interesse": "Nu geen interesse",
}
"""The answers beside the options, with the words of the link."""

VALID_DAYS = 28


def letter_fields(
    institution: Institution,
    contacts: Sequence[Contact],
    slots: Sequence[Slot],
    kenmerk: str,
    sender: Sender,
    today: date,
    subject: str = "",
    valid_days: int = VALID_DAYS,
) -> dict[str, Any]:
    """The values of `FIELDS`, all JSON. `valid_days`: how long offered moments are kept free, from `today`."""
    municipality = institution.kind is Kind.GEMEENTE
    return {
        "kenmerk": kenmerk,
        "datum": dates.date_words(today),
        "onderwerp": subject,
        "naam": institution.name,
        "gemeente": institution.name,
        "soort": institution.kind.value,
        "instelling": institution.formal_name,
        "provincie": institution.province,
        "huis": "gemeentehuis" if municipality else "provinciehuis",
        "raad": "gemeenteraad" if municipality else "Provinciale Staten",
        "adres": salutation.address_block(institution, contacts),
        "aanhef": salutation.salutation(contacts),
        "ontvangers": salutation.offices(contacts),
        "gezamenlijk": len(contacts) > 1,
        "opties": [_option(slot) for slot in slots],
        "afspraak": dates.moment_words(slots[0].start) if slots else "",
        "antwoord_voor": dates.date_words(_until(slots, today, valid_days)),
        "keuzes": choices(slots, kenmerk, sender.mailbox),
        "team": sender.team,
        "afzender": salutation.capital(sender.name),
        "functie": sender.function,
        "telefoon": sender.phone,
        "postbus": sender.mailbox,
        "controle_url": sender.verify_url,
    }


def _option(slot: Slot) -> dict[str, Any]:
    return {
        "nummer": slot.n,
        "dag": dates.day_words(dates.local_date(slot.start)),
        "van": dates.time_words(slot.start),
        "tot": dates.time_words(slot.end),
        "moment": dates.moment_words(slot.start),
        "tekst": dates.slot_words(slot),
    }


def _until(slots: Sequence[Slot], today: date, valid_days: int) -> date:
    """Kept free until `valid_days` from today, but an answer must come three days before the first moment."""
    last = today + timedelta(days=valid_days)
    if slots:
        first = min(dates.local_date(slot.start) for slot in slots)
        last = min(last, max(today + timedelta(days=1), first - timedelta(days=3)))
    return last


def choices(slots: Sequence[Slot], kenmerk: str, mailbox: str) -> list[dict[str, str]]:
    """The one-click answers: a mail to us whose subject is `<choice> [KENMERK]`."""
    words = {f"optie {slot.n}": dates.slot_words(slot) for slot in slots} | OTHER_CHOICES
    return [
        {"keuze": choice, "tekst": text, "link": answer_link(choice, kenmerk, mailbox)}
        for choice, text in words.items()
    ]


def answer_link(choice: str, kenmerk: str, mailbox: str) -> str:
    """A mailto: link, percent-encoded (spaces as %20: Outlook and iOS show a + as it stands)."""
    return f"mailto:{quote(mailbox, safe='@')}?subject={quote(f'{choice} [{kenmerk}]', safe='')}"
