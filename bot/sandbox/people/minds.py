"""What each office has in mind, drawn once from the seed: how its way ends, how and when it says so.

A mind depends on the seed and the CBS code alone, never on the order of letters, so that a tour in two orders or with a
restart in between ends alike.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

_HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def rates() -> dict[str, Any]:
    """The data of rates.toml; its comments say what each number means."""
    return tomllib.loads((_HERE / "rates.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def offices() -> dict[str, list[str]]:
    """The CBS numbers of the offices by province letters (offices.toml)."""
    return tomllib.loads((_HERE / "offices.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Mind:
    """One office. `end`: talk, declined, later or waiting. `way`: a key of rates.toml's ways. `stage`: letter,
    reminder, phone or never. `automatic`: absent, receipt or empty. `bounces`: its second address is unknown."""

    code: str
    end: str
    way: str
    stage: str
    automatic: str
    bounces: bool


def rng(seed: int, *about: object) -> Random:
    """The dice of one office for one occasion; the same words give the same throws."""
    return Random(":".join(str(word) for word in (seed, *about)))


@lru_cache(maxsize=2048)
def mind(seed: int, province: str, number: str) -> Mind:
    """The mind of the office with that CBS number (`0106`) in that province (its letters, `DR`)."""
    dice = rng(seed, number, "mind")
    province_rates = rates()["province"].get(province, rates()["default"])
    end = _end(_place(seed, province, number), province_rates)
    way = weighted(dice, rates()["ways"][end])
    stage = weighted(dice, rates()["stage"][end])
    if not province_rates.get("by_phone", True) and end in ("talk", "declined"):
        stage = "letter"
    automatic, bounces = _machines(dice)
    return Mind(f"GM{number}", end, way, stage, automatic, bounces)


def weighted(dice: Random, weights: dict[str, float]) -> str:
    """One key of `weights`, as likely as its weight says."""
    return dice.choices(list(weights), list(weights.values()))[0]


def _place(seed: int, province: str, number: str) -> float:
    """The office's place among those of its province, 0 to 1: shuffled by the seed, shifted by luck.

    Spread evenly, so that a province of twelve comes near its rate too; a stranger's place is a plain draw.
    """
    own = rng(seed, number, "place")
    numbers = list(offices().get(province, []))
    if number not in numbers:
        return own.random()
    rng(seed, province, "order").shuffle(numbers)
    shift = rates()["luck"]["shift"]
    place = numbers.index(number) + 0.5 + own.uniform(-shift, shift)
    return (place / len(numbers)) % 1.0


def _end(place: float, shares: dict[str, float]) -> str:
    for end in ("talk", "declined", "later"):
        share = shares.get(end, 0.0)
        if place < share:
            return end
        place -= share
    return "waiting"


def _machines(dice: Random) -> tuple[str, bool]:
    shares = rates()["automatic"]
    throw = dice.random()
    automatic = "absent" if throw < shares["absent"] else "receipt" if throw > 1 - shares["receipt"] else ""
    return automatic, dice.random() < shares["bounce"]
