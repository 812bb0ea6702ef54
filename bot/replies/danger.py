"""Mails that tell of a threat, violence or a crisis going on now: a person must see them at once (P11)."""

import re

from bot.models.reply import Attachment, Evidence, Mail
from bot.replies import html_text
from bot.replies.ends import ends
from bot.replies.fresh import MAX_WHOLE, Fresh
from bot.replies.rules import Rules, fold

DOUBT = "spoed: dreiging of crisis"
MAX_ATTACHED = 40_000  # characters of attached texts that are looked at, of each its head and its tail
MAX_REMEMBERED = 50_000
_SENTENCE = re.compile(r"(?:[^.!?\n]+|[.](?=\w))+")  # the point in `20.00 uur` ends nothing
_WRAPPED = re.compile(r"(?<=[^\n]{50})\n(?=\w)")  # a long line that goes on below is one sentence still
_WRITTEN = re.compile(r"^(?:COMMENT|DESCRIPTION|SUMMARY|LOCATION|X-ALT-DESC)[^:\n]*:(.*)$", re.M | re.I)


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


def anywhere(mail: Mail, fresh: Fresh, rules: Rules) -> Evidence | None:
    """Danger in whatever a mail holds: first in the writer's own words (with its place), then in all the rest.

    The rest is what was forwarded or quoted, subject, names, hidden words, alternative texts and attached texts.
    """
    own = find(fresh.folded, rules)
    if own:
        return own
    share = max(500, MAX_ATTACHED // max(1, len(mail.parts)))
    rest = [mail.subject, mail.sender_name, fresh.whole, *(_attached(one, share) for one in mail.parts if one.text)]
    beside = find(_unknown(fold("\n".join(rest)), rules), rules)
    return Evidence(beside.rule) if beside else None


def uncut(mail: Mail) -> Fresh:
    """A body that cannot be taken apart, as it is."""
    return Fresh("", whole=ends(f"{mail.text}\n{mail.html}", MAX_WHOLE))


def _unknown(text: str, rules: Rules) -> str:
    """Without long lines in which no danger was found before: nearly every answer quotes the same letter."""
    known, kept = rules.calm, list[str]()
    if len(known) > MAX_REMEMBERED:
        known.clear()
    for line in _WRAPPED.sub(" ", text).split("\n"):
        if len(line) < 50:
            kept.append(line)
        elif hash(line) not in known:
            kept.append(line)
            if not find(line, rules):
                known.add(hash(line))
    return "\n".join(kept)


def _attached(part: Attachment, most: int) -> str:
    """What people wrote in a part; of a calendar, not its dates and rules."""
    text = ends(part.text, 5 * most)
    if part.content_type == "text/calendar":
        written = _WRITTEN.findall(re.sub(r"\r?\n[ \t]", "", text))
        text = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], "\n".join(written))
    if "<" in text and "html" in text.lower():
        text = "\n".join(html_text.read(text).lines)
    return ends(text, most)
