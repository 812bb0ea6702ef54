"""What a batch of sends rests on, read in one round trip and carried along by the next batch."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from bot.app import App
from bot.errors import TenantError
from bot.jobs.mail.read import MailReader
from bot.jobs.sending import owner, permit
from bot.jobs.site.read import SiteReader
from bot.m365.graph import Part, Result

STOP = ("Bediening", "Golven")
"""Noodstop, Dagboek and the wave's item: after either is set at most one batch leaves, so every batch carries them."""
SITE = ("Gemeenten", "Contacten")
FOLDERS = ("inbox", "junkemail", "sentitems")
BRIEF = len(STOP)
WHOLE = BRIEF + len(SITE) + len(FOLDERS) + 1
"""How many of a batch's twenty parts each kind of reading takes."""


class Readings:
    """The site's lists, the inbox and the drafts, as parts of a $batch and what their answers mean.

    A whole reading serves for a minute; a brief one, of what stops all, for one batch.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._stop, self._site, self._mail = SiteReader(app, STOP), SiteReader(app, SITE), MailReader(app, FOLDERS)
        self._drafts: dict[str, str] = {}
        self._asked_at = app.now()
        self.read_at: datetime | None = None

    def due(self, age: timedelta, *, after: datetime | None = None) -> bool:
        """No whole reading within `age` and after `after`."""
        read_at, now = self.read_at, self._app.now()
        if read_at is None or read_at > now:  # the clock was set back: how old it is cannot be told
            return True
        return now - read_at >= age or (after is not None and read_at <= after)

    def refresh(self, age: timedelta, *, after: datetime | None = None) -> None:
        """Read now what is due, and what stops all if a batch rested on it. Refused when the mailbox is another's."""
        owner.introduce(self._app)
        whole = self.due(age, after=after)
        if whole or permit.spent(self._app):
            self.absorb(self._app.graph.batch(self.parts(whole=whole)))
        owner.require(self._app)

    def parts(self, *, whole: bool) -> list[Part]:
        """The reading as requests, WHOLE or BRIEF of them."""
        self._asked_at = self._app.now()
        brief = self._stop.parts()
        return [*brief, *self._site.parts(), *self._mail.parts(), self._app.mailbox.drafts_part()] if whole else brief

    def absorb(self, answers: Sequence[Result]) -> None:
        """Take the answers to `parts`; what people changed and wrote is acted upon before anything else is sent."""
        self._stop.absorb(answers[:BRIEF])
        permit.renewed(self._app)
        if len(answers) == BRIEF:
            return
        self._site.absorb(answers[BRIEF : BRIEF + len(SITE)])
        self._mail.absorb(answers[BRIEF + len(SITE) : -1])
        if answers[-1].ok:
            self._drafts = {draft.id: draft.change_key for draft in self._app.mailbox.drafts_in(answers[-1])}
            self.read_at = self._asked_at

    def carried(self, answers: Sequence[Result]) -> None:
        """The same for parts that travelled with a batch of sends; what failed of it is read anew before the next."""
        with suppress(TenantError):
            self.absorb(answers)

    @classmethod
    def of(cls, app: App) -> "Readings":
        """The one of this process: what a batch carried along serves the next step."""
        if "readings" not in app.cache:
            app.cache["readings"] = cls(app)
        found: Readings = app.cache["readings"]
        return found

    def draft_keys(self) -> dict[str, str]:
        """changeKey by id of the drafts in the mailbox when last read."""
        return self._drafts
