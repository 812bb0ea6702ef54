"""One round of every job, in the order of the data's way: what people set, came in, what follows, what goes out."""

from contextlib import suppress
from dataclasses import dataclass

from bot.app import App
from bot.desk.lists.bediening import DIENST_ITEM
from bot.errors import TenantError
from bot.jobs import digest, follow_up
from bot.jobs.mail.mark import mark
from bot.jobs.mail.read import MailReader
from bot.jobs.meetings import calendar, renew
from bot.jobs.meetings.read_back import CalendarReader
from bot.jobs.register.importing import refresh
from bot.jobs.sending import owner, permit
from bot.jobs.sending.step import Step, step
from bot.jobs.site.intake import IntakeReader
from bot.jobs.site.read import SiteReader
from bot.jobs.site.write import write
from bot.jobs.waves import follow_on
from bot.jobs.waves.expected import RUNNING
from bot.store import site, waves


@dataclass
class Round:
    """What a round did."""

    people_changed: int = 0
    mails: int = 0
    followed_up: int = 0
    sent: int = 0
    written: int = 0

    @property
    def quiet(self) -> bool:
        """Nothing happened."""
        return not (self.people_changed or self.mails or self.followed_up or self.sent)


def round_(app: App) -> Round:
    """Everything once. The caller holds the sender's lock. Refused when the mailbox is another journal's."""
    done = Round()
    refresh(app)
    with suppress(TenantError):  # an unreadable site says so below, after the mail was read
        owner.introduce(app)
    readers: tuple[SiteReader | MailReader | CalendarReader | IntakeReader, ...] = (
        SiteReader(app),
        MailReader(app),
        CalendarReader(app),
        IntakeReader(app),
    )
    parts = [reader.parts() for reader in readers]
    answers = app.graph.batch([part for group in parts for part in group])
    taken, faults = [], []
    for reader, group in zip(readers, parts, strict=True):
        try:
            taken.append(reader.absorb(answers[: len(group)]))
        except TenantError as fault:  # mail is read though a list cannot be (P11); nothing else follows then
            faults.append(fault)
        answers = answers[len(group) :]
    if faults:
        raise faults[0]
    permit.renewed(app)
    owner.require(app)
    done.people_changed, done.mails = taken[0] + taken[2] + taken[3], taken[1]
    calendar.passed(app)
    done.followed_up = follow_up.follow_up(app) + follow_on.follow_on(app)
    digest.digest(app)
    renew.renew(app)
    done.sent = drain(app).sent
    calendar.reconcile(app)
    mark(app)
    sign_of_life(app)
    done.written = write(app)
    return done


def drain(app: App) -> Step:
    """Send what may leave now; stops where the pace or a rule says wait."""
    total = Step()
    while True:
        one = step(app)
        total.sent, total.drafted = total.sent + one.sent, total.drafted + one.drafted
        total.waiting, total.again_at = one.waiting, one.again_at
        if not one.moved:
            return total


def sign_of_life(app: App) -> None:
    """LaatsteRonde moves at most once a minute, and so does what is told of the waves that run."""
    known = app.cache.get("sign")
    if known is None or (app.now() - known).total_seconds() >= 60:
        with app.journal.begin() as tx:
            site.mark(tx, "Bediening", DIENST_ITEM)
            for wave in waves.in_state(tx, RUNNING):  # what it waits for and when it is done move with the time
                site.mark(tx, "Golven", str(wave.id))
        app.cache["sign"] = app.now()
