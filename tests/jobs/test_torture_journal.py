"""The journal fails under a wave: its disk is full, another keeps it locked, a second sender is started."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from jobs_kept import Kept
from jobs_torture import each_once, finish, send_wave, some
from jobs_wire import Wire, meanwhile

from bot.errors import StoreError
from bot.store import journal

ROOT = Path(__file__).resolve().parents[2]
CALLS = 12

FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.argv = ["ontour", *sys.argv[2:]]
from bot.__main__ import main
main()
"""
"""`ontour` where no file may grow beyond so many bytes: to SQLite that is a full disk."""


@pytest.fixture
def begun(twelve: Kept) -> Iterator[Any]:
    """A wave of twelve, approved, just before the first letter leaves."""
    with twelve.started_with() as tour:
        yield tour


def started(tour: Any, *words: str, before: tuple[str, ...] = ("-m", "bot")) -> "subprocess.Popen[str]":
    """`ontour` as a process of its own."""
    line = [sys.executable, *before, *tour.options(), *words]
    return subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("room", some(range(36_000, 260_000, 16_000), 1))
def test_a_full_disk_is_one_clear_line_and_costs_no_letter(begun: Any, room: int) -> None:
    begun.app.journal.close()
    process = started(begun, "wave", "send", "1", before=("-c", FULL, str(room)))
    _, errors = process.communicate(timeout=120)
    assert process.returncode in (0, 1) and "Traceback" not in errors, errors
    assert process.returncode or room > 36_000, "so little is always too little"
    if process.returncode:
        last = errors.strip().splitlines()[-1]
        assert last.startswith("ontour: store.url ") and ("cannot be used now" in last or "cannot be opened" in last)
    finish(begun)
    each_once(begun)


@pytest.mark.parametrize("call", some(range(2, CALLS + 1), 1))
def test_a_locked_journal_is_one_clear_line_and_costs_no_letter(
    begun: Any, call: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "PATIENCE", 0.2)
    begun.again()
    with closing(sqlite3.connect(begun.folder / "journal.sqlite", isolation_level=None)) as other:
        wire = Wire(begun.app, {call: meanwhile(lambda: other.execute("BEGIN IMMEDIATE"))})
        if call <= 2:
            with pytest.raises(StoreError, match="locked"):
                send_wave(begun.app)
        else:
            try:
                send_wave(begun.app)
            except StoreError as fault:
                assert "locked" in str(fault)
        assert wire.struck or call > 6
    finish(begun)
    each_once(begun)


@pytest.mark.parametrize("second", some([("wave", "send", "1"), ("run", "--once")], 1))
def test_of_two_senders_started_at_once_one_refuses(begun: Any, second: tuple[str, ...]) -> None:
    begun.app.journal.close()
    processes = [started(begun, "wave", "send", "1"), started(begun, *second)]
    ends = [(process.communicate(timeout=120)[1], process.returncode) for process in processes]
    codes = sorted(code for _, code in ends)
    assert codes in ([0, 0], [0, 1]), ends  # the first may have ended before the second began
    for errors, code in ends:
        assert "Traceback" not in errors and (code == 0 or "another ontour sends" in errors)
    finish(begun)
    each_once(begun)
