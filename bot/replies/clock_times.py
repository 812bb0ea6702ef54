"""Times of day in a folded text: `10.00 uur`, `half elf`, `kwart over vier`, `om tien`."""

import re
from datetime import time

from bot.replies.date_words import HOURS, NUMBERS

_N = "|".join(sorted(NUMBERS, key=len, reverse=True))
_CLOCK = rf"(?:(?P<h>[01]?\d|2[0-4])(?:[.:](?P<m>[0-5]\d)|u(?P<um>[0-5]\d))?|(?P<hw>{_N}))"
_TIME = re.compile(
    rf"(?<![\w.,/:-])(?:(?:om|vanaf|van|tussen|tusken|te|rond|at|from|om't|=|:|ab|oere|oer|um)\s+)?"
    rf"(?:(?P<half>half|healwei|halfway)\s+(?P<hh>{_N}|\d{{1,2}})|(?P<q>kwart|kertier)\s+(?P<qd>over|voor|oer|foar)\s+(?P<qh>{_N}|\d{{1,2}})"
    rf"|(?:na|rond|tegen|vanaf)\s+(?P<after>{'|'.join(HOURS)})"
    rf"|(?P<mp>half past)\s+(?P<mh>{_N}|\d{{1,2}})|{_CLOCK})(?!\w*\d)"
)
_UNIT = re.compile(r"\s*(?:uur|u\b|oere|oer|hrs?|h\b|o'clock|am\b|pm\b)")


def times(text: str) -> list[tuple[int, int, time, bool]]:
    """(start, end, time, sure) of every time of day; `sure` where half, kwart, minutes or `uur` say that it is one."""
    found = []
    for match in _TIME.finditer(text):
        read = _clock(match, text)
        if read:
            found.append((match.start(), match.end(), *read))
    return found


def _clock(match: re.Match[str], text: str) -> tuple[time, bool] | None:
    if match["half"]:
        hour = _number(match["hh"])
        return (time((hour - 1) % 24, 30), True) if hour else None
    if match["q"]:
        hour = _number(match["qh"])
        over = match["qd"] in ("over", "oer")
        return (time(hour % 24, 15) if over else time((hour - 1) % 24, 45), True) if hour else None
    if match["after"]:
        return time(HOURS[match["after"]] % 24), True
    if match["mp"]:
        return time(_number(match["mh"]) % 24, 30), True
    unit = _UNIT.match(text[match.end() : match.end() + 9])
    minutes = match["m"] or match["um"]
    if match["hw"]:
        lead = bool(re.match(r"(?:om|vanaf|te|rond|at|tussen|tot|om't)\s", match.group())) or bool(unit)
        return (time(_number(match["hw"]) % 24), bool(unit) or lead) if lead else None
    hour = int(match["h"]) % 24
    pm = bool(unit and "pm" in unit.group() and hour < 12)
    return time(hour + 12 if pm else hour, int(minutes or 0)), bool(unit or minutes)


def _number(text: str | None) -> int:
    if not text:
        return 0
    return int(text) if text.isdigit() else NUMBERS.get(text, 0)


def office_hour(at: time, part: int | None, text: str, end: int) -> time:
    """`twee uur` is 14.00 in an office: hours below 7 are afternoon, and evening where that is said."""
    evening = part == 18 or bool(re.match(r"\s*(?:uur)?\s*'?s avonds", text[end : end + 16]))
    if at.hour < 7 or (evening and at.hour < 12) or (part == 12 and at.hour < 8):
        return at.replace(hour=at.hour + 12)
    return at
