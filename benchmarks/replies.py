"""What reading a reply costs, and which intents are taken for which, over the labelled examples beside the checkout."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.replies.book import LetterBook
from bot.replies.explain import explain
from bot.replies.fresh import extract
from bot.replies.mail import from_mime
from bot.replies.rules import Rules
from bot.replies.sentences import features, split

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT.parent / "shared" / "replies"
FOLDS = 5


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
    unseen = list(_held_out(mails, labels, book, rules))
    right, left = sum(_right(label, row) for label, row in unseen), sum(bool(row["automatic"]) for _, row in unseen)
    yield f"held out by municipality, in {FOLDS} parts: intent right in {right} of {len(unseen)}; {left} automatic"


def _held_out(
    mails: list[tuple[str, bytes]], labels: dict[str, dict[str, Any]], book: LetterBook, rules: Rules
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each mail read by a bot that never learnt from a sentence of its municipality's mails."""
    examples = rules.examples
    if examples is None:
        return
    places = sorted({str(label["municipality"]) for label in labels.values()})
    keys = [frozenset(features(text, examples.words)) for _, text in examples.sentences]
    for part in range(FOLDS):
        own = {place for number, place in enumerate(places) if number % FOLDS == part}
        held = [(name, raw) for name, raw in mails if str(labels[name]["municipality"]) in own]
        said = {key for _, raw in held for key in _sentences(raw, rules, examples.words)}
        kept = tuple(one for one, key in zip(examples.sentences, keys, strict=True) if key not in said)
        blind = replace(rules, examples=replace(examples, sentences=kept))
        yield from ((labels[row["id"]], row) for row in explain(held, book, blind, alone=True))


def _sentences(raw: bytes, rules: Rules, words: Mapping[str, str]) -> Iterator[frozenset[str]]:
    text = extract(from_mime(raw), rules).text
    return (frozenset(features(" ".join(text[start:end].split()), words)) for start, end in split(text))


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
