"""Three times for each of the 56 municipalities of Noord-Brabant; a booking page gives each the first free times."""

import random
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from pathlib import Path

from bot.meetings.days import AMSTERDAM, Interval, is_free
from bot.meetings.offers import Adviser, OfferRequest, OfferSettings, offer
from bot.meetings.travel import Place, minutes
from bot.models.institution import Institution, Kind
from bot.models.slot import Slot
from bot.register.municipalities import read_institutions

CONFIG = Path(__file__).resolve().parent.parent / "config"
START, WEEKS, ADVISERS, SUBSETS = date(2026, 9, 14), 6, 5, 1_000
SETTINGS = OfferSettings()
Made = Mapping[str, Sequence[Slot]]


def run() -> Iterable[str]:
    """The lines for the table."""
    towns = brabant()
    places = {one.code: (one.latitude or 0.0, one.longitude or 0.0) for one in towns}
    team = [Adviser(f"adviseur{n}@team.example") for n in range(ADVISERS)]
    busy = calendars(team)
    begun = time.perf_counter()
    made = offer([OfferRequest(one) for one in towns], team, busy, [], START, WEEKS, working, SETTINGS).slots
    seconds = time.perf_counter() - begun
    naive = first_free(towns, team, busy)
    chances = random.Random(7)
    subsets = [{code: chances.randrange(3) for code in places if chances.random() < 0.7} for _ in range(SUBSETS)]
    ours, theirs = ([bookable(chosen(plan, one), places) for one in subsets] for plan in (made, naive))
    assert all(ours), "a subset of acceptances cannot be booked"
    yield (
        f"offers for Noord-Brabant ({len(towns)} municipalities, {ADVISERS} advisers, {WEEKS} weeks): {seconds:.2f} s, "
        f"{sum(ours)} of {SUBSETS} subsets of acceptances bookable (first free times: {sum(theirs)})"
    )
    mine, other = (sum(on_the_road(chosen(plan, one), places) for one in subsets) for plan in (made, naive))
    days, more = (sum(len(by_day(chosen(plan, one))) for one in subsets) for plan in (made, naive))
    yield (
        f"talks booked from those offers: {other / mine:.1f}x less travel between talks than with first free times "
        f"(on {days / more:.2f}x the adviser days)"
    )


def brabant() -> list[Institution]:
    """The municipalities of the register."""
    rows = read_institutions(CONFIG / "municipalities.csv", CONFIG / "provinces.csv")
    return [one for one in rows if one.kind is Kind.GEMEENTE and one.province == "Noord-Brabant"]


def working(day: date, province: str) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


def calendars(team: Sequence[Adviser]) -> dict[str, list[Interval]]:
    """Other work takes a third of each adviser's half days."""
    chances, busy = random.Random(11), defaultdict[str, list[Interval]](list)
    for adviser in team:
        for n in range(7 * (WEEKS + SETTINGS.extra_weeks)):
            for hour in (8, 13):
                if chances.random() < 1 / 3:
                    at = datetime.combine(START + timedelta(days=n), datetime.min.time(), AMSTERDAM)
                    busy[adviser.email].append(Interval(at + timedelta(hours=hour), at + timedelta(hours=hour + 4)))
    return busy


def first_free(towns: Sequence[Institution], team: Sequence[Adviser], busy: Mapping[str, list[Interval]]) -> Made:
    """A municipality at a time: the first three moments on different days that an adviser is free. No travel."""
    left = {one.email: list(busy[one.email]) for one in team}
    made: dict[str, list[Slot]] = {}
    for town in towns:
        found: list[Slot] = []
        for n in range(7 * (WEEKS + SETTINGS.extra_weeks)):
            day = START + timedelta(days=n)
            slot = _first_on(day, left, len(found) + 1) if working(day, "") and len(found) < 3 else None
            if slot:
                left[slot.adviser].append(Interval(slot.start, slot.end))
                found.append(slot)
        made[town.code] = found
    return made


def _first_on(day: date, left: Mapping[str, list[Interval]], n: int) -> Slot | None:
    for start in SETTINGS.starts:
        at = datetime.combine(day, start, AMSTERDAM)
        end = at + timedelta(minutes=SETTINGS.minutes)
        for email, busy in left.items():
            if is_free(busy, at, end):
                return Slot(n, at, end, email)
    return None


def chosen(made: Made, picks: Mapping[str, int]) -> list[tuple[str, Slot]]:
    """The talks that these acceptances make."""
    return [(code, made[code][n]) for code, n in picks.items() if n < len(made[code])]


def by_day(talks: Sequence[tuple[str, Slot]]) -> list[list[tuple[str, Slot]]]:
    """The talks of each adviser's day, in order."""
    days = defaultdict[tuple[str, date], list[tuple[str, Slot]]](list)
    for code, slot in sorted(talks, key=lambda talk: talk[1].start):
        days[slot.adviser, slot.start.date()].append((code, slot))
    return list(days.values())


def bookable(talks: Sequence[tuple[str, Slot]], places: Mapping[str, Place]) -> bool:
    """Nobody at two places, travel included."""
    return all(
        (later.start - sooner.end).total_seconds() / 60 >= minutes(places[one], places[other])
        for day in by_day(talks)
        for (one, sooner), (other, later) in combinations(day, 2)
    )


def on_the_road(talks: Sequence[tuple[str, Slot]], places: Mapping[str, Place]) -> float:
    """Minutes between the talks of each day."""
    return sum(
        minutes(places[one], places[other])
        for day in by_day(talks)
        for (one, _), (other, _) in zip(day, day[1:], strict=False)
    )
