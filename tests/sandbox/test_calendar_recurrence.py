"""Recurrences by themselves: their days, and their way through iCalendar and back."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar.prop import vRecur

from bot.sandbox.calendar.recurrence import DAYS, INDEXES, days, last_day, read_recurrence
from bot.sandbox.calendar.rules import recurrence_of, rule_of


def rule(pattern: dict[str, Any], start: str = "2026-10-01", **span: Any) -> dict[str, Any]:
    return {"pattern": pattern, "range": {"type": "noEnd", "startDate": start, **span}}


FOREIGN = [
    ("FREQ=MONTHLY;BYDAY=1TH;COUNT=2", "relativeMonthly"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1", "absoluteMonthly"),
    ("FREQ=WEEKLY", "weekly"),
    ("FREQ=DAILY;UNTIL=20261231", "daily"),
    ("FREQ=YEARLY", "absoluteYearly"),
    ("FREQ=HOURLY", None),
    ("FREQ=DAILY;BYDAY=MO,TU", None),
    ("FREQ=MONTHLY;BYDAY=5FR", None),
    ("FREQ=YEARLY;BYWEEKNO=20", None),
]


@pytest.mark.parametrize(("text", "kind"), FOREIGN)
def test_a_rule_from_elsewhere_is_kept_if_outlook_has_its_like(text: str, kind: str | None) -> None:
    found = recurrence_of(vRecur.from_ical(text), date(2026, 10, 1), "Europe/Amsterdam")
    assert (found and found["pattern"]["type"]) == kind


def test_a_day_that_a_month_lacks_is_its_last_one() -> None:
    recurrence = read_recurrence(rule({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 31}, "2026-01-31"))
    assert recurrence is not None
    assert [one.day for one in days(recurrence, date(2026, 1, 1), date(2026, 4, 30))] == [31, 28, 31, 30]


PATTERN = st.one_of(
    st.builds(lambda n: {"type": "daily", "interval": n}, st.integers(1, 40)),
    st.builds(
        lambda n, chosen: {"type": "weekly", "interval": n, "daysOfWeek": chosen},
        st.integers(1, 6),
        st.lists(st.sampled_from(DAYS), min_size=1, max_size=7),
    ),
    st.builds(
        lambda kind, n, day, month: {"type": kind, "interval": n, "dayOfMonth": day, "month": month},
        st.sampled_from(["absoluteMonthly", "absoluteYearly"]),
        st.integers(1, 5),
        st.integers(1, 31),
        st.integers(1, 12),
    ),
    st.builds(
        lambda kind, chosen, index, month: {
            "type": kind,
            "interval": 1,
            "daysOfWeek": chosen,
            "index": index,
            "month": month,
        },
        st.sampled_from(["relativeMonthly", "relativeYearly"]),
        st.lists(st.sampled_from(DAYS), min_size=1, max_size=3),
        st.sampled_from(INDEXES),
        st.integers(1, 12),
    ),
)
SPAN = st.one_of(
    st.just({"type": "noEnd"}),
    st.builds(lambda n: {"type": "numbered", "numberOfOccurrences": n}, st.integers(1, 99)),
    st.builds(lambda n: {"type": "endDate", "endDate": str(date(2026, 10, 1) + timedelta(n))}, st.integers(0, 999)),
)


@given(PATTERN, SPAN)
def test_a_recurrence_survives_the_way_through_icalendar(pattern: dict[str, Any], span: dict[str, Any]) -> None:
    recurrence = read_recurrence(rule(pattern, recurrenceTimeZone="Europe/Amsterdam", **span))
    assert recurrence is not None
    assert recurrence_of(vRecur.from_ical(rule_of(recurrence)), date(2026, 10, 1), "Europe/Amsterdam") == recurrence
    found = days(recurrence, date(2026, 10, 1), date(2030, 1, 1))
    end = span.get("endDate", "2030-01-01")
    assert all("2026-10-01" <= str(one) <= end for one in found)
    if span["type"] == "numbered" and len(found) == span["numberOfOccurrences"]:
        assert last_day(recurrence) == found[-1]
