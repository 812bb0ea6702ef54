"""An application on a journal of its own, at a moment that stands."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import App
from bot.clock import FixedClock
from bot.config import load

NOW = datetime(2026, 9, 7, 7, 0, tzinfo=UTC)


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., App]]:
    """An application whose journal is in the test's folder; further settings as on the command line."""
    made: list[App] = []

    def make(*overrides: str, now: datetime = NOW) -> App:
        url = f"store.url=sqlite:///{tmp_path}/journal.sqlite"
        made.append(App(load(overrides=[url, *overrides]), FixedClock(now)))
        return made[-1]

    yield make
    for app in made:
        app.journal.close()
