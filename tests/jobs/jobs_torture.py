"""What each torture has in common: how much of it runs, how a wave is sent to its end, and what must be true then."""

import csv
import os
import random
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from bot.cli.wave_send import send
from bot.errors import OntourError
from bot.models.actor import Operator
from bot.ops.drift.look import drift
from bot.store import outbox

T = TypeVar("T")
ALL = os.environ.get("TORTURE") == "all"
"""`make torture`: all of it; else a sample."""
ME = Operator("test", "localhost")
CONFIG = Path(__file__).resolve().parents[2] / "config"
UNTRUE = {"sent_without_record", "record_without_sent", "duplicate_in_sent"}
"""Drift that is never to be, held letters or not."""


def some(rows: Iterable[T], number: int) -> list[T]:
    """All of them, or so many: the same ones each time."""
    every = list(rows)
    return every if ALL or len(every) <= number else random.Random(7).sample(every, number)


def register(folder: Path, number: int) -> str:
    """The setting for a register of so many municipalities of Gelderland."""
    with open(CONFIG / "municipalities.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    place = folder / "some.csv"
    with open(place, "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([rows[0], *[row for row in rows[1:] if "Gelderland" in row][:number]])
    return f"register.municipalities={place}"


def ready(tour: Any) -> None:
    """The wave is approved and its cool-down is over."""
    tour.approved(provinces=("Gelderland",))
    tour.wait(16)


def send_wave(app: Any) -> None:
    """`ontour wave send 1`."""
    send(app, 1, ME, False, lambda _line: None)


def finish(tour: Any, rounds: int = 12) -> None:
    """The process is started again until all is settled; one clear line is allowed, no other error."""
    for _ in range(rounds):
        with suppress(OntourError):
            send_wave(tour.again())
        tour.app.journal.close()
        if all(state in ("sent", "held", "failed", "dropped") for state in tour.states()):
            break
        tour.wait(2)
    tour.again()
    tour.wait(2)
    for _ in range(2):
        with suppress(OntourError):
            tour.round(2)


def each_once(tour: Any) -> None:
    """Everybody got one letter; journal, list, mailbox and calendar agree."""
    assert Counter(tour.offices()) == Counter(tour.expected())
    assert set(tour.states()) == {"sent"}
    assert tour.hands.drafts() == [], "no draft of a lost answer stays behind"
    assert drift(tour.app) == []


def once_or_held(tour: Any, kept_back: Iterable[str] = ("held", "dropped")) -> None:
    """Nobody got two; who got none is held or dropped with its reason; what left is known, what is known left."""
    offices = Counter(tour.offices())
    assert set(offices.values()) <= {1}, [one for one, number in offices.items() if number > 1]
    with tour.app.journal.begin() as tx:
        rows = outbox.in_state(tx, list(outbox.State), kinds=("letter",))
    states = Counter(one.state.value for one in rows)
    assert set(states) <= {"sent", *kept_back}, states
    assert 2 * states["sent"] == sum(offices.values()) and sum(states.values()) == len(tour.municipalities())
    assert all(one.reason for one in rows if one.state.value in kept_back)
    assert [one for one in drift(tour.app) if one.kind in UNTRUE] == []
