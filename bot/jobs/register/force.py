"""Institutions that ended (herindeling): who took them over, and what is said of it."""

from collections.abc import Mapping
from typing import TypeVar

from bot.app import App
from bot.models.institution import Institution

T = TypeVar("T")


def existing(app: App, by_code: Mapping[str, T]) -> dict[str, T]:
    """Those of institutions that exist today; what is of others is kept, and counts for nothing."""
    today = app.today()
    return {
        code: one
        for code, one in by_code.items()
        if code in app.institutions and app.institutions[code].in_force(today)
    }


def heir(app: App, code: str) -> str:
    """Who an institution went into, as far as that is known; itself where it exists."""
    seen, today = {code}, app.today()
    while not (one := app.institutions[code]).in_force(today) and one.successor in app.institutions:
        code = str(one.successor)
        if code in seen:  # two that name each other
            break
        seen.add(code)
    return code


def ended(app: App, code: str) -> str:
    """In Dutch that it exists no longer, and who took it over; '' where it does (or does not yet)."""
    one = app.institutions.get(code)
    if one is None or one.valid_to is None or app.today() < one.valid_to:
        return ""
    into = app.institutions[heir(app, code)]
    went = f"opgegaan in {into.name}" if into.code != code else "opgeheven"
    return f"{one.name} is op {one.valid_to:%d-%m-%Y} {went}."


def told(app: App, code: str) -> str:
    """What an item of an institution says of a herindeling, '' for nothing."""
    coming = [one for one in app.institutions.values() if one.successor == code and one.code != code]
    lines = [ended(app, code), *_ahead(app, app.institutions[code])]
    lines += [f"Hierin gaat {one.name} op{_when(one)}." for one in coming]
    return "\n".join(filter(None, lines))


def _ahead(app: App, one: Institution) -> list[str]:
    if one.valid_to is None or one.valid_to <= app.today():
        return []
    into = app.institutions.get(one.successor or "")
    return [f"Houdt op {one.valid_to:%d-%m-%Y} op te bestaan{f' en gaat op in {into.name}' if into else ''}."]


def _when(one: Institution) -> str:
    return f" ({one.valid_to:%d-%m-%Y})" if one.valid_to else ""
