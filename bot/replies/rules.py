"""The Dutch rules, read from config and compiled once."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from bot.errors import ConfigError
from bot.models.reply import Intent
from bot.replies.examples import Examples
from bot.replies.examples import load as load_examples
from bot.replies.folding import fold
from bot.replies.voice import Voice

__all__ = ["Rule", "Rules", "fold", "phrase"]

_GAP = r"(?:[^\w.!?\n]+[\w'@.-]+?){0,6}?[^\w.!?\n]+"
REQUIRED_LISTS = (
    "quote",
    "closing",
    "footer",
    "disclaimer",
    "banner",
    "greeting",
    "danger",
    "danger_not",
    "machine",
    "reject",
    "caution",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its words, the intent they point at, and how sure that is (1 a hint, 3 plain, 6 beyond doubt)."""

    id: str
    intent: Intent
    weight: int
    pattern: re.Pattern[str]
    subject: bool = False  # is tried on the subject as well


@dataclass(frozen=True)
class Rules:
    """All rules of a file. `lists` holds one pattern a word list, `own_servers` whose verdicts on senders count."""

    rules: tuple[Rule, ...]
    lists: Mapping[str, re.Pattern[str]]
    own_servers: tuple[str, ...] = ()
    examples: Examples | None = None
    calm: set[int] = field(default_factory=set, compare=False, repr=False)
    """Lines in which no danger was found, as hashes: they need no second look."""

    @cached_property
    def voice(self) -> Voice | None:
        """What the examples say; learnt when first asked for, since that takes a quarter of a second."""
        return Voice(self.examples) if self.examples else None

    @classmethod
    def load(cls, path: Path, own_servers: tuple[str, ...] = ()) -> Self:
        """Read and compile; ConfigError names the rule that is wrong."""
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise ConfigError(f"{path}: cannot be read ({fault})") from None
        rules = tuple(_rule(path, row) for row in data.get("rule", []))
        lists = {key: _compile(path, key, value) for key, value in data.get("list", {}).items()}
        for key in REQUIRED_LISTS:
            if key not in lists:
                raise ConfigError(f"{path}: [list] lacks {key}; add it as a list of phrases")
        examples = load_examples(path.with_name(f"{path.stem}_examples.toml"))
        return cls(rules, lists, own_servers or tuple(data.get("own_servers", ())), examples)

    def has(self, name: str, text: str) -> bool:
        """Whether a phrase of list `name` stands in a folded text."""
        pattern = self.lists.get(name)
        return bool(pattern and pattern.search(text))


def phrase(text: str) -> str:
    """A phrase as a regular expression: a space is white space, `…` up to six words of the sentence, `~` any ending.

    Alternatives `(a|b)` and optional letters `x?` keep their usual meaning.
    """
    pattern = text.replace(" ?", r"\s*").replace(" … ", "…").replace("…", _GAP).replace("~", r"\w*")
    pattern = re.sub(r" (?![^\[]*\])", r"\\s+", pattern)
    right = r"(?!\w)" if text[-1:].isalnum() or text[-1:] in ")?" else ""
    return f"(?:{pattern}){right}"


def _is_word(text: str) -> bool:
    return text[:1].isalnum() or text[:1] in "(?'"


def _compile(path: Path, name: str, phrases: list[str]) -> re.Pattern[str]:
    if not phrases:
        return re.compile(r"(?!)")
    try:
        words = "|".join(phrase(one) for one in phrases if _is_word(one))
        others = [phrase(one) for one in phrases if not _is_word(one)]
        # one border check before all words: three times as fast as one in each of them
        return re.compile("|".join([rf"(?<!\w)(?:{words})"] * bool(words) + others), re.MULTILINE)
    except (re.error, TypeError, AttributeError) as fault:
        raise ConfigError(f"{path}: the phrases of {name} are no pattern ({fault})") from None


def _rule(path: Path, row: dict[str, Any]) -> Rule:
    name = str(row.get("id", "?"))
    try:
        intent, weight = Intent(row["intent"]), int(row["weight"])
    except (KeyError, ValueError, TypeError) as fault:
        raise ConfigError(f"{path}: rule {name} is wrong ({fault}); it needs id, intent, weight and words") from None
    return Rule(name, intent, weight, _compile(path, name, row.get("words", [])), bool(row.get("subject")))
