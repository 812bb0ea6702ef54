"""When a request may be repeated."""

import pytest

from bot.m365 import retry

NOON = "Mon, 30 Mar 2026 12:00:00 GMT"
LATER = "Mon, 30 Mar 2026 12:00:11 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "3"}, 3.0),
        ({"retry-after": "2.128"}, 2.128),
        ({"Retry-After": LATER, "Date": NOON}, 11.0),
        ({"Retry-After": NOON, "Date": LATER}, None),
        ({"Retry-After": LATER}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "0"}, None),
        ({"Retry-After": "-5"}, None),
        ({}, None),
    ],
    ids=["seconds", "fraction", "date", "past date", "date without now", "nonsense", "zero", "negative", "absent"],
)
def test_what_the_service_asks_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert retry.retry_after(headers) == seconds


@pytest.mark.parametrize(
    ("status", "safe", "may"),
    [
        (429, True, True),
        (429, False, True),
        (503, True, True),
        (503, False, False),
        (504, True, True),
        (504, False, False),
        (500, True, False),
        (412, True, False),
        (200, True, False),
    ],
)
def test_what_may_be_repeated(status: int, safe: bool, may: bool) -> None:
    assert (retry.pause_after(status, {}, safe=safe, attempt=1) is not None) is may


def test_pauses_double() -> None:
    assert [retry.backoff(attempt) for attempt in range(1, 6)] == [0.5, 1.0, 2.0, 4.0, 8.0]
