"""What people did in Outlook with booked talks: the calendar's delta, compared with what the journal booked."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.transitions import happen
from bot.m365 import delta
from bot.m365.events import EventState, parse_event
from bot.m365.graph import Part, Result
from bot.models.actor import SomeoneInMailbox
from bot.models.status import Event
from bot.store import bookmarks, offers
from bot.store.offers import Offered, OfferState

WINDOW = timedelta(days=365)


class CalendarReader:
    """Reads the shared calendar's delta. `parts` and `absorb` let the first page travel in anybody's $batch.

    The window of a delta is fixed when it begins, so a new one is begun each month.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._name = f"calendar:{app.now():%Y-%m}"

    def parts(self) -> list[Part]:
        """One request: from where the last reading ended."""
        with self._app.journal.begin() as tx:
            known = bookmarks.get(tx, self._name)
        return [delta.part(known or self._start())]

    def absorb(self, answers: Sequence[Result]) -> int:
        """Take the answer; answers how many talks people moved or called off."""
        app = self._app
        page = delta.absorb(app.graph, answers[0], self._start())
        present = {str(row["id"]): parse_event(row) for row in page.items if "start" in row}
        with app.journal.begin() as tx:
            changed = read_back(app, tx, present, frozenset(page.removed_ids))
            bookmarks.put(tx, self._name, page.link, app.now())
        return changed

    def _start(self) -> str:
        now = self._app.now()
        return self._app.calendar.view_delta_start(now - timedelta(days=1), now + WINDOW)


def read_back(app: App, tx: Connection, present: Mapping[str, EventState], removed: frozenset[str]) -> int:
    """Let the journal follow what happened to booked talks still to come; `present` by event id."""
    if not present and not removed:
        return 0
    changed = 0
    for one in offers.in_state(tx, OfferState.CHOSEN):
        if one.event_id is None or one.slot.end <= app.now():
            continue
        event = present.get(one.event_id)
        if one.event_id in removed or (event is not None and event.cancelled):
            called_off(app, tx, one.code, SomeoneInMailbox(app.config.m365.mailbox), _cause(one))
            changed += 1
        elif event is not None and (event.start, event.end) != (one.slot.start, one.slot.end):
            _moved(app, tx, one, event.start, event.end)
            changed += 1
    return changed


def called_off(app: App, tx: Connection, code: str, actor: Any, cause: dict[str, Any]) -> None:
    """The institution (or a person in Outlook) called the talk off: its time is free, the wish for a talk stands."""
    happen(app, tx, code, Event.TALK_CANCELLED, app.now(), actor, cause)
    offers.release(tx, code, chosen=True)


def _moved(app: App, tx: Connection, one: Offered, start: datetime, end: datetime) -> None:
    offers.set_times(tx, one.id, start, end)
    happen(app, tx, one.code, Event.TALK_MOVED, app.now(), SomeoneInMailbox(app.config.m365.mailbox), _cause(one))


def _cause(one: Offered) -> dict[str, Any]:
    return {"offer": one.id, "calendar_event": one.event_id}
