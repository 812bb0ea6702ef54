"""People's changes in Gemeenten and Provincies: a status, a date to come back, the outcome of a call, an option."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from bot.app import App
from bot.clock import AMSTERDAM
from bot.engagement.machine import set_by_person
from bot.engagement.phone import outcome_event
from bot.jobs.meetings.choose import choose_option
from bot.jobs.site.authors import actor_of, version_of
from bot.jobs.site.faults import bad_columns
from bot.jobs.transitions import happen
from bot.models.actor import Actor
from bot.models.status import Event, Status
from bot.store import engagements, events, notes, offers, site

if TYPE_CHECKING:
    from bot.jobs.site.read import Change

LATER = timedelta(days=90)
NO_TALK = (Status.DECLINED, Status.LATER, Status.COMPLETED)
"""Set by hand, these give the held times back, as a mail that says so does."""


def changed(app: App, change: "Change") -> None:
    """Apply each changed column under the name of who changed it."""
    code = change.item.key
    with app.journal.begin() as tx:
        if code not in app.institutions:
            site.put(tx, change.item)
            return
        unseen = _unseen(tx, change)
        for column, value in _taken(change):
            version = version_of(change.versions, column, change.item.seen.get(column))
            cause = {"list": change.item.list, "item": change.item.item_id, "column": column}
            at = version.at if version else app.now()
            cause["version"] = version.id if version else ""
            _apply(app, tx, change, column, value, at, actor_of(version), cause)
        after = engagements.get(tx, code)
        if unseen and any(column == "Status" for column, _ in _taken(change)) and unseen != after.status.label:
            engagements.put(tx, replace(after, proposal=unseen))
        site.put(tx, change.item)
        site.mark(tx, change.item.list, code)


def _taken(change: "Change") -> list[tuple[str, Any]]:
    """The columns that people changed, but for those with a word that is none of the choices."""
    bad = bad_columns(change.item)
    return [pair for pair in {**change.people, **change.commands}.items() if pair[0] not in bad]


def _unseen(tx: Connection, change: "Change") -> str:
    """The status that the bot had found but not shown yet when a person set one: it becomes the proposal (P3)."""
    before = engagements.get(tx, change.item.key)
    shown = site.get(tx, change.item.list, change.item.item_id)
    known = shown.seen.get("Status") if shown and "Status" not in bad_columns(shown) else None
    return before.status.label if known and not before.by_person and before.status.label != known else ""


def _apply(
    app: App,
    tx: Connection,
    change: "Change",
    column: str,
    value: Any,
    at: datetime,
    actor: Actor,
    cause: dict[str, Any],
) -> None:
    code = change.item.key
    events.record(tx, app.now(), "person_set", actor=actor, institution=code, cause=cause, data={"value": value})
    before = engagements.get(tx, code)
    if column == "Status" and value:
        outcome = set_by_person(before, Status.parse(str(value)), at, actor)
        engagements.put(tx, replace(outcome.engagement, proposal=""))
        if outcome.engagement.status in NO_TALK:
            offers.release(tx, code)
    elif column == "TerugkomenOp":
        engagements.put(tx, replace(before, follow_up_on=_day(value)))
    elif column == "Uitkomst" and value:
        if event := outcome_event(str(value)):
            day = _come_back(app, change) if event is Event.DEFERRED else None
            happen(app, tx, code, event, at, actor, cause, follow_up_on=day, replied=True)
    elif column == "GekozenOptie" and value:
        if not choose_option(app, tx, code, [int(str(value)[-1])], actor, cause, answers=None):
            told = f"Optie {value} is niet meer vrij; kies een van de vrije opties of spreek een ander moment af."
            notes.put(tx, change.item.list, change.item.item_id, told)


def _come_back(app: App, change: "Change") -> date:
    """The day that stands in the item, where it is still to come; else as after a mail that says `later`."""
    day = _day(change.item.seen.get("TerugkomenOp"))
    return day if day and day > app.today() else app.today() + LATER


def _day(value: Any) -> date | None:
    if not value:
        return None
    text = str(value)
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).astimezone(AMSTERDAM).date()
