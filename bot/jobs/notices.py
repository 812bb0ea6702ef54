"""Mail to staff: requests for approval, what waits, alerts. Never the text of a mail that came in."""

import re
from collections.abc import Sequence
from html import escape

from sqlalchemy import Connection

from bot.app import App
from bot.store import outbox
from bot.store.outbox import Effect

_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:)]")


def staff_mail(
    app: App, tx: Connection, key: str, to: Sequence[str], subject: str, lines: Sequence[str], *, kind: str = "staff"
) -> None:
    """Plan one mail to staff; the same key is sent once. `alert` goes whatever Noodstop and window say (P11)."""
    addresses = [one for one in to if one]
    if not addresses:
        return
    body = "".join(f"<p>{_linked(line)}</p>" for line in lines if line.strip())
    html = f'<html lang="nl"><body style="font-family:Segoe UI,Arial,sans-serif">{body}</body></html>'
    payload = {"to": addresses, "subject": subject, "html": html}
    outbox.add(tx, Effect(key, kind, app.config.m365.mailbox, app.now(), payload=payload), app.now())


def alert(app: App, tx: Connection, key: str, subject: str, lines: Sequence[str]) -> None:
    """Tell the duty address and the coordinators at once."""
    staff_mail(app, tx, key, [app.config.alerts.duty, *app.config.alerts.coordinators], subject, lines, kind="alert")


def _linked(line: str) -> str:
    """The line as HTML, with its web addresses to click on."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(line):
        address = escape(found.group())
        parts += [escape(line[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join([*parts, escape(line[end:])])
