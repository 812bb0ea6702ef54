"""The rules and the examples together: which intent a mail has, and how sure that is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.models.reply import Evidence, Intent
from bot.replies.classify import FRIENDS, Verdict
from bot.replies.examples import QUIET
from bot.replies.slots import Choice
from bot.replies.voice import Heard

BOOKED = (Intent.RESCHEDULE, Intent.CANCEL)
FINAL = (Intent.DECLINE, Intent.OPT_OUT)
RULE = 0.2  # what one weight of a rule counts, in log odds
STRUCTURE = 1.5  # what a chosen or proposed moment counts
AGREED = 0.7  # the least margin where the rules say the same
SILENT = 1.5  # where they say nothing
OTHERWISE = 3.0  # where they say another thing
DANGER = 0.4  # a sentence that is this likely to tell of danger makes a mail urgent
FINAL_HINT = 0.35  # beside a no
CAREFUL = 0.25  # a sentence this likely needs a person
HINT = 0.2  # enough to think of an appointment that stands already
FOREIGN = 0.15  # below this a kind is foreign to the examples, whatever a rule finds
PLAIN = 0.45  # a sentence that is this likely of a kind says it plainly


@dataclass(frozen=True, slots=True)
class Weighed:
    """The verdict of both. `margin` is how far it is ahead of the next (log odds); `agreed`: the rules say the same."""

    verdict: Verdict
    margin: float = 9.0
    agreed: bool = True
    against: tuple[Intent, ...] = ()  # intents that a sentence says plainly and the winner does not cover
    careful: bool = False  # a sentence for which a person must look
    danger: Evidence | None = None  # a sentence that tells of danger now

    @property
    def sure(self) -> bool:
        """Far enough ahead: least where the rules plainly say the same, most where they say another thing."""
        if self.agreed:
            return self.margin >= AGREED
        return self.margin >= (OTHERWISE if max(self.verdict.weights.values(), default=0) >= 3 else SILENT)


def combine(verdict: Verdict, heard: Sequence[Heard], choice: Choice) -> Weighed:
    """Add up what the rules weigh, what the sentences sound like, and what moments are named."""
    scores = {one: _score(one, verdict, heard, choice) for one in _intents(heard)}
    if not scores:
        return Weighed(verdict)
    ranked = sorted(scores, key=lambda one: -scores[one])
    winner = ranked[0]
    agreed = winner is verdict.intent and verdict.weight > 0
    evidence = verdict.evidence if agreed else _evidence(winner, heard)
    found = replace(verdict, intent=winner, weight=verdict.weights.get(winner, 0), evidence=evidence)
    return Weighed(
        found,
        scores[winner] - scores[ranked[1]],
        agreed,
        tuple(sorted(_others(winner, verdict, heard, choice))),
        any(one.kinds.get("careful", 0.0) >= CAREFUL for one in heard),
        next((Evidence("gevaar", one.start, one.end) for one in heard if one.kinds.get("danger", 0.0) >= DANGER), None),
    )


def _others(winner: Intent, verdict: Verdict, heard: Sequence[Heard], choice: Choice) -> set[Intent]:
    """Intents with words of their own: plain to the examples, or plain to the rules and not foreign to the examples.

    An appointment needs a hint only, and so does anything beside a no; beside a chosen moment any open question counts.
    """
    likely = {one: max(row.kinds[one.value] for row in heard) for one in _intents(heard)}
    ruled = {one for one, weight in verdict.weights.items() if weight >= 3 and likely.get(one, 1.0) >= FOREIGN}
    enough = FINAL_HINT if winner in FINAL else PLAIN
    found = ruled | {one for one, share in likely.items() if share >= (HINT if one in BOOKED else enough)}
    if winner is Intent.ACCEPT_SLOT and verdict.weights.get(Intent.QUESTION, 0) >= 3:
        found.add(Intent.QUESTION)
    if choice.chosen and not choice.proposed:
        found.discard(Intent.PROPOSE_TIME)  # what sounds as a proposal is a moment that we offered
    if choice.proposed and not choice.chosen:
        found.discard(Intent.ACCEPT_SLOT)
    return found - FRIENDS.get(winner, set()) - {winner}


def _intents(heard: Sequence[Heard]) -> list[Intent]:
    return [Intent(one) for one in heard[0].kinds if one not in QUIET] if heard else []


def _score(intent: Intent, verdict: Verdict, heard: Sequence[Heard], choice: Choice) -> float:
    booked = verdict.intent in BOOKED or any(row.kinds[one.value] >= PLAIN for one in BOOKED for row in heard)
    said = 1 - math.prod(1 - min(one.kinds[intent.value], 0.999) for one in heard)
    odds = math.log(max(said, 1e-4) / max(1 - said, 1e-4))
    return odds + RULE * verdict.weights.get(intent, 0) + STRUCTURE * _moments(intent, booked, choice)


def _moments(intent: Intent, booked: bool, choice: Choice) -> float:
    """What the named moments say: much of a choice or a proposal, less where an appointment is spoken of."""
    if intent in BOOKED:
        return 0.5 if booked else -0.5
    if intent is Intent.ACCEPT_SLOT:
        return 1.0 if choice.chosen and not choice.proposed and not booked else -1.0
    if intent is Intent.PROPOSE_TIME:
        return 1.0 if choice.proposed and not booked else -0.5
    return 0.0


def _evidence(intent: Intent, heard: Sequence[Heard]) -> tuple[Evidence, ...]:
    best = max(heard, key=lambda one: one.kinds[intent.value])
    return (Evidence("voorbeelden", best.start, best.end),)
