"""The two versions of a mail, plain and HTML: people see one of them, so both must say the same."""

import re
from collections.abc import Sequence

_ARTEFACTS = re.compile(r"<[^<>]{0,500}>|\[[^\[\]]{0,200}\]|\b(?:https?://|mailto:)\S+|^[ \t*>-]*\d{1,2}[.)]\s", re.M)
"""Addresses, images and numbers of lists, which programs put into a plain version."""

_NO_LETTERS = re.compile(r"[^\w\n]+|_+")


def unseen(text: str, lines: Sequence[str]) -> list[str]:
    """The lines of the plain version that do not stand in the HTML as they are."""
    shown = _letters("\n".join(lines)).replace("\n", "")
    pairs = zip(text.split("\n"), _letters(text).split("\n"), strict=True)
    return [line for line, letters in pairs if letters not in shown]


def unlike(unseen: Sequence[str], lines: Sequence[str]) -> list[str]:
    """Those of them that say something else than the HTML."""
    shown = _letters(_ARTEFACTS.sub("", "\n".join(lines))).replace("\n", "") if unseen else ""
    return [line for line in unseen if _letters(_ARTEFACTS.sub("", line)) not in shown]


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text).casefold()
