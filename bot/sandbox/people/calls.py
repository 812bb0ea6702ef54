"""The callers, who phone the offices that stayed silent and set the outcome in Gemeenten."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from random import Random
from typing import Any

from bot.sandbox.people.hours import AMSTERDAM, add_working_days
from bot.sandbox.people.lists import Act, Entry, Member
from bot.sandbox.people.minds import mind, rates, rng
from bot.sandbox.people.planning import closed, plan

GEMEENTEN = "Gemeenten"
IN_CALLS = "In belactie"
INTEREST = "Interesse, afspraak te maken"
NO_ANSWER, CALL_BACK, WANTS_TALK, NO_INTEREST, LATER = (
    "Geen gehoor",
    "Terugbellen",
    "Wil gesprek",
    "Geen interesse",
    "Later",
)
PROVINCE_LETTERS = {
    "Drenthe": "DR",
    "Flevoland": "FL",
    "Fryslân": "FR",
    "Gelderland": "GE",
    "Groningen": "GR",
    "Limburg": "LI",
    "Noord-Brabant": "NB",
    "Noord-Holland": "NH",
    "Overijssel": "OV",
    "Utrecht": "UT",
    "Zeeland": "ZE",
    "Zuid-Holland": "ZH",
}
Since = Callable[[Entry, str], datetime]


def callers(team: list[Member], entries: list[Entry], seed: int, now: datetime, since: Since) -> Iterator[Act]:
    """The calls of one look: each caller of the `team` phones a few, who was not phoned yet goes first.

    `since(entry, column)` tells when the column got the value that it has.
    """
    waiting = [entry for entry in entries if _to_call(entry, now, since)]
    waiting.sort(key=lambda entry: (bool(entry.text("Uitkomst")), entry.id))
    calls = waiting[: plan()["calls"]["per_caller_a_look"] * len(team)]
    for turn, entry in enumerate(calls):
        if fields := outcome(entry, seed, now):
            caller = team[turn % len(team)]
            yield Act(caller, GEMEENTEN, entry, {"Beller": caller.name, **fields})


def outcome(entry: Entry, seed: int, now: datetime) -> dict[str, Any]:
    """What the call brings, as the columns to set; empty where nothing new came of it."""
    number, province = entry.text("CbsCode")[2:], PROVINCE_LETTERS.get(entry.text("Provincie"), "")
    own = mind(seed, province, number)
    dice = rng(seed, number, "call", entry.text("Uitkomst"))
    before = entry.text("Uitkomst")
    if own.end == "waiting":
        return _nothing_yet(before, dice)
    if not before and dice.random() < rates()["call"]["no_answer"]:
        return {"Uitkomst": NO_ANSWER}
    if own.end == "talk":
        return {"Uitkomst": WANTS_TALK, **_option(entry, dice)}
    if own.end == "later":
        return {"Uitkomst": LATER, "TerugkomenOp": _next_year(now, dice)}
    return {"Uitkomst": NO_INTEREST}


def _nothing_yet(before: str, dice: Random) -> dict[str, Any]:
    if not before:
        return {"Uitkomst": NO_ANSWER if dice.random() < 0.7 else CALL_BACK}
    return {"Uitkomst": CALL_BACK} if before == NO_ANSWER and dice.random() < 0.5 else {}


def _to_call(entry: Entry, now: datetime, since: Since) -> bool:
    wishes = entry.text("Status") == INTEREST and "bel" in entry.text("Melding") and entry.text("VrijeOpties")
    if not (entry.text("Status") == IN_CALLS or wishes) or entry.text("Uitkomst") not in ("", NO_ANSWER, CALL_BACK):
        return False
    if not entry.text("Uitkomst"):
        return True
    called = since(entry, "Uitkomst").astimezone(AMSTERDAM).date()
    again = add_working_days(called, plan()["calls"]["days_between"], closed())
    return again <= now.astimezone(AMSTERDAM).date()


def _option(entry: Entry, dice: Random) -> dict[str, Any]:
    """One of the options that VrijeOpties still lists, by its number."""
    free = re.findall(r"^\s*(?:optie\s*)?([1-9])\s*:", entry.text("VrijeOpties"), re.IGNORECASE | re.MULTILINE)
    return {"GekozenOptie": dice.choice(sorted(set(free)))} if free else {}


def _next_year(now: datetime, dice: Random) -> str:
    """A day in January to March of next year, as a date column takes it (UTC)."""
    day = add_working_days(date(now.year + 1, dice.randint(1, 3), 5), dice.randint(0, 15))
    return f"{day.isoformat()}T00:00:00Z"
