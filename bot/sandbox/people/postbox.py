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
_NOT_FOR_THE_BOT = ("beantwoord", "bekijk", "afwacht", "adres", "bijwerk", "zelf")
_BY_WORD = (
    (("vraag",), "Beantwoord"),
    (("bel", "zegt de afspraak af"), "Bellen"),
    (("geen interesse", "geen post", "afmeld"), "Geen interesse"),
    (("later", "uitstel"), "Later"),
    (
        ("afwezig", "ontvangst", "bestel", "bezorgd", "automatisch", "agenda", "niet over", "geen antwoord"),
        "Niets doen",
    ),
    (("optie", "gesprek", "interesse", "moment", "collega", "verzet"), "Wil gesprek"),
)
"""Words of Soort and what a coordinator decides then; the first that fits."""


def coordinator(who: Member, entries: list[Entry], seed: int, now: datetime) -> Iterator[Act]:
    """What the coordinator (`who`) decides at `now`: every open item once it has waited its time, danger at once.

    Where the bot could not carry out a decision and says so in Melding, the coordinator decides otherwise.
    """
    for entry in sorted(entries, key=_place):
        if entry.text("Stand").lower() not in _OPEN:
            continue
        dice = rng(seed, "postbak", *_place(entry))
        if entry.text("Besluit"):
            value = _instead(entry)
        elif _urgent(entry) or after_pause(entry.created, dice, tuple(plan()["postbox"]["waits"])) <= now:
            value = decision(entry, dice)
        else:
            continue
        if value and value != entry.text("Besluit"):
            yield Act(who, POSTBAK, entry, {"Besluit": value, "Behandelaar": who.name})


def _place(entry: Entry) -> tuple[object, ...]:
    """Oldest first, by what is the same in every tour of a seed: the ids of items made in one batch are not."""
    return entry.created, entry.text("Gemeente"), entry.text("Soort"), entry.text("Title")


def decision(entry: Entry, dice: Random) -> str:
    """A value of Besluit: the bot's proposal mostly; else what the kind of the mail asks for."""
    if _urgent(entry):
        return "Bellen" if entry.text("Gemeente") else "Beantwoord"
    proposal = entry.text("Voorstel").lower()
    executable = proposal and not any(word in proposal for word in _NOT_FOR_THE_BOT)
    if executable and entry.text("Gemeente") and dice.random() < plan()["postbox"]["follows_proposal"]:
        return "Voorstel uitvoeren"
    return _by_kind(entry)


def _by_kind(entry: Entry) -> str:
    kind = entry.text("Soort").lower()
    value = next((value for words, value in _BY_WORD if any(word in kind for word in words)), "Beantwoord")
    return value if entry.text("Gemeente") or value == "Beantwoord" else "Niets doen"


def _instead(entry: Entry) -> str:
    """What to do when a decision could not be carried out; empty where nothing says so (yet)."""
    if "kies" not in entry.text("Melding").lower():
        return ""
    other = _by_kind(entry)
    return other if other != entry.text("Besluit") else "Beantwoord"


def _urgent(entry: Entry) -> bool:
    kind = entry.text("Soort").lower()
    return any(word in kind for word in _URGENT)
