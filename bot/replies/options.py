"""Offered times named by number or place: `optie 2`, `II`, `het eerste tijdstip`, `de laatste`."""

import re
from collections.abc import Sequence

from bot.models.slot import Slot

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
WORDS = {"een": 1, "one": 1, "ien": 1, "twee": 2, "two": 2, "twa": 2, "drie": 3, "three": 3, "trije": 3, "vier": 4}
PLACES = {
    **dict.fromkeys(("eerste", "earste", "first"), 1),
    **dict.fromkeys(("tweede", "twadde", "second", "middelste"), 2),
    **dict.fromkeys(("derde", "tredde", "third"), 3),
    "vierde": 4,
    **dict.fromkeys(("laatste", "last"), -1),
}
_NUMBER = r"(?:\d|iii|ii|iv|i|een|twee|drie|vier|one|two|three|twa|trije|ien)"
_THING = (
    r"(?:opties?|opsjes?|options?|nummers?|nr\.?|momenten|moment|voorstel(?:len)?|"
    r"mogelijkheid|keuzes?|tijdstip(?:pen)?|datum|data|mooglikheid)"
)
OPTION = re.compile(
    rf"(?<!\w){_THING}\s*(?:nr\.?|nummer|=|:)?\s*(?P<all>{_NUMBER}(?!\w)(?:\s*(?:,|en|of|&|/|or|and)\s*{_NUMBER}(?![\w.:]))*)"
    r"(?!\s*(?:uur|[.:]\d\d))"
)
PLACE = re.compile(
    rf"(?<!\w)(?P<place>{'|'.join(PLACES)})(?:\s+(?!week|dag)\w+){{0,4}}?\s+{_THING}(?!\w)"
    rf"|(?<!\w)de\s+(?P<bare>{'|'.join(PLACES)})"
    r"(?=\s*(?:[.,;:!?)]|$|van de drie|valt|kan|is|past|schikt|niet|dan|graag|gaat|lukt|komt|\())",
    re.M,
)
_BARE = re.compile(
    r"^\W*(?P<n>[1-9])\W*(?=$|graag|akkoord|ja\b|nee\b|prima|is\b|aub|svp|s\.v\.p|pls|please)|"
    r"(?:\b(?:prima|akkoord|ok|oke|ja|graag)[,:]?\s+(?P<k>[1-9])(?=\s*(?:[.!]|$)))|"
    r"\b(?:toch|liever|doe maar|kies(?:en)? voor|kies|kiezen)\s+(?:nummer\s+)?(?P<m>[1-9])"
    r"(?!\s*(?:uur|u\b|[.:/-]\d|\d|\w+))",
    re.M,
)

_RANK = re.compile(
    r"(?:^\W*|[:=]\s*|volgorde\s+|voorkeur\s+)"
    r"(?P<all>[1-9](?:\s*(?:[,>/-]|en dan|dan|daarna)\s*[1-9])+)(?![\w:/-]|\.\d)",
    re.M,
)


def options(text: str, slots: Sequence[Slot]) -> list[tuple[int, int, tuple[int, ...]]]:
    """(start, end, numbers) of each naming in a folded text; numbers that were not offered are given as well."""
    found = []
    for match in OPTION.finditer(text):
        numbers = [_value(one) for one in re.findall(_NUMBER, match["all"])]
        found.append((match.start(), match.end(), tuple(dict.fromkeys(numbers))))
    for match in PLACE.finditer(text):
        place = PLACES[match["place"] or match["bare"]]
        found.append(
            (match.start(), match.end(), (max((slot.n for slot in slots), default=0) if place < 0 else place,))
        )
    for match in _BARE.finditer(text):
        found.append((match.start(), match.end(), (int(match["n"] or match["k"] or match["m"]),)))
    for match in _RANK.finditer(text):
        found.append((match.start("all"), match.end(), tuple(dict.fromkeys(map(int, re.findall(r"\d", match["all"]))))))
    return [one for one in found if one[2]]


def _value(text: str) -> int:
    return int(text) if text.isdigit() else ROMAN.get(text) or WORDS.get(text, 0)
