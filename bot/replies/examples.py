"""The labelled example sentences, read from config."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import ConfigError
from bot.models.reply import Intent

QUIET = ("danger", "careful", "other", "planning", "rejects_times")
"""Kinds that are no intent: danger now; a person must look; decides nothing; a yes, the moment follows; no to times."""


@dataclass(frozen=True, slots=True)
class Examples:
    """(kind, sentence) pairs, a kind being an intent or one of QUIET; and the kind of some folded words (`_neg`)."""

    sentences: tuple[tuple[str, str], ...]
    words: Mapping[str, str]


def load(path: Path) -> Examples:
    """Read the file; ConfigError says what is wrong in it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConfigError(f"{path}: cannot be read ({fault})") from None
    words = data.pop("woorden", {})
    if not isinstance(words, dict):
        raise ConfigError(f'{path}: [woorden] is no table; give it lines such as neg = "niet geen"')
    kinds = {one: f"_{kind}" for kind, row in words.items() for one in str(row).split()}
    sentences = tuple((kind, line) for kind, row in data.items() for line in _lines(path, kind, row))
    missing = sorted({one for one, _ in sentences} ^ set(data) | set(QUIET) - set(data))
    if missing or not sentences:
        raise ConfigError(f"{path}: holds no sentences for {', '.join(missing) or 'any intent'}; add some under zinnen")
    return Examples(sentences, kinds)


def _lines(path: Path, kind: str, row: Any) -> list[str]:
    if kind not in QUIET and kind not in {one.value for one in Intent}:
        raise ConfigError(f"{path}: [{kind}] is no intent; use the names that stand in the shipped file")
    text = row.get("zinnen") if isinstance(row, dict) else None
    if not isinstance(text, str):
        raise ConfigError(f"{path}: [{kind}] lacks zinnen; give its sentences between ''' and '''")
    return [line.strip() for line in text.splitlines() if line.strip()]
