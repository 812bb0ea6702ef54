"""Reading what a person wrote."""

import re
from dataclasses import replace
from datetime import date

from bot.models.reply import ContactHint, Evidence, Intent, Reading
from bot.replies import danger, particulars
from bot.replies.book import LetterBook
from bot.replies.classify import BETWEEN, Verdict, classify
from bot.replies.combine import Weighed, combine
from bot.replies.dates import AMSTERDAM
from bot.replies.doubts import Facts, doubts_of
from bot.replies.links import by_link, link_choice
from bot.replies.rules import Rules, fold
from bot.replies.slots import Choice, choose

NEVER = (Intent.QUESTION, Intent.CANCEL, Intent.RESCHEDULE)  # a person always looks
PHONED = (Intent.CALLBACK, Intent.DELEGATE, Intent.OUT_OF_OFFICE)


def understand(facts: Facts, book: LetterBook, rules: Rules) -> Reading:
    """The reading of a mail by a person: link answers first, then the words."""
    text, today = facts.fresh.folded, facts.mail.received_at.astimezone(AMSTERDAM).date()
    slots = facts.match.letter.slots if facts.match.letter else ()
    link, number = link_choice(facts.mail.subject)
    subject = _new_subject(facts)
    choice = choose(text, slots, today, rules, asked=link == "andere datum" or "ander" in text)
    if subject and not link and not choice.chosen and not choice.proposed:
        choice = _from_subject(choice, choose(fold(subject), slots, today, rules))
    weighed = _weigh(facts.fresh.text, classify(text, "" if link else fold(subject), choice, rules), choice, rules)
    if link:
        choice, weighed = by_link(link, number, choice, weighed, facts, rules)
    if facts.match.code is None and weighed.verdict.weights.get(Intent.UNRELATED, 0) >= 5:
        weighed = Weighed(Verdict(Intent.UNRELATED, 5, {Intent.UNRELATED: 5}, weighed.verdict.evidence))
    reading = _reading(facts, choice, weighed, book, rules, today, bool(link))
    if not weighed.danger:
        return reading
    doubts = (danger.DOUBT, *reading.doubts)
    return replace(reading, urgent=True, automatic=False, doubts=doubts, evidence=(weighed.danger, *reading.evidence))


def _weigh(text: str, verdict: Verdict, choice: Choice, rules: Rules) -> Weighed:
    """Both voices over the writer's own words."""
    own = BETWEEN.sub(lambda found: " " * len(found.group()), text)
    heard = rules.voice.hear(own) if rules.voice else []
    weighed = combine(verdict, heard, choice)
    if heard and weighed.verdict.intent is Intent.ACCEPT:
        yes = max(heard, key=lambda one: one.kinds[Intent.ACCEPT.value])
        words = fold(own[yes.start : yes.end])
        if rules.has("denial", words) and not rules.has("denial_yes", words):
            return replace(weighed, careful=True)
    return weighed


def _new_subject(facts: Facts) -> str:
    """The subject where the writer made it: an answer repeats ours."""
    subject, letter = facts.mail.subject, facts.match.letter
    if re.match(r"\W*(re|aw|antw|betr)\s*:\s*\S{6,}", subject, re.I) or (
        letter and letter.subject and letter.subject.lower() in subject.lower()
    ):
        return ""
    return subject


def _from_subject(choice: Choice, other: Choice) -> Choice:
    """A choice made in the subject has no place in the text."""
    return (
        replace(choice, chosen=other.chosen, unclear=other.unclear, evidence=(Evidence("onderwerp"),))
        if other.chosen
        else choice
    )


def _reading(
    facts: Facts, choice: Choice, weighed: Weighed, book: LetterBook, rules: Rules, today: date, link: bool
) -> Reading:
    mail, found, fresh, verdict = facts.mail, facts.match, facts.fresh, weighed.verdict
    intent = verdict.intent
    if intent is Intent.ACCEPT and choice.chosen:
        intent = Intent.ACCEPT_SLOT
    if intent in (Intent.ACCEPT, Intent.ACCEPT_SLOT) and not choice.chosen and choice.proposed:
        intent = Intent.PROPOSE_TIME
    slots = choice.chosen if intent in (Intent.ACCEPT_SLOT, Intent.RESCHEDULE, Intent.CALLBACK, Intent.QUESTION) else ()
    proposed = choice.proposed if intent in (Intent.PROPOSE_TIME, Intent.RESCHEDULE) else ()
    if intent is Intent.RESCHEDULE and found.letter:
        starts = [one.start.astimezone(AMSTERDAM) for one in found.letter.slots if one.n in slots]
        proposed = tuple(dict.fromkeys([*starts, *proposed]))
    phone = _phone(fresh.text, fresh.signature) if intent in PHONED else None
    hint = _contact(facts, intent, book)
    doubts = doubts_of(facts, intent, book, rules)
    if intent is Intent.UNRELATED and found.code is None and not found.candidates:
        doubts = [one for one in doubts if one.startswith("!")]
    elif intent is Intent.UNRELATED:
        doubts.append("iemand die wij schreven schrijft over iets anders")
    doubts = [one.lstrip("!") for one in doubts]
    if any(rules.has("maybe", _sentence(fresh.folded, one.start, one.end)) for one in verdict.evidence if one.end):
        doubts.append("niet zeker van zijn zaak")
    doubts += _own_doubts(facts, intent, choice, weighed, hint, phone, book, rules, link)
    doubts += facts.history.doubts(mail.sender, intent, slots)
    confidence = min(0.99, 0.5 + 0.08 * verdict.weight) if not doubts else min(0.6, 0.2 + 0.05 * verdict.weight)
    return Reading(
        found.code, intent, not doubts, round(confidence, 2),
        kenmerk=found.letter.kenmerk if found.letter else None, slots=slots, proposed=proposed, phone=phone,
        return_date=particulars.return_date(fresh.folded, mail.received_at) if intent is Intent.OUT_OF_OFFICE else None,
        defer_until=particulars.defer_until(fresh.folded, mail.received_at) if intent is Intent.DEFER else None,
        contact=hint, doubts=tuple(dict.fromkeys(doubts)), evidence=verdict.evidence[:5], candidates=found.candidates,
        matched_by=found.by,
    )  # fmt: skip


