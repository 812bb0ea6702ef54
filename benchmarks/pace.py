"""A wave under the mailbox's limit, at ten times the speed: the share of the allowed rate that is used."""

import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.sending import PROVINCES, letters_app
from benchmarks.tenant import tenant
from bot.cli.wave_send import send
from bot.jobs.waves import approval, planning
from bot.m365.graph import Part, Result
from bot.models.actor import Operator
from bot.store import outbox

PER_MINUTE, SPEED = 30, 10
ME = Operator("bench", "localhost")


def run() -> Iterable[str]:
    """The line for the table. The least possible time is that of as many full minutes as the letters need."""
    limits = {"messages_per_minute": PER_MINUTE, "over_limit": "429", "clock": "2026-09-07T09:30:00+02:00"}
    with tenant(0, {**limits, "clock_speed": SPEED}) as here, tempfile.TemporaryDirectory() as folder:
        app = letters_app(here, Path(folder), f"limits.messages_per_minute={PER_MINUTE}", "clock.source=sandbox")
        planner, approver = here.ready["team"][:2]
        wave = planning.plan_command(app, PROVINCES, "uitnodiging", Operator("bench", "localhost", planner))
        approval.by_command(app, wave.id, wave.seal, Operator("bench", "localhost", approver))
        refused: list[Result] = []
        plain = app.graph.batch_once

        def counted(parts: Sequence[Part]) -> list[Result]:
            answers = list(plain(parts))
            refused.extend(one for one in answers if one.status == 429)
            return answers

        app.graph.batch_once = counted  # type: ignore[method-assign]
        began = time.perf_counter()
        send(app, wave.id, ME, True, lambda _line: None)
        wall = time.perf_counter() - began
        with app.journal.begin() as tx:
            left = sorted(one.claimed_at for one in outbox.of_wave(tx, wave.id) if one.claimed_at)
    assert len(left) == wave.letters
    taken, least = (left[-1] - left[0]).total_seconds(), (wave.letters - 1) // PER_MINUTE * 60
    line = f"{wave.letters} letters at {PER_MINUTE} a minute: {least / taken:.1%} of the allowed rate"
    yield f"{line}, {len(refused)} times refused (429); {wall:.0f} s of wall time at clock_speed {SPEED}"
