"""Offered times and booked talks: what mails and events say was offered, against what stands in the calendar."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.engagement.machine import TABLE
from bot.jobs import traces
from bot.jobs.meetings.talks import INVITATION
from bot.jobs.transitions import happen
from bot.m365.events import EventState
from bot.models.actor import Service
from bot.models.status import Event, Status
from bot.ops.tenant import MailSeen
from bot.store import engagements, offers, outbox, site
from bot.store.offers import OfferState
from bot.store.outbox import Effect, State

OPEN = (Status.TO_APPROACH, Status.INVITED, Status.CALLING, Status.INTERESTED)
_ID = re.compile(r"(?:hold|event|cancel|move|answer:[\w-]+:offer|staff:unmanned):(\d+)")
Row = dict[str, Any]


def times(app: App, mails: Sequence[MailSeen], events: Sequence[EventState]) -> int:
    """Every offered time that the journal does not know; answers how many."""
    told = [one.told for one in mails if one.left] + [traces.read(one.trace) for one in events]
    rows = {row["id"]: row for each in told for row in traces.offered(each)}
    standing = {one.key: one for one in events if not one.cancelled}
    count = 0
    with app.journal.begin() as tx:
        known = offers.ids(tx)
        for row in rows.values():
            if row["id"] not in known and row["code"] in app.institutions:
                _offer(app, tx, row, standing)
                count += 1
        _reserve(tx, [one.key for one in mails] + [one.key for one in events])
    return count


def _offer(app: App, tx: Connection, row: Row, standing: Mapping[str, EventState]) -> None:
    talk, hold = standing.get(f"{INVITATION}:{row['id']}"), standing.get(f"hold:{row['id']}")
    if talk is not None:
        state = OfferState.PAST if talk.end <= app.now() else OfferState.CHOSEN
        offers.restore(tx, {**row, "start": talk.start, "end": talk.end}, state)
        _invited(app, tx, row, talk)
    elif hold is not None and (hold.start, hold.end) == (row["start"], row["end"]):
        offers.restore(tx, row, OfferState.HELD, hold.id)
    else:
        offers.restore(tx, row, OfferState.HELD if _not_laid_yet(app, tx, row) else OfferState.RELEASED)


def _not_laid_yet(app: App, tx: Connection, row: Row) -> bool:
    """It was told of, its hold was not laid yet, and nothing says that it was given back."""
    if row["start"] <= app.now() or row["expires"] <= app.now():
        return False
    if engagements.get(tx, row["code"]).status not in OPEN:
        return False
    name = "Provincies" if row["code"].startswith("PV") else "Gemeenten"
    item = site.by_key(tx, name, [row["code"]]).get(row["code"])
    free = str(item.seen.get("VrijeOpties") or "") if item else ""
    written = item is not None and bool(item.seen.get("LaatsteContact"))
    return not written or any(line.startswith(f"{row['n']}:") for line in free.splitlines())


def _invited(app: App, tx: Connection, row: Row, talk: EventState) -> None:
    """The invitation that left for a talk, and the status that follows where the list does not show it yet."""
    code, now = row["code"], app.now()
    payload = {"to": [one.email for one in talk.attendees], "cc": [], "offer": row["id"]}
    box = app.config.m365.mailbox
    effect = Effect(talk.key, INVITATION, box, now, code, None, State.SENT, payload, graph_id=talk.id)
    if not outbox.add(tx, effect, now):
        outbox.move(tx, talk.key, list(State), State.SENT, now, graph_id=talk.id)
    known = engagements.get(tx, code)
    behind = not known.by_person and (known.status, Event.TALK_BOOKED) in TABLE and talk.end > now
    if behind and known.status is not Status.TALK_PLANNED:
        cause = {"calendar_event": talk.id, "rule": "herstel van het logboek"}
        happen(app, tx, code, Event.TALK_BOOKED, now, Service(), cause, replied=True)


def _reserve(tx: Connection, keys: Iterable[str]) -> None:
    """No new time may get the number of a former one: its hold, talk or answer carries that in its key."""
    highest = max((int(found.group(1)) for key in keys if (found := _ID.match(key))), default=0)
    if highest > max(offers.ids(tx), default=0):
        offers.reserve(tx, highest)
