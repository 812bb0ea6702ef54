"""What people did in Outlook with holds and booked talks: the calendar's delta against what the journal knows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.meetings import attending, moves
from bot.jobs.meetings.holds import moved_or_gone, refused
from bot.jobs.meetings.talks import Talk, booked
from bot.jobs.transitions import happen
from bot.m365 import delta
from bot.m365.calendar import event_in
from bot.m365.events import EventState, parse_event
from bot.m365.graph import Part, Result, refusal_of
from bot.meetings import answers
from bot.models.actor import SomeoneInMailbox
from bot.models.status import Event
from bot.store import bookmarks, offers
from bot.store.offers import OfferState

WINDOW = timedelta(days=365)
Seen = Mapping[str, EventState | None]
"""Events by id as they stand now; None: gone."""


class CalendarReader:
    """Reads the shared calendar's delta. `parts` and `absorb` let the first page travel in anybody's $batch.

    The window of a delta is fixed when it begins, so a new one is begun each month.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._name = f"calendar:{app.now():%Y-%m}"
        self._known: str | None = None

    def parts(self) -> list[Part]:
        """One request: from where the last reading ended."""
        with self._app.journal.begin() as tx:
            self._known = bookmarks.get(tx, self._name)
        return [delta.part(self._known or self._start())]

    def absorb(self, answers: Sequence[Result]) -> int:
        """Take the answer; answers how many talks people moved, answered or called off."""
        app = self._app
        page = delta.absorb(app.graph, answers[0], self._start())
        rows = {str(row["id"]): row for row in page.items}
        whole = page.resync or self._known is None  # all that exists: what is known and not in it may be gone
        with app.journal.begin() as tx:
            suspect = _suspect(app, tx, rows, page.removed_ids, whole)
        seen = _look(app, suspect)
        with app.journal.begin() as tx:
            changed = read_back(app, tx, seen)
            bookmarks.put(tx, self._name, page.link, app.now())
        return changed

    def _start(self) -> str:
        now = self._app.now()
        return self._app.calendar.view_delta_start(now - timedelta(days=1), now + WINDOW)


def _suspect(
    app: App, tx: Connection, rows: Mapping[str, Mapping[str, Any]], removed: Iterable[str], whole: bool
) -> list[str]:
    """Events of ours that changed or may be gone; a hold that stands where we laid it is none."""
    gone, now = set(removed), app.now()
    if not (rows or gone or whole):
        return []
    talks = [one.event_id for one in booked(tx) if one.offered.slot.end > now]
    holds = {one.event_id: one.slot for one in offers.in_state(tx, OfferState.HELD, laid=True) if one.event_id}
    touched = [one for one in talks if one in rows or one in gone or (whole and one not in rows)]
    for event_id, slot in holds.items():
        row = rows.get(event_id)
        if row is None:
            if event_id in gone or (whole and slot.end > now):
                touched.append(event_id)
        elif "start" not in row or _times(parse_event(row)) != (slot.start, slot.end):
            touched.append(event_id)
    return touched


def _look(app: App, ids: Sequence[str]) -> Seen:
    """Each as it stands now, read by its id: a delta may hold only what changed, or lag behind what we laid."""
    results = app.graph.batch([app.calendar.get_part(one) for one in ids]) if ids else []
    pairs = [(one, result) for one, result in zip(ids, results, strict=True) if not _unreadable(result)]
    return {one: None if result.status == 404 else event_in(result) for one, result in pairs}


def _unreadable(result: Result) -> bool:
    """Refused for good: nothing is known of that event, and the others are followed. What may pass is raised."""
    if result.ok or result.status == 404:
        return False
    if refused(result):
        return True
    raise refusal_of(result, "an event of ours")


def _times(event: EventState) -> tuple[Any, Any]:
    return event.start, event.end


def read_back(app: App, tx: Connection, seen: Seen) -> int:
    """Let the journal follow what happened to talks still to come and to held times."""
    if not seen:
        return 0
    moved_or_gone(app, tx, seen)
    talks = [one for one in booked(tx) if one.event_id in seen and one.offered.slot.end > app.now()]
    return sum(_follow(app, tx, one, seen[one.event_id]) for one in talks)


def _follow(app: App, tx: Connection, talk: Talk, event: EventState | None) -> bool:
    slot, actor = talk.offered.slot, SomeoneInMailbox(app.config.m365.mailbox)
    present = attending.present_talk(app, tx, talk, event)
    found = answers.read_back(answers.Talk(slot.start, slot.end), present, app.now())
    cause = {"offer": talk.offered.id, "calendar_event": talk.event_id}
    if found.event is Event.TALK_CANCELLED:
        called_off(app, tx, talk.offered.code, actor, cause)
        return True
    moved = event is not None and _times(event) != (slot.start, slot.end)
    if event is not None and moved and not moves.is_ours(tx, talk, event.start):
        offers.set_times(tx, talk.offered.id, event.start, event.end)
        happen(app, tx, talk.offered.code, Event.TALK_MOVED, app.now(), actor, cause)
        attending.show(app, tx, talk, found)
        return True
    return attending.show(app, tx, talk, found)


def called_off(app: App, tx: Connection, code: str, actor: Any, cause: dict[str, Any]) -> None:
    """The institution (or a person in Outlook) called the talk off: its time is free, the wish for a talk stands.

    Who was invited hears of it with the next round, unless the meeting is gone already (`cancellations`).
    """
    happen(app, tx, code, Event.TALK_CANCELLED, app.now(), actor, cause)
    for talk in booked(tx):
        if talk.offered.code == code:
            attending.forget(tx, talk)
    offers.release(tx, code, chosen=True)
