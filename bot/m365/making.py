"""Make something that may stand only once: look, make, and after any doubt look again before making it anew."""

from collections.abc import Callable
from typing import TypeVar

from bot.m365.faults import Doubtful

T = TypeVar("T")
TIMES = 4


def look_or_make(look: Callable[[], T | None], make: Callable[[], T]) -> T:
    """What `look` finds, else what `make` made. Doubtful only where no clear answer came `TIMES` times on end."""
    for attempt in range(1, TIMES + 1):
        found = look()
        if found is not None:
            return found
        try:
            return make()
        except Doubtful:
            if attempt == TIMES:
                raise
    raise AssertionError("unreachable")
