"""What reading a reply costs, and which intents are taken for which, over the labelled examples beside the checkout."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.replies.book import LetterBook
from bot.replies.explain import explain
from bot.replies.rules import Rules

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT.parent / "shared" / "replies"


def run() -> Iterable[str]:
    """The lines for the table."""
    if not EXAMPLES.is_dir():
        yield f"replies: skipped, there are no labelled examples at {EXAMPLES}"
        return
    mails = [(path.stem, path.read_bytes()) for path in sorted((EXAMPLES / "mail").glob("*.eml"))]
    lines = (EXAMPLES / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    labels = {label["id"]: label for label in map(json.loads, lines)}
    book, rules = LetterBook.from_json(EXAMPLES / "letters.json"), Rules.load(ROOT / "config" / "replies.toml")
    list(explain(mails[:5], book, rules, alone=True))  # patterns are compiled once, whatever the number of mails
    began = time.process_time()
    rows = list(explain(mails, book, rules, alone=True))
    cost = (time.process_time() - began) / len(mails) * 1000
    pairs = [(labels[row["id"]], row) for row in rows if row["id"] in labels]
    right = sum(_right(label, row) for label, row in pairs)
    automatic = sum(bool(row["automatic"]) for _, row in pairs)
    yield f"read {len(mails)} replies, MIME and all: {cost:.2f} ms of CPU a mail"
    yield f"intent right in {right} of {len(pairs)}; {automatic} left to the machine"
    yield from _confusion(pairs)


def _right(label: dict[str, Any], row: dict[str, Any]) -> bool:
    return row["intent"] in (label["intent"], *label.get("also_intents", ()))


def _confusion(pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> Iterator[str]:
    """A line for each intent: how many there are, how many are read as it, and as what the others."""
    total = Counter(label["intent"] for label, _ in pairs)
    wrong = Counter((label["intent"], row["intent"]) for label, row in pairs if not _right(label, row))
    for intent, count in sorted(total.items()):
        missed = [f"{other} {number}" for (one, other), number in sorted(wrong.items()) if one == intent]
        right = count - sum(number for (one, _), number in wrong.items() if one == intent)
        yield f"  {intent:<18} {right:>3} of {count:>3}" + (f"  read as {', '.join(missed)}" if missed else "")
