"""Dates and times in Dutch (and some Frisian and English) mails.

A grammar of our own: it needs a month, an ordinal or a weekday, so it makes no dates of telephone numbers, references
or house numbers. Works on folded text (`rules.fold`); places are offsets in it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january jannewaris januar",
            "februari feb febr february febrewaris",
            "maart mrt maa mar march maert",
            "april apr",
            "mei may maaie",
            "juni jun june juny",
            "juli jul july july",
            "augustus aug august augustus",
            "september sept sep septimber",
            "oktober okt october oct",
            "november nov novimber",
            "december dec desimber",
        ),
        1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "maandag ma monday mon moandei",
            "dinsdag di tuesday tue tiisdei",
            "woensdag wo wednesday wed woansdei",
            "donderdag do thursday thu tongersdei",
            "vrijdag vr vrij friday fri freed",
            "zaterdag za saturday sneon",
            "zondag zo sunday snein",
        )
    )
    for name in names.split()
}
_ONES = "een twee drie vier vijf zes zeven acht negen".split()
_FIRST_NINETEEN = (
    "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde dertiende veertiende vijftiende "
    "zestiende zeventiende achttiende negentiende"
).split()
ORDINALS = {
    **{word: number for number, word in enumerate(_FIRST_NINETEEN, 1)},
    **{f"{one}entwintigste": 20 + number for number, one in enumerate(_ONES, 1)},
    "twintigste": 20,
    "dertigste": 30,
    "eenendertigste": 31,
}
NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "een ien one",
            "twee twa twaen two",
            "drie trije three",
            "vier fjouwer four",
            "vijf fiif five",
            "zes seis six",
            "zeven san seven",
            "acht eight",
            "negen njoggen nine",
            "tien tsien ten",
            "elf alve eleven",
            "twaalf tolve twelve",
        ),
        1,
    )
    for word in words.split()
}
DAYPARTS = {
    **dict.fromkeys(("ochtend", "morgen", "moarn", "voormiddag", "morning"), 0),
    **dict.fromkeys(("middag", "middei", "namiddag", "afternoon"), 12),
    **dict.fromkeys(("avond", "jun", "evening"), 18),
}
_M = "|".join(sorted(MONTHS, key=len, reverse=True))
_W_LONG = "|".join(sorted((name for name in WEEKDAYS if len(name) > 4), key=len, reverse=True))
_W = f"(?:{_W_LONG}|ma|di|wo|do|vr|vrij|za|zo|mon|tue|wed|thu|fri)"
_O = "|".join(sorted(ORDINALS, key=len, reverse=True))
_N = "|".join(sorted(NUMBERS, key=len, reverse=True))
_PART = r"(?P<part>ochtend|morgen|moarn|voormiddag|morning|middei|middag|namiddag|afternoon|avond|evening)?"
_DAY = re.compile(
    rf"(?<![\w/.,-])(?:(?P<weekday>{_W})\.?{_PART}(?:s|en)?,?\s+)?(?:de\s+|d'\s*|the\s+)?"
    rf"(?:(?P<day>\d{{1,2}})(?:e|ste|de|th|st|nd|rd)?\.?\s+(?:of\s+)?(?P<month>{_M})(?![\w])\.?(?:,?\s+(?P<year>20\d\d)(?!\d))?"
    rf"|(?P<eday>(?<=\s)\d{{1,2}}|\b\d{{1,2}})[-/](?P<emonth>\d{{1,2}})(?:[-/](?P<eyear>(?:20)?\d\d))?(?![\w/-]|\s\d\d\s\d\d)"
    rf"|(?P<oday>{_O})\s+(?P<omonth>{_M})(?!\w)"
    rf"|(?P<nmonth>{_M})\s+(?P<nday>\d{{1,2}})(?:st|nd|rd|th)?(?![\w.:/]|\s*uur))"
)
_ORDINAL_DAY = re.compile(
    rf"(?<![\w/.,-])(?:(?P<weekday>{_W}){_PART}(?:s)?,?\s+(?:de\s+|the\s+|d')?|de\s+|die\s+van\s+de\s+|the\s+)"
    rf"(?:(?P<day>\d{{1,2}})(?:e|ste|de|th|st|nd|rd)(?!\w)|(?P<word>{_O})(?=\s+om\b|\s+kan|\s+niet|[.,;!?]|$|\s+schikt))"
)
_WEEKDAY = re.compile(
    rf"(?<![\w/.,-])(?P<weekday>{_W_LONG}|(?:ma|di|wo|do|vr)(?=\.?\s+\d{{1,2}}[.:u]|\.?\s+om\b)){_PART}(?:s|en)?(?!\w)"
)
_CLOCK = rf"(?:(?P<h>[01]?\d|2[0-4])(?:[.:](?P<m>[0-5]\d)|u(?P<um>[0-5]\d))?|(?P<hw>{_N}))"
_TIME = re.compile(
    rf"(?<![\w.,/:-])(?:(?:om|vanaf|van|tussen|tusken|te|rond|at|from|om't|=|:|ab|oere|oer|um)\s+)?"
    rf"(?:(?P<half>half|healwei|halfway)\s+(?P<hh>{_N}|\d{{1,2}})|(?P<q>kwart|kertier)\s+(?P<qd>over|voor|oer|foar)\s+(?P<qh>{_N}|\d{{1,2}})"
    rf"|(?P<mp>half past)\s+(?P<mh>{_N}|\d{{1,2}})|{_CLOCK})(?!\w*\d)"
)
_UNIT = re.compile(r"\s*(?:uur|u\b|oere|oer|hrs?|h\b|o'clock|am\b|pm\b)")
_BEFORE_TIME = re.compile(r"(?:\bom|\bvanaf|\bvan|\btussen|\btusken|\bte|\brond|\bat|\bfrom|\btot|\ben)\s+$")
_PM = re.compile(r"middag|middei|avond|afternoon|evening|\bpm\b")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or a weekday alone, with a time where one is said. `weekday` is what was written, 0 is Monday.

    `part` is the half of the day (0 morning, 12 afternoon, 18 evening). `loose`: weekday or ordinal without a month.
    """

    start: int
    end: int
    day: date | None
    weekday: int | None = None
    at: time | None = None
    part: int | None = None
    ordinal: int | None = None

    def value(self) -> datetime | date | None:
        """As a proposal: a time in Amsterdam, or the day alone."""
        if self.day is None:
            return None
        return datetime.combine(self.day, self.at, AMSTERDAM) if self.at else self.day

    @property
    def contradictory(self) -> bool:
        """The weekday that was written is not that of the date."""
        return self.day is not None and self.weekday is not None and self.day.weekday() != self.weekday


