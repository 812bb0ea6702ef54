"""An item of a list as a new journal takes it over: what is settled in it, and what people asked that is not yet.

The bot writes an item only as it last read it (If-Match). So what a person set is known to have been acted upon where
the bot wrote a version after it; a value that no such version follows is left out of what was seen, and the next
reading acts on it as on any change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.app import App
from bot.desk.columns import Column, Owner
from bot.desk.declarations import declaration
from bot.jobs.site.authors import actor_of, version_of
from bot.jobs.site.read import columns_only, item_list
from bot.m365.items import Item, Version, parse_versions
from bot.models.actor import Actor
from bot.store.site import SiteItem

NUMBER = "_UIVersionString"
"""The number of an item's newest version, among its columns."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """An item with its versions (newest first). `fields` are all its columns, `open` those not acted upon yet."""

    list: str
    item: Item
    versions: tuple[Version, ...]
    fields: dict[str, Any]
    open: frozenset[str]
    written: dict[str, Any]

    def site_item(self, key: str) -> SiteItem:
        """As the journal keeps it, standing for `key`."""
        seen = {name: value for name, value in self.fields.items() if name not in self.open}
        if self.open:  # what people did since is still to be read: it was last seen as the bot wrote it
            seen[NUMBER] = next((one.id for one in self.versions if one.by.application), "")
        return SiteItem(self.list, self.item.id, key, self.item.etag, seen, self.written)

    def brought_in(self, column: str) -> Version | None:
        """The version that brought the present value of a column in."""
        return version_of(self.versions, column, self.fields.get(column))

    def actor(self, column: str) -> Actor:
        """Who set the present value of a column."""
        return actor_of(self.brought_in(column))

    def at(self, column: str) -> datetime | None:
        """When."""
        version = self.brought_in(column)
        return version.at if version else None

    @property
    def untouched(self) -> bool:
        """The bot never wrote in it: a person's own item, which the next reading takes up."""
        return not any(one.by.application for one in self.versions)


def items(app: App, name: str) -> list[Adopted]:
    """Every item of a list, in the order in which they were made."""
    target = item_list(app, name)
    found = sorted(target.items(), key=lambda one: int(one.id))
    answers = app.graph.batch([target.versions_part(one.id) for one in found])
    return [_adopted(name, one, parse_versions(answer)) for one, answer in zip(found, answers, strict=True)]


def _adopted(name: str, item: Item, versions: Sequence[Version]) -> Adopted:
    spec = declaration(name)
    fields = columns_only(spec, item.fields)
    held = [one for one in spec.columns if one.name in fields]
    open_ = frozenset(one.name for one in held if _open(one, fields[one.name], versions))
    written = {one.name: fields[one.name] for one in held if _ours(one, fields[one.name], versions)}
    return Adopted(name, item, tuple(versions), fields, open_, written)


def _open(column: Column, value: Any, versions: Sequence[Version]) -> bool:
    if column.owner is Owner.BOT:
        return False
    version = version_of(versions, column.name, value)
    since = versions[: versions.index(version) + 1] if version else versions
    return not any(one.by.application for one in since)


def _ours(column: Column, value: Any, versions: Sequence[Version]) -> bool:
    version = version_of(versions, column.name, value)
    return version is not None and bool(version.by.application)
