"""Telephone numbers, people to go on with, and when somebody is back."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import phonenumbers

from bot.models.contact import Role
from bot.models.reply import ContactHint, Mail
from bot.replies import dates
from bot.replies.book import LetterBook
from bot.replies.date_words import MONTHS
from bot.replies.folding import fold

EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w/.-])(?:\+31|0031|\(?0)[\d()\s./-]{7,18}\d(?![\w/])|(?<![\w/.-])14 ?\+? ?0\d{2,3}(?!\d)")
_NAME = re.compile(
    r"(?:(?:[A-Z]\.)+|[A-Z][\w'\u00c0-\u024f-]+)(?:\s+(?:van|de|der|den|het|te|ten|ter|op|in|'t|el|El|la|di))*(?:\s+[A-Z][\w'\u00c0-\u024f-]+)+"
)
_BACK = re.compile(
    r"terug|weer|wer\b|back|keer|hervat|bereikbaar|aanwezig|beschikbaar|return|werk|opsta|op kantoor|pak ik"
)
_UNTIL_WITH = re.compile(r"(?:t/m|tot en met|oant en mei|tot/met|through|until and including|tm)\s*(?:\w+dag\s*)?$")
_UNTIL = re.compile(r"(?:tot|until|oant|till|vanaf|per|from|na)\s*(?:\w+dag\s*)?$")
_MYSELF = re.compile(
    r"\b(naar mij|bij mij|zet mij|ik ben|ben ik|ik heb|mij maar|mij voortaan|aan mij|bin ik|ik bin|i am|i have)\b"
)
_ENDS = r"(?:vervalt|vervallen|wordt|opgeheven|bestaat|verdwijnt|niet meer|niet langer)"


def phones(text: str) -> list[str]:
    """Numbers as written that a telephone in the Netherlands can dial; 14-numbers of municipalities too."""
    found = []
    for match in PHONE.finditer(text):
        written = match.group().strip()
        if written.startswith("14"):
            found.append(written)
            continue
        try:
            number = phonenumbers.parse(re.sub(r"\(0\)", "", written), "NL")
        except phonenumbers.NumberParseException:
            continue
        if (
            number.country_code == 31
            and phonenumbers.is_possible_number(number)
            and len(str(number.national_number)) == 9
        ):
            found.append(written)
    return list(dict.fromkeys(found))


def emails(text: str) -> list[str]:
    """Addresses in a text, lower case, in order."""
    return list(dict.fromkeys(one.lower().strip(".'") for one in EMAIL.findall(text)))


def contact(
    mail: Mail, text: str, code: str, book: LetterBook, own: Sequence[str], myself: bool = False
) -> ContactHint | None:
    """The person to go on with: an address in the text, a copied one, a known colleague named, or the writer."""
    mine = {mail.sender, *own}
    for address in emails(text):
        ending = re.search(rf"{re.escape(address)}\W+(?:\w+ )?{_ENDS}", text.lower())
        if address not in own and not ending and (address != mail.sender or myself):
            return ContactHint(address, _name_near(text, address) or book.people(code).get(address) or None)
    copied = [one for one in mail.cc if one not in mine]
    named = [one for one in copied if _named(one, text)]
    if len(named) == 1 or len(copied) == 1:
        address = (named or copied)[0]
        return ContactHint(address, _name_for(address, text) or book.people(code).get(address) or None)
    if copied:
        return None
    addressee = mail.sender in book.people(code)  # who was written to hands over to another, unless new in office
    if myself and _MYSELF.search(fold(text)) and (not addressee or "nieuw" in fold(text)):
        return ContactHint(mail.sender, mail.sender_name or None)
    for address, name in book.people(code).items():
        first = fold(name).split()[:1]
        if (
            address not in mine
            and first
            and re.search(
                rf"(?<!\w){re.escape(first[0])}(?!\w)|(?<!\w){re.escape(fold(name).split()[-1])}(?!\w)", fold(text)
            )
        ):
            return ContactHint(address, name)
    offices = re.findall(r"(?<!\w)(?:mijn|onze|de|us) (?:raads)?(burgemeester|griffier)(?!\w)", fold(text))
    for office in offices:
        known = book.in_role(code, Role(office))
        if known and known not in mine:
            return ContactHint(known, book.people(code).get(known))
    return ContactHint(mail.sender, mail.sender_name or None) if myself and not addressee else None


def return_date(text: str, received: datetime, year_day: date | None = None) -> date | None:
    """The first working day back, from a folded absence text; None where none is said."""
    today = year_day or received.astimezone(dates.AMSTERDAM).date()
    found: list[tuple[int, date]] = []
    for moment in dates.find(text, today):
        day = moment.day or _weekday_ahead(moment.weekday, today) if moment.ordinal is None else moment.day
        if day is None or day < today:
            continue
        before = text[max(0, moment.start - 30) : moment.start]
        sentence = text[max(0, moment.start - 90) : moment.end + 60]
        if _UNTIL_WITH.search(before):
            found.append((2, _next_working(day)))
        elif _UNTIL.search(before) or _BACK.search(sentence):
            found.append((1 if not _BACK.search(sentence) else 3, day))
    if not found and re.search(r"\bmorgen\b|\btomorrow\b|\bmoarn\b", text) and _BACK.search(text):
        return today + timedelta(days=1)
    return max(found, key=lambda one: (one[0], one[1]))[1] if found else None


def _weekday_ahead(weekday: int | None, today: date) -> date | None:
    return None if weekday is None else today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _next_working(day: date) -> date:
    day += timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def _name_near(text: str, address: str) -> str | None:
    place = text.lower().find(address)
    names = [found.group() for found in _NAME.finditer(text, max(0, place - 90), max(0, place))]
    local = re.sub(r"[^a-z]", "", fold(address.partition("@")[0]))
    fitting = [one for one in names if re.sub(r"[^a-z]", "", fold(one.split()[-1])) in local]
    return (fitting or names)[-1] if names else None


def _named(address: str, text: str) -> bool:
    words = [one for one in re.split(r"[^a-z]+", fold(address.partition("@")[0])) if len(one) > 2]
    folded = re.sub(r"[^a-z ]", "", fold(text))
    return any(one in folded for one in words)


def _name_for(address: str, text: str) -> str | None:
    local = re.sub(r"[^a-z]", "", fold(address.partition("@")[0]))
    return next(
        (one.group() for one in _NAME.finditer(text) if re.sub(r"[^a-z]", "", fold(one.group().split()[-1])) in local),
        None,
    )


def defer_until(text: str, received: datetime) -> date | None:
    """From when a later talk is welcome, as a first day: `in september`, `begin 2025`, `na de zomer`."""
    today = received.astimezone(dates.AMSTERDAM).date()
    found = re.search(
        r"\b(?:in|naar|vanaf|rond|medio|begin|eind|na|pas)\s+(?:in\s+)?("
        + "|".join(one for one in MONTHS if len(one) > 3)
        + r"|mei)\b(?:\s+(20\d\d))?",
        text,
    )
    if found:
        month, year = MONTHS[found.group(1)], int(found.group(2) or 0)
        return date(year or (today.year if month > today.month else today.year + 1), month, 1)
    for pattern, value in (
        (r"over een half ?jaar", today + timedelta(days=182)),
        (r"(?:begin|in)\s+(?:het\s+)?(?:volgend|komend)\s+jaar|volgend jaar|next year", date(today.year + 1, 1, 10)),
        (r"na de zomer|zomer heen|na de bouwvak|noa de bouwvak|zomerreces", date(today.year + (today.month > 8), 9, 1)),
        (r"vierde kwartaal", date(today.year, 10, 1)),
        (r"(?:het|volgend|komend) voorjaar", date(today.year + (today.month > 2), 3, 1)),
    ):
        if re.search(pattern, text):
            return value
    year_only = re.search(r"\b(?:begin|in|medio|eind)\s+(20\d\d)\b", text)
    return date(int(year_only.group(1)), 1, 10) if year_only else None
