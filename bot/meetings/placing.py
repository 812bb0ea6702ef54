"""Placing talks in an adviser's diary: near ones on one day, a municipality's options spread over the period."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from bot.meetings.days import AMSTERDAM, Interval, TakenSlot, fits, is_free
from bot.meetings.travel import Place, Table, minutes

_NEW_DAY_COST = 40.0  # minutes of travel that joining a day may cost before a fresh day is better
_SAME_HOUR_COST = 12.0  # options at different hours suit more people


class Diary:
    """The free times of one adviser, and what is placed in them so far."""

    def __init__(
        self,
        adviser: str,
        base: Place | None,
        free: Mapping[date, tuple[Interval, ...]],
        taken: Sequence[TakenSlot],
        per_day: int,
        table: Table,
    ) -> None:
        self.adviser = adviser
        self.base = base
        self.free = free
        self._per_day = per_day
        self._table = table
        self._taken: dict[date, list[TakenSlot]] = {}
        for slot in taken:
            self._taken.setdefault(_day(slot), []).append(slot)

    def capacity(self, until: date) -> int:
        """How many talks could still be placed before `until`, travel aside."""
        return sum(
            max(0, min(len(slots), self._per_day - len(self._taken.get(day, ()))))
            for day, slots in self.free.items()
            if day < until
        )

    def take(self, at: Interval, place: Place | None) -> None:
        """Place a talk."""
        self._taken.setdefault(at.start.date(), []).append(TakenSlot(self.adviser, at.start, at.end, place))

    def open_times(self, day: date, place: Place | None) -> list[Interval]:
        """The times of that day at which a talk in that place can still be held."""
        taken = self._taken.get(day, [])
        if len(taken) >= self._per_day:
            return []
        return [at for at in self.free.get(day, ()) if fits(taken, at.start, at.end, place, self._table)]

    def detour(self, day: date, place: Place | None) -> float:
        """What going there costs on that day, in minutes: from the nearest stop, or that of opening a new day."""
        taken = self._taken.get(day)
        if not taken:
            return _NEW_DAY_COST
        return min(minutes(slot.place, place, self._table) for slot in taken)


def choose_times(diary: Diary, place: Place | None, days: Sequence[date], options: int) -> list[Interval]:
    """Up to `options` times on different days, spread over the period where that can be."""
    chosen: list[Interval] = []
    for part in [*_parts(days, options), days]:
        while len(chosen) < options:
            best = _best(diary, place, part, chosen)
            if best is None:
                break
            chosen.append(best)
            if part is not days:
                break
    return chosen


def _parts(days: Sequence[date], options: int) -> list[Sequence[date]]:
    """The period in as many parts as there are options."""
    cuts = [round(len(days) * n / options) for n in range(options + 1)]
    return [days[start:end] for start, end in pairwise(cuts)]


def _best(diary: Diary, place: Place | None, days: Sequence[date], chosen: Sequence[Interval]) -> Interval | None:
    """The cheapest time on a day not chosen yet; the earliest of equals."""
    used_days = {at.start.date() for at in chosen}
    used_hours = {at.start.time() for at in chosen}
    best: Interval | None = None
    lowest = float("inf")
    for day in days:
        if day in used_days:
            continue
        cost = diary.detour(day, place)
        if cost >= lowest:
            continue
        for at in diary.open_times(day, place):
            total = cost + (_SAME_HOUR_COST if at.start.time() in used_hours else 0.0)
            if total < lowest:
                best, lowest = at, total
    return best


def fill_days(diary: Diary, place: Place | None, days: Sequence[date], options: int) -> list[Interval]:
    """Up to `options` times with more than one on a day: better than fewer options."""
    times = choose_times(diary, place, days, options)
    for at in (at for day in days for at in diary.open_times(day, place)):
        if len(times) < options and is_free(times, at.start, at.end):
            times.append(at)
    return times


def _day(slot: TakenSlot) -> date:
    return slot.start.astimezone(AMSTERDAM).date()
