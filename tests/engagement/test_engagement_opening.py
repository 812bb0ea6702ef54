"""A table of how a tour stands: each row as a value, or a line that says what is wrong with it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engagement.days import read_day
from bot.engagement.opening import Opening, missing_columns, read_opening
from bot.engagement.words import MONTHS
from bot.models.status import Status

TODAY = date(2026, 9, 7)
TOWNS = {"assen": "GM0106", "wassen": "GM0001", "gm0106": "GM0106"}


def find(text: str) -> str:
    """The three towns of these tests."""
    if text.casefold() not in TOWNS:
        raise ValueError(f"unknown municipality {text!r}")
    return TOWNS[text.casefold()]


def read(*rows: dict[str, str]) -> tuple[list[Opening], list[str]]:
    """The rows of a file, numbered as Excel does."""
    return read_opening(list(enumerate(rows, 2)), find, TODAY)


def one(**cells: str) -> Opening:
    """The value of a row without faults."""
    found, faults = read(cells)
    assert faults == []
    return found[0]


def fault(**cells: str) -> str:
    """What is wrong with a row."""
    found, faults = read(cells)
    assert found == [] and len(faults) == 1
    return faults[0]


DAYS = ["2026-03-01", "1-3-2026", "01/03/2026", "1.3.26", "1 maart 2026", "zo 1 mrt. 2026", "zondag 1 maart 2026",
        "2026-03-01 09:30:00", "46082", "1-mrt-2026"]  # fmt: skip


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_read_as_people_and_excel_write_it(text: str) -> None:
    assert read_day(text) == date(2026, 3, 1)


@pytest.mark.parametrize("text", ["31-2-2026", "maart 2026", "1-13-2026", "gisteren", "1 foo 2026", "123", "2026"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_day(text)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_comes_back_from_each_way_of_writing(day: date) -> None:
    month = MONTHS[day.month - 1]
    texts = [day.isoformat(), f"{day.day}-{day.month}-{day.year}", f"{day.day} {month} {day.year}",
             str((day - date(1899, 12, 30)).days)]  # fmt: skip
    assert {read_day(text) for text in texts} == {day}


def test_a_row_as_a_person_fills_it_in() -> None:
    found = one(gemeente="Assen", status=" eerste gesprek  GEVOERD ", datum="1-3-2026", toelichting=" via de griffie ")
    assert found == Opening("GM0106", Status.TALK_HELD, date(2026, 3, 1), "via de griffie")
    assert one(cbs_code="gm0106", status="declined", session_held="ja").session_held


def test_what_is_planned_or_later_may_have_a_day_to_come() -> None:
    ahead = f"{TODAY + timedelta(days=30):%d-%m-%Y}"
    assert one(gemeente="Assen", status="later", datum=ahead).day == TODAY + timedelta(days=30)
    assert one(gemeente="Assen", status="Eerste gesprek gepland", datum=ahead).day is not None
    assert "still to come" in fault(gemeente="Assen", status="Aangeschreven", datum=ahead)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"gemeente": "Asse", "status": "Aangeschreven"}, "row 2: unknown municipality 'Asse'"),
        ({"gemeente": "", "status": "Aangeschreven"}, "row 2: no municipality"),
        ({"gemeente": "Assen", "status": ""}, "no status"),
        ({"gemeente": "Assen", "status": "aangeschreve"}, "did you mean 'Aangeschreven'?"),
        ({"gemeente": "Assen", "status": "invited", "datum": "morgen"}, "'morgen' is no day"),
        ({"gemeente": "Assen", "status": "invited", "session_held": "misschien"}, "'misschien' is no ja or nee"),
        ({"gemeente": "Wassen", "cbs_code": "GM0106", "status": "invited"}, "not the same municipality"),
    ],
)
def test_a_wrong_row_says_what_is_wrong(cells: dict[str, str], words: str) -> None:
    assert words in fault(**cells)


def test_a_town_that_stands_there_twice_is_wrong_whatever_it_says() -> None:
    found, faults = read({"gemeente": "Assen", "status": "invited"}, {"cbs_code": "GM0106", "status": "invited"})
    assert len(found) == 1 and faults == ["row 3: GM0106 is also in row 2"]


@pytest.mark.parametrize(
    ("columns", "lacks"),
    [
        (("gemeente", "status"), ""),
        (("cbs_code", "status", "session_held"), ""),
        (("naam", "status"), "gemeente or cbs_code"),
        (("naam",), "gemeente or cbs_code and status"),
    ],
)
def test_what_the_head_lacks(columns: tuple[str, ...], lacks: str) -> None:
    assert missing_columns(columns) == lacks
