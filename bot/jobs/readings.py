"""What a batch of sends rests on, read in one round trip and carried along by the next batch."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.app import App
from bot.jobs.mail.read import MailReader
from bot.jobs.sending import owner
from bot.jobs.site.read import SiteReader
from bot.m365.graph import Part, Result
from bot.m365.mail import found_in

FOLDERS = ("inbox", "junkemail")
SITE = ("Bediening", "Golven", "Gemeenten", "Contacten")


class Readings:
    """The site's lists, the inbox and the drafts, as parts of a $batch and what their answers mean."""

    PARTS = len(SITE) + len(FOLDERS) + 1
    """How many of a batch's twenty parts a reading takes."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._site = SiteReader(app, SITE)
        self._mail = MailReader(app, FOLDERS)
        self._drafts: dict[str, str] = {}
        self.read_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._site_count = self._mail_count = 0

    def refresh(self, age: timedelta, *, after: datetime | None = None) -> None:
        """Read now, unless all was read within `age` and after `after`. Refused when the mailbox is another's."""
        owner.introduce(self._app)
        now = self._app.now()
        if self.read_at is None or now - self.read_at >= age or (after is not None and self.read_at <= after):
            self.absorb(self._app.graph.batch(self.parts()))
        owner.require(self._app)

    def parts(self) -> list[Part]:
        """The reading as requests, at most 7 of a batch's 20."""
        self._asked_at = self._app.now()
        site, mail = self._site.parts(), self._mail.parts()
        self._site_count, self._mail_count = len(site), len(mail)
        return [*site, *mail, self._app.mailbox.drafts_part()]

    def absorb(self, answers: Sequence[Result]) -> None:
        """Take the answers to `parts`; what people changed and wrote is acted upon before anything else is sent."""
        site, mail = answers[: self._site_count], answers[self._site_count : self._site_count + self._mail_count]
        self._site.absorb(site)
        self._mail.absorb(mail)
        listing = answers[-1]
        if listing.ok:
            self._drafts = {draft.id: draft.change_key for draft in found_in(listing)}
            self.read_at = self._asked_at

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
