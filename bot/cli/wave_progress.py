"""How far a wave is while it is sent from the command line: on the terminal, and in its item in Golven."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil

from bot.app import App
from bot.cli.output import moment
from bot.errors import TenantError
from bot.jobs.site.write import write
from bot.jobs.waves.expected import of_running
from bot.store import outbox
from bot.store.outbox import OPEN, State

EVERY = timedelta(minutes=1)
"""Items move at most so often (DESIGN)."""


class Progress:
    """Of one wave; `say` takes a line for the terminal."""

    def __init__(self, app: App, wave_id: int, outside_window: bool, say: Callable[[str], None]) -> None:
        self._app, self._wave, self._outside_window, self._say = app, wave_id, outside_window, say
        self._shown_at = app.now()

    def moved(self) -> None:
        """Letters left: say how many of how many, and the time to go; let the item follow."""
        with self._app.journal.begin() as tx:
            counts = outbox.counts(tx, self._wave)
            foretold = of_running(self._app, tx, outside_window=self._outside_window).get(self._wave)
        left = sum(counts.get(state, 0) for state in OPEN)
        told = f"wave {self._wave}: {counts.get(State.SENT, 0)} of {sum(counts.values())} letters sent"
        self._say(told + (f", {self._to_go(foretold.end)}" if left and foretold else ""))
        if self._app.now() - self._shown_at >= EVERY:
            self.show()

    def show(self) -> None:
        """Bring the item up to date; a list that cannot be written now is left to the next time."""
        with suppress(TenantError):
            write(self._app, ("Golven",))
        self._shown_at = self._app.now()

    def _to_go(self, end: datetime) -> str:
        minutes = max(1, ceil((end - self._app.now()).total_seconds() / 60))
        hours = f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"
        return f"{hours} to go (done {moment(end)})"
