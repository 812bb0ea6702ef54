"""A name as the register writes it (`Mevr. mr. A.B. (Anna) van der Berg-Dijk MSc`), taken apart."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.register.rules import ImportRules

_FORMS = {
    "dhr": "heer", "de heer": "heer", "heer": "heer", "hr": "heer",
    "mevr": "mevrouw", "mw": "mevrouw", "mevrouw": "mevrouw", "mv": "mevrouw",
}  # fmt: skip
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ][a-zß-ÿ]{0,2}\.-?)+")
_CALLED = re.compile(r"\(([^)]+)\)")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})


@dataclass(frozen=True, slots=True)
class PersonName:
    """The parts of a name; all empty for what is no person's name (a department)."""

    address_form: str = ""
    titles: str = ""
    initials: str = ""
    first_name: str = ""
    infix: str = ""
    last_name: str = ""


def person_name(text: str, rules: ImportRules) -> PersonName:
    """Take a name apart. A name without form of address, title and initials is taken for a department's."""
    plain = " ".join(text.translate(_APOSTROPHES).split())
    called = _CALLED.search(plain)
    words = _CALLED.sub(" ", plain).replace(",", " ").split()
    form, words = _form(words)
    titles, words = _leading(words, lambda word: _bare(word) in rules.titles)
    initials, words = _leading(words, lambda word: bool(_INITIALS.fullmatch(word)) and _bare(word) not in rules.titles)
    after, words = _trailing(words, rules)
    if not words or not (form or titles or initials):
        return PersonName()
    first, words = ("", words) if initials or len(words) == 1 else _first_name(words, rules)
    infix, last = _infix(words, rules)
    first = called.group(1).strip() if called else first
    joined = " ".join([*titles, *after])
    return PersonName(form, joined, "".join(initials), first, infix, last)


def _form(words: list[str]) -> tuple[str, list[str]]:
    for count in (2, 1):
        known = _FORMS.get(" ".join(_bare(word) for word in words[:count]))
        if known and len(words) > count:
            return known, words[count:]
    return "", words


def _leading(words: list[str], fits: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    count = 0
    while count < len(words) - 1 and fits(words[count]):
        count += 1
    return words[:count], words[count:]


def _trailing(words: list[str], rules: ImportRules) -> tuple[list[str], list[str]]:
    count = len(words)
    while count > 1 and _bare(words[count - 1]) in rules.titles_after:
        count -= 1
    return words[count:], words[:count]


def _first_name(words: list[str], rules: ImportRules) -> tuple[str, list[str]]:
    """`Dhr. Jan de Vries`: what stands before the surname and is no infix is what they are called."""
    starts_surname = words[0].casefold() in rules.infixes | rules.foreign
    return ("", words) if starts_surname else (words[0], words[1:])


def _infix(words: list[str], rules: ImportRules) -> tuple[str, str]:
    """The longest known infix at the start, and the rest as the surname."""
    for count in range(min(3, len(words) - 1), 0, -1):
        start = " ".join(words[:count])
        if start.casefold() in rules.infixes or start in rules.foreign:
            return start.lower(), " ".join(words[count:])
    return "", " ".join(words)


def _bare(word: str) -> str:
    return word.casefold().rstrip(".")
