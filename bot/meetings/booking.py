"""Booking: which offered time it becomes, whether another time can be, and which holds should stand."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class HoldSpec:
    """An event that should stand in the shared mailbox's calendar."""

    subject: str
    start: datetime
    end: datetime
    location: str = ""


@dataclass(frozen=True, slots=True)
class EventFacts:
    """An event of ours that does stand there. `by_person`: a person made or changed it, so it is left alone."""

    id: str
    subject: str
    start: datetime
    end: datetime
    location: str = ""
    by_person: bool = False

    def shows(self, spec: HoldSpec) -> bool:
        """Is it as it should be?"""
        return (self.subject, self.start, self.end, self.location) == (
            spec.subject,
            spec.start,
            spec.end,
            spec.location,
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """What makes the calendar as it should be: keys with their specs, event ids with theirs, event ids to remove."""

    create: tuple[tuple[str, HoldSpec], ...]
    update: tuple[tuple[str, HoldSpec], ...]
    remove: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.create or self.update or self.remove)


def reconcile(wanted: Mapping[str, HoldSpec], present: Iterable[tuple[str, EventFacts]]) -> Changes:
    """Compare by our key. A key that stands twice (an answer lost on the way) keeps its first event by id."""
    kept: dict[str, EventFacts] = {}
    remove: list[str] = []
    for key, event in sorted(present, key=lambda one: (one[0], not one[1].by_person, one[1].id)):
        if key in wanted and key not in kept:
            kept[key] = event
        elif not event.by_person:
            remove.append(event.id)
    create = tuple((key, spec) for key, spec in sorted(wanted.items()) if key not in kept)
    update = tuple(
        (event.id, wanted[key])
        for key, event in kept.items()
        if not event.shows(wanted[key]) and not event.by_person
    )
    return Changes(create, update, tuple(remove))
