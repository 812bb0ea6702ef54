"""Sequences of faults, deaths and people's doings, as they come: at most one letter each, and all accounted for."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jobs_kept import Kept
from jobs_torture import ALL, finish, once_or_held, send_wave
from jobs_wire import (
    Act,
    Death,
    Wire,
    dies_after,
    dies_before,
    failed_after,
    lost_after,
    lost_before,
    meanwhile,
    refused,
)
from test_torture_faults import PEOPLE, another_journal

from bot.errors import OntourError

FAULTS: dict[str, Act] = {
    "429": refused(429, Retry_After="2"),
    "503": refused(503),
    "503 done": failed_after(503),
    "504 done": failed_after(504),
    "401": refused(401),
    "lost before": lost_before,
    "lost after": lost_after,
    "dies before": dies_before,
    "dies after": dies_after,
}
DOINGS: dict[str, Callable[[Any], None]] = {one.__name__: one for one in PEOPLE if one is not another_journal}
CALL = st.integers(min_value=1, max_value=8)
WHAT = st.sampled_from([*FAULTS, *DOINGS])
LIVES = st.lists(st.dictionaries(CALL, WHAT, max_size=4), min_size=1, max_size=4)
"""The lives of a few processes one after another: what each meets at its n-th request."""


def live(tour: Any, meets: dict[int, str]) -> None:
    """One process; it ends well, with one clear line, or dies."""
    app = tour.again()
    acts = {call: FAULTS[what] if what in FAULTS else meanwhile(_doing(tour, what)) for call, what in meets.items()}
    Wire(app, acts)
    with suppress(OntourError, Death):
        send_wave(app)
    app.journal.close()
    tour.wait(0.5)


def _doing(tour: Any, what: str) -> Callable[[], None]:
    return lambda: DOINGS[what](tour)


@pytest.mark.timeout(7200 if ALL else 240)
@settings(
    max_examples=60 if ALL else 2,
    deadline=None,
    derandomize=not ALL,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lives=LIVES)
def test_whatever_comes_nobody_gets_two_and_none_is_lost(twelve: Kept, lives: list[dict[int, str]]) -> None:
    with twelve.started_with() as tour:
        for meets in lives:
            live(tour, meets)
        finish(tour)
        once_or_held(tour)
