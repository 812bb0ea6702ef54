"""Series: a master that is stored, occurrences that follow from it, exceptions that are stored beside it.

An occurrence's id holds its master's id and the day that the pattern gives it; it stays when it becomes an exception.
"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.sandbox.calendar import events, linked, recurrence
from bot.sandbox.calendar.event import Event, Form
from bot.sandbox.calendar.recurrence import Recurrence
from bot.sandbox.calendar.zones import stored, zone
from bot.sandbox.db import Db

_ID = re.compile(r"(.+)O(\d{8})AAE=")
_MASTER_END = "AAA="
FAR = datetime(4500, 8, 31, tzinfo=UTC)
"""The end of time in Outlook."""


def occurrence_id(master: str, day: date) -> str:
    """The id of a series' occurrence on a day."""
    return f"{master.removesuffix(_MASTER_END)}O{day:%Y%m%d}AAE="


def wall_zone(event: Event, rule: Recurrence) -> str:
    """The zone in which every occurrence has the same time of day."""
    return event.start_zone if event.properties["isAllDay"] else str(rule["range"]["recurrenceTimeZone"])


def on_day(master: Event, day: date) -> Event:
    """The occurrence on a day of the pattern, at the master's time of day."""
    assert master.recurrence is not None
    clock = zone(wall_zone(master, master.recurrence))
    first, last = master.start.astimezone(clock), master.end.astimezone(clock)
    start = datetime.combine(day, first.time(), clock).astimezone(UTC)
    end = datetime.combine(day + (last.date() - first.date()), last.time(), clock).astimezone(UTC)
    return replace(
        master,
        id=occurrence_id(master.id, day),
        start=start,
        end=max(start, end),
        recurrence=None,
        former=(),
        master=master.id,
        original=stored(start),
        transaction_id=None,
    )


def day_of(event: Event) -> date:
    """The day of the pattern that an occurrence or exception stands for."""
    match = _ID.fullmatch(event.id)
    assert match is not None
    return datetime.strptime(match[2], "%Y%m%d").replace(tzinfo=UTC).date()


def find(db: Db, mailbox: str, key: str) -> Event | None:
    """The event with this id, whether it is stored or follows from a series."""
    found = events.get(db, mailbox, key)
    match = None if found else _ID.fullmatch(key)
    if match is None:
        return found
    master = events.get(db, mailbox, match[1] + _MASTER_END)
    if master is None or master.recurrence is None or key in linked.exception_ids(db, master.id):
        return None
    try:
        day = datetime.strptime(match[2], "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None
    return on_day(master, day) if recurrence.days(master.recurrence, day, day) else None


def at(db: Db, master: Event, original: datetime) -> Event | None:
    """The occurrence or exception that the pattern puts at this time; None where none is left."""
    found = of_pattern(master, original)
    return find(db, master.mailbox, found.id) if found else None


def of_pattern(master: Event, original: datetime) -> Event | None:
    """The occurrence of the pattern at this time (of a whole day: at midnight in UTC), changed or gone or not."""
    if master.recurrence is None:
        return None
    whole = master.properties["isAllDay"]
    day = (original if whole else original.astimezone(zone(wall_zone(master, master.recurrence)))).date()
    return on_day(master, day) if recurrence.days(master.recurrence, day, day) else None


def beside(db: Db, master: Event, day: date) -> Event | None:
    """The occurrence or exception of a day of the pattern; None where it was taken out."""
    return find(db, master.mailbox, occurrence_id(master.id, day))


def expand(master: Event, start: datetime, end: datetime) -> list[Event]:
    """All that the pattern puts into a span of time, exceptions not looked at."""
    assert master.recurrence is not None
    edge = master.end - master.start + timedelta(days=1)
    low, high = (max(start, master.start) - edge).date(), (min(end, FAR) + timedelta(days=1)).date()
    found = (on_day(master, day) for day in recurrence.days(master.recurrence, low, high))
    return [one for one in found if _overlaps(one, start, end)]


def occurrences(db: Db, master: Event, start: datetime, end: datetime) -> list[Event]:
    """The occurrences of a series in a span of time, those that are exceptions or gone left out."""
    apart = linked.exception_ids(db, master.id)
    return [one for one in expand(master, start, end) if one.id not in apart]


def instances(db: Db, master: Event, start: datetime, end: datetime) -> list[Event]:
    """The occurrences and exceptions of a series in a span of time, by start."""
    changed = [one for one in linked.exceptions(db, master.id) if _overlaps(one, start, end)]
    return sorted([*occurrences(db, master, start, end), *changed], key=lambda one: (one.start, one.id))


def between(db: Db, mailbox: str, start: datetime, end: datetime, calendar: str | None = None) -> list[Event]:
    """What a calendar shows in a span of time: single events, occurrences, exceptions, by start."""
    found = events.between(db, mailbox, start, end, calendar)
    masters = linked.masters_between(db, mailbox, start, end, calendar)
    if not masters:
        return found
    for master in masters:
        found += occurrences(db, master, start, end)
    return sorted(found, key=lambda one: (one.start, one.id))


def vanished(master: Event, since: int, start: datetime, end: datetime) -> set[str]:
    """The ids of occurrences in a span that an earlier form of the series gave after the mark `since`."""
    forms = [former_master(master, one) for one in master.former if one["until"] > since]
    if master.deleted and master.recurrence:
        forms.append(master)
    return {one.id for form in forms for one in expand(form, start, end)}


def former_master(master: Event, form: Form) -> Event:
    """The master as it was in an earlier form."""
    start, end = datetime.fromisoformat(form["start"]), datetime.fromisoformat(form["end"])
    properties = {**master.properties, "isAllDay": form["isAllDay"]}
    return replace(
        master, start=start, end=end, start_zone=form["zone"], recurrence=form["recurrence"], properties=properties
    )


def _overlaps(event: Event, start: datetime, end: datetime) -> bool:
    inside = event.start < end and (event.end > start or event.start == event.end)
    return inside and event.end >= start
