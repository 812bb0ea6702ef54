"""Kill -9 after every single Graph call of a wave of forty letters, and before it: forty leave, none twice."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from jobs_kept import Kept, keep
from jobs_torture import ALL, each_once, finish, ready, register, send_wave, some
from jobs_wire import Death, Wire, dies_after, dies_before

ROOT = Path(__file__).resolve().parents[2]
LETTERS = 40
CALLS = 16
"""A wave of forty at 30 letters a minute takes fewer requests (`test_the_calls_are_all_tried`)."""

MORTAL = """
import os, signal, sys
import requests
number, after = int(sys.argv[1]), sys.argv[2] == "after"
plain, count = requests.Session.request, [0]

def request(self, method, url, *args, **more):
    graph = "/v1.0/" in url
    count[0] += graph
    last = graph and count[0] == number
    if last and not after:
        os.kill(os.getpid(), signal.SIGKILL)
    answer = plain(self, method, url, *args, **more)
    if last:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer

requests.Session.request = request
sys.argv = ["ontour", *sys.argv[3:]]
from bot.__main__ import main
main()
"""
"""`ontour` that is killed at its n-th request to Graph: before it leaves, or once the tenant has carried it out."""


@pytest.fixture(scope="module")
def forty(sandbox: Callable[..., Any], tour_type: Any, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A wave of forty, approved, just before the first letter leaves."""
    folder = tmp_path_factory.mktemp("forty")
    return keep(sandbox, tour_type, folder, ready, register(folder, LETTERS), "schedule.digest_hour=23")


@pytest.fixture
def begun(forty: Kept) -> Iterator[Any]:
    """A copy of its own."""
    with forty.started_with() as tour:
        assert len(tour.municipalities()) == LETTERS
        yield tour


def test_the_calls_are_all_tried(begun: Any) -> None:
    wire = Wire(begun.app)
    send_wave(begun.app)
    assert 6 <= wire.count <= CALLS
    begun.rounds(1)
    each_once(begun)


@pytest.mark.parametrize(("call", "when"), some(product(range(1, CALLS + 1), ("before", "after")), 1))
def test_killed_at_a_call_and_started_again(begun: Any, call: int, when: str) -> None:
    begun.app.journal.close()
    command = [sys.executable, "-c", MORTAL, str(call), when, *begun.options(), "wave", "send", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    finish(begun)
    each_once(begun)


@pytest.mark.skipif(not ALL, reason="torture; the same with twelve letters is in test_jobs_once")
@pytest.mark.parametrize("dies", [dies_after, dies_before])
def test_every_process_dies_one_call_later_than_the_one_before(begun: Any, dies: Any) -> None:
    deaths = 0
    for call in range(2, 60):
        app = begun.again()
        wire = Wire(app, {call: dies})
        try:
            send_wave(app)
        except Death:
            deaths += 1
        app.journal.close()
        begun.wait(0.2)
        if not wire.struck:
            break
    assert deaths >= 4
    finish(begun)
    each_once(begun)
