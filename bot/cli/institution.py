"""Institutions and provinces as people type them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.errors import DataError
from bot.models.institution import PROVINCE_LETTERS, Institution
from bot.register.matching import Matcher

if TYPE_CHECKING:
    from bot.app import App


def find(app: "App", text: str) -> Institution:
    """By code or name; DataError when it is unknown or ambiguous."""
    found = Matcher(app.institutions.values()).by_name(text)
    if found is None:
        raise DataError(f"{text}: no such municipality or province, or more than one; give its code, like GM0106")
    return found


def check_provinces(names: Sequence[str]) -> None:
    """DataError for an unknown one; asked before anything is made, so that a slip of the pen leaves nothing behind."""
    for name in names:
        if name not in PROVINCE_LETTERS:
            raise DataError(f"province {name!r} does not exist; choose from {', '.join(PROVINCE_LETTERS)}")
