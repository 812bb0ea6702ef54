"""O365 as it comes from the package index, on the sandbox's calendar."""

import io
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from test_sharepoint_o365 import sign_in

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def calendar(tenant: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    account = sign_in(tenant, monkeypatch)
    return account.schedule(resource=tenant.ready["mailbox"]).get_default_calendar()


def new_event(calendar: Any) -> Any:
    laid = calendar.new_event("Overleg")
    laid.start, laid.end = datetime(2026, 10, 1, 10, tzinfo=AMSTERDAM), datetime(2026, 10, 1, 11, tzinfo=AMSTERDAM)
    return laid


def test_a_series_is_laid_and_one_occurrence_changed(calendar: Any) -> None:
    laid = new_event(calendar)
    days = {"days_of_week": ["thursday"], "first_day_of_week": "monday"}
    laid.recurrence.set_weekly(1, start=date(2026, 10, 1), occurrences=4, **days)
    assert laid.save()
    span = {"start": datetime(2026, 10, 1, tzinfo=AMSTERDAM), "end": datetime(2026, 12, 1, tzinfo=AMSTERDAM)}
    occurrences = list(calendar.get_event(laid.object_id).get_occurrences(**span))
    assert [one.start.astimezone(AMSTERDAM).isoformat()[5:16] for one in occurrences] == [
        "10-01T10:00",
        "10-08T10:00",
        "10-15T10:00",
        "10-22T10:00",
    ]
    occurrences[1].subject = "Anders"
    assert occurrences[1].save()
    occurrences[2].delete()
    found = calendar.get_events(
        include_recurring=True, start_recurring=span["start"], end_recurring=span["end"], order_by="start/dateTime"
    )
    assert [(one.event_type.value, one.subject) for one in found] == [
        ("occurrence", "Overleg"),
        ("exception", "Anders"),
        ("occurrence", "Overleg"),
    ]


def test_a_whole_day_with_a_file(calendar: Any, tenant: Any) -> None:
    laid = calendar.new_event("Tourdag")
    laid.start, laid.end = datetime(2026, 10, 1, tzinfo=AMSTERDAM), datetime(2026, 10, 2, tzinfo=AMSTERDAM)
    laid.is_all_day = True
    laid.attachments.add([(io.BytesIO(b"1. Opening"), "agenda.txt")])
    laid.attendees.add("burgemeester@assen.example")
    assert laid.save()
    again = calendar.get_event(laid.object_id)
    assert again.attachments.download_attachments()
    assert (again.is_all_day, again.has_attachments) == (True, True)
    assert [(one.name, one.size) for one in again.attachments] == [("agenda.txt", 10)]
    assert len(tenant.outbox()) == 1
