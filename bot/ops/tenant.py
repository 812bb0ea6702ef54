"""What the tenant itself knows of the tour: our mails wherever they lie, our events, the lists' items."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.app import App
from bot.jobs import traces
from bot.m365.events import EventState
from bot.m365.messages import addresses_of, key_of, parse_moment, trace_of

SPAN = timedelta(days=730)
"""How far back and ahead the calendar is looked at."""
NOT_READ = ("drafts", "outbox", "sentitems", "deleteditems")
"""Folders in which nothing waits to be read."""


@dataclass(frozen=True, slots=True)
class MailSeen:
    """One message of the mailbox. `key` is ours ('' on others'), `told` what it says of itself beside it.

    `folder` is the well-known name, '' in a folder of people's own. `at`: when it was sent or received.
    """

    id: str
    key: str
    told: Mapping[str, Any]
    draft: bool
    folder: str
    internet_message_id: str
    conversation_id: str
    subject: str
    to: tuple[str, ...]
    at: datetime
    categories: tuple[str, ...]
    web_link: str

    @property
    def left(self) -> bool:
        """Ours, and sent: in Sent Items or wherever a person put it since."""
        return bool(self.key) and not self.draft and self.folder != "outbox"

    @property
    def came_in(self) -> bool:
        """Somebody's, where it is read."""
        return not self.key and not self.draft and self.folder not in NOT_READ


def mails(app: App) -> list[MailSeen]:
    """Every message of every folder, Deleted Items too, oldest first."""
    folders = {key: folder.well_known for key, folder in app.mailbox.folders().items()}
    found = {str(row["id"]): _seen(row, folders) for row in app.mailbox.every() if _dated(row)}
    return sorted(found.values(), key=lambda one: (one.at, one.id))


def events(app: App) -> list[EventState]:
    """The shared calendar's events that carry a key of ours."""
    now = app.now()
    return [one for one in app.calendar.view(now - SPAN, now + SPAN) if one.key]


def by_key(seen: Iterable[MailSeen]) -> dict[str, list[MailSeen]]:
    """Those with a key of ours, by it."""
    found: dict[str, list[MailSeen]] = {}
    for one in seen:
        if one.key:
            found.setdefault(one.key, []).append(one)
    return found


def _dated(row: Mapping[str, Any]) -> bool:
    return bool(row.get("sentDateTime") or row.get("receivedDateTime") or row.get("createdDateTime"))


def _seen(row: Mapping[str, Any], folders: Mapping[str, str]) -> MailSeen:
    folder = folders.get(str(row.get("parentFolderId") or ""), "")
    names = ("sentDateTime", "receivedDateTime") if key_of(row) else ("receivedDateTime", "sentDateTime")
    at = next(str(row[name]) for name in (*names, "createdDateTime") if row.get(name))
    return MailSeen(
        id=str(row["id"]),
        key=key_of(row),
        told=traces.read(trace_of(row)),
        draft=bool(row.get("isDraft")),
        folder=folder,
        internet_message_id=str(row.get("internetMessageId") or ""),
        conversation_id=str(row.get("conversationId") or ""),
        subject=str(row.get("subject") or ""),
        to=addresses_of(row.get("toRecipients")) + addresses_of(row.get("ccRecipients")),
        at=parse_moment(at),
        categories=tuple(row.get("categories") or ()),
        web_link=str(row.get("webLink") or ""),
    )
