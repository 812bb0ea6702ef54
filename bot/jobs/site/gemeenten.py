"""People's changes in Gemeenten and Provincies: a status, a date to come back, the outcome of a call, an option."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from bot.app import App
from bot.clock import AMSTERDAM
from bot.engagement.machine import set_by_person
from bot.engagement.phone import Uitkomst, outcome_event
from bot.jobs.meetings.choose import choose_option
from bot.jobs.site.authors import actor_of, version_of
from bot.jobs.site.faults import bad_columns
from bot.jobs.transitions import happen
from bot.m365.items import Version
from bot.models.actor import Actor
from bot.models.status import NO_TALK, Event, Status
from bot.store import engagements, events, notes, offers, site

if TYPE_CHECKING:
    from bot.jobs.site.read import Change

LATER = timedelta(days=90)
CLASH = (
    "Uw keuzes spreken elkaar tegen: de ene wil een gesprek, de andere niet. De bot heeft er niets mee gedaan; maak"
    " Uitkomst en Gekozen optie leeg, sla op en kies er een."
)


def changed(app: App, change: "Change") -> None:
    """Apply each changed column under the name of who changed it."""
    code = change.item.key
    with app.journal.begin() as tx:
        if code not in app.institutions:
            site.put(tx, change.item)
            return
        unseen, clash = _unseen(tx, change), _clash(change)
        if clash:
            notes.put(tx, change.item.list, change.item.item_id, CLASH)
        for column, value in _taken(change):
            version = version_of(change.versions, column, change.item.seen.get(column))
            if column in clash or (column in change.commands and not _claimed(app, tx, change, column, version)):
                continue
            cause = {"list": change.item.list, "item": change.item.item_id, "column": column}
            at = version.at if version else app.now()
            cause["version"] = version.id if version else ""
            _apply(app, tx, change, column, value, at, actor_of(version), cause)
        after = engagements.get(tx, code)
        if unseen and any(column == "Status" for column, _ in _taken(change)) and unseen != after.status.label:
            engagements.put(tx, replace(after, proposal=unseen))
        site.put(tx, change.item)
        site.mark(tx, change.item.list, code)


def _clash(change: "Change") -> set[str]:
    """The commands of one edit that say both yes and no to a talk: none of them is carried out."""
    taken = dict(_taken(change))
    outcome, no_talk = taken.get("Uitkomst"), [one.label for one in NO_TALK]
    yes = {"GekozenOptie"} & {column for column, value in taken.items() if value}
    yes |= {"Uitkomst"} if outcome == Uitkomst.WIL_GESPREK else set()
    no = {"Uitkomst"} if outcome in (Uitkomst.GEEN_INTERESSE, Uitkomst.LATER) else set()
    no |= {"Status"} if taken.get("Status") in no_talk else set()
    return (yes | no) - {"Status"} if yes and no else set()  # a status by hand stands (P3)


def _claimed(app: App, tx: Connection, change: "Change", column: str, version: Version | None) -> bool:
    """This command is ours to carry out: one that is read again was carried out."""
    if version is None:
        return True
    item, value = change.item, str(change.commands[column])
    return site.claim(tx, item.list, item.item_id, column, version.id, value, actor_of(version), app.now())


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
        choose_option(app, tx, code, [int(str(value)[-1])], actor, cause, answers=None)


def _come_back(app: App, change: "Change") -> date:
    """The day that stands in the item, where it is still to come; else as after a mail that says `later`."""
    day = _day(change.item.seen.get("TerugkomenOp"))
    return day if day and day > app.today() else app.today() + LATER


def _day(value: Any) -> date | None:
    if not value:
        return None
    text = str(value)
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).astimezone(AMSTERDAM).date()
