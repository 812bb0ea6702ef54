"""Answers written by other hands than the rules: floors below what was measured, no wrong action, and it all held out.

When they were first read, unseen, `first` gave 63.1 % of the intents with 29 wrong actions (phrases alone), and the
second hundred of `second` 90 % with 6 (phrases and examples). Since then both have been learnt from.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from written_mails import read

from bot.replies.book import LetterBook
from bot.replies.explain import explain
from bot.replies.rules import Rules

HARMLESS = {"out_of_office", "receipt", "pending", "unrelated"}
PLACE = Path(__file__).parent / "written"
Pairs = list[tuple[dict[str, Any], dict[str, Any]]]


@pytest.fixture(scope="module", params=["first", "second"])
def pairs(request: pytest.FixtureRequest, shared: Path, rules: Rules) -> Pairs:
    path = shared / "replies" / "letters.json"
    letters = {one["kenmerk"]: one for one in json.loads(path.read_text(encoding="utf-8"))}
    mails = list(read(PLACE / f"{request.param}.jsonl", letters))
    found = explain(((name, raw) for name, raw, _ in mails), LetterBook.from_json(path), rules, alone=True)
    return [(label, row) for (_, _, label), row in zip(mails, found, strict=True)]


def _same(label: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    return row["intent"] in (label["intent"], *label.get("also_intents", ()))


def test_hardly_a_wrong_action(pairs: Pairs) -> None:
    wrong = [
        label["id"]
        for label, row in pairs
        if row["automatic"]
        and (
            label["automatic"] is False
            or not (_same(label, row) or {label["intent"], row["intent"]} <= HARMLESS)
            or (label["intent"] == "accept_slot" and row["slots"][:1] != label["slots"][:1])
        )
    ]
    assert len(wrong) <= 1, wrong


def test_danger_is_never_missed(pairs: Pairs) -> None:
    assert [label["id"] for label, row in pairs if label["urgent"] and not row["urgent"]] == []
    alarms = [label["id"] for label, row in pairs if row["urgent"] and not label["urgent"]]
    assert len(alarms) <= len(pairs) / 50, alarms


def test_floors(pairs: Pairs) -> None:
    safe = [row["automatic"] for label, row in pairs if label["automatic"] is True]
    assert sum(safe) / len(safe) >= 0.86
    assert sum(_same(label, row) for label, row in pairs) / len(pairs) >= 0.94
    assert sum(row["municipality"] == label["municipality"] for label, row in pairs) / len(pairs) >= 0.98
