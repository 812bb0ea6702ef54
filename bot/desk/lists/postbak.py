"""Postbak: mails that wait for a person. No column holds a word of the mail itself; Link leads to it."""

from bot.desk.columns import Column, ListDeclaration, Owner, title_column
from bot.models.reply import Intent

BESLUITEN = (
    "Voorstel uitvoeren",
    "Wil gesprek",
    "Geen interesse",
    "Later",
    "Bellen",
    "Beantwoord",
    "Niets doen",
)
OPEN, DONE = "Open", "Afgehandeld"

SOORTEN = {
    Intent.ACCEPT: "Wil gesprek",
    Intent.ACCEPT_SLOT: "Kiest een optie",
    Intent.PROPOSE_TIME: "Stelt een ander moment voor",
    Intent.DECLINE: "Geen interesse",
    Intent.DEFER: "Komt er later op terug",
    Intent.CALLBACK: "Wil gebeld worden",
    Intent.DELEGATE: "Verwijst naar een collega",
    Intent.CONTACT_CHANGE: "Meldt een andere contactpersoon",
    Intent.PENDING: "Heeft nog geen antwoord",
    Intent.QUESTION: "Stelt een vraag",
    Intent.OPT_OUT: "Wil geen post meer",
    Intent.OUT_OF_OFFICE: "Is afwezig",
    Intent.RECEIPT: "Ontvangstbevestiging",
    Intent.BOUNCE_HARD: "Onbestelbaar",
    Intent.BOUNCE_SOFT: "Nog niet bezorgd",
    Intent.CALENDAR_RESPONSE: "Antwoord op een agenda-uitnodiging",
    Intent.RESCHEDULE: "Wil de afspraak verzetten",
    Intent.CANCEL: "Zegt de afspraak af",
    Intent.UNRELATED: "Gaat niet over de tour",
}
"""What a mail is, in the words that staff read; a mail that tells of danger reads `SPOED` instead."""

SPOED = "Spoed: direct lezen"

_P, _B, _C = Owner.PEOPLE, Owner.BOT, Owner.COMMAND

POSTBAK = ListDeclaration(
    "Postbak",
    "Postbak",
    None,
    (
        title_column("Bericht", _B),
        Column("Gemeente", "Gemeente of provincie", "text", _B, indexed=True),
        Column("Soort", "Soort", "text", _B, indexed=True),
        Column("Voorstel", "Voorstel van de bot", "note", _B),
        Column("Link", "Link naar het bericht", "note", _B),
        Column("Besluit", "Besluit", "choice", _C, choices=BESLUITEN),
        Column("Behandelaar", "Behandelaar", "text", _P),
        Column("Stand", "Stand", "choice", _B, choices=(OPEN, DONE), indexed=True),
        Column("Melding", "Melding", "note", _B),
    ),
    "Berichten waarover een mens beslist.",
)
