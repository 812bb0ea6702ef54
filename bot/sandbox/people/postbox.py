"""The coordinator, who decides in Postbak about mail that waits for a person."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from bot.sandbox.people.hours import after_pause
from bot.sandbox.people.lists import Act, Entry, Member
from bot.sandbox.people.minds import rng
from bot.sandbox.people.planning import plan

POSTBAK = "Postbak"
_OPEN = ("", "open")
_URGENT = ("spoed", "dringend", "urgent", "dreiging", "gevaar")
_NO_PROPOSAL = ("", "geen", "niets doen", "zelf lezen", "beantwoorden")
_BY_WORD = (
    (_URGENT, "Bellen"),
    (("vraag",), "Beantwoord"),
    (("bel",), "Bellen"),
    (("geen interesse", "afwijz", "afmeld"), "Geen interesse"),
    (("later", "uitstel", "in beraad"), "Later"),
    (("afwezig", "ontvangst", "onbestelbaar", "automatisch", "agenda", "anders", "niet van"), "Niets doen"),
    (("optie", "gesprek", "interesse", "moment", "tijd", "collega", "doorverwez", "verzet", "wil"), "Wil gesprek"),
)


def coordinator(who: Member, entries: list[Entry], seed: int, now: datetime) -> Iterator[Act]:
    """What the coordinator (`who`) decides at `now`: every open item once it has waited its time, danger at once."""
    for entry in entries:
        if entry.text("Besluit") or entry.text("Stand").lower() not in _OPEN:
            continue
        dice = rng(seed, "postbak", entry.id)
        due = after_pause(entry.created, dice, tuple(plan()["postbox"]["waits"]))
        if due <= now or _urgent(entry):
            yield Act(who, POSTBAK, entry, {"Besluit": decision(entry, dice), "Behandelaar": who.name})


def decision(entry: Entry, dice: Random) -> str:
    """A value of Besluit: the bot's proposal mostly; else what the kind of the mail asks for."""
    if _urgent(entry):
        return "Bellen"
    proposal = entry.text("Voorstel").lower()
    if proposal not in _NO_PROPOSAL and dice.random() < plan()["postbox"]["follows_proposal"]:
        return "Voorstel uitvoeren"
    for kind in (entry.text("Soort").lower(), proposal):
        for words, value in _BY_WORD:
            if any(word in kind for word in words):
                return value
    return "Beantwoord"


def _urgent(entry: Entry) -> bool:
    kind = entry.text("Soort").lower()
    return any(word in kind for word in _URGENT)
