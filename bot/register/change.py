"""One change of an institution: its kind, what is told of it, and what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.register.faults import Told


class What(StrEnum):
    """The kinds of change, in the order in which they are told."""

    NEW = "new"
    GONE = "gone"
    ENDED = "ended"
    RENAMED = "renamed"
    MOVED = "moved"
    ADDRESS = "address"
    OTHER = "changed"
    FILLED = "filled"


DUTCH = {
    What.NEW: "nieuw",
    What.GONE: "verdwenen",
    What.ENDED: "opgeheven",
    What.RENAMED: "andere naam",
    What.MOVED: "verhuisd",
    What.ADDRESS: "ander adres",
    What.OTHER: "gewijzigd",
    What.FILLED: "aangevuld",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one institution: what is told, and what is stored (nothing for who is gone: nobody is deleted)."""

    what: What
    code: str
    name: str
    told: Told
    values: Mapping[str, Any] = field(default_factory=dict)
