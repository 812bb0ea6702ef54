"""Danger first (P11): a person is told at once, by a link; none of the words travel."""

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.notices import alert
from bot.models.reply import Mail
from bot.replies import danger
from bot.replies.fresh import extract
from bot.replies.rules import fold


def tell(app: App, tx: Connection, mail: Mail) -> None:
    """Alert the duty address and the coordinators, once a mail."""
    lines = [
        "Een bericht in de postbus vraagt nu om een mens: het kan over dreiging of een crisis gaan.",
        f"Bericht: {mail.web_link or 'zie Postbak'}",
    ]
    alert(app, tx, f"alert:{mail.graph_id}", "DRINGEND: bericht in de tourpostbus", lines)


def found(app: App, mail: Mail) -> bool:
    """Whether what can be read of a mail tells of danger: for one that the rules of `replies` did not get to see."""
    return danger.find(fold(_words(app, mail)), app.rules) is not None


def _words(app: App, mail: Mail) -> str:
    """Without the quoted letter, which speaks of threats itself; all of it where it cannot be cut."""
    try:
        fresh = extract(mail, app.rules)
    except Exception:  # a mail that broke the reading once may break it here
        return f"{mail.subject}\n{mail.text}\n{mail.html}"[:50_000]
    return f"{mail.subject}\n{fresh.text}\n{fresh.signature}\n{fresh.hidden}"
