"""When waves will have left: those that run, and one that waits for its approval."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app import App
from bot.models.wave import Wave, WaveState
from bot.store import outbox, queue, waves
from bot.waves.forecast import Forecast, Waiting, forecast
from bot.waves.pace import Pace

RUNNING = (WaveState.APPROVED, WaveState.SENDING)


def of_running(app: App, tx: Connection, *, outside_window: bool = False) -> Mapping[int, Forecast]:
    """By wave; one that is paused, or waits for a day whose holidays nobody knows, is absent."""
    return _played(app, tx, _running(app, tx), outside_window)


def of_planned(app: App, tx: Connection, wave: Wave) -> Forecast | None:
    """What a sealed wave would do if it were approved now; None beyond the calendar's data."""
    first = app.now() + timedelta(minutes=app.config.waves.cool_down_minutes)
    due = max(first, wave.send_from or first)
    rows = [(wave.id, code, due) for code in queue.institutions(tx, wave.id)]
    return _played(app, tx, [*_running(app, tx), *_grouped(app, rows)], False).get(wave.id)


def _running(app: App, tx: Connection) -> list[Waiting]:
    known = {one.id: one for one in waves.in_state(tx, RUNNING)}
    rows = [(wave, code, _due(known[wave], due)) for wave, code, due in queue.waiting(tx) if wave in known]
    return _grouped(app, rows)


def _grouped(app: App, rows: Iterable[tuple[int, str, datetime]]) -> list[Waiting]:
    numbers: dict[Waiting, int] = {}
    for wave, code, due in rows:
        one = app.institutions[code]
        key = Waiting(wave, due, one.province, one.kind)
        numbers[key] = numbers.get(key, 0) + 1
    return [Waiting(one.wave, one.due, one.province, one.kind, number) for one, number in numbers.items()]


def _played(app: App, tx: Connection, waiting: list[Waiting], outside_window: bool) -> Mapping[int, Forecast]:
    limits, now = app.config.limits, app.now()
    left = outbox.left_since(tx, app.config.m365.mailbox, now - timedelta(days=1))
    pace = Pace(limits.messages_per_minute, limits.recipients_per_day)
    return forecast(waiting, now, pace, None if outside_window else app.send_calendar, left)


def _due(wave: Wave, due: datetime) -> datetime:
    return max(moment for moment in (due, wave.not_before, wave.send_from) if moment is not None)
