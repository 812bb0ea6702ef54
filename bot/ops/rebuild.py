"""`ontour rebuild`: a lost journal out of the lists, the mailbox and the calendar, without one letter going out twice.

Everything that is already known stays as it is, so that it can be killed and run again. It sends nothing and answers
nothing. Until it has ended the journal sends nothing either.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.app import App
from bot.errors import Refused
from bot.jobs.sending import owner
from bot.jobs.sending.rules import FRESH
from bot.models.actor import Operator
from bot.ops import tenant
from bot.ops.restore import letters, lists, mails, times, waves
from bot.ops.tenant import MailSeen
from bot.store import engagements, events, marks, outbox
from bot.store.tables import outbox as outbox_table
from bot.store.tables import wave as wave_table


def rebuild(app: App, actor: Operator, *, take_over: bool = False) -> dict[str, int]:
    """Restore what lacks; answers how many of each kind.

    Refused where the mailbox is another journal's and `take_over` does not say otherwise, where this journal holds
    another tour, and where another process sends from it.
    """
    with app.journal.sender_lock():
        _check(app, take_over)
        with app.journal.begin() as tx:
            before = marks.get(tx, marks.REBUILDING)
            marks.put(tx, marks.REBUILDING, before or app.now().isoformat())
        if owner.take(app, over=take_over) or before:
            _until_quiet(app)
        counts = _restore(app)
        with app.journal.begin() as tx:
            marks.put(tx, marks.REBUILDING, "")
            marks.put(tx, marks.REBUILT, app.now().isoformat())
            events.record(tx, app.now(), "rebuilt", actor=actor, data=counts)
    return counts


def _check(app: App, take_over: bool) -> None:
    """An empty journal, one whose rebuild was broken off, or this mailbox's own."""
    with app.journal.begin() as tx:
        going_on, rows = bool(marks.get(tx, marks.REBUILDING)), _rows(tx)
    holder = owner.holder(app)
    if going_on or not rows or holder == app.journal.id:
        if holder not in ("", app.journal.id) and not take_over:
            raise Refused(
                f"mailbox {app.config.m365.mailbox} belongs to another journal ({holder}); if that one is lost for good"
                " run `ontour rebuild --take-over`, else use its store.url"
            )
        return
    raise Refused(
        f"store.url {app.journal.url}: holds a tour already ({rows} waves and mails) that is not this mailbox's;"
        " rebuild fills an empty journal: set store.url to a new file"
    )


def _rows(tx: Connection) -> int:
    tables = (outbox_table, wave_table)
    return sum(int(tx.execute(select(func.count()).select_from(table)).scalar_one()) for table in tables)


def _until_quiet(app: App) -> None:
    """Whoever had the mailbox before may send on a reading that is still fresh: what it sends is to be seen."""
    with app.journal.begin() as tx:
        quiet = datetime.fromisoformat(marks.get(tx, marks.REBUILDING)) + FRESH
    if app.now() < quiet:
        app.progress(f"the mailbox changes hands: waiting until {quiet:%H:%M:%S} UTC for what may still leave")
        app.clock.sleep_until(quiet)


def _restore(app: App) -> dict[str, int]:
    with app.journal.begin() as tx:
        engagements.ensure(tx, app.institutions)
    seen, laid = tenant.mails(app), tenant.events(app)
    steps: dict[str, Callable[[], int]] = {
        "contacts": lambda: lists.contacten(app),
        "institutions": lambda: lists.institutions(app),
        "waves": lambda: waves.golven(app, seen),
        "sent": lambda: letters.sent(app, seen),
        "held": lambda: letters.kept_back(app, seen),
        "times": lambda: times.times(app, seen, laid),
        "statuses": lambda: lists.behind(app),
        "mails": lambda: mails.mails(app, seen),
        "drafts": lambda: _drafts(app, seen),
    }
    counts: dict[str, int] = {}
    for name, step in steps.items():
        counts[name] = step()
        app.progress(f"rebuild: {counts[name]} {name}")
    return counts


def _drafts(app: App, seen: list[MailSeen]) -> int:
    """Drafts that nobody approved any more: what they said is planned anew. Those of a row that still runs stay."""
    with app.journal.begin() as tx:
        rows = {one.id: outbox.get(tx, one.key) for one in seen if one.key and one.draft}
    lost = [
        one.id
        for one in seen
        if one.key
        and one.draft
        and one.folder not in ("deleteditems", "outbox")
        and ((row := rows[one.id]) is None or row.graph_id not in (None, one.id) or row.state not in outbox.OPEN)
    ]
    answers = app.graph.batch([app.mailbox.delete_part(one) for one in lost])
    return sum(answer.ok for answer in answers)
