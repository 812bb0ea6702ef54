"""The planner, who asks for waves in Golven, and the approver, who looks at the proof and agrees: two people."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.sandbox.people.hours import AMSTERDAM, add_working_days
from bot.sandbox.people.lists import Act, Entry, Member, several

GOLVEN = "Golven"
PROOF_READY, WAITS, BLOCKED = "Proef klaar", "Wacht op akkoord", "Kan niet: zie melding"
MAKE_PROOF, ASK, AGREED = "Maak proef", "Vraag akkoord", "Akkoord"


@lru_cache(maxsize=1)
def plan() -> dict[str, Any]:
    """The data of plan.toml; its comments say what each value means."""
    return tomllib.loads((Path(__file__).parent / "plan.toml").read_text(encoding="utf-8"))


def closed() -> tuple[tuple[date, date], ...]:
    """The periods in which staff begin nothing."""
    return tuple((first, last) for first, last in plan()["tour"]["closed"])


def planner(
    who: Member, entries: list[Entry], begin: date, now: datetime, provinces: tuple[str, ...] = ()
) -> Iterator[Act]:
    """What the planner (`who`) does in Golven at `now`: asks for what the plan has for today, then asks for approval.

    `begin` is the first day of the tour. `provinces` narrows the plan to those (empty: as planned); one that the plan
    lacks is asked for on the first day.
    """
    known = {entry.text("Title"): entry for entry in entries}
    for name, fields in _wanted(begin, now, provinces):
        if name not in known:
            yield Act(who, GOLVEN, None, {"Title": name, **fields, "Opdracht": MAKE_PROOF})
        elif command := _next_command(known[name], now):
            yield Act(who, GOLVEN, known[name], {"Opdracht": command})


def approver(who: Member, entries: list[Entry], now: datetime) -> Iterator[Act]:
    """What the approver (`who`) does: agrees with a wave that waits for it, after the time that reading takes."""
    reading = timedelta(minutes=plan()["day"]["approver_waits_minutes"])
    for entry in entries:
        if entry.text("Stand") == WAITS and not entry.text("Akkoord") and entry.modified + reading <= now:
            yield Act(who, GOLVEN, entry, {"Akkoord": AGREED})


def _next_command(entry: Entry, now: datetime) -> str:
    """The command that the item's Stand asks for; a wave that could not be proofed is tried again the next day."""
    if entry.text("Opdracht"):
        return ""
    stand = entry.text("Stand")
    if stand == BLOCKED and entry.modified.astimezone(AMSTERDAM).date() < now.astimezone(AMSTERDAM).date():
        return MAKE_PROOF
    return ASK if stand == PROOF_READY else ""


def _wanted(begin: date, now: datetime, provinces: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and fields of the items that ought to stand in Golven by now."""
    for rule in plan()["standing"]:
        yield rule["name"], {"Brief": rule["letter"]}
    today = now.astimezone(AMSTERDAM).date()
    for wave in _waves(provinces):
        day = add_working_days(begin, wave["day"], closed())
        if day <= today:
            start = datetime.combine(day, time.fromisoformat(plan()["day"]["send_from"]), AMSTERDAM)
            yield (
                wave["name"],
                {
                    **several("Provincie", wave["provinces"]),
                    "Brief": wave["letter"],
                    "VerzendenVanaf": start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                },
            )


def _waves(provinces: tuple[str, ...]) -> list[dict[str, Any]]:
    if not provinces:
        return list(plan()["wave"])
    kept = []
    for wave in plan()["wave"]:
        wanted = [province for province in wave["provinces"] if province in provinces]
        if wanted:
            kept.append({**wave, "provinces": wanted, "name": " en ".join(wanted)})
    planned = {province for wave in plan()["wave"] for province in wave["provinces"]}
    extra = [province for province in provinces if province not in planned]
    return kept + [{"day": 0, "name": name, "provinces": [name], "letter": "uitnodiging"} for name in extra]
