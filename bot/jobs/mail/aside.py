"""Mails that the bot cannot handle: to a person, with nothing done; or read again later, but not for ever."""

import traceback
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy import Connection

from bot.app import App
from bot.errors import TenantError
from bot.jobs.mail import danger
from bot.jobs.mail.act import record
from bot.jobs.mail.fetch import passes
from bot.jobs.mail.letters import book
from bot.models.actor import Service
from bot.models.reply import Intent, Mail, Reading
from bot.replies.match import match
from bot.store import bookmarks, engagements, events

LOG = structlog.get_logger()
PATIENCE = timedelta(hours=1)
"""How long a mail is asked for again before a person gets it: a service that is busy has recovered by then."""


def stumbled(app: App, mail: Mail, fault: Exception) -> TenantError | None:
    """What follows when a mail could not be read or acted upon: the fault where it is to be tried again, else None.

    Danger in what can be read is told at once either way (P11).
    """
    if isinstance(fault, TenantError) and passes(fault) and _patient(app, mail):
        return fault
    _log(mail, fault)
    with app.journal.begin() as tx:
        set_aside(app, tx, mail, type(fault).__name__)
    return None


def set_aside(app: App, tx: Connection, mail: Mail, fault: str) -> None:
    """For review. `fault` is the error's kind, for history; the institution that it may be from gets no reminder."""
    urgent, code = danger.found(app, mail), _institution(app, mail)
    reading = Reading(code or None, Intent.UNRELATED, automatic=False, confidence=0.0, urgent=urgent)
    record(app, tx, mail, reading, code, "review", "de bot kon dit bericht niet lezen; bekijk het zelf")
    cause = {"mail": mail.internet_message_id, "fault": fault}
    events.record(tx, app.now(), "mail:review", actor=Service(), institution=code, cause=cause)
    if code:
        engagements.put(tx, replace(engagements.get(tx, code), open_question=True))
    if urgent:
        danger.tell(app, tx, mail)


def _patient(app: App, mail: Mail) -> bool:
    """Whether to ask for it again; remembers since when it is asked for."""
    place = f"unread:{mail.graph_id}"
    with app.journal.begin() as tx:
        since = bookmarks.read_at(tx, place)
        if since is None:
            bookmarks.put(tx, place, "", app.now())
            if danger.found(app, mail):
                danger.tell(app, tx, mail)
    return since is None or app.now() - since < PATIENCE


def _institution(app: App, mail: Mail) -> str:
    """Whose it probably is, '' where that is not plain."""
    if mail.sender.casefold() == app.config.m365.mailbox.casefold():
        return ""
    try:
        found = match(mail, book(app))
    except Exception:  # a mail that broke the reading once may break it here
        return ""
    return found.code if found.code and found.code in app.institutions and not found.conflict else ""


def _log(mail: Mail, fault: Exception) -> None:
    """No message of the fault: it may quote the mail."""
    trace = traceback.extract_tb(fault.__traceback__)
    place = f"{Path(trace[-1].filename).name}:{trace[-1].lineno}" if trace else "the service"
    LOG.error("mail set aside", message=mail.internet_message_id, fault=type(fault).__name__, at=place)
