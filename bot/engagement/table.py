"""The table of the status machine: what each event makes of each status. What is not here cannot happen."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bot.models.status import Event, Status

_S, _E = Status, Event

_BEFORE_TALK = (_S.TO_APPROACH, _S.INVITED, _S.CALLING, _S.INTERESTED, _S.LATER, _S.DECLINED)
_AFTER_TALK = (
    _S.TALK_HELD,
    _S.SESSION_OFFERED,
    _S.SESSION_PLANNED,
    _S.SESSION_HELD,
    _S.TRAINING_PLANNED,
    _S.TRAINING_HELD,
    _S.COMPLETED,
)


def _to(target: Status, *sources: Status) -> dict[Status, Status]:
    return dict.fromkeys(sources, target)


def _same(sources: Iterable[Status]) -> dict[Status, Status]:
    return {status: status for status in sources}


_ROWS: dict[Event, dict[Status, Status]] = {
    # A reminder, confirmation or closing letter moves nobody; only a first letter does.
    _E.LETTER_SENT: _same(Status) | _to(_S.INVITED, _S.TO_APPROACH, _S.LATER),
    # After a talk, a yes reopens a closed way but leaves the talks counted.
    _E.SHOWED_INTEREST: _same(Status) | _to(_S.INTERESTED, *_BEFORE_TALK) | _to(_S.TALK_HELD, _S.COMPLETED),
    _E.TALK_BOOKED: _to(_S.TALK_PLANNED, *_BEFORE_TALK, _S.TALK_PLANNED, _S.COMPLETED),
    _E.TALK_MOVED: _same([_S.TALK_PLANNED]),
    _E.TALK_CANCELLED: _to(_S.INTERESTED, _S.TALK_PLANNED),
    _E.TALK_PASSED: _to(_S.TALK_HELD, _S.TALK_PLANNED),
    # "Afgerond": the way ended after a talk, also after a no to the evening.
    _E.DECLINED: _to(_S.DECLINED, *_BEFORE_TALK, _S.TALK_PLANNED) | _to(_S.COMPLETED, *_AFTER_TALK),
    # After a talk "later" is about the evening: the talk stays counted, only the date moves.
    _E.DEFERRED: _same(_AFTER_TALK)
    | _to(_S.LATER, *_BEFORE_TALK, _S.TALK_PLANNED)
    | _to(_S.SESSION_OFFERED, _S.SESSION_PLANNED)
    | _to(_S.SESSION_HELD, _S.TRAINING_PLANNED),
    _E.FELL_SILENT: _to(_S.CALLING, _S.INVITED, _S.CALLING),
    _E.DUE_AGAIN: _same(Status) | _to(_S.CALLING, _S.LATER),
    _E.SESSION_OFFERED: _to(_S.SESSION_OFFERED, _S.TALK_HELD, _S.SESSION_OFFERED, _S.COMPLETED)
    | _same([_S.SESSION_HELD, _S.TRAINING_HELD]),
    _E.SESSION_BOOKED: _to(
        _S.SESSION_PLANNED, _S.TALK_HELD, _S.SESSION_OFFERED, _S.SESSION_PLANNED, _S.COMPLETED
    )
    | _same([_S.SESSION_HELD, _S.TRAINING_PLANNED, _S.TRAINING_HELD]),
    _E.SESSION_PASSED: _to(_S.SESSION_HELD, _S.SESSION_PLANNED, _S.SESSION_HELD)
    | _same([_S.TRAINING_PLANNED, _S.TRAINING_HELD]),
    _E.TRAINING_BOOKED: _to(_S.TRAINING_PLANNED, _S.SESSION_HELD, _S.TRAINING_PLANNED, _S.TRAINING_HELD),
    _E.TRAINING_PASSED: _to(_S.TRAINING_HELD, _S.TRAINING_PLANNED, _S.TRAINING_HELD),
    _E.WAY_ENDED: _to(_S.COMPLETED, *_AFTER_TALK),
}

TABLE: Mapping[tuple[Status, Event], Status] = MappingProxyType(
    {(source, event): target for event, row in _ROWS.items() for source, target in row.items()}
)
"""(status, event) -> status."""
