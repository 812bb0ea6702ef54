"""The site's lists in: changed items are compared with what was last seen and written; people's changes acted on."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection

from bot.app import App
from bot.desk.columns import Owner
from bot.desk.declarations import ListDeclaration, declaration
from bot.desk.merge import merge
from bot.errors import StoreError, TenantError
from bot.jobs.site import faults, handlers
from bot.jobs.site.authors import VERSION, all_kept, anonymous, version_of
from bot.m365 import delta
from bot.m365.graph import Part, Result
from bot.m365.items import ItemList, Version, parse_versions
from bot.m365.messages import parse_moment
from bot.models.actor import Service
from bot.store import bookmarks, events, marks, notes, site
from bot.store.site import SiteItem

LOG = structlog.get_logger()
ALL = ("Bediening", "Golven", "Gemeenten", "Provincies", "Contacten", "Postbak")
CLOCKS = timedelta(minutes=5)
"""How far the service's clock and ours may be apart; what was carried out before is known by its claim."""


@dataclass(frozen=True, slots=True)
class Change:
    """What people changed in one item since it was last seen, with its versions (newest first).

    `emptied`: commands that were taken back. `standing`: commands that stand there as before, though the item is not
    as the bot left it: one of them may have been emptied and set again in between. `since` is the version that was the
    newest when it was last seen, '' for none. `nameless`: the list did not keep every version, so that nobody can say
    who did this; `versions` is then one, by `onbekend`.
    """

    item: SiteItem
    people: dict[str, Any]
    commands: dict[str, Any]
    emptied: frozenset[str] = frozenset()
    standing: dict[str, Any] = field(default_factory=dict)
    versions: tuple[Version, ...] = ()
    since: str = ""
    created: datetime | None = None
    nameless: bool = False

    @property
    def says(self) -> bool:
        """A person did something that the bot answers to."""
        return bool(self.people or self.commands or self.emptied)


class SiteReader:
    """Reads the deltas of some lists. `parts` and `absorb` let the first pages travel in anybody's $batch."""

    def __init__(self, app: App, names: Sequence[str] = ALL) -> None:
        self._app = app
        self._names = names
        self._links: list[str] = []

    def read(self) -> int:
        """Read all in one round trip (more where there is more to read); answers how many items people changed."""
        return self.absorb(self._app.graph.batch(self.parts()))

    def parts(self) -> list[Part]:
        """One request a list: from where the last reading ended."""
        with self._app.journal.begin() as tx:
            known = [bookmarks.get(tx, f"list:{name}") for name in self._names]
        self._links = [
            link or item_list(self._app, name).delta_start() for name, link in zip(self._names, known, strict=True)
        ]
        return [delta.part(link) for link in self._links]

    def absorb(self, answers: Sequence[Result]) -> int:
        """Take the answers, act on people's changes, then remember how far the reading came."""
        app, changed = self._app, 0
        for name, answer in zip(self._names, answers, strict=True):
            page = delta.absorb(app.graph, answer, item_list(app, name).delta_start())
            for gone in self._gone(name, page):
                handlers.item_removed(app, name, gone)
            changes = self._with_versions(name, self._compare(name, page.items))
            for change in changes:
                _handle(app, name, change)
            changed += len(changes)
            with app.journal.begin() as tx:
                bookmarks.put(tx, f"list:{name}", page.link, app.now())
        return changed

    def _gone(self, name: str, page: delta.DeltaPage) -> list[str]:
        """What was deleted; after a reading from the start also what is known and was not in it."""
        if not page.resync:
            return page.removed_ids
        with self._app.journal.begin() as tx:
            known = site.ids(tx, name)
        return sorted(known - {str(row["id"]) for row in page.items} | set(page.removed_ids))

    def _compare(self, name: str, items: Sequence[dict[str, Any]]) -> list[Change]:
        changes, spec = [], declaration(name)
        if not items:
            return []
        with self._app.journal.begin() as tx:
            for row in items:
                item_id, fields = str(row["id"]), columns_only(spec, row.get("fields", {}))
                known = site.get(tx, name, item_id) or SiteItem(name, item_id)
                if not known.key:
                    known = replace(known, key=handlers.key_of(self._app, tx, name, fields))
                merged = merge(spec, known.seen, known.written, fields, {})
                etag = row.get("eTag", row.get("@odata.etag", ""))
                now = replace(known, seen=fields, written=dict(merged.written), etag=etag)
                standing = {} if etag == known.etag else _standing(spec, fields, merged.commands)
                change = Change(
                    now,
                    dict(merged.people),
                    dict(merged.commands),
                    merged.emptied,
                    standing,
                    since=str(known.seen.get(VERSION) or ""),
                    created=None if known.seen else _created(row),
                )
                if change.says or not known.seen:  # what was said before of our own writes still holds
                    notes.put(tx, name, item_id, faults.fault(self._app, tx, now))
                if change.says or standing:
                    changes.append(change)
                else:
                    site.put(tx, now)
                if merged.spoilt and now.key:
                    site.mark(tx, name, now.key)
        return changes

    def _with_versions(self, name: str, changes: list[Change]) -> list[Change]:
        if not changes:
            return []
        target = item_list(self._app, name)
        answers = self._app.graph.batch([target.versions_part(change.item.item_id) for change in changes])
        found = []
        with self._app.journal.begin() as tx:
            since = bookmarks.read_at(tx, f"list:{name}")
            for change, answer in zip(changes, answers, strict=True):
                whole = self._whole(tx, name, change, tuple(parse_versions(answer)), since)
                if whole.says:
                    found.append(whole)
                else:
                    site.put(tx, change.item)
        return found


    def _whole(
        self, tx: Connection, name: str, change: Change, versions: tuple[Version, ...], since: datetime | None
    ) -> Change:
        """The change with who made it, and with the commands that were asked anew."""
        item = change.item
        nameless = not all_kept(versions, change.since, change.created)
        marks.put(tx, marks.versionless(name), item.item_id if nameless else "")
        if nameless:
            return replace(change, versions=anonymous(item.seen, versions, self._app.now()), nameless=True)
        again = _asked_again(tx, change, versions, since - CLOCKS) if since else {}
        return replace(change, versions=versions, commands={**change.commands, **again})


