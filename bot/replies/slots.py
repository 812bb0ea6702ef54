"""Which of the offered times an answer chooses, and which other times it proposes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.models.reply import Evidence
from bot.models.slot import Slot
from bot.replies import dates
from bot.replies.dates import AMSTERDAM, Moment
from bot.replies.options import options
from bot.replies.relative_times import next_after, shifted, that_day_at
from bot.replies.rules import Rules

_BREAK = re.compile(r"[;!?\n()]|:(?=\s)|\.(?=\s|$)|,|\s-\s|\bmaar\b|\bmar\b|\bbut\b|\bdan (?:is|zit|heb|ben)\b")
_INSTEAD = re.compile(r"(?:ipv|i\.p\.v\.|in plaats van)\s+(?:de |het |optie |van )*$")
_MEETING = re.compile(
    r"commissie|presidium|raad\b|raadsverg|college|vergader|fractie|overleg|driehoek|seniorenconvent|besluit|bespre"
)
_BOOKED = re.compile(
    r"\b(?:het|ons|onze|de|mijn|uw|us) (?:gesprek|afspraak|overleg|bespreking|bezoek|bijeenkomst|reservering)\s+"
    r"(?:die\s+[^.?!\n]{0,25}\s)?(?:van|op|voor)\s+(?:de\s+)?$"
)
_BETWEEN = re.compile(
    r"optie \d:\s*\W*(?:\[\w+\]\s*)?(?P<word>ja|graag|prima|akkoord|ok|oke|deze|nee|neen|niet|helaas)\b"
)
_CHANGED = re.compile(
    r"\b(?:later|eerder|vroeger|anders|andere|ander|liever|in plaats|ipv|i\.p\.v|half ?uur|verschuiv|"
    r"verzet|kan het|kunnen we|zou|niet|instead|vanaf|tot|tussen|ook|alleen|wel)"
)
_ALL = re.compile(
    r"\balle (?:drie|opties|momenten|data|tijdstippen)\b(?![^.?!\n]{0,50}\b(?:niet|geen|bezet|vol|helaas)\b)"
    r"[^.?!\n]{0,40}\b(?:kan|kunnen|past|passen|mogelijk|goed|prima|lukken|lukt|schikken|beschikbaar)\b"
)
_REMAINS = re.compile(r"\b(?:blijft|blijven|overblijf|resteert|de (?:andere|overige) wel)")
_YES_AFTER_ALL = re.compile(r"liever niet|geen (?:enkel )?(?:probleem|bezwaar|punt)|niets op tegen|niet verkeerd")
FULL = 0.5  # a clause is this likely to say that a moment does not suit
_LOOSE = re.compile(r"\b(?:tot|voor|na|sinds|per|vorige|afgelopen|volgende|komende|over|elke|iedere|uiterlijk|t/m)\s+$")
_WHOLE_WEEK = re.compile(r"(?:de|in de|komende|deze) week van\s+$|\bweek\s+$")


@dataclass(frozen=True, slots=True)
class Choice:
    """`chosen` in order of preference; `proposed` other moments; `unclear` says in Dutch why a person must look."""

    chosen: tuple[int, ...] = ()
    rejected: frozenset[int] = frozenset()
    proposed: tuple[datetime | date, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    unclear: str = ""
    places: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    numbers: tuple[int, ...]
    rank: int
    rejected: bool
    tied: bool = False  # one mention that fits more slots than one
    odd: bool = False
    ordered: bool = False  # its numbers stand in order of preference


def choose(text: str, slots: Sequence[Slot], today: date, rules: Rules, asked: bool = False) -> Choice:
    """Read a folded text against the offer. `asked`: another time is wanted, so any future date is a proposal."""
    moments = dates.find(text, today)
    mentions: list[_Mention] = []
    proposed: list[tuple[int, int, datetime | date]] = []
    missing = False
    for start, end, numbers in options(text, slots):
        exist = tuple(one for one in numbers if any(slot.n == one for slot in slots))
        missing = missing or (len(exist) < len(numbers) and bool(slots))
        if exist:
            mentions.append(_mention(text, start, end, exist, rules))
    for moment in moments:
        _place(text, moment, slots, today, rules, asked, mentions, proposed)
    mentions.sort(key=lambda one: one.start)
    mentions = mentions or _all_of_them(text, slots)
    proposed += that_day_at(text, moments, slots, today)
    return _result(text, mentions, proposed, slots, missing)


def _result(
    text: str,
    mentions: list[_Mention],
    proposed: list[tuple[int, int, datetime | date]],
    slots: Sequence[Slot],
    missing: bool,
) -> Choice:
    rejected = {n for one in mentions if one.rejected for n in one.numbers}
    wanted = [one for one in mentions if not one.rejected]
    rejected -= {n for one in wanted for n in one.numbers if not one.tied and one.rank <= 0 and len(one.numbers) == 1}
    order: dict[int, float] = {}
    for one in wanted:
        for place, n in enumerate(one.numbers):
            if n not in rejected:
                order[n] = min(order.get(n, 9), one.rank + (place / 10 if one.ordered else 0))
    chosen = tuple(sorted(order, key=lambda n: order[n]))
    unclear = "de genoemde optie bestaat niet" if missing else ""
    if any(one.odd for one in wanted):
        unclear = "weekdag, datum of nummer spreken elkaar tegen"
    elif any(one.tied for one in wanted) and len(chosen) > 1:
        unclear = "meer dan een aangeboden moment past bij het antwoord"
    elif (
        len(chosen) > 1
        and sorted(order.values())[0] == sorted(order.values())[1]
        and len({order[n] for n in chosen}) == 1
    ):
        unclear = "meer dan een moment gekozen zonder volgorde"
    if not chosen and not proposed and len(rejected) == len(slots) - 1 and _REMAINS.search(text):
        chosen = tuple(slot.n for slot in slots if slot.n not in rejected)
    base = chosen or (tuple(rejected) if len(rejected) == 1 else ())
    moved = shifted(text, base, slots) if not proposed else None
    if moved:
        proposed, chosen = [moved], ()
    if proposed:
        proposed = [*proposed, *next_after(text, proposed)]
    evidence = [Evidence("moment", one.start, one.end) for one in wanted] + [
        Evidence("voorstel", a, b) for a, b, _ in proposed
    ]
    places = tuple((one.start, one.end) for one in mentions) + tuple((a, b) for a, b, _ in proposed)
    values = tuple(dict.fromkeys(value for _, _, value in sorted(proposed, key=lambda one: one[0])))
    return Choice(chosen, frozenset(rejected), values, tuple(evidence), unclear, places)


def _mention(
    text: str, start: int, end: int, numbers: tuple[int, ...], rules: Rules, tied: bool = False, odd: bool = False
) -> _Mention:
    clause = _clause(text, start, end)
    if _BOOKED.search(text[:start]):
        return _Mention(start, end, numbers, 0, True)
    rank = (
        -2
        if re.search(r"\btoch\b", clause)
        else 1
        if rules.has("reserve", clause)
        else -1
        if rules.has("prefer", clause)
        else 0
    )
    rejected = bool(_INSTEAD.search(text[:start])) or rules.has("reject", _YES_AFTER_ALL.sub("", clause))
    if not rejected and rank >= 0 and rules.voice and len(clause.split()) > 4:
        rejected = rules.voice.likely(clause, "rejects_times") >= FULL
    line = text[text.rfind("\n", 0, start) + 1 :]
    between = _BETWEEN.match(line)
    if between:  # an answer next to a quoted moment: its first word decides
        rejected = between["word"] in ("nee", "neen", "niet", "helaas")
    ordered = bool(re.search(r"-|>|\bdan\b|daarna", text[start:end])) or "volgorde" in clause
    return _Mention(start, end, numbers, rank, rejected, tied, odd, ordered)


def _clause(text: str, start: int, end: int) -> str:
    """The part of the sentence about what stands at a place; a bare one takes the part behind it along."""
    left = max((one.end() for one in _BREAK.finditer(text, 0, start)), default=0)
    right = _BREAK.search(text, end)
    stop = right.start() if right else len(text)
    if len(text[left:stop].split()) - len(text[start:end].split()) < 2 and right and right.group() in (",", "(", ":"):
        following = _BREAK.search(text, right.end())
        further = following.start() if following else len(text)
        part = text[right.end() : further]
        stop = stop if re.search(r"\d|optie", part) or len(part.split()) > 6 else further
    return text[left:stop]


def _place(
    text: str, moment: Moment, slots: Sequence[Slot], today: date, rules: Rules, asked: bool,
    mentions: list[_Mention], proposed: list[tuple[int, int, datetime | date]],
) -> None:  # fmt: skip
    """Put one moment under the offered slots that it names, or under the proposals, or nowhere."""
    on_day = [slot for slot in slots if _same_day(moment, slot)]
    fitting = [slot for slot in on_day if _same_time(moment, slot)]
    odd = moment.contradictory
    if fitting and moment.day is None and moment.ordinal is None and moment.at is None:
        clause = _clause(text, moment.start, moment.end)
        if _LOOSE.search(text[: moment.start]) or _MEETING.search(clause):
            return
    if fitting:
        numbers = tuple(slot.n for slot in fitting)
        mentions.append(_mention(text, moment.start, moment.end, numbers, rules, len(fitting) > 1, odd))
        return
    value = moment.value()
    if value is None and moment.at and on_day:
        value = datetime.combine(on_day[0].start.astimezone(AMSTERDAM).date(), moment.at, AMSTERDAM)
    if value is None and moment.ordinal and moment.weekday is not None:
        value = _next(moment, today)
    if value is None or _day(value) < today or _day(value) > today + timedelta(days=400):
        return
    clause = _clause(text, moment.start, moment.end)
    before = text[max(0, moment.start - 40) : moment.start]
    if _INSTEAD.search(before) or _WHOLE_WEEK.search(before):
        return
    offered = asked or moment.at is not None or moment.part is not None or rules.has("propose", clause)
    offered = offered or bool(re.match(r"[^.!\n]{0,25}\?", text[moment.end :]))
    if moment.at and on_day and not _CHANGED.search(text):
        mentions.append(_Mention(moment.start, moment.end, (), 0, False, odd=True))
    if moment.at is None and _MEETING.search(clause):
        return
    if offered and not rules.has("reject", clause) and not (rules.has("not_offer", before) and not moment.at):
        proposed.append((moment.start, moment.end, value))


def _same_day(moment: Moment, slot: Slot) -> bool:
    start = slot.start.astimezone(AMSTERDAM)
    if moment.day:
        return moment.day == start.date()
    if moment.ordinal and moment.ordinal != start.day:
        return False
    return moment.weekday is None or moment.weekday == start.weekday()


def _same_time(moment: Moment, slot: Slot) -> bool:
    start = slot.start.astimezone(AMSTERDAM)
    if moment.at:
        return (moment.at.hour % 12, moment.at.minute) == (start.hour % 12, start.minute)
    if moment.part is None:
        return True
    return (start.hour < 12) if moment.part == 0 else (12 <= start.hour < 18) if moment.part == 12 else start.hour >= 17


def _next(moment: Moment, today: date) -> datetime | date | None:
    for ahead in range(1, 92):
        day = today + timedelta(days=ahead)
        if day.day == moment.ordinal and day.weekday() == moment.weekday:
            return datetime.combine(day, moment.at, AMSTERDAM) if moment.at else day
    return None


def _day(value: datetime | date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _all_of_them(text: str, slots: Sequence[Slot]) -> list[_Mention]:
    """`alle drie kunnen`: each of them, so a person picks."""
    found = _ALL.search(text)
    return [_Mention(found.start(), found.end(), tuple(slot.n for slot in slots), 0, False)] if found and slots else []
