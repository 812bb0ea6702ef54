"""The expected end of a wave: at the allowed rate, within the windows."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.institution import Kind
from bot.waves.forecast import Forecast, Waiting, forecast
from bot.waves.pace import Pace
from bot.waves.windows import AMSTERDAM, SendCalendar

CALENDAR = SendCalendar.load(Path(__file__).resolve().parents[2] / "config" / "calendar.toml")
PACE = Pace(per_minute=30, per_day=10_000)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def told(now: str, *waiting: Waiting, pace: Pace = PACE) -> dict[int, tuple[str, str]]:
    found = forecast(waiting, at(now), pace, CALENDAR)
    return {
        wave: tuple(f"{moment.astimezone(AMSTERDAM):%m-%d %H:%M}" for moment in (one.begin, one.end))  # type: ignore[misc]
        for wave, one in found.items()
    }


@pytest.mark.parametrize(
    ("now", "number", "begin", "end"),
    [
        ("2026-09-07T10:00", 30, "09-07 10:00", "09-07 10:00"),
        ("2026-09-07T10:00", 31, "09-07 10:00", "09-07 10:02"),
        ("2026-09-07T10:00", 342, "09-07 10:00", "09-07 10:12"),
        ("2026-09-07T16:58", 342, "09-07 16:58", "09-08 09:10"),  # two minutes' worth before closing
        ("2026-09-11T17:00", 60, "09-14 09:00", "09-14 09:02"),  # Friday evening: Monday
        ("2026-10-09T16:59", 60, "10-09 16:59", "10-19 09:00"),  # the autumn holiday of Noord lies between
        ("2026-10-24T12:00", 1, "10-26 09:00", "10-26 09:00"),  # over the end of summer time
        ("2027-03-27T12:00", 1, "03-30 09:00", "03-30 09:00"),  # over its beginning, and Easter
    ],
)
def test_at_the_allowed_rate_within_the_windows(now: str, number: int, begin: str, end: str) -> None:
    assert told(now, Waiting(1, at(now), "Drenthe", number=number)) == {1: (begin, end)}


def test_it_begins_when_it_may() -> None:
    assert told("2026-09-07T10:00", Waiting(1, at("2026-09-09T13:00"), "Drenthe")) == {
        1: ("09-09 13:00", "09-09 13:00")
    }


def test_waves_share_the_rate_and_a_closed_one_holds_no_other() -> None:
    """The autumn holiday of Noord (10 to 18 October 2026) comes a week before that of Midden and Zuid."""
    now = at("2026-10-12T10:00")
    north = Waiting(1, now, "Drenthe", number=30)
    found = told("2026-10-12T10:00", north, Waiting(2, now, "Zeeland", number=60), Waiting(3, now, "Zeeland"))
    assert found == {
        1: ("10-19 09:00", "10-19 09:00"),
        2: ("10-12 10:00", "10-12 10:02"),
        3: ("10-12 10:02", "10-12 10:03"),
    }


def test_a_day_takes_no_more_recipients_than_the_mailbox_may_write_to() -> None:
    pace = Pace(per_minute=30, per_day=40)
    found = told("2026-09-07T10:00", Waiting(1, at("2026-09-07T10:00"), "Drenthe", number=21), pace=pace)
    assert found == {1: ("09-07 10:00", "09-08 10:00")}


def test_elections_close_for_their_own_council_only() -> None:
    now = at("2027-03-08T10:00")
    found = told("2027-03-08T10:00", Waiting(1, now, "Drenthe"), Waiting(2, now, "Drenthe", Kind.PROVINCIE))
    assert found[1] == ("03-08 10:00", "03-08 10:00") and found[2][0] == "04-15 09:00"


def test_beyond_the_data_nothing_is_foretold() -> None:
    assert told("2026-09-07T10:00", Waiting(1, at("2030-12-01T10:00"), "Drenthe")) == {}


@given(
    numbers=st.lists(st.tuples(st.sampled_from(["Drenthe", "Zeeland", "Utrecht"]), st.integers(0, 70)), max_size=4),
    hours=st.integers(0, 24 * 40),
)
def test_every_wave_ends_in_its_window_and_none_before_it_begins(numbers: list[tuple[str, int]], hours: int) -> None:
    now = at("2026-10-01T00:00") + timedelta(hours=hours)
    waiting = [Waiting(n, now, province, number=number) for n, (province, number) in enumerate(numbers)]
    found = forecast(waiting, now, PACE, CALENDAR)
    assert set(found) == {one.wave for one in waiting if one.number}
    for one in waiting:
        if one.number:
            told_ = found[one.wave]
            assert isinstance(told_, Forecast) and told_.begin <= told_.end
            assert CALENDAR.is_open(told_.begin, one.province)
