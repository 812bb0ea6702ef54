"""Misbehaviour on demand: the entries of `--faults`."""

import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KNOWN = {"match", "nth", "every", "probability", "times", "do", "status", "headers", "delay_ms"}
ACTS = ("status", "drop_before", "drop_after", "delay")


class Dropped(Exception):
    """The connection ends without an answer."""


@dataclass
class Fault:
    """One entry with its counters."""

    match: re.Pattern[str]
    do: str
    nth: int = 0
    every: int = 0
    probability: float = 1.0
    times: int = 0
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    delay_ms: int = 0
    seen: int = 0
    struck: int = 0

    def strikes(self, line: str, dice: random.Random) -> bool:
        """Count a request that matches; whether the fault strikes it."""
        if not self.match.search(line):
            return False
        self.seen += 1
        if self.times and self.struck >= self.times:
            return False
        if self.nth and self.seen != self.nth:
            return False
        if self.every and self.seen % self.every:
            return False
        if self.probability < 1 and dice.random() >= self.probability:
            return False
        self.struck += 1
        return True


class Faults:
    """The plan: the first entry that strikes a request decides."""

    def __init__(self, entries: list[dict[str, Any]]) -> None:
        self._entries = [_entry(number, row) for number, row in enumerate(entries, 1)]
        self._dice = random.Random(1)

    @classmethod
    def load(cls, path: Path) -> "Faults":
        """From a file; ValueError with one line where it is wrong."""
        try:
            entries = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as fault:
            raise ValueError(f"--faults {path}: cannot be read ({fault})") from None
        if not isinstance(entries, list):
            raise ValueError(f"--faults {path}: a JSON list is expected")
        return cls(entries)

    def strike(self, method: str, path: str) -> Fault | None:
        """The fault that strikes this request, if any."""
        line = f"{method} {path}"
        struck = [one for one in self._entries if one.strikes(line, self._dice)]
        return struck[0] if struck else None


def _entry(number: int, row: dict[str, Any]) -> Fault:
    wrong = _wrong(row)
    if wrong:
        raise ValueError(f"--faults entry {number}: {wrong}")
    return Fault(re.compile(row["match"]), **{key: value for key, value in row.items() if key != "match"})


_KINDS: dict[str, type | tuple[type, ...]] = {
    "nth": int, "every": int, "probability": (int, float), "times": int, "status": int, "headers": dict,
    "delay_ms": int,
}  # fmt: skip


def _wrong(row: Any) -> str:
    """What is wrong with an entry, '' when it is right."""
    if not isinstance(row, dict):
        return "an object is expected"
    if unknown := set(row) - KNOWN:
        return f"unknown {', '.join(sorted(unknown))}"
    if not isinstance(row.get("match"), str) or row.get("do") not in ACTS:
        return f"it needs `match` (a regular expression) and `do`, one of {', '.join(ACTS)}"
    if bad := [key for key, kind in _KINDS.items() if key in row and not isinstance(row[key], kind)]:
        return f"{bad[0]} has a value of another kind"
    try:
        re.compile(row["match"])
    except re.error as fault:
        return f"match is no regular expression ({fault})"
    return ""
