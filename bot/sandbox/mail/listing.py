"""A folder's messages, or a mailbox's, in the order of time; only what is looked at is read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from bot.sandbox.db import Db
from bot.sandbox.filters import Conjunct, conjuncts, parse_filter
from bot.sandbox.mail import state
from bot.sandbox.mail.message import Message, stamp
from bot.sandbox.mail.schema import value

_RANGES = {"ge": ">=", "gt": ">=", "le": "<=", "lt": "<="}
"""As whole seconds are stored: what lies exactly on the border, the filter itself judges."""


@dataclass(frozen=True)
class Sieve:
    """What is asked of messages: as far as SQL can say it, to read few (`where` with its `values`), and in full."""

    test: Callable[[Message], bool]
    where: Sequence[str] = ()
    values: Sequence[Any] = ()


def filtered(text: str) -> Sieve | None:
    """$filter as a sieve; None for an empty one."""
    if not text:
        return None
    test, (where, values) = parse_filter(text), narrowed(text)
    return Sieve(lambda message: test({"id": message.rid, **message.data}), where, values)


class Listing(Sequence[Message]):
    """Newest first unless `oldest_first`; of all folders when `folder` is None; of them what passes the sieve."""

    def __init__(
        self, db: Db, mailbox: str, folder: str | None = None, sieve: Sieve | None = None, *, oldest_first: bool = False
    ) -> None:
        place = ("m.folder != ''", []) if folder is None else ("m.folder = ?", [folder])
        self._where = " AND ".join(["m.mailbox = ?", place[0], *(sieve.where if sieve else ())])
        self._values = [mailbox, *place[1], *(sieve.values if sieve else ())]
        self._db, self._sieve, self._way = db, sieve, "ASC" if oldest_first else "DESC"

    def __len__(self) -> int:
        if self._sieve:
            return sum(1 for _ in self)
        sql = f"SELECT coalesce(sum(total), 0) FROM mail_count m WHERE {self._where}"
        return int(self._db.execute(sql, self._values).fetchone()[0])

    def __iter__(self) -> Iterator[Message]:
        return self._rows(0)

    def __getitem__(self, index: Any) -> Any:
        if not isinstance(index, slice):
            return next(self._rows(index))
        skip = index.start or 0
        return list(islice(self._rows(skip), None if index.stop is None else index.stop - skip))

    def _rows(self, skip: int) -> Iterator[Message]:
        order = f"m.received {self._way}, m.born {self._way} LIMIT -1 OFFSET ?"
        sql = f"SELECT {state.COLUMNS} FROM mail m WHERE {self._where} ORDER BY {order}"
        if self._sieve is None:
            return map(state.read, self._db.execute(sql, (*self._values, skip)))
        found = map(state.read, self._db.execute(sql, (*self._values, 0)))
        return islice(filter(self._sieve.test, found), skip, None)


def narrowed(text: str) -> tuple[list[str], list[Any]]:
    """What a $filter asks of every message, as far as SQL can say it: conditions and their values."""
    found = [one for one in map(_condition, conjuncts(text)) if one is not None]
    return [sql for sql, _ in found], [value for _, values in found for value in values]


def _condition(asked: Conjunct) -> tuple[str, list[Any]] | None:
    path, operator, wanted = asked
    if path == "receivedDateTime" and operator in _RANGES and isinstance(wanted, str):
        return _received(operator, wanted)
    names = path.split("/")
    if operator != "eq" or path == "id" or not all(name.isidentifier() for name in names):
        return None
    if isinstance(wanted, bool):  # in words: an index of what is unread is found by them
        return f"{value('.'.join(names))} = '{int(wanted)}'", []
    plain = isinstance(wanted, str) and wanted.isascii() and not wanted[:4].isdigit()
    return (f"{value('.'.join(names))} = ?", [wanted.lower()]) if plain else None


def _received(operator: str, wanted: str) -> tuple[str, list[Any]] | None:
    try:
        moment = datetime.fromisoformat(wanted)
    except ValueError:
        return None
    return f"m.received {_RANGES[operator]} ?", [stamp(moment)]
