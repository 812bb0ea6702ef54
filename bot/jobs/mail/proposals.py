"""What the bot would do with a mail, in the words of Postbak."""

from bot.models.reply import Intent, Reading

PROPOSALS = {
    Intent.ACCEPT: "Wil een gesprek: afspraak maken",
    Intent.ACCEPT_SLOT: "Gekozen optie boeken",
    Intent.PROPOSE_TIME: "Voorgesteld moment boeken of een nieuw voorstel doen",
    Intent.DECLINE: "Status op Geen interesse zetten",
    Intent.DEFER: "Status op Later terugkomen zetten",
    Intent.CALLBACK: "Bellen",
    Intent.DELEGATE: "Verder met de genoemde collega",
    Intent.CONTACT_CHANGE: "Contacten bijwerken",
    Intent.PENDING: "Afwachten: men komt erop terug",
    Intent.QUESTION: "Vraag beantwoorden",
    Intent.OPT_OUT: "Niet meer aanschrijven",
    Intent.BOUNCE_HARD: "Beter adres zoeken",
    Intent.RESCHEDULE: "Afspraak verzetten",
    Intent.CANCEL: "Afspraak afzeggen",
    Intent.CALENDAR_RESPONSE: "Agenda-antwoord bekijken",
}


def proposal(reading: Reading) -> str:
    """What the bot would do, in Dutch, for Postbak."""
    return PROPOSALS.get(reading.intent, "Bekijken")
