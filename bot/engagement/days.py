"""Days as people write them in a table."""

import re
from datetime import date, timedelta

from bot.engagement.words import MONTHS

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?")
_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?")
_WORDS = re.compile(r"(?:[a-z]+ )?(\d{1,2})[ -]([a-z]+)\.?[ -](\d{4})")
_SERIAL = re.compile(r"[2-7]\d{4}")
_EXCEL = date(1899, 12, 30)
"""Excel counts days from here; 20000 to 79999 are the years 1954 to 2119."""


def read_day(text: str) -> date:
    """A day written as 2026-03-01, 1-3-2026, 1/3/26, 1 maart 2026 or as Excel's own number; a time after it is left.

    The day stands before the month, as in Dutch. ValueError for anything else, and for a day that does not exist.
    """
    plain = " ".join(text.casefold().split())
    if found := _ISO.fullmatch(plain):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(plain):
        return date(int(found[3]) + (2000 if len(found[3]) == 2 else 0), int(found[2]), int(found[1]))
    if (found := _WORDS.fullmatch(plain)) and (month := _month(found[2])):
        return date(int(found[3]), month, int(found[1]))
    if _SERIAL.fullmatch(plain):
        return _EXCEL + timedelta(days=int(plain))
    raise ValueError(f"no day: {text!r}")


def _month(word: str) -> int:
    """1 to 12 by its Dutch name or the first three letters of it (`mrt` too); 0 for no month."""
    named = {name: number for number, name in enumerate(MONTHS, 1)}
    short = {name[:3]: number for name, number in named.items()}
    return {**short, "mrt": 3, "sept": 9, **named}.get(word, 0)
