"""What kind of mail it is before anybody's words are weighed: report, automatic, calendar answer, or a person's."""

import re
from enum import StrEnum

from bot.models.reply import Intent, Mail
from bot.replies.rules import Rules, fold


class Kind(StrEnum):
    """Who made a mail."""

    HUMAN = "mens"
    AUTOMATIC = "automatisch"
    BULK = "rondzending"


HEARD = 4.0  # what a sentence that is certain to the examples weighs, as rules do
LEFT = 0.5  # a sentence this likely says that a person left
_NO_REPLY = re.compile(r"^(no-?reply|geen-?antwoord|donotreply|niet-?beantwoorden|mailer|notificatie)", re.I)


def kind(mail: Mail) -> Kind:
    """By the headers (RFC 3834, Exchange, lists); an automatic subject counts too."""
    submitted = (mail.header("auto-submitted") or "no").strip().lower()
    precedence = (mail.header("precedence") or "").strip().lower()
    if mail.header("list-unsubscribe") is not None or mail.header("list-id") is not None:
        return Kind.BULK
    if (
        not submitted.startswith("no")
        or mail.header("x-autoreply") is not None
        or mail.header("x-autorespond") is not None
    ):
        return Kind.AUTOMATIC
    suppressed = (mail.header("x-auto-response-suppress") or "").lower()
    if precedence in ("auto_reply", "bulk", "junk") or "all" in suppressed or _NO_REPLY.match(mail.sender):
        return Kind.AUTOMATIC
    subject = fold(mail.subject)
    return (
        Kind.AUTOMATIC
        if re.match(r"\W*(automatisch antwoord|automatic reply|out of office|gelezen:|read:)", subject)
        else Kind.HUMAN
    )


def automatic_intent(mail: Mail, text: str, rules: Rules) -> Intent:
    """What an automatic mail is: absence, a person who left, a receipt. `text` is as written."""
    weights = dict.fromkeys((Intent.OUT_OF_OFFICE, Intent.RECEIPT, Intent.CONTACT_CHANGE, Intent.UNRELATED), 0.0)
    subject, folded = fold(mail.subject), fold(text)
    for rule in rules.rules:
        if rule.intent in weights and (rule.pattern.search(folded) or (rule.subject and rule.pattern.search(subject))):
            weights[rule.intent] += rule.weight
    heard = rules.voice.hear(text) if rules.voice else []
    for one in heard:
        for intent in weights:
            weights[intent] += HEARD * one.kinds[intent.value]
    gone = re.search(r"(niet meer|niet langer|no longer) (\w+ ){0,2}(werkzaam|in dienst|work)", folded)
    left = any(one.kinds[Intent.CONTACT_CHANGE.value] >= LEFT for one in heard)
    if weights[Intent.CONTACT_CHANGE] >= 3 and (gone or left):
        return Intent.CONTACT_CHANGE
    if weights[Intent.OUT_OF_OFFICE] >= weights[Intent.RECEIPT] and weights[Intent.OUT_OF_OFFICE] >= 1:
        return Intent.OUT_OF_OFFICE
    return Intent.RECEIPT if weights[Intent.RECEIPT] >= weights[Intent.UNRELATED] else Intent.UNRELATED
