"""The shared calendar against offers, talks and statuses."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from bot.app import App
from bot.jobs import traces
from bot.jobs.meetings.talks import INVITATION
from bot.m365.events import EventState
from bot.models.status import TALKS, Status
from bot.ops.drift.found import REBUILD, RUN, Drift, named
from bot.store import engagements, offers
from bot.store.offers import Offered, OfferState


def calendars(app: App, tx: Connection, events: Sequence[EventState]) -> Iterator[Drift]:
    """Of what is still to come."""
    coming = [one for one in events if not one.cancelled and one.end > app.now()]
    known = {one.id: one for one in offers.in_state(tx, *OfferState)}
    yield from _holds(app, coming, known)
    yield from _meetings(app, tx, coming, known)
    yield from _without_meeting(app, tx, coming)


def _holds(app: App, events: Sequence[EventState], known: Mapping[int, Offered]) -> Iterator[Drift]:
    for event in events:
        kind, _, number = event.key.partition(":")
        if kind != "hold":
            continue
        one = known.get(int(number)) if number.isdigit() else None
        if one is None or one.state is not OfferState.HELD or one.event_id != event.id:
            code = one.code if one else _code(event)
            state = f"the journal has that time as {one.state.value}" if one else "the journal knows no such offer"
            todo = f"{RUN}; where it stays, remove the event '{event.subject}'" if one else REBUILD
            yield Drift("hold_without_offer", named(app, code, _when(event)), f"a hold stands, {state}", todo)


def _meetings(app: App, tx: Connection, events: Sequence[EventState], known: Mapping[int, Offered]) -> Iterator[Drift]:
    for event in events:
        kind, _, number = event.key.partition(":")
        if kind != INVITATION:
            continue
        one = known.get(int(number)) if number.isdigit() else None
        code = one.code if one else _code(event)
        status = engagements.get(tx, code).status
        booked = one is not None and one.state is OfferState.CHOSEN
        if status not in TALKS or not booked:
            said = f"the status is '{status.label}'" if booked or one is None else f"the time is {one.state.value}"
            todo = "call it off in Outlook, or set the status in Gemeenten to what was agreed"
            detail = f"a meeting stands, {said}"
            yield Drift("meeting_without_status", named(app, code, _when(event)), detail, todo if one else REBUILD)


def _without_meeting(app: App, tx: Connection, events: Sequence[EventState]) -> Iterator[Drift]:
    chosen = {one.id: one.code for one in offers.in_state(tx, OfferState.CHOSEN)}
    standing = {code for each, code in chosen.items() if any(one.key == f"{INVITATION}:{each}" for one in events)}
    for code, one in engagements.all_of(tx).items():
        if one.status is Status.TALK_PLANNED and code not in standing:
            waits = code in chosen.values()
            detail = "a talk is planned, no meeting stands in the shared calendar"
            todo = (
                f"{RUN}: the invitation is still to go"
                if waits
                else ("lay the meeting in the shared calendar, or set the status in Gemeenten to what was agreed")
            )
            yield Drift("status_without_meeting", named(app, code), detail, todo)


def _code(event: EventState) -> str:
    return str(traces.read(event.trace).get("code") or "")


def _when(event: EventState) -> str:
    return f"{event.start:%Y-%m-%d %H:%M} UTC"