def find(text: str, today: date) -> list[Moment]:
    """Every moment in a folded text, in order, each with the time that stands nearest behind (or just before) it."""
    days = sorted(_days(text, today), key=lambda one: (one.start, -one.end))
    kept: list[Moment] = []
    for one in days:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return _with_times(text, kept)


def resolve(day: int, month: int, today: date, year: int | None = None) -> date | None:
    """The date meant: without a year the first one that is not long past (a mail may tell of last week)."""
    for candidate in (year,) if year else (today.year - 1, today.year, today.year + 1):
        try:
            found = date(candidate or today.year, month, day)
        except ValueError:
            continue
        if year or found >= today - timedelta(days=45):
            return found
    return None


def times(text: str) -> list[tuple[int, int, time, bool]]:
    """(start, end, time, sure) of every time of day; `sure` where half, kwart, minutes or `uur` say that it is one."""
    found = []
    for match in _TIME.finditer(text):
        read = _clock(match, text)
        if read:
            found.append((match.start(), match.end(), *read))
    return found


def _days(text: str, today: date) -> Iterator[Moment]:
    for found in _DAY.finditer(text):
        day = _resolved(found, today)
        if day:
            yield Moment(found.start(), found.end(), day, _weekday(found), part=_part(found, text, found.end()))
    for found in _ORDINAL_DAY.finditer(text):
        number = int(found["day"]) if found["day"] else ORDINALS[found["word"]]
        if not found["day"] and not found["weekday"] and number < 4:
            continue  # "de eerste", "de tweede" are options
        if 1 <= number <= 31:
            yield Moment(
                found.start(), found.end(), None, _weekday(found), part=_part(found, text, found.end()), ordinal=number
            )
    for found in _WEEKDAY.finditer(text):
        yield Moment(found.start(), found.end(), None, _weekday(found), part=_part(found, text, found.end()))


