"""Sentences of a fresh text, and what a sentence looks like to the examples: words, word pairs, kinds of words.

What differs from mail to mail (dates, times, numbers, addresses, names) is made one word each, so that a sentence is
known again with another date in it.
"""

import re
from collections.abc import Iterator, Mapping

from bot.replies.date_words import MONTHS, ORDINALS, WEEKDAYS
from bot.replies.folding import fold
from bot.replies.options import OPTION, PLACE
from bot.replies.particulars import PHONE

_SHORT = 60  # a line shorter than this ends its sentence; a longer one was wrapped
_END = re.compile(r"(?<![\s.]\w)(?<!\d)[.!?]+(?=[\s\"')]+[\w\"'(])|(?<=\d)[.!?]+(?=\s+[A-Z])|[!?]+(?=\s)|\n")
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][\w'\u00c0-\u024f-]+")
_TOKEN = re.compile(r"[\w']+|[?!]")


def _longest(words: Mapping[str, int]) -> str:
    return "|".join(sorted((one for one in words if len(one) > 3 or one == "mei"), key=len, reverse=True))


_M, _W, _O = _longest(MONTHS), _longest(WEEKDAYS), _longest(ORDINALS)
_MASKS = (
    (re.compile(r"\S+@\S+"), " _adres "),
    (PHONE, " _nummer "),
    (
        re.compile(
            rf"\b(?:\d{{1,2}}(?:e|ste|de|th)?\.? (?:{_M}|jan|feb|mrt|apr|jun|jul|aug|okt|nov|dec)\b(?: 20\d\d)?"
            rf"|(?:{_M}) \d{{1,2}}"
            rf"|\d{{1,2}}[-/]\d{{1,2}}(?:[-/](?:20)?\d\d)?|(?:{_O}) (?:{_M})|\d{{1,2}}(?:e|ste|de))\b"
        ),
        " _datum ",
    ),
    (
        re.compile(r"\b(?:\d{1,2}[.:]\d\d(?: ?uur| ?u\b)?|\d{1,2} ?(?:uur|u)\b|(?:half|kwart over|kwart voor) \w+)"),
        " _tijd ",
    ),
    (OPTION, " _optie "),
    (PLACE, " _optie "),
    (re.compile(rf"\b(?:{_W}|(?:ma|di|wo|do|vr)(?=\.? +_datum))(?:ochtend|middag|morgen|avond)?s?\b"), " _dag "),
    (re.compile(rf"\b(?:{_M})\b(?: 20\d\d)?"), " _maand "),
    (re.compile(r"\b20\d\d\b"), " _jaar "),
    (re.compile(r"\d+"), " _getal "),
)


def split(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence that holds a word."""
    start, line = 0, 0
    for found in _END.finditer(text):
        wrapped = found.group() == "\n" and found.start() - line >= _SHORT
        if found.group() == "\n":
            line = found.end()
        if not wrapped:
            if re.search(r"\w", text[start : found.end()]):
                yield start, found.end()
            start = found.end()
    if re.search(r"\w", text[start:]):
        yield start, len(text)


def features(sentence: str, kinds: Mapping[str, str]) -> list[str]:
    """Words, pairs, threes and letters of a sentence as written; `kinds` gives the kind of a folded word."""
    folded = fold(_NAME.sub("_naam", sentence))
    for pattern, word in _MASKS:
        folded = pattern.sub(word, folded)
    words = _TOKEN.findall(folded)
    known = [kinds.get(one, one) for one in words]
    only = sorted({one for one in known if one[0] == "_"})
    found = [*words, *_runs(words, "")]
    found += [f"={one}" for one in known if one[0] == "_"]
    found += _runs(known, "=")
    found += [f"&{one}{other}" for place, one in enumerate(only) for other in only[place + 1 :]]
    for one in words:
        if one[0] != "_" and len(one) > 3:
            found += _letters(f"<{one}>")
    return found


def _letters(word: str) -> list[str]:
    return [f"#{word[place : place + 4]}" for place in range(len(word) - 3)]


def _runs(words: list[str], mark: str) -> list[str]:
    """Twos, threes, and threes with the middle left open, with a border at both ends."""
    row = ["<", *words, ">"]
    twos = [f"{mark}{a} {b}" for a, b in zip(row, row[1:], strict=False)]
    threes = [f"{mark}{a} {b} {c}" for a, b, c in zip(row, row[1:], row[2:], strict=False)]
    return twos + threes + [f"{mark}{a} . {c}" for a, c in zip(row, row[2:], strict=False)]
