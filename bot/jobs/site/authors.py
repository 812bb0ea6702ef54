"""Who brought a value into an item: the author of the oldest version in an unbroken row that holds it."""

from collections.abc import Sequence
from typing import Any

from bot.m365.items import Version
from bot.models.actor import Actor, Person, Service


def version_of(versions: Sequence[Version], column: str, value: Any) -> Version | None:
    """The version that brought `value` in; `versions` are newest first. None when the newest no longer holds it."""
    found = None
    for version in versions:
        if version.fields.get(column) != value:
            break
        found = version
    return found


def actor_of(version: Version | None) -> Actor:
    """The actor of a version: a person only where no application stands in it."""
    if version is None:
        return Service("onbekend")
    by = version.by
    if by.application:
        return Service(by.application)
    return Person(by.user_id or "", by.name or "", by.email or "")
