"""Text made comparable: lower case without accents, place for place."""

import unicodedata


def fold(text: str) -> str:
    """Lower case without accents, one character for one, so that places in it are places in the text."""
    return text.translate(_FOLDED)


class _Folding(dict[int, str]):
    """Filled as characters turn up."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _fold(chr(code))
        return found


def _fold(char: str) -> str:
    if char in "\u2019\u2018\u00b4\u0060":
        folded = "'"
    elif char in "\u201c\u201d\u201e":
        folded = '"'
    elif char in "\u2013\u2014\u2011":
        folded = "-"
    elif char == "\u00a0":
        folded = " "
    else:
        folded = unicodedata.normalize("NFKD", char)[:1].lower()[:1] or char
    return folded


_FOLDED = _Folding()
