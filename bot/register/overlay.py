"""What imports said of institutions, laid over the facts of the shipped register."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from bot.models.institution import Institution

_NAMES = tuple(one.name for one in fields(Institution) if one.name != "code")
_DAYS = ("valid_from", "valid_to")


def laid_over(base: Iterable[Institution], overlay: Mapping[str, Mapping[str, Any]]) -> tuple[Institution, ...]:
    """The institutions with the stored facts over them; the ones that only an import knows come last."""
    known = {one.code: one for one in base}
    for code, stored in overlay.items():
        known[code] = with_facts(known.get(code), code, from_store(stored))
    return tuple(known.values())


def with_facts(before: Institution | None, code: str, values: Mapping[str, Any]) -> Institution:
    """One institution with these facts, new where there was none. A new one needs name and province."""
    taken = {name: value for name, value in values.items() if name in _NAMES}
    return replace(before, **taken) if before else Institution(code, **taken)


def to_store(values: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON keeps them."""
    return {
        name: value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }


def from_store(values: Mapping[str, Any]) -> dict[str, Any]:
    """Back from `to_store`; names that this version does not know are left out."""
    days = {name: date.fromisoformat(values[name]) for name in _DAYS if values.get(name)}
    lists = {"aliases": tuple(values["aliases"])} if "aliases" in values else {}
    return {name: value for name, value in values.items() if name in _NAMES} | days | lists
