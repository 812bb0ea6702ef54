"""Letters as the team sends them, for tests of the people who answer."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

MAILBOX = "tour@weerbaarbestuur.example"
OPTIONS = ("dinsdag 22 september 2026, 10.00-11.00 uur", "woensdag 23 september 2026, 13.30-14.30 uur")
CHOICES = ("optie 1", "optie 2", "andere datum", "bel ons", "geen interesse")


def letter(
    number: str = "0106", province: str = "DR", nr: int = 1, subject: str = "Uitnodiging", links: bool = True
) -> EmailMessage:
    """A letter with two times and five links to municipality `number`."""
    kenmerk = f"OTWB-{province}-{number}-{nr}"
    mail = EmailMessage()
    mail["From"] = f"Ondersteuningsteam <{MAILBOX}>"
    mail["To"] = f"A. Eerste <burgemeester@g{number}.example>, B. Tweede <griffie@g{number}.example>"
    mail["Subject"] = f"{subject} [{kenmerk}]"
    mail["Message-ID"] = f"<{kenmerk}@weerbaarbestuur.example>"
    lines = [f"optie {place}: {option}" for place, option in enumerate(OPTIONS, 1)]
    mail.set_content("Geachte burgemeester,\n\n" + "\n".join(lines) + "\n\nGraag uw keuze.\n")
    anchors = "".join(
        f'<a href="mailto:{MAILBOX}?subject={choice.replace(" ", "%20")}%20%5B{kenmerk}%5D">{choice}</a>'
        for choice in CHOICES
    )
    body = "".join(f"<p>{line}</p>" for line in lines) + (anchors if links else "")
    mail.add_alternative(f"<html><body>{body}</body></html>", subtype="html")
    return message_from_bytes(mail.as_bytes(), policy=default)
