"""The mailbox in: every message is read once, understood by the room `replies`, and ends with an outcome (P2)."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.errors import StoreError, TenantError
from bot.jobs.mail import colleagues
from bot.jobs.mail.act import act
from bot.jobs.mail.aside import stumbled
from bot.jobs.mail.fetch import fetch
from bot.jobs.mail.letters import book
from bot.m365 import delta
from bot.m365.folders import WELL_KNOWN
from bot.m365.graph import GraphFault, Part, Result
from bot.m365.mail import READ_FIELDS, SENT_FIELDS
from bot.models.reply import Mail
from bot.replies.book import LetterBook
from bot.store import bookmarks, messages

Take = Callable[[App, Connection, Mail, LetterBook], None]
"""What is done with a mail, in a transaction of its own."""

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
        starts = [self._start(folder) for folder in self._folders]
        return [delta.part(link or start) for link, start in zip(known, starts, strict=True)]

    def absorb(self, answers: Sequence[Result]) -> int:
        """Take the answers; answers how many messages were new.

        A folder that cannot be read keeps no other waiting (P11); the first fault is raised at the end.
        """
        new, faults = 0, list[TenantError]()
        for folder, answer in zip(self._folders, answers, strict=True):
            try:
                count, left = self._folder(folder, answer)
            except GraphFault as fault:
                count, left = 0, [] if self._removed(folder, fault) else [fault]
            except TenantError as fault:
                count, left = 0, [fault]
            new, faults = new + count, faults + left
        if faults:
            raise faults[0]
        return new

    def _folder(self, folder: str, answer: Result) -> tuple[int, list[TenantError]]:
        """Each message is acted upon in a transaction of its own; the place is remembered once none is left to read."""
        app, by_hand = self._app, folder == colleagues.FOLDER
        page = delta.absorb(app.graph, answer, self._start(folder))
        fresh = [row for row in page.items if self._is_new(row) and not (by_hand and self._ours(row))]
        got = fetch(app, fresh, all_mime=by_hand)
        take = colleagues.wrote if by_hand else act
        ends = [_handle(app, mail, take) for mail in got.whole]
        ends += [stumbled(app, mail, fault) for mail, fault in (*got.later, *got.refused)]
        left = [fault for fault in ends if fault is not None]
        if not left:
            with app.journal.begin() as tx:
                bookmarks.put(tx, f"mail:{folder}", page.link, app.now())
        return len(fresh), left

    def _start(self, folder: str) -> str:
        fields = SENT_FIELDS if folder == colleagues.FOLDER else READ_FIELDS
        return self._app.mailbox.message_delta_start(folder, fields)

    def _removed(self, folder: str, fault: GraphFault) -> bool:
        """Whether a person removed a folder of their own; then the folders are looked up anew."""
        if fault.status != 404 or folder in WELL_KNOWN:
            return False
        self._app.cache.pop("folders", None)
        return True

    def _is_new(self, row: dict[str, Any]) -> bool:
        if row.get("isDraft") or "internetMessageId" not in row or "receivedDateTime" not in row:
            return False
        with self._app.journal.begin() as tx:
            return messages.known(tx, str(row["id"])) is None

    def _ours(self, row: dict[str, Any]) -> bool:
        with self._app.journal.begin() as tx:
            return colleagues.ours(tx, row)


def _handle(app: App, mail: Mail, take: Take) -> TenantError | None:
    """Act on one mail. One that the bot stumbles over does not keep the others waiting (P2).

    Answers a fault of the tenant that may pass: the mail is read again in the next round, after all others (P11).
    """
    try:
        with app.journal.begin() as tx:
            take(app, tx, mail, book(app))
    except StoreError:
        raise  # the journal is at fault, not the mail: it is read again
    except Exception as fault:
        return stumbled(app, mail, fault)
    return None


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
