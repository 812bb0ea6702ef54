"""An institution as people type it."""

from bot.app import App
from bot.errors import DataError
from bot.models.institution import Institution
from bot.register.matching import Matcher


def find(app: App, text: str) -> Institution:
    """By code or name; DataError when it is unknown or ambiguous."""
    found = Matcher(app.institutions.values()).by_name(text)
    if found is None:
        raise DataError(f"{text}: no such municipality or province, or more than one; give its code, like GM0106")
    return found
