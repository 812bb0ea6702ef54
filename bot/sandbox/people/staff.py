"""The staff's working day: a few looks at the lists, and what planner, approver, coordinator and callers do at each."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Protocol

from bot.sandbox.people import calls, followup, planning, postbox
from bot.sandbox.people.calls import GEMEENTEN
from bot.sandbox.people.hours import AMSTERDAM, add_working_days, is_working_day
from bot.sandbox.people.lists import Act, Entry, Member
from bot.sandbox.people.planning import GOLVEN, plan
from bot.sandbox.people.postbox import POSTBAK


class Site(Protocol):
    """The team's site as its people see it. A list that is not there (yet) has no entries."""

    seed: int
    begin: date
    provinces: tuple[str, ...]

    def staff(self, role: str) -> list[Member]:
        """Who has that role in the tenant: planner, approver, coordinator, caller."""

    def has(self, list_name: str) -> bool: ...

    def entries(self, list_name: str) -> list[Entry]: ...

    def since(self, list_name: str, entry: Entry, column: str) -> datetime: ...

    def do(self, act: Act) -> bool:
        """Whether it was done; False when someone changed the item in between: look again later."""


def look(site: Site, now: datetime) -> bool:
    """One look at all lists; whether anything was done in Golven, where the next step follows soon."""
    for act in _in_postbox(site, now):
        site.do(act)
    for act in _in_municipalities(site, now):
        site.do(act)
    return look_at_waves(site, now)


def look_at_waves(site: Site, now: datetime) -> bool:
    """A look at Golven alone; whether anything was done there."""
    if not site.has(GOLVEN):
        return False
    entries = site.entries(GOLVEN)
    planner, approver = site.staff("planner")[0], site.staff("approver")[0]
    acts = [
        *planning.planner(planner, entries, site.begin, now, site.provinces),
        *planning.approver(approver, entries, now),
    ]
    done = [site.do(act) for act in acts]
    return any(done)


def next_look(begin: date, now: datetime) -> datetime | None:
    """The next look after `now`; None when the tour's weeks are over."""
    local = now.astimezone(AMSTERDAM)
    times = [time.fromisoformat(text) for text in plan()["day"]["looks"]]
    today = [datetime.combine(local.date(), at, AMSTERDAM) for at in times] if is_working_day(local.date()) else []
    later = [at for at in today if at > now]
    day = add_working_days(local.date() + timedelta(days=1), 0)
    found = later[0] if later else datetime.combine(day, times[0], AMSTERDAM)
    return found if found.date() < begin + timedelta(weeks=plan()["tour"]["weeks"]) else None


def _in_postbox(site: Site, now: datetime) -> Iterator[Act]:
    return postbox.coordinator(site.staff("coordinator")[0], site.entries(POSTBAK), site.seed, now)


def _in_municipalities(site: Site, now: datetime) -> Iterator[Act]:
    entries = site.entries(GEMEENTEN)
    today = now.astimezone(AMSTERDAM).date()

    def since(entry: Entry, column: str) -> datetime:
        return site.since(GEMEENTEN, entry, column)

    if is_working_day(today, planning.closed()):
        yield from calls.callers(site.staff("caller"), entries, site.seed, now, since)
    if now.astimezone(AMSTERDAM).time() <= time.fromisoformat(plan()["day"]["looks"][0]):
        yield from followup.coordinator(site.staff("coordinator")[0], entries, site.seed, now, since)