def _created(row: dict[str, Any]) -> datetime | None:
    return parse_moment(row["createdDateTime"]) if row.get("createdDateTime") else None


def _standing(spec: ListDeclaration, fields: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    commands = [one.name for one in spec.owned_by(Owner.COMMAND)]
    return {name: fields[name] for name in commands if fields.get(name) and name not in new}


def _asked_again(tx: Connection, change: Change, versions: Sequence[Version], since: datetime) -> dict[str, Any]:
    """Standing commands that a version brought in after `since` and that were not carried out: the same, asked anew."""
    item, found = change.item, {}
    for column, value in change.standing.items():
        version = version_of(versions, column, value)
        if version and version.at > since and not site.claimed(tx, item.list, item.item_id, column, version.id):
            found[column] = value
    return found


def _handle(app: App, name: str, change: Change) -> None:
    """Act on one item. One that the bot stumbles over says so and is passed by: the others must not wait for it."""
    try:
        handlers.item_changed(app, name, change)
    except (StoreError, TenantError):
        raise  # the tenant or the journal failed, not the item: all of it is read again in the next round
    except Exception as fault:
        place = traceback.extract_tb(fault.__traceback__)[-1]
        kind, where = type(fault).__name__, f"{Path(place.filename).name}:{place.lineno}"
        LOG.error("item set aside", list=name, item=change.item.item_id, fault=kind, place=where)  # no word of its text
        with app.journal.begin() as tx:
            cause = {"list": name, "item": change.item.item_id, "fault": kind, "place": where}
            events.record(tx, app.now(), "site_fault", actor=Service(), institution="", cause=cause)
            known = site.get(tx, name, change.item.item_id)  # what it stands for may have been settled on the way
            site.put(tx, replace(change.item, key=known.key) if known and known.key else change.item)
            if name in faults.SHOWN_IN:
                notes.put(tx, name, change.item.item_id, faults.STUMBLED)


def item_list(app: App, name: str) -> ItemList:
    """The list of that name in the team's site."""
    found: dict[str, ItemList] = app.cache.setdefault("lists", {})
    if not found:
        found.update({key: app.site.item_list(info.id) for key, info in app.site.lists().items()})
    if name not in found:
        app.cache.pop("lists")
        raise TenantError(f"list {name} is not in {app.config.m365.site_url}; run `ontour setup` first")
    return found[name]


def columns_only(spec: ListDeclaration, fields: dict[str, Any]) -> dict[str, Any]:
    """The declared columns of an item and the number of its version, without what else SharePoint adds."""
    names = {column.name for column in spec.columns} | {"Title", VERSION}
    return {name: value for name, value in fields.items() if name in names}