def _resolved(found: re.Match[str], today: date) -> date | None:
    if found["month"]:
        year = int(found["year"]) if found["year"] else None
        return resolve(int(found["day"]), MONTHS[found["month"]], today, year)
    if found["emonth"]:
        year = int(found["eyear"]) if found["eyear"] else None
        month, day = int(found["emonth"]), int(found["eday"])
        return resolve(day, month, today, year + 2000 if year and year < 100 else year) if 1 <= month <= 12 else None
    if found["omonth"]:
        return resolve(ORDINALS[found["oday"]], MONTHS[found["omonth"]], today)
    return resolve(int(found["nday"]), MONTHS[found["nmonth"]], today)


def _weekday(found: re.Match[str]) -> int | None:
    return WEEKDAYS[found["weekday"]] if found["weekday"] else None


def _part(found: re.Match[str], text: str, end: int) -> int | None:
    if found["part"]:
        return DAYPARTS[found["part"]]
    near = re.match(
        r"[,\s]*(?:in de |'s |s |de |om |yn 'e )?"
        r"(ochtend|morgen|moarns?|morning|namiddag|middag|middei|afternoon|avond)",
        text[end : end + 24],
    )
    return DAYPARTS[near.group(1).rstrip("s")] if near else None


def _with_times(text: str, days: Sequence[Moment]) -> list[Moment]:
    clocks = [one for one in times(text) if not any(day.start <= one[0] < day.end for day in days)]
    result: list[Moment] = []
    used: list[tuple[int, int, time, bool] | None] = []
    for number, day in enumerate(days):
        limit = days[number + 1].start if number + 1 < len(days) else len(text)
        sentence = re.search(r"[!?\n](?=\s+[a-z]|\s*$)|\.(?=\s+[a-z]{3})", text[day.end : limit])
        limit = min(limit, day.end + 70, day.end + sentence.start() if sentence else limit)
        after = next((one for one in clocks if day.end <= one[0] < limit and _time_fits(text, one, day.end)), None)
        near = [
            one
            for one in clocks
            if day.start - 14 <= one[1] <= day.start and one[3] and "\n" not in text[one[1] : day.start]
        ]
        before = next((one for one in near if one not in used), None) if not after else None
        chosen = after or before
        used.append(chosen)
        at = _shift(chosen[2], day.part, text, chosen[1]) if chosen else None
        result.append(
            Moment(
                day.start, max(day.end, after[1]) if after else day.end, day.day, day.weekday, at, day.part, day.ordinal
            )
        )
    return result


def _time_fits(text: str, clock: tuple[int, int, time, bool], end: int) -> bool:
    """A bare number is a time only right behind the day: `ma 17 feb 10 u`, `do 4 april 11`."""
    if clock[3]:
        return True
    between = text[end : clock[0]]
    return bool(re.fullmatch(r"[\s,]*(?:om|vanaf|tussen|at|te|rond|van)?\s*", between)) and bool(
        _BEFORE_TIME.search(text[: clock[0]])
        or re.match(r"(?:om|vanaf|tussen|at|te|rond|van)\s", text[clock[0] : clock[1]])
    )


def _clock(match: re.Match[str], text: str) -> tuple[time, bool] | None:
    if match["half"]:
        hour = _number(match["hh"])
        return (time((hour - 1) % 24, 30), True) if hour else None
    if match["q"]:
        hour = _number(match["qh"])
        over = match["qd"] in ("over", "oer")
        return (time(hour % 24, 15) if over else time((hour - 1) % 24, 45), True) if hour else None
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


def _shift(at: time, part: int | None, text: str, end: int) -> time:
    """`twee uur` is 14.00 in an office: hours below 7 are afternoon, and evening where that is said."""
    evening = part == 18 or bool(re.match(r"\s*(?:uur)?\s*'?s avonds", text[end : end + 16]))
    if at.hour < 7 or (evening and at.hour < 12) or (part == 12 and at.hour < 8):
        return at.replace(hour=at.hour + 12)
    return at
