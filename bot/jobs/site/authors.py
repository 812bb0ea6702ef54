"""Who brought a value into an item: the author of the oldest version in an unbroken row that holds it.

A list that keeps no versions, or too few, tells who edited an item last, and nothing of who filled in what.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.m365.identity import Author
from bot.m365.items import Version, version_number
from bot.models.actor import Actor, Person, Service


def version_of(versions: Sequence[Version], column: str, value: Any) -> Version | None:
    """The version that brought `value` in; `versions` are newest first. None when the newest no longer holds it."""
    found = None
    for version in versions:
        if version.fields.get(column) != value:
            break
        found = version
    return found


VERSION = "_UIVersionString"
"""The number of an item's newest version, which every item tells among its columns."""
UNKNOWN = Author(name="onbekend")
_FIRST = "1.0"
_AT_ONCE = timedelta(seconds=5)


def all_kept(versions: Sequence[Version], last: str, created: datetime | None) -> bool:
    """Whether `versions` (newest first) hold every edit since version `last`; '' for an item that is seen first.

    An edit makes a version of its own: where the newest is not beyond `last`, it was written over.
    """
    if not versions:
        return False
    newest, oldest = versions[0], versions[-1]
    if last:
        return version_number(newest.id) > version_number(last) >= version_number(oldest.id)
    if newest.id == _FIRST and created is not None:
        return newest.at - created < _AT_ONCE
    return oldest.id == _FIRST


def anonymous(item: dict[str, Any], versions: Sequence[Version], now: datetime) -> tuple[Version, ...]:
    """What is left to say: `item` stands as it does, by someone. Its id tells one edit from the next."""
    at = versions[0].at if versions else now
    number = versions[0].id if versions else ""
    return (Version(f"{number} {at.isoformat()}".strip(), at, UNKNOWN, item),)


def after(last: str) -> str:
    """The least version that an edit of version `last` makes; '' where that is not known."""
    number = version_number(last)
    return f"{number[0] + 1}.0" if len(number) == 2 and not number[1] else ""


def actor_of(version: Version | None) -> Actor:
    """The actor of a version: a person only where no application stands in it."""
    if version is None:
        return Service("onbekend")
    by = version.by
    if by.application:
        return Service(by.application)
    return Person(by.user_id or "", by.name or "", by.email or "")
