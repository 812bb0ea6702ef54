"""Other times said by way of a moment that was named: an hour later, the day after, another time that day."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.models.slot import Slot
from bot.replies.clock_times import office_hour, times
from bot.replies.dates import AMSTERDAM, Moment

_SHIFT = re.compile(
    r"(?P<n>half|een|'n|n|twee)?\s*(?P<unit>half ?uur(?:tje)?|uur(?:tje)?|week(?:je)?|dag)"
    r"\s+(?P<way>later|eerder|vroeger)"
)
_AFTER = re.compile(r"(?:de|een) (?P<unit>dag|week|middag|ochtend) (?:er)?(?:na|daarna|erna|erop|derop)(?!\w)")
_THAT_DAY = re.compile(r"\b(?:die|dezelfde|diezelfde) (?:dag|datum|middag|ochtend|\w+dag)\b")


def shifted(text: str, chosen: tuple[int, ...], slots: Sequence[Slot]) -> tuple[int, int, datetime] | None:
    """`optie 2, maar een uur later`: the chosen slot moved. Only where one slot is chosen."""
    found = _SHIFT.search(text)
    if not found or len(chosen) != 1 or "schuif" in text[max(0, found.start() - 60) : found.start()]:
        return None
    count = 2 if found["n"] == "twee" else 1
    unit = found["unit"]
    half = unit.startswith("half") or found["n"] == "half"
    step = (
        timedelta(days=7)
        if unit.startswith("week")
        else timedelta(days=1)
        if unit == "dag"
        else timedelta(minutes=30 if half else 60)
    )
    slot = next(one for one in slots if one.n == chosen[0])
    start = slot.start.astimezone(AMSTERDAM).replace(tzinfo=None) + (
        step * count if found["way"] == "later" else -step * count
    )
    return found.start(), found.end(), start.replace(tzinfo=AMSTERDAM)


def that_day_at(
    text: str, moments: Sequence[Moment], slots: Sequence[Slot], today: date
) -> list[tuple[int, int, datetime | date]]:
    """`5 juni is goed, maar kan half twaalf die dag?`: the day that was named, at the time beside `die dag`."""
    found = _THAT_DAY.search(text)
    days = [one.day for one in moments if found and one.day and one.end <= found.start()]
    if not found or not days:
        return []
    left = max((one.end() for one in re.finditer(r"[.!?](?=\s)|\n", text[: found.start()])), default=0)
    right = re.search(r"[.!?](?=\s)|\n|$", text[found.end() :])
    end = found.end() + (right.start() if right else 0)
    asks = re.search(r"\?|\b(?:kan|kunnen|zou|wel|lukt|schikt|past)\b", text[left : end + 1])
    for start, stop, at, sure in times(text):
        if asks and sure and left <= start and stop <= end:
            value = datetime.combine(days[-1], office_hour(at, None, text, stop), AMSTERDAM)
            if days[-1] >= today and all(slot.start != value for slot in slots):
                return [(start, stop, value)]
    return []


def next_after(text: str, proposed: list[tuple[int, int, datetime | date]]) -> list[tuple[int, int, datetime | date]]:
    """`18 november, tien uur, of de dag erna`: the same time a day or a week on."""
    found = []
    for one in _AFTER.finditer(text):
        before = [value for _, end, value in proposed if end <= one.start() <= end + 40]
        if before and one["unit"] in ("dag", "week"):
            found.append((one.start(), one.end(), before[-1] + timedelta(days=7 if one["unit"] == "week" else 1)))
    return found
