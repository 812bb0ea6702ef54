"""The advisers' own calendars: what stands in them already before anybody books a talk."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.sandbox.people.hours import AMSTERDAM, is_working_day
from bot.sandbox.people.minds import rng

_SUBJECTS = (
    "Overleg",
    "Werkbezoek",
    "Training",
    "Tandarts",
    "Intervisie",
    "Afspraak buiten de deur",
    "Telefonisch overleg",
)
_TEAM_MEETING = (time(9, 0), time(10, 0))


@dataclass(frozen=True)
class Appointment:
    """Something that takes an adviser's time; `show_as` is busy or oof."""

    subject: str
    start: datetime
    end: datetime
    show_as: str = "busy"


def appointments(seed: int, address: str, begin: date, weeks: int) -> list[Appointment]:
    """The adviser's appointments from `begin` on: the team's Monday meeting, one or two a week, a week of leave."""
    dice = rng(seed, address, "agenda")
    leave = dice.randrange(5, max(6, weeks))
    monday = begin - timedelta(days=begin.weekday())
    found: list[Appointment] = []
    for week in range(weeks):
        days = [day for offset in range(5) if is_working_day(day := monday + timedelta(weeks=week, days=offset))]
        if not days:
            continue
        if week == leave:
            found.append(_whole("Verlof", days[0], days[-1]))
            continue
        if days[0].weekday() == 0:
            found.append(_timed("Teamoverleg", days[0], *_TEAM_MEETING))
        for day in dice.sample(days, min(len(days), dice.randint(1, 2))):
            start = time(dice.randint(10, 15), dice.choice([0, 30]))
            end = (datetime.combine(day, start) + timedelta(minutes=dice.choice([60, 90, 120]))).time()
            found.append(_timed(dice.choice(_SUBJECTS), day, start, end))
    return found


def _timed(subject: str, day: date, start: time, end: time) -> Appointment:
    return Appointment(subject, datetime.combine(day, start, AMSTERDAM), datetime.combine(day, end, AMSTERDAM))


def _whole(subject: str, first: date, last: date) -> Appointment:
    begin, end = datetime.combine(first, time(8), AMSTERDAM), datetime.combine(last, time(18), AMSTERDAM)
    return Appointment(subject, begin, end, "oof")
