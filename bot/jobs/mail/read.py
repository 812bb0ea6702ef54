"""The mailbox in: every message is read once, understood by the room `replies`, and ends with an outcome (P2)."""

import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, func, select

from bot.app import App
from bot.errors import TenantError
from bot.jobs.mail import colleagues
from bot.jobs.mail.act import act, set_aside
from bot.m365 import delta
from bot.m365.graph import GraphFault, Part, Result
from bot.m365.mail import Mailbox, mime_in
from bot.models.reply import Mail
from bot.replies.book import LetterBook
from bot.replies.mail import from_graph, needs_mime
from bot.store import bookmarks, contacts, messages, waves
from bot.store.tables import event, outbox

Take = Callable[[App, Connection, Mail, LetterBook], None]
"""What is done with a mail, in a transaction of its own."""

LOG = structlog.get_logger()
SKIPPED = ("drafts", "deleteditems", "outbox")


class MailReader:
    """Reads folders by delta. `parts` and `absorb` let the first pages travel in anybody's $batch."""

    def __init__(self, app: App, folders: Sequence[str] = ()) -> None:
        self._app = app
        self._folders = list(folders) or read_folders(app)

    def read(self) -> int:
        """Read all folders in one round trip (more where there is more to read); answers how many messages were new."""
        return self.absorb(self._app.graph.batch(self.parts()))

    def parts(self) -> list[Part]:
        """One request a folder: from where the last reading ended."""
        with self._app.journal.begin() as tx:
            known = [bookmarks.get(tx, f"mail:{folder}") for folder in self._folders]
        starts = [self._app.mailbox.message_delta_start(folder) for folder in self._folders]
        return [delta.part(link or start) for link, start in zip(known, starts, strict=True)]

    def absorb(self, answers: Sequence[Result]) -> int:
        """Take the answers; each message is acted upon in a transaction of its own, then the place is remembered."""
        app, new = self._app, 0
        faults: list[TenantError] = []
        for folder, answer in zip(self._folders, answers, strict=True):
            start = app.mailbox.message_delta_start(folder)
            page = delta.absorb(app.graph, answer, start)
            take, is_new = (colleagues.wrote, self._by_hand) if folder == colleagues.FOLDER else (act, self._is_new)
            fresh = [row for row in page.items if is_new(row)]
            whole = _whole(app, fresh, all_mime=folder == colleagues.FOLDER)
            failed = [fault for mail in whole if (fault := _handle(app, mail, take)) is not None]
            new += len(fresh)
            if not failed:
                with app.journal.begin() as tx:
                    bookmarks.put(tx, f"mail:{folder}", page.link, app.now())
            faults += failed
        if faults:
            raise faults[0]
        return new

    def _is_new(self, row: dict[str, Any]) -> bool:
        if row.get("isDraft") or "internetMessageId" not in row or "receivedDateTime" not in row:
            return False
        with self._app.journal.begin() as tx:
            return messages.known(tx, str(row["id"])) is None

    def _by_hand(self, row: dict[str, Any]) -> bool:
        if not self._is_new(row):
            return False
        with self._app.journal.begin() as tx:
            return not colleagues.ours(tx, row)


def _handle(app: App, mail: Mail, take: Take) -> TenantError | None:
    """Act on one mail. One that the bot stumbles over goes to a person, and the others are read all the same (P2).

    Answers a fault of the tenant that may pass: the mail is read again in the next round, after all others (P11).
    """
    try:
        with app.journal.begin() as tx:
            take(app, tx, mail, book(app))
    except TenantError as fault:
        if not isinstance(fault, GraphFault) or fault.status == 429 or fault.status >= 500:
            return fault
        _set_aside(app, mail, fault)  # refused for good: asking again would say the same
    except Exception as fault:
        _set_aside(app, mail, fault)
    return None


def _set_aside(app: App, mail: Mail, fault: Exception) -> None:
    """No message of the fault: it may quote the mail."""
    where = traceback.extract_tb(fault.__traceback__)[-1]
    place = f"{Path(where.filename).name}:{where.lineno}"
    LOG.error("mail set aside", message=mail.internet_message_id, fault=type(fault).__name__, at=place)
    with app.journal.begin() as tx:
        set_aside(app, tx, mail, type(fault).__name__)


def read_folders(app: App) -> list[str]:
    """Inbox, Junk, people's own folders and Sent Items: well-known names, else ids; looked up twice a day.

    Sent Items come last: an answer is read after the question.
    """
    known, at = app.cache.get("folders", ([], None))
    if at is None or (app.now() - at).total_seconds() > 12 * 3600:
        found = app.mailbox.folders()
        known = [folder.well_known or key for key, folder in found.items() if folder.well_known not in SKIPPED]
        known.sort(key=lambda folder: folder == colleagues.FOLDER)
        app.cache["folders"] = (known, app.now())
    return list(known)


def book(app: App) -> LetterBook:
    """What replies are matched against; made anew when a letter left or a contact changed."""
    with app.journal.begin() as tx:
        left = tx.execute(select(func.count()).where(outbox.c.state.in_(["sent", "sending"]))).scalar_one()
        changed = tx.execute(select(func.count()).where(event.c.kind.in_(["contact_changed", "register"]))).scalar_one()
        known = app.cache.get("book")
        if known is None or known[0] != (left, changed):
            letters = [*waves.sent(tx), *waves.sent_offers(tx)]
            names = [(one.code, one.name) for one in app.institutions.values()]
            known = ((left, changed), LetterBook(letters, contacts.by_id(tx).values(), names=names))
            app.cache["book"] = known
    found: LetterBook = known[1]
    return found


def _whole(app: App, rows: Sequence[dict[str, Any]], *, all_mime: bool = False) -> list[Mail]:
    """Messages with their MIME where the reading needs it, oldest first; within a second as the folder gave them."""
    rows = sorted(rows, key=lambda row: row["receivedDateTime"])
    wanted = [str(row["id"]) for row in rows if all_mime or needs_mime(row)]
    mailbox: Mailbox = app.mailbox
    results = app.graph.batch([mailbox.mime_part(one) for one in wanted]) if wanted else []
    raw = {one: mime_in(result) for one, result in zip(wanted, results, strict=True) if result.ok}
    return [from_graph(row, raw.get(str(row["id"]))) for row in rows]
