"""Offers for a whole province at once: per municipality three times of one adviser (DESIGN, "Meetings").

Each time is offered to one municipality only and every pair of times on an adviser's day leaves room to travel, so
that every subset of acceptances can be booked (promise P4).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from bot.meetings.days import Interval, TakenSlot, working_slots
from bot.meetings.placing import Diary, choose_times, fill_days
from bot.meetings.regions import Request, Share, assign
from bot.meetings.travel import Place, Table
from bot.models.institution import Institution
from bot.models.slot import Slot


@dataclass(frozen=True, slots=True)
class OfferRequest:
    """An institution that needs an offer."""

    institution: Institution


@dataclass(frozen=True, slots=True)
class Adviser:
    """Someone who holds talks; `base` is where they start their day, if known."""

    email: str
    base: Place | None = None


@dataclass(frozen=True, slots=True)
class OfferSettings:
    """`minutes`: length of a talk; `per_day`: an adviser's talks; `extra_weeks`: how much the period may grow."""

    minutes: int = 60
    per_day: int = 4
    starts: tuple[time, ...] = (time(9, 30), time(11, 0), time(13, 30), time(15, 0))
    options: int = 3
    extra_weeks: int = 10
    travel: Table = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offers:
    """Per code the options, numbered from 1 in order of time (maybe fewer than asked, maybe none), and warnings."""

    slots: dict[str, tuple[Slot, ...]]
    warnings: tuple[str, ...]


def offer(
    requests: Sequence[OfferRequest],
    advisers: Sequence[Adviser],
    busy: Mapping[str, Sequence[Interval]],
    taken: Sequence[TakenSlot],
    earliest: date,
    weeks: int,
    is_working_day: Callable[[date, str], bool],
    settings: OfferSettings = OfferSettings(),  # noqa: B008  (frozen)
) -> Offers:
    """Offer times to all of `requests` in `weeks` weeks from `earliest`. Same input, same offers.

    `busy` is the advisers' free/busy over `weeks` and `extra_weeks` (what it does not reach counts as free),
    `taken` what is offered or booked already; both by the adviser's address.
    `is_working_day(day, province)`. Scarcity never fails: the period grows, or there are fewer options, with a
    warning in Dutch.
    """
    wanted = {one.institution.code: one.institution for one in requests}
    asked = [Request(code, _place(one), one.province) for code, one in sorted(wanted.items())]
    diaries = _diaries(advisers, busy, taken, earliest, weeks + settings.extra_weeks, settings)
    slots: dict[str, tuple[Slot, ...]] = {}
    warnings: list[str] = []
    if not diaries:
        nobody = "er zijn geen adviseurs; vul ze in de instellingen in"
        return Offers({request.code: () for request in asked}, (nobody,))
    shares = [Share(diary.adviser, diary.base, diary.capacity(earliest + timedelta(weeks=weeks))) for diary in diaries]
    for request, adviser in assign(asked, shares):
        ranked = _first(diaries, adviser)
        found = _find(request, ranked, earliest, weeks, is_working_day, settings)
        slots[request.code] = found
        warnings += _warn(wanted[request.code], found, earliest + timedelta(weeks=weeks), settings)
    return Offers(dict(sorted(slots.items())), tuple(warnings))


def _first(diaries: Sequence[Diary], adviser: str) -> list[Diary]:
    """The adviser whose stretch it is, then the others."""
    return sorted(diaries, key=lambda diary: diary.adviser != adviser)


def _find(
    request: Request,
    diaries: Sequence[Diary],
    earliest: date,
    weeks: int,
    is_working_day: Callable[[date, str], bool],
    settings: OfferSettings,
) -> tuple[Slot, ...]:
    """The first adviser with all options on different days in the shortest period; else the most there are."""
    best: list[tuple[Diary, Interval]] = []
    open_days: list[date] = []
    for period in _periods(weeks, weeks + settings.extra_weeks):
        days = [earliest + timedelta(days=n) for n in range(period * 7)]
        open_days = [day for day in days if is_working_day(day, request.province)]
        for diary in diaries:
            times = choose_times(diary, request.place, open_days, settings.options)
            if len(times) > len(best):
                best = [(diary, at) for at in times]
            if len(best) == settings.options:
                return _commit(best, request)
    for diary in diaries:
        times = fill_days(diary, request.place, open_days, settings.options)
        if len(times) > len(best):
            best = [(diary, at) for at in times]
    return _commit(best, request)


def _periods(weeks: int, longest: int) -> list[int]:
    """The period asked, then each two weeks longer."""
    return [weeks, *range(weeks + 2, longest + 1, 2)]


def _commit(chosen: Sequence[tuple[Diary, Interval]], request: Request) -> tuple[Slot, ...]:
    for diary, at in chosen:
        diary.take(at, request.place)
    ordered = sorted(chosen, key=lambda one: one[1].start)
    return tuple(Slot(n, at.start, at.end, diary.adviser) for n, (diary, at) in enumerate(ordered, 1))


def _diaries(
    advisers: Sequence[Adviser],
    busy: Mapping[str, Sequence[Interval]],
    taken: Sequence[TakenSlot],
    earliest: date,
    weeks: int,
    settings: OfferSettings,
) -> list[Diary]:
    days = [earliest + timedelta(days=n) for n in range(weeks * 7)]
    length = timedelta(minutes=settings.minutes)
    return [
        Diary(
            one.email,
            one.base,
            working_slots(busy.get(one.email, ()), days, settings.starts, length),
            [slot for slot in taken if slot.adviser == one.email],
            settings.per_day,
            settings.travel,
        )
        for one in sorted({one.email: one for one in advisers}.values(), key=lambda one: one.email)
    ]


def _place(institution: Institution) -> Place | None:
    if institution.latitude is None or institution.longitude is None:
        return None
    return (institution.latitude, institution.longitude)


def _warn(institution: Institution, found: Sequence[Slot], asked_end: date, settings: OfferSettings) -> list[str]:
    if len(found) < settings.options:
        return [f"{institution.name}: {len(found)} van {settings.options} tijden gevonden; geef meer tourdagen"]
    if len({slot.start.date() for slot in found}) < settings.options:
        return [f"{institution.name}: meer dan één tijd op dezelfde dag"]
    late = max(slot.start.date() for slot in found)
    return [f"{institution.name}: tijden lopen door tot {late:%d-%m-%Y}"] if late >= asked_end else []
