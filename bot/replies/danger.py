"""Mails that tell of a threat, violence or a crisis going on now: a person must see them at once (P11)."""

import re

from bot.models.reply import Evidence
from bot.replies.rules import Rules

DOUBT = "spoed: dreiging of crisis"
_SENTENCE = re.compile(r"(?:[^.!?\n]+|[.](?=\w))+")  # the point in `20.00 uur` ends nothing
_WRAPPED = re.compile(r"(?<=[^\n]{50})\n(?=\w)")  # a long line that goes on below is one sentence still


def find(text: str, rules: Rules) -> Evidence | None:
    """The first words of a folded text that threaten, or tell of danger now (past and denied threats left out).

    Words that threaten somebody themselves count whatever stands beside them: a threat may deny all it likes.
    """
    text = _WRAPPED.sub(" ", text)
    threat = rules.lists["threat"].search(text) if "threat" in rules.lists else None
    if threat:
        return Evidence("gevaar", *threat.span())
    for sentence in _SENTENCE.finditer(text):
        found = rules.lists["danger"].search(sentence.group())
        if found and not rules.lists["danger_not"].search(sentence.group()):
            return Evidence("gevaar", sentence.start() + found.start(), sentence.start() + found.end())
    return None
