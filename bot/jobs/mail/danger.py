"""Danger first (P11): a person is told at once, by a link; none of the words travel."""

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.notices import alert
from bot.models.reply import Mail
from bot.replies import danger
from bot.replies.fresh import Fresh, extract


def tell(app: App, tx: Connection, mail: Mail) -> None:
    """Alert the duty address and the coordinators, once a mail."""
    lines = [
        "Een bericht in de postbus vraagt nu om een mens: het kan over dreiging of een crisis gaan.",
        f"Bericht: {mail.web_link or 'zie Postbak'}",
    ]
    alert(app, tx, f"alert:{mail.graph_id}", "DRINGEND: bericht in de tourpostbus", lines)


def found(app: App, mail: Mail) -> bool:
    """Whether what can be read of a mail tells of danger: for one that the rules of `replies` did not get to see."""
    return danger.anywhere(mail, _taken_apart(app, mail), app.rules) is not None


def _taken_apart(app: App, mail: Mail) -> Fresh:
    try:
        return extract(mail, app.rules)
    except Exception:  # a mail that broke the reading once may break it here
        return danger.uncut(mail)
