"""The intent of a person's words, by the rules and by what the words choose."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from bot.models.reply import Evidence, Intent
from bot.replies.rules import Rules
from bot.replies.slots import Choice

ORDER = (
    Intent.OPT_OUT,
    Intent.CANCEL,
    Intent.RESCHEDULE,
    Intent.CONTACT_CHANGE,
    Intent.DELEGATE,
    Intent.CALLBACK,
    Intent.PROPOSE_TIME,
    Intent.ACCEPT_SLOT,
    Intent.DECLINE,
    Intent.DEFER,
    Intent.QUESTION,
    Intent.PENDING,
    Intent.RECEIPT,
    Intent.UNRELATED,
    Intent.ACCEPT,
)
"""Of intents with the same weight the first wins."""
ASKED = (
    Intent.DEFER,
    Intent.CONTACT_CHANGE,
    Intent.DELEGATE,
    Intent.CALLBACK,
    Intent.OPT_OUT,
    Intent.PROPOSE_TIME,
    Intent.RESCHEDULE,
)
AUTOMATIC_ONLY = (Intent.OUT_OF_OFFICE,)
FRIENDS = {
    Intent.ACCEPT_SLOT: {Intent.ACCEPT},
    Intent.PROPOSE_TIME: {Intent.ACCEPT, Intent.ACCEPT_SLOT},
    Intent.RESCHEDULE: {Intent.PROPOSE_TIME, Intent.ACCEPT_SLOT, Intent.CANCEL, Intent.ACCEPT},
    Intent.CANCEL: {Intent.DECLINE},
    Intent.OPT_OUT: {Intent.DECLINE},
    Intent.DEFER: {Intent.PENDING},
    Intent.CONTACT_CHANGE: {Intent.DELEGATE},
    Intent.DELEGATE: {Intent.CONTACT_CHANGE, Intent.ACCEPT},
    Intent.CALLBACK: {Intent.ACCEPT},
}
"""Intents that may stand beside the winner without speaking against it."""


BETWEEN = re.compile(r"^optie \d:.*$", re.M)  # answers between the lines are read as choices only


@dataclass(frozen=True, slots=True)
class Verdict:
    """The winner, its weight, the weights of all, and where the words stand."""

    intent: Intent
    weight: int
    weights: dict[Intent, int]
    evidence: tuple[Evidence, ...] = ()


def classify(text: str, subject: str, choice: Choice, rules: Rules) -> Verdict:
    """Weigh a folded fresh text and a folded subject (`subject` is empty for a plain reply: it repeats ours)."""
    text = BETWEEN.sub(lambda found: " " * len(found.group()), text)
    weights: dict[Intent, int] = defaultdict(int)
    evidence: dict[Intent, list[Evidence]] = defaultdict(list)
    for rule in rules.rules:
        if rule.intent in AUTOMATIC_ONLY:
            continue
        found = _first(rule.pattern, text, rules) if rule.intent is Intent.ACCEPT else rule.pattern.search(text)
        if found or (rule.subject and rule.pattern.search(subject)):
            weights[rule.intent] = max(weights[rule.intent], rule.weight)
            evidence[rule.intent].append(Evidence(rule.id, *(found.span() if found else (0, 0))))
    _weigh_choice(text, choice, weights, evidence)
    _settle(text, choice, weights, rules)
    if weights[Intent.DEFER] >= 5 and weights[Intent.CALLBACK] and not re.search(r"\d{6,}|\d[\d -]{8,}", text):
        weights[Intent.CALLBACK] = 0
    if weights[Intent.QUESTION] < 3 and _open_question(text, weights, evidence, rules):
        weights[Intent.QUESTION] = 3
    if weights[Intent.QUESTION] >= 3 and weights[Intent.PENDING] == max(weights.values()):
        weights[Intent.QUESTION] = weights[Intent.PENDING] + 1  # who asks something first, waits for an answer
    if not weights or not max(weights.values()):
        return Verdict(Intent.QUESTION, 0, dict(weights))
    winner = max(ORDER, key=lambda one: (weights[one], -ORDER.index(one)))
    return Verdict(
        winner, weights[winner], {key: value for key, value in weights.items() if value}, tuple(evidence[winner])
    )


def _first(pattern: re.Pattern[str], text: str, rules: Rules) -> re.Match[str] | None:
    """The first yes that its sentence does not take back (`noch een toezegging`, `graag, maar niet nu`)."""
    for found in pattern.finditer(text):
        left = max((one.end() for one in re.finditer(r"[.!?](?=\s)|\n", text[: found.start()])), default=0)
        right = re.search(r"[.!?](?=\s)|\n|$", text[found.end() :])
        rest = text[left : found.start()] + " " + text[found.end() : found.end() + (right.start() if right else 0)]
        if re.search(r"\b(?:niet|geen|gjin|nooit)\b", found.group()) or not rules.has("turn", rest):
            return found
    return None


def _open_question(text: str, weights: dict[Intent, int], evidence: dict[Intent, list[Evidence]], rules: Rules) -> bool:
    """A question that is no courtesy, and not how the thing itself was asked (`Kunt u mij bellen?`)."""
    spans = [(one.start, one.end) for key in ASKED for one in evidence[key] if weights[key] >= 3]
    spans += [one.span() for one in rules.lists["small_question"].finditer(text)]
    for mark in re.finditer(r"\?", text):
        start = max((one.end() for one in re.finditer(r"[.!?](?=\s)|\n", text[: mark.start()])), default=0)
        if not any(a < mark.end() and b > start for a, b in spans):
            return True
    return False


def _weigh_choice(
    text: str, choice: Choice, weights: dict[Intent, int], evidence: dict[Intent, list[Evidence]]
) -> None:
    if choice.chosen or choice.unclear == "de genoemde optie bestaat niet":
        weights[Intent.ACCEPT_SLOT] = max(weights[Intent.ACCEPT_SLOT], 5)
        evidence[Intent.ACCEPT_SLOT].extend(choice.evidence)
    if choice.proposed:
        weights[Intent.PROPOSE_TIME] += 6 if any(isinstance(one, datetime) for one in choice.proposed) else 4
        evidence[Intent.PROPOSE_TIME].extend(one for one in choice.evidence if one.rule == "voorstel")
    elif choice.chosen and weights[Intent.PROPOSE_TIME]:
        weights[Intent.PROPOSE_TIME] = 0
    if choice.rejected and not choice.chosen and not choice.proposed:
        weights[Intent.PROPOSE_TIME] += 4 if len(choice.rejected) > 1 else 2


def _settle(text: str, choice: Choice, weights: dict[Intent, int], rules: Rules) -> None:
    """What one kind of words makes of another."""
    small = list(rules.lists["small_question"].finditer(text))
    if weights[Intent.QUESTION] == 3 and (
        text.count("?") <= len(small) and "?" in text or choice.proposed and text.count("?") <= 1 + len(small)
    ):
        weights[Intent.QUESTION] = 0
    if weights[Intent.CALLBACK] >= 5:
        weights[Intent.QUESTION] = min(weights[Intent.QUESTION], 4) if weights[Intent.QUESTION] > 3 else 1
    if (
        weights[Intent.QUESTION] == 3
        and max((weights[one] for one in weights if one not in (Intent.QUESTION, Intent.ACCEPT)), default=0) < 3
        and weights[Intent.ACCEPT] < 4
    ):
        weights[Intent.QUESTION] = 5
    if (
        weights[Intent.PENDING]
        and weights[Intent.ACCEPT] >= 4
        and not re.search(r"\b(eerst|alvorens|presidium|college)\b", text)
    ):
        weights[Intent.PENDING] = 1  # "graag, het moment volgt"
    if weights[Intent.DECLINE] and weights[Intent.ACCEPT] == 4:
        weights[Intent.ACCEPT] = (
            2 if not re.search(r"geen (enkel )?bezwaar|nooit kwaad|geen reden om niet", text) else 6
        )
    if weights[Intent.CONTACT_CHANGE] and (choice.chosen or choice.proposed) and weights[Intent.CONTACT_CHANGE] < 7:
        weights[Intent.CONTACT_CHANGE] = 0
    if choice.chosen and weights[Intent.DELEGATE] == 5:
        weights[Intent.DELEGATE] = 3
    if weights[Intent.DEFER] >= 5 and not choice.proposed:
        weights[Intent.PROPOSE_TIME] = min(weights[Intent.PROPOSE_TIME], 2)
    if weights[Intent.RECEIPT] and max(weight for one, weight in weights.items() if one is not Intent.RECEIPT) >= 4:
        weights[Intent.RECEIPT] = 0
    if weights[Intent.CANCEL] and weights[Intent.RESCHEDULE]:
        weights[Intent.RESCHEDULE] = 9
