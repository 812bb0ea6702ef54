"""How fast letters may leave: the mailbox's limits as sliding windows."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_MINUTE = timedelta(seconds=60)
_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `per_minute` messages in 60 s and `per_day` recipients in 24 h, `recipients` of them a message.

    `margin` is kept on top of the minute, since the service counts by its own clock.
    """

    per_minute: int = 30
    per_day: int = 10_000
    recipients: int = 2
    margin: timedelta = timedelta(milliseconds=250)

    def room(self, sent_at: Sequence[datetime], now: datetime) -> int:
        """How many messages may leave now. `sent_at`: when the last ones left, ascending; a day back is enough."""
        minute = self.per_minute - _since(sent_at, now - _MINUTE - self.margin)
        day = self._messages_a_day - _since(sent_at, now - _DAY)
        return max(0, min(minute, day))

    def next_at(self, sent_at: Sequence[datetime], now: datetime, wanted: int = 1) -> datetime:
        """The first moment, not before `now`, with room for `wanted` messages (or for as many as ever fit at once)."""
        wanted = min(wanted, self.per_minute, self._messages_a_day)
        minute = _frees(sent_at, self.per_minute, wanted, _MINUTE + self.margin)
        day = _frees(sent_at, self._messages_a_day, wanted, _DAY)
        return max([now, *(moment for moment in (minute, day) if moment is not None)])

    @property
    def _messages_a_day(self) -> int:
        return max(1, self.per_day // max(1, self.recipients))


def _since(sent_at: Sequence[datetime], start: datetime) -> int:
    """How many left after `start`."""
    return len(sent_at) - bisect_right(sent_at, start)


def _frees(sent_at: Sequence[datetime], limit: int, wanted: int, window: timedelta) -> datetime | None:
    """When enough of them have left the window; None when there is room already."""
    surplus = len(sent_at) - limit + wanted
    return sent_at[surplus - 1] + window if surplus > 0 else None