def _sentence(text: str, start: int, end: int) -> str:
    left = max((one.end() for one in re.finditer(r"[.!?](?=\s)|\n", text[:start])), default=0)
    right = re.search(r"[.!?](?=\s)|\n|$", text[end:])
    return text[left : end + (right.start() if right else 0)]


def _phone(text: str, signature: str) -> str | None:
    found = particulars.phones(text)
    below = particulars.phones(signature)
    return found[0] if found else below[0] if len(below) == 1 else None


def _contact(facts: Facts, intent: Intent, book: LetterBook) -> ContactHint | None:
    if intent not in (Intent.DELEGATE, Intent.CONTACT_CHANGE, Intent.OUT_OF_OFFICE) or not facts.match.code:
        return None
    own = [one for one in facts.mail.to if not book.of_sender(one) and not book.of_domain(one)]
    myself = intent is not Intent.OUT_OF_OFFICE
    return particulars.contact(facts.mail, facts.fresh.text, facts.match.code, book, own, myself)


def _own_doubts(
    facts: Facts, intent: Intent, choice: Choice, weighed: Weighed, hint: ContactHint | None, phone: str | None,
    book: LetterBook, rules: Rules, link: bool,
) -> list[str]:  # fmt: skip
    """What this intent asks for beside its words."""
    doubts = []
    if intent in NEVER:
        doubts.append("vraagt om een mens")
    if not weighed.sure:
        doubts.append("niet duidelijk genoeg")
    if weighed.against:
        doubts.append("zegt meer dan een ding: " + ", ".join(one.value for one in weighed.against))
    if weighed.careful:
        doubts.append("een zin die een mens moet lezen")
    if choice.unclear and intent in (Intent.ACCEPT_SLOT, Intent.PROPOSE_TIME, Intent.ACCEPT):
        doubts.append(choice.unclear)
    if intent is Intent.ACCEPT_SLOT and (not choice.chosen or choice.proposed):
        doubts.append("het gekozen moment is niet zeker")
    if intent is Intent.PROPOSE_TIME and not choice.proposed and not link:
        doubts.append("noemt geen bruikbare datum")
    if intent is Intent.CALLBACK and not (phone if link else particulars.phones(facts.fresh.text)):
        doubts.append("noemt geen nummer")
    others = [one for one in particulars.emails(facts.fresh.text) if one not in (facts.mail.sender, *facts.mail.to)]
    if others and intent not in (Intent.DELEGATE, Intent.CONTACT_CHANGE, Intent.OPT_OUT):
        doubts.append("noemt een ander adres")
    if intent in (Intent.DELEGATE, Intent.CONTACT_CHANGE):
        doubts += _about_contact(facts, hint, intent, book)
    if intent is Intent.DECLINE and not _may_decline(facts, book, rules):
        doubts.append("een nee van iemand die wij niet schreven")
    return doubts


def _about_contact(facts: Facts, hint: ContactHint | None, intent: Intent, book: LetterBook) -> list[str]:
    if hint is None or not hint.email:
        return ["noemt niemand om mee verder te gaan"]
    code = facts.match.code
    if code not in book.of_domain(hint.email):
        return ["het genoemde adres hoort niet bij deze gemeente"]
    if len(particulars.emails(facts.fresh.text)) > 2 or (
        intent is Intent.DELEGATE and hint.email == facts.mail.sender and not facts.fresh.quoted
    ):
        return ["meer dan een persoon of alleen de schrijver zelf"]
    return []


def _may_decline(facts: Facts, book: LetterBook, rules: Rules) -> bool:
    """A no counts from who was written to; from others where an addressee asks for it below, or from the Cc."""
    mail, code = facts.mail, facts.match.code or ""
    people = book.people(code)
    if mail.sender in people or mail.sender in facts.history.known_senders:
        return True
    headers = re.findall(r"^\W*(?:van|from|cc)\W*:.*$", fold(facts.fresh.quoted), re.M)
    asked = [one for one in headers if not re.match(r"\W*cc", one)]
    names = [fold(name) for name in people.values() if name]
    if any(address in one or any(name in one for name in names) for one in asked for address in people):
        return True
    copied = any(mail.sender in one for one in headers if re.match(r"\W*cc", one))
    return copied and rules.has("on_behalf", fold(f"{facts.fresh.text}\n{facts.fresh.signature}"))
