"""What a batch of sends rests on, read in one round trip and carried along by the next batch."""

from collections.abc import Sequence
from datetime import timedelta

from bot.app import App
from bot.jobs.mail.read import MailReader
from bot.jobs.site.read import SiteReader
from bot.m365.graph import Part, Result
from bot.m365.mail import found_in
from bot.store import bookmarks

SITE = ("Bediening", "Golven", "Gemeenten", "Contacten")


class Readings:
    """The site's lists, the inbox and the drafts, as parts of a $batch and what their answers mean."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._site = SiteReader(app, SITE)
        self._mail = MailReader(app, ("inbox", "junkemail"))
        self._drafts: dict[str, str] = {}
        self._site_count = self._mail_count = 0

    def refresh(self, age: timedelta) -> None:
        """Read now, unless all was read within `age`."""
        app = self._app
        with app.journal.begin() as tx:
            read_at = bookmarks.read_at(tx, "list:Bediening")
        if read_at is None or app.now() - read_at >= age:
            self.absorb(app.graph.batch(self.parts()))

    def parts(self) -> list[Part]:
        """The reading as requests, at most 7 of a batch's 20."""
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

    def draft_keys(self) -> dict[str, str]:
        """changeKey by id of the drafts in the mailbox when last read."""
        return self._drafts
