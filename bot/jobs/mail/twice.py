"""The same mail delivered twice, or copied by a person to another folder: one reading is enough."""

import hashlib

from sqlalchemy import Connection

from bot.app import App
from bot.models.reply import Intent, Mail, Reading
from bot.replies import auth
from bot.store import messages

REASON = "nog eens bezorgd: hetzelfde bericht is al behandeld"
KEY = "fingerprint"
"""Where the reading of a message holds it."""


def fingerprint(app: App, mail: Mail) -> str:
    """What makes two copies the same mail: who wrote it, how far that is proven, and every word of it.

    A message id alone says nothing: anybody can write one that was used before.
    """
    verdict = auth.check(mail, app.rules.own_servers)
    parts = [f"{one.content_type} {one.name} {one.size} {one.text}" for one in mail.parts]
    whole = (mail.internet_message_id, mail.sender, verdict.value, mail.subject, mail.text, mail.html, *parts)
    return hashlib.sha256("\0".join(whole).encode("utf-8", "surrogatepass")).hexdigest()


def known_as(tx: Connection, app: App, mail: Mail) -> tuple[str, Reading] | None:
    """The institution and intent of the copy that was handled before; None for a mail that is new."""
    rows = messages.of_message_id(tx, mail.internet_message_id) if mail.internet_message_id else ()
    wanted = fingerprint(app, mail) if rows else ""
    for row in rows:
        if row["graph_id"] != mail.graph_id and row["reading"].get(KEY) == wanted:
            return str(row["institution"]), Reading(None, Intent(row["intent"]), automatic=False, confidence=0.0)
    return None
