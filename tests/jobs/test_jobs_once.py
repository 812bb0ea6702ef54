"""Exactly once (P1): lost answers, throttling, a service that fails, and processes that die at any moment."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from jobs_kept import Kept, keep

from bot.errors import OntourError, Refused
from bot.jobs.round import round_
from bot.jobs.service import run

ROOT = Path(__file__).resolve().parents[2]


def approved(tour: Any) -> None:
    """The wave is approved and its cool-down is over."""
    tour.approved()
    tour.wait(16)


@pytest.fixture(scope="module")
def kept(sandbox: Callable[..., Any], tour_type: Any, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Just before the first letter leaves."""
    return keep(sandbox, tour_type, tmp_path_factory.mktemp("once"), approved)


@pytest.fixture
def begun(kept: Kept) -> Iterator[Callable[..., Any]]:
    """Start from what was kept; the tenant ends with the test, for the next one takes its port."""
    started: list[Any] = []

    def start(*options: str) -> Any:
        started.append(kept.start(*options))
        return started[-1]

    yield start
    for tour in started:
        tour.app.journal.close()
        tour.tenant.stop()


def finish(tour: Any, rounds: int = 9) -> None:
    """Rounds until all is settled; a round may fail with one clear line, as in the service."""
    for _ in range(rounds):
        with suppress(OntourError):
            tour.round(2)
        if all(state in ("sent", "held", "failed") for state in tour.states()):
            break
    tour.wait(1)


def each_once(tour: Any) -> None:
    """Everybody got one letter, and the journal knows it."""
    assert Counter(tour.offices()) == Counter(tour.expected())
    assert Counter(tour.states()) == {"sent": 12}
    assert len(tour.hands.drafts()) == 0, "no draft of a lost answer stays behind"


DRAFT, SEND = "POST .*/messages$", "POST .*/send$"
PLANS = {
    "the connection ends amid a batch of drafts": [
        {"match": DRAFT, "do": "drop_before", "nth": 5},
        {"match": DRAFT, "do": "drop_after", "nth": 9},
    ],
    "the connection ends amid a batch of sends": [
        {"match": SEND, "do": "drop_before", "nth": 4},
        {"match": SEND, "do": "drop_after", "nth": 8},
    ],
    "each second batch loses its answer": [{"match": "POST .*batch$", "do": "drop_after", "every": 2, "times": 6}],
    "single sends fail": [{"match": SEND, "do": "status", "status": 503, "every": 3, "times": 4}],
    "single sends are throttled": [
        {
            "match": SEND,
            "do": "status",
            "status": 429,
            "headers": {"Retry-After": "7"},
            "every": 2,
            "times": 5,
        }
    ],
    "single drafts fail": [{"match": DRAFT, "do": "status", "status": 503, "every": 4, "times": 3}],
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
def test_each_letter_leaves_once_when(begun: Callable[..., Any], tmp_path: Path, plan: list[dict[str, Any]]) -> None:
    file = tmp_path / "faults.json"
    file.write_text(json.dumps(plan), encoding="utf-8")
    tour = begun("--faults", str(file))
    finish(tour)
    each_once(tour)


class Death(BaseException):
    """The process is no more: nothing in it may go on."""


def dying(app: Any, calls: int, *, after: bool) -> None:
    """The process dies at its `calls`-th batch: before the request leaves, or after the tenant carried it out."""
    left = [calls]

    def deadly(plain: Callable[..., Any]) -> Callable[..., Any]:
        def call(parts: Any) -> Any:
            left[0] -= 1
            if left[0] == 0 and not after:
                raise Death
            answers = plain(parts)
            if left[0] == 0:
                raise Death
            return answers

        return call

    app.graph.batch, app.graph.batch_once = deadly(app.graph.batch), deadly(app.graph.batch_once)


@pytest.mark.parametrize("after", [False, True], ids=["before the request leaves", "before its answer is stored"])
def test_each_letter_leaves_once_though_every_process_dies(begun: Callable[..., Any], after: bool) -> None:
    """Each process lives one batch longer than the one before, so that every batch of the way is a last one."""
    tour = begun()
    deaths = 0
    for calls in range(1, 40):
        app = tour.again()
        dying(app, calls, after=after)
        try:
            round_(app)
        except Death:
            deaths += 1
        app.journal.close()
        if set(tour.states()) == {"sent"} and calls > 4:
            break
        tour.again()
        tour.wait(0.5)
    assert deaths >= 4
    tour.again()
    finish(tour, 3)
    each_once(tour)


def test_each_letter_leaves_once_though_the_service_is_killed(begun: Callable[..., Any]) -> None:
    tour = begun("--latency-ms", "15")
    command = [sys.executable, "-m", "bot", *tour.options(), "run", "--once"]
    for before in (4, 16):  # more mails drafted or sent than that: then it is killed
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while process.poll() is None and time.monotonic() < deadline:
            if len(tour.hands.drafts()) + len(tour.tenant.outbox()) > before:
                process.send_signal(signal.SIGKILL)
        process.wait(20)
    tour.again()
    finish(tour)
    each_once(tour)


def test_a_second_sender_on_the_journal_refuses(tour: Any) -> None:
    with tour.app.journal.sender_lock():
        with pytest.raises(Refused, match="another ontour sends"):
            run(tour.again(), once=True)
        command = [sys.executable, "-m", "bot", *tour.options(), "run", "--once"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0 and "another ontour sends" in done.stderr
    assert "Traceback" not in done.stderr
