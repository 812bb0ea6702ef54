"""The opening position (beginstand) of a tour that is already under way, read from a table."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.engagement.days import read_day
from bot.models.status import Status

NAMES = ("cbs_code", "cbs-code", "gemeente")
"""The columns that may say which institution; one of them must be there, and a code wins from a name."""
_AHEAD = frozenset({Status.LATER, Status.TALK_PLANNED, Status.SESSION_PLANNED, Status.TRAINING_PLANNED})
"""Statuses whose day may lie ahead: the day to come back, or of what is planned."""
_FLAGS = {"": False, **dict.fromkeys(("0", "false", "nee", "no", "onwaar"), False),
          **dict.fromkeys(("1", "true", "ja", "yes", "waar", "x"), True)}  # fmt: skip

Find = Callable[[str], str]
"""From a name or code to the institution's code; ValueError, with what is wrong, where there is not exactly one."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How one institution stands: `day` is the status's own (None: not told), `note` a word for Toelichting."""

    code: str
    status: Status
    day: date | None = None
    note: str = ""
    session_held: bool = False


def missing_columns(columns: Sequence[str]) -> str:
    """What the head of the table lacks, '' for nothing."""
    named, told = bool(set(NAMES) & set(columns)), "status" in columns
    return " and ".join([*([] if named else ["gemeente or cbs_code"]), *([] if told else ["status"])])


def read_opening(
    rows: Iterable[tuple[int, Mapping[str, str]]], find: Find, today: date
) -> tuple[list[Opening], list[str]]:
    """The rows (number and cells by column) as values, and a line for each that is wrong.

    Columns: gemeente (name or code) or cbs_code; status (identifier or Dutch label); datum, toelichting and
    session_held where they are there.
    """
    found: list[Opening] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for number, cells in rows:
        try:
            one = _row(cells, find, today)
            if one.code in seen:
                raise ValueError(f"{one.code} is also in row {seen[one.code]}")
        except ValueError as fault:
            faults.append(f"row {number}: {fault}")
            continue
        seen[one.code] = number
        found.append(one)
    return found, faults


def _row(cells: Mapping[str, str], find: Find, today: date) -> Opening:
    code, status = _code(cells, find), _status(cells.get("status", ""))
    day = _day(cells.get("datum", ""), status, today)
    held = cells.get("session_held", "").strip().casefold()
    if held not in _FLAGS:
        raise ValueError(f"session_held {held!r} is no ja or nee")
    return Opening(code, status, day, cells.get("toelichting", "").strip(), _FLAGS[held])


def _code(cells: Mapping[str, str], find: Find) -> str:
    named = [cells[name] for name in NAMES if cells.get(name, "").strip()]
    if not named:
        raise ValueError("no municipality")
    codes = [find(text) for text in named]
    if len(set(codes)) > 1:
        raise ValueError(f"{named[0]!r} and {named[-1]!r} are not the same municipality")
    return codes[0]


def _status(text: str) -> Status:
    plain = " ".join(text.split())
    if not plain:
        raise ValueError(f"no status; write {Status.TO_APPROACH.label!r} where nothing happened")
    try:
        return Status.parse(plain)
    except ValueError:
        near = difflib.get_close_matches(plain.capitalize(), [one.label for one in Status], n=1)
        raise ValueError(f"unknown status {plain!r}{f', did you mean {near[0]!r}?' if near else ''}") from None


def _day(text: str, status: Status, today: date) -> date | None:
    if not text.strip():
        return None
    try:
        day = read_day(text)
    except ValueError:
        raise ValueError(f"datum {text.strip()!r} is no day; write it as 31-12-2026") from None
    if day > today and status not in _AHEAD:
        raise ValueError(f"datum {day:%d-%m-%Y} is still to come, and the status {status.label!r} is of now")
    return day
