"""Take over a tour that is under way: the statuses of a table, as a person's word with the cause `beginstand`."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.clock import AMSTERDAM
from bot.engagement.machine import set_by_person
from bot.engagement.opening import Opening, missing_columns, read_opening
from bot.errors import DataError
from bot.jobs.register.force import ended
from bot.models.actor import Actor, Person
from bot.models.engagement import Engagement
from bot.models.status import NO_TALK, Status
from bot.register.matching import Matcher
from bot.register.tables import read_table
from bot.store import engagements, events, offers

CAUSE = "beginstand"
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did, by code: set; as imported before; left as it stood, with the file's status as proposal."""

    set: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def import_opening(app: App, path: Path, actor: Actor) -> Taken:
    """Set the statuses of a table; DataError, in one line, names the rows that are wrong, and then nothing is done.

    Institutions that the table does not name stay as they are. Who was written to is no longer `to_approach`, and so
    gets no first letter.
    """
    rows = _read(app, path)
    done: dict[str, list[str]] = {"set": [], "unchanged": [], "kept": []}
    with app.journal.begin() as tx:
        for row in rows:
            done[_take(app, tx, row, actor, path.name)].append(row.code)
    return Taken(**{name: tuple(codes) for name, codes in done.items()})


def _read(app: App, path: Path) -> list[Opening]:
    columns, rows = read_table(path)
    if lacks := missing_columns(columns):
        known = "gemeente (or cbs_code), status, datum, toelichting"
        raise DataError(f"{path}: no column {lacks}; the columns are {known}")
    found, faults = read_opening([(row.number, row.cells) for row in rows], _Finder(app).code, app.today())
    if faults:
        more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        raise DataError(f"{path}: {'; '.join(faults[:SHOWN])}{more}; correct the file and run it again")
    if not found:
        raise DataError(f"{path}: holds no row below the column names; fill it in and run it again")
    return found


class _Finder:
    """From what stands in a table to a code that exists today."""

    def __init__(self, app: App) -> None:
        self._app, self._matcher = app, Matcher(app.institutions.values())

    def code(self, text: str) -> str:
        plain = text.strip()
        found = self._matcher.by_name(f"GM{int(plain):04d}" if plain.isdecimal() else plain)
        if found is None:
            raise ValueError(f"unknown municipality {plain!r}, or more than one{self._near(plain)}")
        if ended(self._app, found.code):
            raise ValueError(f"{found.name} ({found.code}) exists no longer; name the municipality that took it over")
        return found.code

    def _near(self, text: str) -> str:
        names = {one.name.casefold(): one for one in self._app.institutions.values()}
        near = difflib.get_close_matches(text.casefold(), names, n=1, cutoff=0.75)
        return f"; did you mean {names[near[0]].name} ({names[near[0]].code})?" if near else "; give its code"


def _take(app: App, tx: Connection, row: Opening, actor: Actor, file: str) -> str:
    said, before = _said(row), engagements.get(tx, row.code)
    if said == _last_said(tx, row.code):
        return "unchanged"
    kept = before.status is not row.status and _stands(before, row.day)
    after = _kept(before, row) if kept else _set(before, row, app.now(), actor)
    if after != before:
        engagements.put(tx, after)
    if not kept and after.status in NO_TALK:
        offers.release(tx, row.code)
    data = {"before": before.status.value, "after": after.status.value, "proposal": after.proposal, **said}
    cause = {"rule": CAUSE, "file": file}
    events.record(tx, app.now(), "imported", actor=actor, institution=row.code, cause=cause, data=data)
    return "kept" if kept else "set"


def _stands(known: Engagement, day: date | None) -> bool:
    """What is known leads: a person set it in a list, or the bot saw it happen after the day of the row."""
    if isinstance(known.actor, Person):
        return True
    later = day is not None and known.since is not None and known.since.astimezone(AMSTERDAM).date() > day
    return later and not known.by_person and known.status is not Status.TO_APPROACH


def _kept(before: Engagement, row: Opening) -> Engagement:
    return replace(before, proposal=row.status.label, session_held=before.session_held or row.session_held)


def _set(before: Engagement, row: Opening, now: datetime, actor: Actor) -> Engagement:
    """As if the person set it now, so that it stands against every mail from before; `since` tells the row's day."""
    new = set_by_person(before, row.status, now, actor).engagement
    since, ahead = now, row.day is not None and row.day > now.astimezone(AMSTERDAM).date()
    if row.day is not None and not ahead:
        since = min(now, datetime.combine(row.day, time(12), AMSTERDAM).astimezone(UTC))
    back = row.day if ahead and row.status is Status.LATER else new.follow_up_on
    held = new.session_held or row.session_held
    return replace(new, since=since, follow_up_on=back, session_held=held)


def _said(row: Opening) -> dict[str, Any]:
    """What the row says, as the journal keeps it: the same row again is no news."""
    day = row.day.isoformat() if row.day else ""
    return {"value": row.status.label, "day": day, "note": row.note, "session_held": row.session_held or ""}


def _last_said(tx: Connection, code: str) -> Mapping[str, Any] | None:
    rows = [one["data"] for one in events.of_institution(tx, code) if one["kind"] == "imported"]
    return {name: rows[-1].get(name) for name in ("value", "day", "note", "session_held")} if rows else None
