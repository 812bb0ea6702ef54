"""When letters may leave: hours, days, regions, elections, both DST changes, and the end of the data."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ConfigError, DataError
from bot.models.institution import PROVINCE_LETTERS, Kind
from bot.waves.windows import SendCalendar

CONFIG = Path(__file__).resolve().parents[2] / "config" / "calendar.toml"
CALENDAR = SendCalendar.load(CONFIG)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("at", "province", "reason"),
    [
        ("2026-11-24T09:00", "Drenthe", ""),
        ("2026-11-24T16:59", "Drenthe", ""),
        ("2026-11-24T08:59", "Drenthe", "buiten de verzendtijd (09.00-17.00 uur)"),
        ("2026-11-24T17:00", "Drenthe", "buiten de verzendtijd (09.00-17.00 uur)"),
        ("2026-11-28T10:00", "Drenthe", "weekend"),
        ("2026-10-12T10:00", "Drenthe", "herfstvakantie regio Noord"),
        ("2026-10-12T10:00", "Zuid-Holland", ""),
        ("2026-10-19T10:00", "Zuid-Holland", "herfstvakantie regio Midden"),
        ("2026-10-12T10:00", "Utrecht", "herfstvakantie regio Noord"),  # part of it is Noord
        ("2027-03-26T10:00", "Zeeland", "Goede vrijdag"),
        ("2027-05-05T10:00", "Zeeland", ""),
        ("2027-05-06T10:00", "Zeeland", "Hemelvaartsdag"),
        ("2025-04-26T10:00", "Zeeland", "Koningsdag"),  # moved from Sunday
        ("2027-02-08T10:00", "Limburg", "carnaval"),
        ("2027-02-08T10:00", "Zeeland", ""),
        ("2026-07-02T10:00", "Drenthe", "zomerreces regio Noord"),  # holiday begins 4 July
        ("2026-07-06T10:00", "Drenthe", "zomervakantie regio Noord"),
        ("2026-08-20T10:00", "Drenthe", "zomerreces regio Noord"),
        ("2026-08-24T10:00", "Drenthe", ""),
        ("2026-03-18T10:00", "Drenthe", "gemeenteraadsverkiezingen"),
    ],
)
def test_reasons(at: str, province: str, reason: str) -> None:
    assert CALENDAR.reason(local(at), province) == reason
    assert CALENDAR.is_open(local(at), province) == (reason == "")


def test_elections_close_only_for_the_council_that_is_elected() -> None:
    at = local("2027-03-10T10:00")
    assert CALENDAR.is_open(at, "Drenthe")
    assert CALENDAR.reason(at, "Drenthe", Kind.PROVINCIE) == "Provinciale Statenverkiezingen"


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-24T10:30", "2026-11-24T10:30"),
        ("2026-11-24T03:00", "2026-11-24T09:00"),
        ("2026-11-24T17:00", "2026-11-25T09:00"),
        ("2026-11-27T18:00", "2026-11-30T09:00"),
        ("2026-12-18T17:00", "2027-01-04T09:00"),
        ("2027-03-27T12:00", "2027-03-30T09:00"),  # Easter, and summer time begins in the night of the 28th
        ("2026-10-24T12:00", "2026-10-26T09:00"),  # summer time ends in the night of the 25th
    ],
)
def test_next_open(at: str, opens: str) -> None:
    found = CALENDAR.next_open(local(at), "Drenthe")
    assert found == local(opens)
    assert found.utcoffset() == local(opens).utcoffset()


def test_nine_o_clock_is_local_on_either_side_of_the_clock_change() -> None:
    winter = CALENDAR.next_open(datetime(2026, 10, 23, 20, tzinfo=UTC), "Drenthe")
    summer = CALENDAR.next_open(datetime(2026, 9, 18, 20, tzinfo=UTC), "Drenthe")
    assert winter == datetime(2026, 10, 26, 8, tzinfo=UTC)
    assert summer == datetime(2026, 9, 21, 7, tzinfo=UTC)


@given(
    after=st.timedeltas(timedelta(), timedelta(days=5 * 365)),
    province=st.sampled_from(sorted(PROVINCE_LETTERS)),
    kind=st.sampled_from(Kind),
)
@settings(max_examples=150, deadline=None)
def test_next_open_is_open_and_nothing_before_it_is(after: timedelta, province: str, kind: Kind) -> None:
    moment = datetime(2025, 1, 1, tzinfo=UTC) + after
    found = CALENDAR.next_open(moment, province, kind)
    assert found >= moment and CALENDAR.is_open(found, province, kind)
    if found > moment:
        assert not CALENDAR.is_open(found - timedelta(microseconds=1), province, kind)
        assert not CALENDAR.is_open(moment, province, kind)


@pytest.mark.parametrize(
    ("day", "n", "result"),
    [
        ("2026-11-24", 0, "2026-11-24"),
        ("2026-11-24", 1, "2026-11-25"),
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-12-24", 1, "2026-12-28"),
        ("2027-03-25", 10, "2027-04-12"),  # Good Friday and Easter Monday do not count
    ],
)
def test_working_days(day: str, n: int, result: str) -> None:
    assert CALENDAR.add_working_days(date.fromisoformat(day), n) == date.fromisoformat(result)


def test_a_school_holiday_is_a_working_day_of_the_country_but_not_of_its_province() -> None:
    day = date(2026, 10, 12)
    assert CALENDAR.is_working_day(day)
    assert not CALENDAR.is_working_day(day, "Drenthe")
    assert CALENDAR.is_working_day(day, "Limburg")


def test_beyond_the_data_is_an_error_not_a_guess() -> None:
    with pytest.raises(DataError, match="calendar.toml"):
        CALENDAR.reason(datetime(2031, 6, 2, 10, tzinfo=UTC), "Drenthe")
    with pytest.raises(DataError):
        CALENDAR.add_working_days(CALENDAR.covered_until, 1)


def test_the_library_knows_the_holidays_as_far_as_the_file_says() -> None:
    last = CALENDAR.covered_until
    for year in range(CALENDAR.data.first.year, last.year + 1):
        for region, days in CALENDAR.school.items():
            names = {name for day, name in days.items() if day.year == year and day <= last}
            wanted = {"voorjaarsvakantie", "meivakantie", "zomervakantie"}
            wanted |= {"herfstvakantie"} if year < last.year else set()
            assert wanted <= names, (year, region)


def test_the_data_reaches_a_year_beyond_the_release() -> None:
    """Move the date with each release; when this fails, extend config/calendar.toml."""
    released = date(2026, 11, 25)
    assert CALENDAR.covered_until >= released + timedelta(days=366)


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("closes = 17:00:00", "", "closes"),
        ("closes = 17:00:00", "closes = 08:00:00", "later than opens"),
        ('Limburg = ["Zuid"]', 'Limburg = ["Oost"]', "Oost"),
        ('Limburg = ["Zuid"]', "", "Limburg"),
        ('Limburg = ["Zuid"]', 'Limburch = ["Zuid"]', "Limbur"),
        ('of = "provincie"', 'of = "waterschap"', "waterschap"),
        ("[hours]", "[hours", "line"),
    ],
)
def test_a_wrong_file_is_one_line_with_its_name(tmp_path: Path, old: str, new: str, names: str) -> None:
    path = tmp_path / "calendar.toml"
    path.write_text(CONFIG.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=names) as caught:
        SendCalendar.load(path)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        SendCalendar.load(tmp_path / "nowhere.toml")


def test_a_naive_moment_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="naive"):
        CALENDAR.is_open(datetime(2026, 11, 24, 10), "Drenthe")  # noqa: DTZ001
