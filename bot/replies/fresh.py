"""What the sender wrote now: the mail without quotes, signature, footers and disclaimers."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.models.letter import SentLetter
from bot.models.reply import Mail
from bot.replies import alternatives, html_text
from bot.replies.ends import ends
from bot.replies.rules import Rules, fold

OPTION = re.compile(
    r"^[>\s]*optie (\d)\s*:\s*\w+ \d{1,2} \w+ \d{4},? \d{1,2}[.:]\d\d\s*-\s*\d{1,2}[.:]\d\d(?: uur)?\.?(.*)$", re.I
)
HEADER = re.compile(r"^\W*(?:van|from|von|fan|de|afzender)\s*:\W*\S", re.I)
HEADER_NEXT = re.compile(
    r"^\W*(?:verzonden|sent|datum|date|gesendet|aan|to|an|onderwerp|subject|betreff|cc|oan|ferstjoerd)\s*:", re.I
)
SPOKEN = re.compile(r"^\W*(?:op|on|am|le|oan)\b.{6,200}?\b(?:schreef|geschreven|wrote|schrieb|skreau)\b", re.I | re.S)
_TURNED = re.compile("[\u202d\u202e\u2066-\u2068]")  # marks that turn the order of reading
_INVISIBLE = {ord(char): None for char in "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u061c"} | dict.fromkeys(
    (*range(8234, 8239), *range(8294, 8298), 8206, 8207)
)
MAX_LINES = 4_000
MAX_WHOLE = 20_000
MAX_FRESH = 10_000  # characters of own words that are weighed; so long a mail goes to a person anyway


@dataclass(frozen=True, slots=True)
class Fresh:
    """`text`: the sender's own words, answers between the lines as `optie 2: ...`; evidence points here.

    `signature`, `quoted`: what was cut off. `hidden`: words that a reader does not see. `odd_characters`: some turn the
    reading direction or hide letters. `other`: what only the plain version of an HTML mail says. `whole`: all of the
    body but our letter's lines, the middle of a long one left out.
    """

    text: str
    signature: str = ""
    quoted: str = ""
    hidden: str = ""
    odd_characters: bool = False
    other: str = ""
    whole: str = ""

    @property
    def folded(self) -> str:
        """`text` in lower case without accents; places agree."""
        return fold(self.text)


def extract(mail: Mail, rules: Rules, letter: SentLetter | None = None) -> Fresh:
    """Cut a mail. The HTML counts where there is one (Graph gives nothing else); `letter` helps to know its quote."""
    coloured: list[str] = []
    hidden: list[str] = []
    beside: list[str] = []
    other: list[str] = []
    if mail.html.strip():
        page = html_text.read(mail.html)
        lines, quoted, coloured, hidden = page.lines, page.quoted, page.coloured, page.hidden
        unseen = alternatives.unseen(ends(mail.text, MAX_WHOLE), [*lines, *page.beside]) if mail.text else []
        other = alternatives.unlike(unseen, [*lines, *page.beside])
        beside = [*hidden, *page.beside, *unseen]
    else:
        lines = mail.text.replace("\r\n", "\n").split("\n")
        quoted = [line.lstrip().startswith(">") for line in lines]
    whole = "\n".join([*lines, *beside]).translate(_INVISIBLE)
    if letter and letter.text:
        whole = "\n".join(alternatives.unseen(whole, letter.text.split("\n")))
    odd = any(_TURNED.search(line) for line in lines[:MAX_LINES])
    lines = [_clean(line) for line in lines[:MAX_LINES]]
    quoted = _mark_quotes(lines, quoted[:MAX_LINES], rules, _known(letter))
    fresh, old = _separate(lines, quoted, coloured)
    own, signature = _cut_signature(fresh, mail.sender_name, rules)
    return Fresh(
        re.sub(r"\n\s*\n+", "\n", "\n".join(own))[:MAX_FRESH].strip(),
        "\n".join(signature).strip(),
        "\n".join(old),
        _telling(hidden),
        odd,
        _telling(other),
        ends(whole, MAX_WHOLE),
    )


def own_words(text: str, rules: Rules) -> str:
    """A fresh text without greeting lines: empty where somebody only said hello."""
    kept = [line for line in text.split("\n") if line.strip() and not rules.has("greeting", fold(line))]
    return "\n".join(kept)


def _clean(line: str) -> str:
    return unicodedata.normalize("NFC", line.translate(_INVISIBLE).replace("\u00a0", " ")).rstrip()


def _known(letter: SentLetter | None) -> frozenset[str]:
    if letter is None or not letter.text:
        return frozenset()
    return frozenset(key for key in map(_line_key, letter.text.split("\n")) if len(key) > 12)


def _line_key(line: str) -> str:
    return re.sub(r"[\W_]+", " ", fold(line)).strip()


def _mark_quotes(lines: list[str], quoted: list[bool], rules: Rules, known: frozenset[str]) -> list[bool]:
    """Each line: quoted or not. Below a header of a quoted mail all is, unless `>` marks go on to tell them apart."""
    marked = any(line.lstrip().startswith(">") for line in lines)
    marks, below = list(quoted), False
    for number, line in enumerate(lines):
        if line.lstrip().startswith(">"):
            marks[number] = True
            below = False
            continue
        if not below and line and _starts_quote(lines, number, rules):
            below = True
            last = _header_end(lines, number)
            marks[number : last + 1] = [True] * (last + 1 - number)
            if marked and any(one.lstrip().startswith(">") for one in lines[last + 1 : last + 4]):
                below = False
        if below or (known and _line_key(line) in known):
            marks[number] = True
    return marks


def _starts_quote(lines: Sequence[str], number: int, rules: Rules) -> bool:
    line = lines[number]
    if HEADER.match(line):
        return any(HEADER_NEXT.match(one) for one in lines[number + 1 : number + 4])
    if re.match(r"^_{8,}$", line.strip()):
        following = next((one for one in lines[number + 1 : number + 4] if one.strip()), "")
        return bool(HEADER.match(following))
    if rules.has("quote", fold(line)):
        return True
    joined = " ".join(lines[number : number + 3])
    spoken = SPOKEN.match(joined) if SPOKEN.match(joined) and re.search(r"\d", joined) else None
    return bool(
        spoken
        and re.search(r":\s*$|:\s", joined[spoken.start() :])
        and re.match(r"^\W*(op|on|am|le|oan)\b", line, re.I)
    )


def _header_end(lines: Sequence[str], number: int) -> int:
    """The last line of an `Op ... schreef ...:` header that was folded over lines."""
    if not re.match(r"^\W*(op|on|am|le|oan)\b", lines[number], re.I):
        return number
    for last in range(number, min(number + 4, len(lines))):
        if lines[last].rstrip().endswith(":"):
            return last
    return number


def _separate(lines: list[str], quoted: list[bool], coloured: list[str]) -> tuple[list[str], list[str]]:
    """Fresh and quoted lines; what was written next to or below a quoted option becomes `optie n: ...`."""
    fresh: list[str] = []
    old: list[str] = []
    option, above = "", False
    colours = [one for one in coloured if len(one) > 1]
    for line, is_old in zip(lines, quoted, strict=True):
        if is_old:
            found = OPTION.match(line)
            option = found.group(1) if found else ("" if line.strip(" >") else option)
            rest = (
                found.group(2).strip(" .-\u2013\u2192")
                if found
                else next((one for one in colours if one in line and one != line.strip()), "")
            )
            if rest:
                fresh.append(f"optie {option}: {rest}" if found else rest)
                option = ""
            old.append(line)
        elif option and line.strip() and above:
            fresh.append(f"optie {option}: {line.strip()}")
            option = ""
        else:
            fresh.append(line)
        above = is_old or (above and not line.strip())
    return fresh, old


def _cut_signature(lines: list[str], name: str, rules: Rules) -> tuple[list[str], list[str]]:
    """Own words and signature: below a closing or the own name. Footers, banners and disclaimers go."""
    own: list[str] = []
    signature: list[str] = []
    below = False
    for line in lines:
        text = fold(line.strip())
        if rules.has("banner", text) or rules.has("footer", text):
            continue
        if rules.has("disclaimer", text):
            break
        if text.startswith(("ps ", "ps:", "p.s.")) or re.match(r"optie \d:", text):
            below = False
        elif (_is_closing(text, rules) and (len(text.split()) < 5 or any(one.strip() for one in own))) or (
            any(one.strip() for one in own) and _is_name(text, fold(name))
        ):
            below = True
        (signature if below else own).append(line)
    return own, signature


def _is_closing(text: str, rules: Rules) -> bool:
    if re.match(r"^(--|__+|—)\s*$", text):
        return True
    found = rules.lists["closing"].match(text)
    return bool(found) and len(text[found.end() if found else 0 :].split()) <= 4


def _is_name(text: str, name: str) -> bool:
    """The line is the sender's name, its first name, its initials, or the name with an office behind it."""
    bare = text.strip(" ,.-")
    words = [one for one in re.findall(r"[a-z'-]+", name) if len(one) > 1]
    if not bare or not words or len(bare.split()) > 8:
        return False
    if bare in (words[0], words[-1], name) or bare.startswith(f"{name},") or (len(words) > 1 and bare.startswith(name)):
        return True
    initials = re.sub(r"[^a-z]", "", bare)
    return bare.endswith(f" {words[-1]}") and len(bare) <= len(name) + 8 or initials == "".join(one[0] for one in words)


def _telling(words: Sequence[str]) -> str:
    """Words that few readers see, where they could mean something: a preview line does not, an order does."""
    text = " ".join(words)
    return text if len(re.findall(r"[A-Za-z]{2,}", text)) >= 3 else ""
