"""Answers by the mailto links of our letters: the choice stands in the subject."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.models.reply import Evidence, Intent
from bot.models.slot import Slot
from bot.replies.classify import Verdict
from bot.replies.clock_times import times
from bot.replies.combine import Weighed
from bot.replies.dates import AMSTERDAM
from bot.replies.doubts import Facts
from bot.replies.folding import fold
from bot.replies.fresh import own_words
from bot.replies.rules import Rules
from bot.replies.slots import Choice

LINKS = {"andere datum": Intent.PROPOSE_TIME, "bel ons": Intent.CALLBACK, "geen interesse": Intent.DECLINE}


def link_choice(subject: str) -> tuple[str, int]:
    """The choice that our mailto links lay in a subject: its words, and the number behind `optie` or 0."""
    found = re.match(
        r"^\W*(?:(?:re|fw|fwd|aw|doorst|antw)\s*:\s*|\[?extern(?:al|e mail)?\]?\s*:?\s*)*"
        r"(optie\s+(\d)|andere datum|bel ons|geen interesse)\b",
        fold(subject),
    )
    if not found:
        return "", 0
    return ("optie", int(found.group(2))) if found.group(2) else (found.group(1), 0)


def by_link(
    link: str, number: int, choice: Choice, weighed: Weighed, facts: Facts, rules: Rules
) -> tuple[Choice, Weighed]:
    """The subject decides where the text is empty or agrees; the writer's own words win where they say otherwise."""
    words, verdict = own_words(facts.fresh.text, rules), weighed.verdict
    intent = Intent.ACCEPT_SLOT if link == "optie" else LINKS[link]
    slots = facts.match.letter.slots if facts.match.letter else ()
    exists = any(slot.n == number for slot in slots)
    chosen = choice.chosen or ((number,) if link == "optie" and exists else ())
    unclear = choice.unclear or ("" if link != "optie" or exists else "de genoemde optie bestaat niet")
    if link == "optie" and choice.chosen and choice.chosen[:1] != (number,):
        unclear = "onderwerp en tekst noemen een ander moment"
    if link == "optie" and exists and words and _another_time(facts.fresh.folded, number, slots):
        unclear = "onderwerp en tekst noemen een ander moment"
    said = weighed.sure and verdict.intent not in (Intent.ACCEPT, intent, Intent.ACCEPT_SLOT)
    if words and said and not (verdict.intent is Intent.QUESTION and verdict.weight < 5 and link == "optie"):
        keep = replace(choice, unclear="onderwerp en tekst zeggen iets anders") if link == "optie" else choice
        if link == "optie" and not choice.chosen and verdict.intent in (Intent.CALLBACK, Intent.QUESTION):
            keep = replace(keep, chosen=chosen)
        return keep, replace(weighed, against=(*weighed.against, intent))
    evidence = (Evidence("link"), *choice.evidence)
    picked = replace(choice, chosen=chosen if link == "optie" else (), unclear=unclear, evidence=evidence)
    return picked, replace(
        weighed, verdict=Verdict(intent, 6, {**verdict.weights, intent: 6}, evidence), margin=9.0, agreed=True
    )


def _another_time(text: str, number: int, slots: Sequence[Slot]) -> bool:
    """Whether own words name a time of day at which the option of the subject does not begin."""
    start = next(slot.start for slot in slots if slot.n == number).astimezone(AMSTERDAM)
    said = [at for _, _, at, sure in times(text) if sure]
    return bool(said) and all((at.hour % 12, at.minute) != (start.hour % 12, start.minute) for at in said)
