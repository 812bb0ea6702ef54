"""Free and busy times of many calendars over any period, in as few requests as getSchedule allows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.m365.events import UTC_TIMES, parse_time, utc_json
from bot.m365.graph import Graph, Part, answer_of

MOST_ADDRESSES = 20
MOST_DAYS = 61  # the service takes 62; local time stretches by an hour when summer time ends


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch of a calendar; `status` is tentative, busy, oof, workingElsewhere or free. Times in UTC."""

    start: datetime
    end: datetime
    status: str


Schedules = dict[str, list[Busy] | str]
"""By address (as it was asked): its stretches in order, or Graph's reason why it may not be seen."""


def read(
    graph: Graph, mailbox: str, addresses: Sequence[str], start: datetime, end: datetime, interval: int
) -> Schedules:
    """All of it in one $batch; the calendar of `mailbox` asks."""
    jobs = [(group, span) for group in _groups(addresses) for span in _spans(start, end)]
    parts = [_part(mailbox, group, span, interval) for group, span in jobs]
    found: Schedules = {address: [] for address in addresses}
    for (group, _), result in zip(jobs, graph.batch(parts), strict=True):
        _take(found, group, answer_of(result, "getSchedule")["value"])
    return {address: _tidy(busy) for address, busy in found.items()}


def _take(found: Schedules, group: Sequence[str], schedules: Sequence[Mapping[str, Any]]) -> None:
    answers = {str(entry["scheduleId"]).lower(): entry for entry in schedules}
    for address in group:
        entry, known = answers.get(address.lower()), found[address]
        if entry is None or entry.get("error"):
            found[address] = str(((entry or {}).get("error") or {}).get("message") or "no answer for this calendar")
        elif isinstance(known, list):
            known.extend(_busy(item) for item in entry.get("scheduleItems") or ())


def _busy(item: Mapping[str, Any]) -> Busy:
    return Busy(parse_time(item["start"]), parse_time(item["end"]), str(item.get("status") or "busy"))


def _tidy(busy: list[Busy] | str) -> list[Busy] | str:
    """A stretch over the edge of two spans comes twice."""
    return busy if isinstance(busy, str) else sorted(set(busy), key=lambda item: (item.start, item.end, item.status))


def _part(mailbox: str, group: Sequence[str], span: tuple[datetime, datetime], interval: int) -> Part:
    body = {
        "schedules": list(group),
        "startTime": utc_json(span[0]),
        "endTime": utc_json(span[1]),
        "availabilityViewInterval": interval,
    }
    return Part("POST", f"{mailbox}/calendar/getSchedule", body, UTC_TIMES)


def _groups(addresses: Sequence[str]) -> Iterator[Sequence[str]]:
    unique = list(dict.fromkeys(addresses))
    for first in range(0, len(unique), MOST_ADDRESSES):
        yield unique[first : first + MOST_ADDRESSES]


def _spans(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    while start < end:
        stop = min(end, start + timedelta(days=MOST_DAYS))
        yield start, stop
        start = stop
