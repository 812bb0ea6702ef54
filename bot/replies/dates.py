"""Dates and times in Dutch (and some Frisian and English) mails.

A grammar of our own: it needs a month, an ordinal or a weekday, so it makes no dates of telephone numbers, references
or house numbers. Works on folded text (`rules.fold`); places are offsets in it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.replies.clock_times import office_hour, times
from bot.replies.date_words import CARDINALS, DAYPARTS, MONTHS, ORDINALS, WEEKDAYS

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_M = "|".join(sorted(MONTHS, key=len, reverse=True))
_W_LONG = "|".join(sorted((name for name in WEEKDAYS if len(name) > 4), key=len, reverse=True))
_W = f"(?:{_W_LONG}|ma|di|wo|do|vr|vrij|za|zo|mon|tue|wed|thu|fri)"
_O = "|".join(sorted(ORDINALS, key=len, reverse=True))
_C = "|".join(sorted(CARDINALS, key=len, reverse=True))
_PART = r"(?P<part>ochtend|morgen|moarn|voormiddag|morning|middei|middag|namiddag|afternoon|avond|evening)?"
_DAY = re.compile(
    rf"(?<![\w/.,-])(?:(?P<weekday>{_W})\.?{_PART}(?:s|en)?,?\s+)?(?:de\s+|d'\s*|the\s+)?"
    rf"(?:(?P<day>\d{{1,2}})(?:e|ste|de|th|st|nd|rd)?\.?\s+(?:of\s+)?(?P<month>{_M})(?![\w])\.?(?:,?\s+(?P<year>20\d\d)(?!\d))?"
    rf"|(?P<eday>(?<=\s)\d{{1,2}}|\b\d{{1,2}})[-/](?P<emonth>\d{{1,2}})(?:[-/](?P<eyear>(?:20)?\d\d))?(?![\w/-]|\s\d\d\s\d\d)"
    rf"|(?P<oday>{_O}|{_C})\s+(?P<omonth>{_M})(?!\w)"
    rf"|(?P<nmonth>{_M})\s+(?P<nday>\d{{1,2}})(?:st|nd|rd|th)?(?![\w.:/]|\s*uur))"
)
_ORDINAL_DAY = re.compile(
    rf"(?<![\w/.,-])(?:(?P<weekday>{_W}){_PART}(?:s)?,?\s+(?:de\s+|the\s+|d')?|de\s+|die\s+van\s+de\s+|the\s+)"
    rf"(?:(?P<day>\d{{1,2}})(?:e|ste|de|th|st|nd|rd)(?!\w)|(?P<word>{_O})(?=\s+om\b|\s+kan|\s+niet|[.,;!?]|$|\s+schikt))"
)
_WEEKDAY = re.compile(
    rf"(?<![\w/.,-])(?P<weekday>{_W_LONG}|(?:ma|di|wo|do|vr)(?=\.?\s+\d{{1,2}}[.:u]|\.?\s+om\b)){_PART}(?:s|en)?(?!\w)"
)
_BEFORE_TIME = re.compile(r"(?:\bom|\bvanaf|\bvan|\btussen|\btusken|\bte|\brond|\bat|\bfrom|\btot|\ben)\s+$")


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


def _days(text: str, today: date) -> Iterator[Moment]:
    for found in _DAY.finditer(text):
        day = _resolved(found, today)
        if day:
            full = found.group().endswith(".") and len(found["month"] or "") > 4  # the point ends the sentence
            yield Moment(found.start(), found.end() - full, day, _weekday(found), part=_part(found, text, found.end()))
    for found in _ORDINAL_DAY.finditer(text):
        number = int(found["day"]) if found["day"] else ORDINALS[found["word"]]
        if not found["day"] and not found["weekday"] and number < 4:
            continue  # "de eerste", "de tweede" are options
        if 1 <= number <= 31:
            near = _month_before(text, found.start()) if not found["weekday"] else 0
            day = resolve(number, near, today) if near else None
            yield Moment(
                found.start(), found.end(), day, _weekday(found), part=_part(found, text, found.end()),
                ordinal=None if day else number,
            )  # fmt: skip
    for found in _WEEKDAY.finditer(text):
        yield Moment(found.start(), found.end(), None, _weekday(found), part=_part(found, text, found.end()))


def _month_before(text: str, place: int) -> int:
    """The month that a sentence is about: `in juni: de 4e om 10 uur`. 0 where it names none, or names a full date."""
    left = max((one.end() for one in re.finditer(r"[.!?](?=\s)|\n", text[:place])), default=0)
    before = text[min(left, max(0, place - 120)) : place]
    found = list(re.finditer(rf"(?<!\w)(?:in|begin|eind|half|medio) ({_M})(?!\w)", before))
    return MONTHS[found[-1].group(1)] if found else 0


def _resolved(found: re.Match[str], today: date) -> date | None:
    if found["month"]:
        year = int(found["year"]) if found["year"] else None
        return resolve(int(found["day"]), MONTHS[found["month"]], today, year)
    if found["emonth"]:
        year = int(found["eyear"]) if found["eyear"] else None
        month, day = int(found["emonth"]), int(found["eday"])
        return resolve(day, month, today, year + 2000 if year and year < 100 else year) if 1 <= month <= 12 else None
    if found["omonth"]:
        return resolve(ORDINALS.get(found["oday"]) or CARDINALS[found["oday"]], MONTHS[found["omonth"]], today)
    return resolve(int(found["nday"]), MONTHS[found["nmonth"]], today)


def _weekday(found: re.Match[str]) -> int | None:
    return WEEKDAYS[found["weekday"]] if found["weekday"] else None


def _part(found: re.Match[str], text: str, end: int) -> int | None:
    if found["part"]:
        return DAYPARTS[found["part"]]
    near = re.match(
        r"[,\s]*(?:in de |'s |s |de |om |yn 'e )?(?:hele )?"
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
            if day.start - 14 <= one[1] <= day.start and one[3] and not re.search(r"[.!?\n]", text[one[1] : day.start])
        ]
        before = next((one for one in near if one not in used), None) if not after else None
        further = [one for one in clocks if day.end <= one[0] < day.end + 60 and one[3]] if len(days) == 1 else []
        alone = further[0] if further else None
        chosen = after or before or alone
        used.append(chosen)
        at = office_hour(chosen[2], day.part, text, chosen[1]) if chosen else None
        result.append(
            Moment(
                day.start, max(day.end, after[1]) if after else day.end, day.day, day.weekday, at, day.part, day.ordinal
            )
        )
        second = _or_at(text, clocks, after) if after else None
        if second and day.day:
            used.append(second)
            result.append(Moment(second[0], second[1], day.day, at=office_hour(second[2], day.part, text, second[1])))
    shared = re.search(r"\b(?:beide|allebei|telkens|steeds)\b", text)
    ends = [one.at for one in result if one.at and shared and one.start < shared.start()]
    if ends and len(set(ends)) == 1:  # `26 of 28 november, beide 15.30 uur`
        result = [replace(one, at=ends[0]) if one.day and not one.at and not one.part else one for one in result]
    return result


def _or_at(
    text: str, clocks: Sequence[tuple[int, int, time, bool]], first: tuple[int, int, time, bool]
) -> tuple[int, int, time, bool] | None:
    """The second time of `10.00 of 14.00`, on the same day."""
    for one in clocks:
        if one[0] >= first[1] and one[3] and re.fullmatch(r"\s*(?:uur|u)?\s*of\s*(?:om\s*)?", text[first[1] : one[0]]):
            return one
    return None


def _time_fits(text: str, clock: tuple[int, int, time, bool], end: int) -> bool:
    """A bare number is a time only right behind the day: `ma 17 feb 10 u`, `do 4 april 11`."""
    if clock[3]:
        return True
    between = text[end : clock[0]]
    return bool(re.fullmatch(r"[\s,]*(?:om|vanaf|tussen|at|te|rond|van)?\s*", between)) and bool(
        _BEFORE_TIME.search(text[: clock[0]])
        or re.match(r"(?:om|vanaf|tussen|at|te|rond|van)\s", text[clock[0] : clock[1]])
    )
