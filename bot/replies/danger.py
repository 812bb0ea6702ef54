"""Mails that tell of a threat, violence or a crisis going on now: a person must see them at once (P11)."""

import re

from bot.models.reply import Evidence
from bot.replies.rules import Rules

_SENTENCE = re.compile(r"[^.!?\n]+")


def find(text: str, rules: Rules) -> Evidence | None:
    """The first sentence of a folded text that tells of danger now, past and denied threats left out."""
    for sentence in _SENTENCE.finditer(text):
        found = rules.lists["danger"].search(sentence.group())
        if found and not rules.lists["danger_not"].search(sentence.group()):
            return Evidence("gevaar", sentence.start() + found.start(), sentence.start() + found.end())
    return None
