"""Booking: which offered time it becomes, and whether another time can be."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.meetings.days import AMSTERDAM, Interval, TakenSlot, fits, is_free
from bot.meetings.offers import Adviser, OfferSettings
from bot.meetings.travel import Place, minutes
from bot.models.slot import Slot


@dataclass(frozen=True, slots=True)
class Choice:
    """The slot to book, or None with why not in Dutch (`reason`); then a new offer follows."""

    slot: Slot | None
    reason: str = ""


def choose(offered: Sequence[Slot], open_numbers: Collection[int], wanted: Sequence[int], now: datetime) -> Choice:
    """The first of `wanted` (option numbers in order of preference) that is still open and still to come.

    `open_numbers`: the options whose hold stands (not booked, not withdrawn).
    """
    by_number = {slot.n: slot for slot in offered}
    known = [by_number[n] for n in wanted if n in by_number]
    if not known:
        names = ", ".join(str(n) for n in wanted) or "geen"
        return Choice(None, f"optie {names} is niet aangeboden")
    standing = [slot for slot in known if slot.n in open_numbers]
    if not standing:
        return Choice(None, "de gekozen tijd is niet meer vrij")
    coming = [slot for slot in standing if slot.start > now]
    return Choice(coming[0]) if coming else Choice(None, "de gekozen tijd is al voorbij")


def free_at(
    start: datetime,
    place: Place | None,
    province: str,
    advisers: Sequence[Adviser],
    busy: Mapping[str, Sequence[Interval]],
    taken: Sequence[TakenSlot],
    is_working_day: Callable[[date, str], bool],
    settings: OfferSettings = OfferSettings(),  # noqa: B008  (frozen)
) -> str | None:
    """The adviser who can hold a talk at a time that the institution proposes; None when nobody can.

    Of several the one who is nearest that day (or whose base is), so that days stay clustered. Only on working days,
    not before the first start nor after the last one of the settings.
    """
    local = start.astimezone(AMSTERDAM)
    end = local + timedelta(minutes=settings.minutes)
    hours = min(settings.starts) <= local.time() <= max(settings.starts)
    if not hours or not is_working_day(local.date(), province):
        return None
    able: list[tuple[float, str]] = []
    for adviser in advisers:
        day = [one for one in taken if one.adviser == adviser.email and _same_day(one, local)]
        free = is_free(busy.get(adviser.email, ()), local, end)
        if free and len(day) < settings.per_day and fits(day, local, end, place, settings.travel):
            places = [one.place for one in day] or [adviser.base]
            able.append((min(minutes(one, place, settings.travel) for one in places), adviser.email))
    return min(able)[1] if able else None


def _same_day(one: TakenSlot, local: datetime) -> bool:
    return one.start.astimezone(AMSTERDAM).date() == local.date()
