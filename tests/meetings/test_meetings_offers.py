"""Offers: every subset of acceptances can be held, nobody twice, near ones together, and scarcity never fails."""

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.meetings.days import Interval, TakenSlot
from bot.meetings.offers import Adviser, OfferRequest, Offers, OfferSettings, offer
from bot.meetings.travel import Place, minutes
from bot.models.institution import Institution
from bot.models.slot import Slot

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY = date(2026, 8, 31)
TEAM = [Adviser(f"adviseur{n}@team.example") for n in range(1, 6)]


def weekdays(day: date, province: str) -> bool:
    return day.weekday() < 5


def town(n: int, place: Place | None) -> OfferRequest:
    lat, lon = place or (None, None)
    return OfferRequest(Institution(f"GM{n:04}", f"Gemeente {n}", "Drenthe", lat, lon))


def spread(count: int) -> list[OfferRequest]:
    """A grid of towns about 11 km apart."""
    return [town(n, (52.5 + 0.1 * (n // 6), 6.2 + 0.15 * (n % 6))) for n in range(count)]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), AMSTERDAM)


def check_bookable(
    requests: Sequence[OfferRequest], made: Offers, taken: Sequence[TakenSlot], setting: OfferSettings
) -> None:
    """All offered times at once, with what is taken: no adviser twice, time to travel between any two of a day.

    What holds for all at once holds for every subset: each pair is checked, not only neighbours.
    """
    places = {one.institution.code: place_of(one) for one in requests}
    stops = [
        (slot.adviser, slot.start, slot.end, places[code], code) for code, slots in made.slots.items() for slot in slots
    ]
    stops += [(one.adviser, one.start, one.end, one.place, f"taken {n}") for n, one in enumerate(taken)]
    days: dict[tuple[str, date], list[tuple[str, datetime, datetime, Place | None, str]]] = {}
    for stop in stops:
        days.setdefault((stop[0], stop[1].astimezone(AMSTERDAM).date()), []).append(stop)
    for day in days.values():
        assert len(day) <= max(setting.per_day, sum(stop[4].startswith("taken") for stop in day))
        for one, other in combinations(sorted(day, key=lambda stop: stop[1]), 2):
            if one[4].startswith("taken") and other[4].startswith("taken"):
                continue
            own = one[4] == other[4]  # one institution accepts one of its options
            gap = (other[1] - one[2]).total_seconds() / 60
            assert gap >= (0 if own else minutes(one[3], other[3])), (one, other)


def place_of(request: OfferRequest) -> Place | None:
    one = request.institution
    return None if one.latitude is None or one.longitude is None else (one.latitude, one.longitude)


def check_free(made: Offers, busy: dict[str, list[Interval]]) -> None:
    for slot in (slot for slots in made.slots.values() for slot in slots):
        for one in busy.get(slot.adviser, []):
            assert slot.end <= one.start or slot.start >= one.end


PLACES = st.tuples(st.floats(51.3, 53.4), st.floats(4.0, 7.0))
BUSY_DAYS = st.integers(0, 41)


@given(
    places=st.lists(st.one_of(st.none(), PLACES), min_size=1, max_size=14),
    advisers=st.integers(1, 3),
    busy_spec=st.lists(st.tuples(st.integers(0, 2), BUSY_DAYS, st.integers(8, 15), st.integers(1, 9)), max_size=25),
    taken_spec=st.lists(st.tuples(st.integers(0, 2), BUSY_DAYS, st.integers(9, 16), PLACES), max_size=6),
    weeks=st.integers(1, 6),
)
@settings(max_examples=60, deadline=None)
def test_every_subset_of_acceptances_is_bookable(
    places: list[Place | None],
    advisers: int,
    busy_spec: list[tuple[int, int, int, int]],
    taken_spec: list[tuple[int, int, int, Place]],
    weeks: int,
) -> None:
    requests = [town(n, place) for n, place in enumerate(places)]
    setting = OfferSettings(extra_weeks=4)
    busy: dict[str, list[Interval]] = {}
    for who, day, hour, length in busy_spec:
        start = at(MONDAY + timedelta(days=day), hour)
        busy.setdefault(TEAM[who].email, []).append(Interval(start, start + timedelta(hours=length)))
    taken = [
        TakenSlot(TEAM[who].email, start := at(MONDAY + timedelta(days=day), hour), start + timedelta(hours=1), place)
        for who, day, hour, place in taken_spec
    ]
    made = offer(requests, TEAM[:advisers], busy, taken, MONDAY, weeks, weekdays, setting)
    check_bookable(requests, made, taken, setting)
    check_free(made, busy)
    assert set(made.slots) == {one.institution.code for one in requests}
    warned = " ".join(made.warnings)
    for code, slots in made.slots.items():
        assert [slot.n for slot in slots] == list(range(1, len(slots) + 1))
        assert list(slots) == sorted(slots, key=lambda slot: slot.start)
        assert len({slot.adviser for slot in slots}) <= 1
        assert all(weekdays(slot.start.date(), "") and slot.start.date() >= MONDAY for slot in slots)
        if len(slots) < 3:
            assert f"Gemeente {int(code[2:])}:" in warned


def brabant(shared_register: Path) -> list[OfferRequest]:
    rows = csv.DictReader(shared_register.read_text(encoding="utf-8").splitlines())
    return [
        OfferRequest(
            Institution(row["cbs_code"], row["name"], row["province"], float(row["latitude"]), float(row["longitude"]))
        )
        for row in rows
        if row["province"] == "Noord-Brabant"
    ]


def test_a_whole_province_three_days_each_with_one_adviser() -> None:
    path = Path(__file__).resolve().parents[3] / "shared" / "register" / "municipalities.csv"
    if not path.exists():
        pytest.skip("the shared register is not beside the checkout")
    requests = brabant(path)
    made = offer(requests, TEAM, {}, [], MONDAY, 6, weekdays)
    assert len(made.slots) == 56 and made.warnings == ()
    check_bookable(requests, made, [], OfferSettings())
    for slots in made.slots.values():
        assert len({slot.start.date() for slot in slots}) == 3
        assert max(slot.start.date() for slot in slots) < MONDAY + timedelta(weeks=6)
    load = Counter(slots[0].adviser for slots in made.slots.values())
    assert max(load.values()) - min(load.values()) <= 2
    adviser_days = {(slot.adviser, slot.start.date()) for slots in made.slots.values() for slot in slots}
    assert len(adviser_days) <= 168 / 2  # clustered: two or more talks on a day that is travelled for


def test_the_same_input_gives_the_same_offers_in_any_order() -> None:
    requests = spread(18)
    made = offer(requests, TEAM, {}, [], MONDAY, 6, weekdays)
    assert offer(requests[::-1], TEAM[::-1], {}, [], MONDAY, 6, weekdays) == made


def test_neighbours_share_an_advisers_day() -> None:
    near = [town(1, (52.90, 6.50)), town(2, (52.93, 6.52)), town(3, (52.95, 6.55))]
    made = offer(near, TEAM[:1], {}, [], MONDAY, 6, weekdays)
    assert len({slot.start.date() for slots in made.slots.values() for slot in slots}) == 3


def test_an_adviser_takes_the_towns_near_their_base() -> None:
    north, south = (53.2, 6.5), (51.4, 5.4)
    advisers = [Adviser("noord@team.example", north), Adviser("zuid@team.example", south)]
    made = offer([town(1, south), town(2, north)], advisers, {}, [], MONDAY, 4, weekdays)
    assert {slot.adviser for slot in made.slots["GM0001"]} == {"zuid@team.example"}
    assert {slot.adviser for slot in made.slots["GM0002"]} == {"noord@team.example"}


def test_a_full_adviser_is_helped_by_another_before_the_period_grows() -> None:
    whole = {TEAM[0].email: [Interval(at(MONDAY, 0), at(MONDAY + timedelta(weeks=20), 0))]}
    made = offer(spread(4), TEAM[:2], whole, [], MONDAY, 3, weekdays)
    assert {slot.adviser for slots in made.slots.values() for slot in slots} == {TEAM[1].email}
    assert made.warnings == ()


def test_the_period_grows_when_it_is_full() -> None:
    first_weeks = {TEAM[0].email: [Interval(at(MONDAY, 0), at(MONDAY + timedelta(weeks=3), 0))]}
    made = offer(spread(1), TEAM[:1], first_weeks, [], MONDAY, 2, weekdays)
    assert len(made.slots["GM0000"]) == 3
    assert "tijden lopen door tot" in made.warnings[0]


def test_more_than_one_time_on_a_day_is_better_than_fewer() -> None:
    one_day = {TEAM[0].email: [Interval(at(MONDAY + timedelta(days=1), 0), at(MONDAY + timedelta(weeks=30), 0))]}
    made = offer(spread(1), TEAM[:1], one_day, [], MONDAY, 2, weekdays)
    assert [slot.start for slot in made.slots["GM0000"]] == [at(MONDAY, 9, 30), at(MONDAY, 11), at(MONDAY, 13, 30)]
    assert "op dezelfde dag" in made.warnings[0]


def test_no_time_at_all_and_nobody_at_all() -> None:
    always = {TEAM[0].email: [Interval(at(MONDAY, 0), at(MONDAY + timedelta(weeks=60), 0))]}
    made = offer(spread(2), TEAM[:1], always, [], MONDAY, 2, weekdays)
    assert made.slots == {"GM0000": (), "GM0001": ()} and len(made.warnings) == 2
    nobody = offer(spread(1), [], {}, [], MONDAY, 2, weekdays)
    assert nobody.slots == {"GM0000": ()} and "geen adviseurs" in nobody.warnings[0]
    assert offer([], TEAM, {}, [], MONDAY, 2, weekdays) == Offers({}, ())


def test_closed_days_of_the_province_are_kept() -> None:
    closed = {MONDAY + timedelta(days=n) for n in range(7)}
    made = offer(spread(3), TEAM[:1], {}, [], MONDAY, 3, lambda day, _: day.weekday() < 5 and day not in closed)
    assert all(slot.start.date() not in closed for slots in made.slots.values() for slot in slots)


def test_slots_are_local_across_the_clock_change() -> None:
    made = offer(spread(1), TEAM[:1], {}, [], date(2026, 10, 21), 1, weekdays)
    hours = [slot.start.astimezone(AMSTERDAM).time() for slot in made.slots["GM0000"]]
    assert set(hours) <= set(OfferSettings().starts)
    assert {slot.start.utcoffset() for slot in made.slots["GM0000"]} == {timedelta(hours=1), timedelta(hours=2)}


def test_a_slot_is_a_plain_value() -> None:
    made = offer(spread(1), TEAM[:1], {}, [], MONDAY, 3, weekdays)
    first = made.slots["GM0000"][0]
    assert first == Slot(1, first.start, first.start + timedelta(minutes=60), TEAM[0].email)
