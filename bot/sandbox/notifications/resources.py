"""What can be subscribed to: its address, how long, for which changes, and what has changed in it since a moment."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from bot.sandbox import permissions
from bot.sandbox.calendar.answers import etag
from bot.sandbox.calendar.event import from_record
from bot.sandbox.db import Db
from bot.sandbox.http import GraphError, Identity
from bot.sandbox.mail import folders
from bot.sandbox.sharepoint.library import open_drive
from bot.sandbox.sharepoint.site import open_list
from bot.sandbox.tenant import Tenant

_MAILBOX = r"(?:me|users(?:/(?P<user>[^/()]+)|\('(?P<quoted>[^']+)'\)))"
_FOLDER = r"(?:/mailfolders(?:/(?P<folder>[^/()]+)|\('(?P<named>[^']+)'\)))?"
_MAIL = re.compile(rf"/?{_MAILBOX}{_FOLDER}/messages/?", re.IGNORECASE)
_EVENTS = re.compile(rf"/?{_MAILBOX}/events/?", re.IGNORECASE)
_DRIVE = re.compile(r"/?drives/(?P<drive>[^/]+)/root/?", re.IGNORECASE)
_LIST = re.compile(r"/?sites/(?P<site>[^/]+)/lists/(?P<list>[^/]+)/?", re.IGNORECASE)


class Seen(NamedTuple):
    """A thing that stands in a resource: its lasting key, its ordinary id and its version."""

    key: str
    id: str
    etag: str


@dataclass(frozen=True)
class Resource:
    """`kind`: mail, events or list (drives too); `owner`: the mailbox or list; `folder`: of mail, '' for all."""

    kind: str
    owner: str
    folder: str = ""

    @property
    def changes(self) -> frozenset[str]:
        """The kinds of change that it can be asked for."""
        return frozenset({"updated"} if self.kind == "list" else {"created", "updated", "deleted"})

    def longest_minutes(self, tenant: Tenant) -> int:
        """How long a subscription lives at most."""
        settings = tenant.settings
        return settings.subscription_minutes_lists if self.kind == "list" else settings.subscription_minutes

    def path(self, key: str) -> str:
        """The address of one thing in it."""
        return f"Users/{self.owner}/{'Messages' if self.kind == 'mail' else 'Events'}/{key}"

    @property
    def type(self) -> str:
        """The type of what stands in it."""
        return "#Microsoft.Graph.Message" if self.kind == "mail" else "#Microsoft.Graph.Event"


def resource_of(tenant: Tenant, who: Identity, text: str) -> Resource:
    """What a subscription names. 400 where nothing like it can be watched, 403 and 404 as for reading it."""
    if "?" in text:
        raise GraphError(400, "BadRequest", "A filter in 'resource' is not offered here (sandbox).")
    if found := _MAIL.fullmatch(text) or _EVENTS.fullmatch(text):
        return _of_mailbox(tenant, who, found)
    if found := _LIST.fullmatch(text):
        permissions.check(tenant, who, "GET", "/" + text.strip("/"))
        return Resource("list", open_list(tenant, unquote(found["site"]), unquote(found["list"])).id)
    if found := _DRIVE.fullmatch(text):
        permissions.check(tenant, who, "GET", "/" + text.strip("/"))
        return Resource("list", open_drive(tenant, unquote(found["drive"])).id)
    raise GraphError(400, "ExtensionError", f"Subscriptions to the resource '{text}' are not supported.")


def changed(db: Db, of: Resource, since: int) -> Iterator[Seen]:
    """What stands in it and has changed."""
    return _CHANGED[of.kind](db, of, since)


def standing(of: Resource) -> tuple[str, tuple[str, ...]]:
    """Rows of `key` and `id` of all that stands in it, as SQL with its values."""
    if of.kind == "mail":
        return f"SELECT iid AS key, rid AS id FROM mail WHERE {_where(of)}", _values(of)
    if of.kind == "events":
        return "SELECT id AS key, id FROM cal_events WHERE mailbox = ? AND deleted = 0", (of.owner,)
    return "SELECT '' AS key, '' AS id WHERE 0", ()


def left(db: Db, of: Resource, since: int) -> Iterator[str]:
    """Keys of what may have stood in it and does no longer."""
    if of.kind == "mail":
        sql = "SELECT DISTINCT iid FROM mail_gone WHERE mailbox = ? AND seq > ?"
        for (key,) in db.execute(sql, (of.owner, since)).fetchall():
            if db.execute(f"SELECT 1 FROM mail WHERE iid = ? AND {_where(of)}", (key, *_values(of))).fetchone() is None:
                yield str(key)
    if of.kind == "events":
        sql = "SELECT id FROM cal_events WHERE mailbox = ? AND seq > ? AND deleted = 1"
        yield from (str(key) for (key,) in db.execute(sql, (of.owner, since)).fetchall())


def _of_mailbox(tenant: Tenant, who: Identity, found: re.Match[str]) -> Resource:
    groups = found.groupdict()
    name = unquote(groups["user"] or groups["quoted"] or "")
    if not name and who.kind == "app":
        raise GraphError(400, "BadRequest", "/me request is only valid with delegated authentication flow.")
    mailbox, kind = tenant.mailbox(name or who.id), "mail" if found.re is _MAIL else "events"
    permissions.check(tenant, who, "GET", f"/users/{mailbox.id}/{'messages' if kind == 'mail' else 'events'}")
    if who.kind == "user" and mailbox.id not in (who.id, tenant.shared.id):
        raise GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    folder = groups.get("folder") or groups.get("named")
    return Resource(kind, mailbox.id, folders.resolve(tenant, mailbox, unquote(folder)) if folder else "")


def _mail(db: Db, of: Resource, since: int) -> Iterator[Seen]:
    sql = f"SELECT iid, rid, data FROM mail WHERE seq > ? AND {_where(of)} ORDER BY seq"
    for iid, rid, data in db.execute(sql, (since, *_values(of))).fetchall():
        yield Seen(iid, rid, f'W/"{json.loads(data)["changeKey"]}"')


def _where(of: Resource) -> str:
    return "mailbox = ? AND folder = ?" if of.folder else "mailbox = ? AND folder <> ''"  # '' is on its way


def _values(of: Resource) -> tuple[str, ...]:
    return (of.owner, of.folder) if of.folder else (of.owner,)


def _events(db: Db, of: Resource, since: int) -> Iterator[Seen]:
    sql = "SELECT id, record FROM cal_events WHERE mailbox = ? AND seq > ? AND deleted = 0 ORDER BY seq"
    for key, record in db.execute(sql, (of.owner, since)).fetchall():
        yield Seen(key, key, etag(from_record(record)))


def _list(db: Db, of: Resource, since: int) -> Iterator[Seen]:
    """The list itself: which of its items changed is not told."""
    if db.execute("SELECT 1 FROM sp_items WHERE list_id = ? AND seq > ? LIMIT 1", (of.owner, since)).fetchone():
        yield Seen(of.owner, of.owner, "")


_CHANGED: dict[str, Callable[[Db, Resource, int], Iterator[Seen]]] = {"mail": _mail, "events": _events, "list": _list}
