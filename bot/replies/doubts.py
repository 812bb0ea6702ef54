"""Why a person must look first, whatever the intent."""

import re
from dataclasses import dataclass

from bot.models.reply import Intent, Mail
from bot.replies import auth
from bot.replies.book import LetterBook
from bot.replies.fresh import Fresh
from bot.replies.history import History
from bot.replies.match import Match
from bot.replies.rules import Rules, fold

COMMITS = (
    Intent.ACCEPT_SLOT,
    Intent.CALLBACK,
    Intent.DECLINE,
    Intent.CANCEL,
    Intent.PROPOSE_TIME,
    Intent.ACCEPT,
    Intent.DEFER,
    Intent.OPT_OUT,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a mail before its words are weighed."""

    mail: Mail
    fresh: Fresh
    match: Match
    sender: auth.Sender
    history: History


def doubts_of(facts: Facts, intent: Intent, book: LetterBook, rules: Rules) -> list[str]:
    """In Dutch. Those that begin with `!` hold for automatic mail as well."""
    mail, fresh, found = facts.mail, facts.fresh, facts.match
    text = fold(f"{mail.subject}\n{fresh.text}\n{fresh.signature}")
    doubts = []
    if facts.sender in auth.FALSE:
        doubts.append(f"!{auth.FALSE[facts.sender]}")
    elif facts.sender is auth.Sender.UNPROVEN:
        doubts.append("de afzender is niet te bewijzen")
    if fresh.hidden:
        doubts.append("!verborgen tekst in het bericht")
    if fresh.other:
        doubts.append("!de platte en de opgemaakte tekst zeggen niet hetzelfde")
    if fresh.odd_characters:
        doubts.append("!tekens die de leesrichting omkeren")
    if rules.has("machine", text):
        doubts.append("!tekst die zich tot een machine richt")
    if found.code is None:
        doubts.append("niet te zeggen van welke gemeente dit is")
    elif not (found.own_domain or found.known_sender) and mail.sender not in facts.history.known_senders:
        doubts.append("onbekend adres")
    if not found.own_domain and book.looks_like(mail.sender):
        doubts.append("!een adres dat op dat van een gemeente lijkt")
    if found.conflict:
        doubts.append("wijst naar meer dan een gemeente")
    if found.by in ("sender", "domain") and (mail.in_reply_to or mail.references):
        doubts.append("antwoordt op een bericht dat wij niet stuurden")
    if mail.reply_to and mail.reply_to.rpartition("@")[2] != mail.sender.rpartition("@")[2]:
        doubts.append("!antwoorden gaan naar een ander adres")
    return doubts + _words(text, fold(fresh.text), intent, rules)


def _words(text: str, own: str, intent: Intent, rules: Rules) -> list[str]:
    doubts = []
    own = re.sub(r"^optie \d:.*$", "", own, flags=re.M)
    if rules.has("grief", own):
        doubts.append("verdriet, boosheid of een klacht: een mens antwoordt")
    if intent in COMMITS and ((intent is not Intent.DECLINE and rules.has("irony", own)) or rules.has("stack", own)):
        doubts.append("misschien spot of een stapel ontkenningen")
    if intent in COMMITS and any(len(one.split()) > 45 for one in re.split(r"[.!?;:]|\n\s*\n", own)):
        doubts.append("een heel lange zin")
    if intent in (*COMMITS, Intent.PENDING, Intent.DELEGATE, Intent.CALENDAR_RESPONSE) and rules.has("sensitive", own):
        doubts.append("gevoelig")
    if intent is Intent.CALLBACK and rules.has("hurry", own):
        doubts.append("dringend")
    but = intent is not Intent.DEFER and rules.has("but", own)
    if intent in (*COMMITS, Intent.CALENDAR_RESPONSE) and (but or rules.has("caution", own)):
        doubts.append("een voorwaarde of voorbehoud")
    if len(re.findall(r"\w+", own)) > 400:
        doubts.append("lang bericht")
    return doubts
