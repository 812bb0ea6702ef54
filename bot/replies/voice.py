"""What the labelled example sentences say of a sentence: complement naive Bayes, learnt when it is first asked.

A second voice beside the rules. It counts words and word pairs of the examples (config/replies_examples.toml), so a
coordinator teaches it by adding a sentence. Nothing is stored of what it reads.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.replies.examples import Examples
from bot.replies.sentences import features, split

SMOOTH = 0.12  # what a word counts with a kind that it was never seen with
SHARP = 1.5  # how far the kinds are drawn apart


@dataclass(frozen=True, slots=True)
class Heard:
    """One sentence: its place, and how likely each kind is (they add up to 1)."""

    start: int
    end: int
    kinds: Mapping[str, float]

    @property
    def best(self) -> str:
        """The likeliest kind."""
        return max(self.kinds, key=lambda one: self.kinds[one])


class Voice:
    """Weights of every word by kind of sentence. Kinds are intents and those of QUIET."""

    def __init__(self, examples: Examples) -> None:
        self._words = examples.words
        self.kinds = sorted({kind for kind, _ in examples.sentences})
        bags = [set(features(text, examples.words)) for _, text in examples.sentences]
        seen = Counter(one for bag in bags for one in bag)
        self._rare = {one: math.log((1 + len(bags)) / (1 + count)) + 1 for one, count in seen.items()}
        self._learn(bags, [self.kinds.index(kind) for kind, _ in examples.sentences])

    def hear(self, text: str) -> list[Heard]:
        """Each sentence of a fresh text (not folded: a capital tells a name)."""
        return [Heard(start, end, self._weigh(text[start:end])) for start, end in split(text)]

    def likely(self, words: str, kind: str) -> float:
        """How likely some words of a sentence are of one kind."""
        return self._weigh(words).get(kind, 0.0)

    def _learn(self, bags: Sequence[set[str]], kinds: Sequence[int]) -> None:
        counts: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        totals = [0.0] * len(self.kinds)
        for bag, kind in zip(bags, kinds, strict=True):
            known = [(one, self._rare[one]) for one in bag]
            length = math.sqrt(sum(value * value for _, value in known)) or 1.0
            for word, value in known:
                counts[word][kind] += value / length
                totals[kind] += value / length
        whole, smooth = sum(totals), SMOOTH * len(counts)
        self._border = [math.log(whole - one + smooth) for one in totals]
        self._weights = {word: self._row(word, row) for word, row in counts.items()}

    def _row(self, word: str, row: Mapping[int, float]) -> tuple[float, tuple[tuple[int, float], ...]]:
        """How rare a word is, and what it says for each kind that it was seen with."""
        whole = sum(row.values()) + SMOOTH
        rare = self._rare[word]
        return rare, tuple((kind, rare * (math.log(whole) - math.log(whole - value))) for kind, value in row.items())

    def _weigh(self, sentence: str) -> dict[str, float]:
        scores, total, squares = [0.0] * len(self.kinds), 0.0, 0.0
        for word in set(features(sentence, self._words)):
            row = self._weights.get(word)
            if row:
                total += row[0]
                squares += row[0] * row[0]
                for kind, weight in row[1]:
                    scores[kind] += weight
        length = math.sqrt(squares) or 1.0
        scores = [SHARP * (score + total * border) / length for score, border in zip(scores, self._border, strict=True)]
        top = max(scores)
        shares = [math.exp(one - top) for one in scores]
        whole = sum(shares)
        return {kind: share / whole for kind, share in zip(self.kinds, shares, strict=True)}
