"""From a mail to a reading: what it says, whose it is, and whether a machine may act on it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from bot.models.reply import ContactHint, Evidence, Intent, Mail, Reading
from bot.replies import auth, bounce, calendar_answer, danger, particulars, structure
from bot.replies.book import LetterBook
from bot.replies.doubts import Facts, doubts_of
from bot.replies.fresh import Fresh, extract
from bot.replies.history import History
from bot.replies.human import understand
from bot.replies.match import Match, match
from bot.replies.rules import Rules, fold

__all__ = ["History", "Read", "read", "read_whole"]

AUTOMATIC_ANSWERS = (Intent.OUT_OF_OFFICE, Intent.RECEIPT, Intent.UNRELATED)


@dataclass(frozen=True, slots=True)
class Read:
    """A reading with the text it rests on (for `explain` only: it is stored nowhere)."""

    reading: Reading
    fresh: Fresh = field(default_factory=lambda: Fresh(""))


def read(mail: Mail, book: LetterBook, rules: Rules, history: History | None = None) -> Reading:
    """What a mail says. Pure, and never raises: a mail that breaks a rule's reading goes to a person.

    `history` holds what came before from the same institution; it only ever makes less automatic.
    """
    return read_whole(mail, book, rules, history).reading


def read_whole(mail: Mail, book: LetterBook, rules: Rules, history: History | None = None) -> Read:
    """As `read`, with the fresh text."""
    try:
        return _read(_plain_subject(mail), book, rules, history or History())
    except (ArithmeticError, LookupError, ValueError, TypeError, RecursionError) as fault:
        doubt = f"de bot kon dit bericht niet lezen ({type(fault).__name__})"
        reading = Reading(None, Intent.QUESTION, False, 0.0, doubts=(doubt,))
        return Read(_warned(reading, mail, danger.uncut(mail), rules))


def _plain_subject(mail: Mail) -> Mail:
    """Some programs leave the subject of our mailto links percent-encoded; long ones are cut."""
    subject = mail.subject[:500]
    return replace(mail, subject=unquote(subject) if re.search(r"%(20|5B)", subject, re.I) else subject)


def _read(mail: Mail, book: LetterBook, rules: Rules, history: History) -> Read:
    report = bounce.find(mail)
    if report:
        return Read(_warned(_bounced(report, mail, book, rules), mail, extract(mail, rules), rules))
    answer = calendar_answer.find(mail)
    first = extract(mail, rules)
    found = match(mail, book, body=f"{first.text}\n{first.signature}")
    fresh = extract(mail, rules, found.letter) if found.letter and found.letter.text else first
    facts = Facts(mail, fresh, found, auth.check(mail, rules.own_servers), history)
    if answer:
        reading = _calendar(answer, facts, book, rules)
    elif structure.kind(mail) is not structure.Kind.HUMAN:
        reading = _automatic(facts, book, rules)
    else:
        reading = understand(facts, book, rules)
    return Read(_warned(reading, mail, fresh, rules), fresh)


def _warned(reading: Reading, mail: Mail, fresh: Fresh, rules: Rules) -> Reading:
    """Danger goes before all, in a mail of any kind: a person, at once."""
    threat = danger.anywhere(mail, fresh, rules)
    if not threat:
        return reading
    doubts = tuple(dict.fromkeys((danger.DOUBT, *reading.doubts)))
    return replace(reading, urgent=True, automatic=False, doubts=doubts, evidence=(threat, *reading.evidence))


def _bounced(report: bounce.Bounce, mail: Mail, book: LetterBook, rules: Rules) -> Reading:
    """A report counts only where it names a message that we sent; else anybody could make an address go away."""
    found = match(replace(mail, subject=""), book, report.about)
    proven = found.by == "thread" and found.letter is not None
    if not proven:
        found = match(mail, book, report.about)
    ours = report.address in book.people(found.code or "")
    doubts = [] if proven else ["het rapport noemt geen bericht dat wij stuurden"]
    own = (*book.own_domains, *rules.own_servers)
    mistrust = bounce.mistrust(report, mail, auth.check(mail, rules.own_servers), own)
    doubts += [mistrust] if mistrust else []
    if not report.certain:
        doubts.append(f"{report.reason} ({report.code or 'zonder code'})")
    if proven and not ours:
        doubts.append("het adres in het rapport hoort niet bij deze brief")
    return Reading(
        found.code,
        Intent.BOUNCE_HARD if report.hard else Intent.BOUNCE_SOFT,
        not doubts,
        0.98 if not doubts else 0.6,
        kenmerk=found.letter.kenmerk if found.letter else None,
        contact=ContactHint(report.address) if report.address else None,
        doubts=tuple(doubts),
        evidence=(Evidence(f"bounce:{report.code or 'zonder code'}"),),
        candidates=found.candidates,
        matched_by=found.by,
    )


def _calendar(answer: calendar_answer.CalendarAnswer, facts: Facts, book: LetterBook, rules: Rules) -> Reading:
    """A yes by calendar is plain where it is to a time that we offered and says nothing beside."""
    found, mail = facts.match, facts.mail
    slots = found.letter.slots if found.letter else ()
    chosen = calendar_answer.offered(answer, slots)
    doubts = doubts_of(facts, Intent.CALENDAR_RESPONSE, book, rules)
    if answer.partstat != "ACCEPTED":
        doubts.append("agenda-antwoord anders dan ja")
    if not answer.plain or answer.start is None or (answer.attendee and answer.attendee != mail.sender):
        doubts.append("agenda-antwoord dat niet eenduidig is")
    if not chosen and not answer.counter:
        doubts.append("het tijdstip staat niet in de brief")
    if "?" in facts.fresh.text or re.search(r"\b(maar|mar|echter|liever|wil|eigenlijk|mits)\b", facts.fresh.folded):
        doubts.append("zegt er iets bij")
    reading = _base(found, Intent.CALENDAR_RESPONSE, doubts, 0.95, Evidence(f"agenda:{answer.partstat or 'onbekend'}"))
    other = (answer.start,) if answer.counter and answer.start else ()
    return replace(reading, slots=chosen, proposed=other, partstat=answer.partstat or None)


def _automatic(facts: Facts, book: LetterBook, rules: Rules) -> Reading:
    mail, fresh, found = facts.mail, facts.fresh, facts.match
    whole = f"{fresh.text}\n{fresh.signature}".strip()
    intent = structure.automatic_intent(mail, whole, rules)
    if structure.kind(mail) is structure.Kind.BULK:
        intent = Intent.UNRELATED
    found_doubts = doubts_of(facts, intent, book, rules)
    doubts = [
        one.lstrip("!") for one in found_doubts if intent not in AUTOMATIC_ANSWERS or one.startswith("!")
    ]
    own, phones = _own(mail, book), particulars.phones(fresh.text)
    hint, back = None, None
    if intent in (Intent.OUT_OF_OFFICE, Intent.CONTACT_CHANGE) and found.code:
        others = [one for one in particulars.emails(whole) if one != mail.sender]
        hint = particulars.contact(replace(mail, cc=()), whole, found.code, book, own) if others else None
    if intent is Intent.OUT_OF_OFFICE:
        back = particulars.return_date(fold(whole), mail.received_at)
    if intent is Intent.CONTACT_CHANGE:
        doubts.append("de persoon is weg: een mens kiest met wie wij verder gaan")
    phone = phones[0] if phones and intent is Intent.OUT_OF_OFFICE else None
    return _base(found, intent, doubts, 0.95, Evidence("automatisch"), contact=hint, return_date=back, phone=phone)


def _own(mail: Mail, book: LetterBook) -> Sequence[str]:
    return [one for one in mail.to if not book.of_sender(one) and not book.of_domain(one)]


def _base(
    found: Match, intent: Intent, doubts: Sequence[str], confidence: float, evidence: Evidence, **more: object
) -> Reading:
    doubts = tuple(dict.fromkeys(one.lstrip("!") for one in doubts))
    base = Reading(
        found.code, intent, not doubts, confidence if not doubts else min(confidence, 0.6),
        kenmerk=found.letter.kenmerk if found.letter else None, doubts=doubts, evidence=(evidence,),
        candidates=found.candidates, matched_by=found.by,
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]
