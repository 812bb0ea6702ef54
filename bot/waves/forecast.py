"""When the letters that wait will have left: the sender's own pace and windows, played ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import DataError
from bot.models.institution import Kind
from bot.waves.pace import Pace
from bot.waves.windows import SendCalendar

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Letters of a wave that may leave from `due` on, to institutions of one kind in one province."""

    wave: int
    due: datetime
    province: str
    kind: Kind = Kind.GEMEENTE
    number: int = 1


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the first and the last of a wave's letters leave, as things stand; whole minutes, the last rounded up."""

    begin: datetime
    end: datetime


def forecast(
    waiting: Sequence[Waiting],
    now: datetime,
    pace: Pace,
    calendar: SendCalendar | None,
    sent_at: Sequence[datetime] = (),
) -> Mapping[int, Forecast]:
    """By wave; `waiting` in the order of sending, `sent_at` as `Pace` takes it, no calendar: at any hour.

    A wave that waits for a day beyond the calendar's data is absent: nobody knows that day's holidays.
    """
    queue, gone, at = [one for one in waiting if one.number], sorted(sent_at), now
    first: dict[int, datetime] = {}
    last: dict[int, datetime] = {}
    while queue:
        opens = {index: moment for index, one in enumerate(queue) if (moment := _opens(one, at, calendar)) is not None}
        if not opens:
            break
        at = pace.next_at(gone, max(at, min(opens.values())))
        room, rest = pace.room(gone, at), []
        for one in queue:
            takes = min(room, one.number) if _opens(one, at, calendar) == at else 0
            if takes:
                room -= takes
                gone += [at] * takes
                first.setdefault(one.wave, at)
                last[one.wave] = at
            rest.append(replace(one, number=one.number - takes))
        queue = [one for one in rest if one.number]
    unknown = {one.wave for one in queue}
    return {wave: Forecast(_down(first[wave]), _up(last[wave])) for wave in first if wave not in unknown}


def _opens(one: Waiting, at: datetime, calendar: SendCalendar | None) -> datetime | None:
    """The first moment from `at` on at which these may leave; None where the calendar does not reach."""
    moment = max(at, one.due)
    try:
        return moment if calendar is None else calendar.next_open(moment, one.province, one.kind)
    except DataError:
        return None


def _down(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _up(moment: datetime) -> datetime:
    floor = _down(moment)
    return floor if floor == moment else floor + _MINUTE
