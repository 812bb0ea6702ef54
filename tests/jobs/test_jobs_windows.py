"""The window of an institution is that of its own council: provinces and municipalities elect in other years (P10)."""

from datetime import UTC, datetime

import pytest

from bot.app import App, build
from bot.config import load
from bot.jobs.sending.rules import window

ASSEN, DRENTHE = "GM0106", "PV22"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    return build(load(overrides=[f"store.url=sqlite:///{tmp_path_factory.mktemp('journal')}/journal.sqlite"]))


@pytest.mark.parametrize(
    ("code", "day", "why"),
    [
        (DRENTHE, "2027-03-08", "Provinciale Statenverkiezingen"),
        (ASSEN, "2027-03-08", ""),
        (ASSEN, "2026-03-09", "gemeenteraadsverkiezingen"),
        (DRENTHE, "2026-03-09", ""),
        (ASSEN, "2026-12-25", "Eerste kerstdag"),
        (DRENTHE, "2026-12-29", "kerstvakantie regio Noord"),
    ],
)
def test_elections_close_the_window_of_the_council_that_is_elected(app: App, code: str, day: str, why: str) -> None:
    noon = datetime.fromisoformat(f"{day}T11:00+00:00").astimezone(UTC)
    assert window(app, code, noon) == why
