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
RULE = 0.2  # what one weight of a rule counts, in log odds
STRUCTURE = 1.5  # what a chosen or proposed moment counts
AGREED = 0.0  # the least margin where the rules plainly say the same
ALONE = 2.5  # the least margin where they do not
PLAIN = 0.5  # a sentence that is this likely of a kind says it plainly


@dataclass(frozen=True, slots=True)
class Weighed:
    """The verdict of both. `margin` is how far it is ahead of the next (log odds); `agreed`: the rules say the same."""

    verdict: Verdict
    margin: float = 9.0
    agreed: bool = True
    against: tuple[Intent, ...] = ()  # intents that a sentence says plainly and the winner does not cover
    careful: bool = False  # a sentence for which a person must look

    @property
    def sure(self) -> bool:
        """Plain in the rules and not contradicted by the examples, or far ahead in both together."""
        return self.margin >= (AGREED if self.agreed and self.verdict.weight >= 3 else ALONE)

    @property
    def others(self) -> tuple[Intent, ...]:
        """Intents with words of their own beside the winner's."""
        return tuple(dict.fromkeys((*self.verdict.against(), *self.against)))


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
    plain = {Intent(one.best) for one in heard if one.best not in QUIET and one.kinds[one.best] >= PLAIN}
    covered = FRIENDS.get(winner, set()) | {winner}
    return Weighed(
        found,
        scores[winner] - scores[ranked[1]],
        agreed,
        tuple(sorted(plain - covered)),
        any(one.kinds.get("careful", 0.0) >= PLAIN for one in heard),
    )


def _intents(heard: Sequence[Heard]) -> list[Intent]:
    return [Intent(one) for one in heard[0].kinds if one not in QUIET] if heard else []


def _score(intent: Intent, verdict: Verdict, heard: Sequence[Heard], choice: Choice) -> float:
    said = 1 - math.prod(1 - min(one.kinds[intent.value], 0.999) for one in heard)
    odds = math.log(max(said, 1e-4) / max(1 - said, 1e-4))
    return odds + RULE * verdict.weights.get(intent, 0) + STRUCTURE * _moments(intent, verdict, choice)


def _moments(intent: Intent, verdict: Verdict, choice: Choice) -> float:
    """What the named moments say: much of a choice or a proposal, less where an appointment is spoken of."""
    booked = verdict.intent in BOOKED
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
