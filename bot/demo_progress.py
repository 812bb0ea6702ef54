"""How the demo's tour goes, while it goes: a table drawn anew on a terminal, elsewhere a line a week."""

from datetime import date
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table

from bot.app import App
from bot.clock import AMSTERDAM
from bot.jobs.round import Round
from bot.models.status import Status
from bot.models.wave import WaveState
from bot.store import engagements, waves

LATEST = 6
"""Waves that are shown."""


class Progress:
    """Shows the tour on a console as long as it is entered."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, refresh_per_second=4) if console.is_terminal else None
        self._week: date | None = None

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        if self._live:
            self._live.stop()
        self._console.print()

    def show(self, app: App, total: Round) -> None:
        """The tour as it stands after a round in which something happened."""
        if self._live:
            self._live.update(_table(app, total))
        elif self._week is None or (app.today() - self._week).days >= 7:
            self._week = app.today()
            self._console.print(f"{self._week:%d-%m-%Y}  {_mails(total)}; {_statuses(app)}", soft_wrap=True)


def _mails(total: Round) -> str:
    return f"{total.sent} mails verzonden, {total.mails} berichten gelezen"


def _statuses(app: App) -> str:
    with app.journal.begin() as tx:
        counts = engagements.counts(tx)
    return ", ".join(f"{counts[status]} {status.label.lower()}" for status in Status if counts.get(status))


def _table(app: App, total: Round) -> Table:
    with app.journal.begin() as tx:
        counts = engagements.counts(tx)
        known = [wave for wave in waves.in_state(tx, list(WaveState)) if not wave.standing]
    shown = Table(title=f"Tour op {app.now().astimezone(AMSTERDAM):%d-%m-%Y %H.%M}", expand=False)
    shown.add_column("Status")
    shown.add_column("Gemeenten", justify="right")
    for status in Status:
        if count := counts.get(status, 0):
            shown.add_row(status.label, str(count))
    names = [f"{wave.name}: {wave.state.label}" for wave in known[-LATEST:]]
    shown.caption = "\n".join([_mails(total), *names])
    return shown
