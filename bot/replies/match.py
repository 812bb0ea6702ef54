"""Whose answer a mail is: thread, reference, sender, domain; else only who it might be."""

from dataclasses import dataclass

from bot.models.letter import SentLetter
from bot.models.reply import Mail
from bot.replies.book import KENMERK, LetterBook


@dataclass(frozen=True, slots=True)
class Match:
    """The institution and the letter that is answered. `known_sender`: an address of ours; `own_domain`: their domain.

    `conflict`: the mail points at more institutions than one, or its sender belongs to another one.
    """

    code: str | None
    letter: SentLetter | None
    by: str = ""
    known_sender: bool = False
    own_domain: bool = False
    conflict: bool = False
    candidates: tuple[str, ...] = ()


def match(mail: Mail, book: LetterBook, about: tuple[str, ...] = (), body: str = "") -> Match:
    """Find it. `about`: message ids a report names; `body`: text in which a reference or a name may stand."""
    home, exact = book.of_domain(mail.sender), book.of_sender(mail.sender)
    letter, by = _letter(mail, book, about, body)
    if letter is None and len(exact) == 1:
        letter, by = book.latest(next(iter(exact))), "sender"
    if letter is None and len(home) == 1:
        letter, by = book.latest(next(iter(home))), "domain"
    if letter is None:
        return _by_name(mail, book, home | exact, body)
    code = letter.code
    named = {one.code for one in map(book.by_kenmerk, KENMERK.findall(f"{mail.subject} {body}")) if one}
    conflict = bool(named - {code}) or bool(home and code not in home) or bool(exact and code not in exact)
    return Match(code, letter, by, code in exact, code in home, conflict, tuple(sorted({code, *home, *named})))


def _letter(mail: Mail, book: LetterBook, about: tuple[str, ...], body: str) -> tuple[SentLetter | None, str]:
    for one in (*mail.in_reply_to, *reversed(mail.references), *about):
        letter = book.by_message_id(one)
        if letter:
            return letter, "thread"
    letter = book.by_conversation(mail.conversation_id)
    if letter:
        return letter, "thread"
    for found in KENMERK.findall(f"{mail.subject}\n{body}"):
        letter = book.by_kenmerk(found)
        if letter:
            return letter, "kenmerk"
    return None, ""


def _by_name(mail: Mail, book: LetterBook, possible: frozenset[str], body: str) -> Match:
    """The name alone decides only among the institutions of a domain that several share; else it makes a candidate."""
    named = book.named_in(f"{mail.subject}\n{body}")
    both = possible & named
    if len(both) == 1:
        code = next(iter(both))
        return Match(code, book.latest(code), "domain", own_domain=True, candidates=(code,))
    return Match(None, None, candidates=tuple(sorted(possible or named)))
