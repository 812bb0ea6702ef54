"""The delta of SharePoint: `token=`, not `$deltatoken`; the latest state of each item; `deleted`, not `@removed`."""

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from bot.sandbox.db import Db
from bot.sandbox.http import GraphError
from bot.sandbox.sharepoint import items
from bot.sandbox.sharepoint.items import Item
from bot.sandbox.sharepoint.lists import SiteList

Show = Callable[[Item], dict[str, Any]]
PAGE = 200


@dataclass(frozen=True)
class Mark:
    """Where a reader stands in a list: all changes up to `seen` are known.

    `since` is where its round began: a deletion before that is no news to it.
    """

    list_id: str
    since: int
    seen: int
    epoch: str = ""


def first_mark(db: Db, of: SiteList) -> Mark:
    """The mark of a reader that knows nothing yet."""
    return Mark(of.id, items.last_change(db, of.id), 0)


def latest_mark(db: Db, of: SiteList) -> Mark:
    """The mark of a reader that wants to hear only what comes from now on."""
    last = items.last_change(db, of.id)
    return Mark(of.id, last, last)


def read_mark(db: Db, of: SiteList, token: str, restart_url: str, resync: str) -> Mark:
    """The mark that a token carries; 410 with the way to begin anew for one that is not of this list, or expired."""
    try:
        mark = Mark(**json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))))
        if mark.list_id == of.id and mark.epoch == _epoch(db):
            return mark
    except (ValueError, TypeError):
        pass
    message = "The token is unknown or too old: read everything anew."
    raise GraphError(410, resync, message, {"Location": restart_url})


def page(db: Db, mark: Mark, shown: tuple[Show, Show], url: str, size: int) -> dict[str, Any]:
    """The next page of changes, with the link (`url` and a token) to the page after it or to the next round.

    `shown` writes an item that stands, and one that is gone.
    """
    show, gone = shown
    found = items.changed_after(db, mark.list_id, mark.seen, size)
    value = [gone(item) if item.deleted else show(item) for item in _news(found, mark)]
    seen = found[-1].seq if found else mark.seen
    if len(found) == size:
        link = {"@odata.nextLink": _link(url, Mark(mark.list_id, mark.since, seen, _epoch(db)))}
    else:
        link = {"@odata.deltaLink": _link(url, Mark(mark.list_id, seen, seen, _epoch(db)))}
    return {"value": value, **link}


def _news(found: Iterable[Item], mark: Mark) -> list[Item]:
    return [item for item in found if not item.deleted or item.seq > mark.since]


def _epoch(db: Db) -> str:
    """Links of another epoch of the tenant do not count."""
    return str((db.get("control", "epoch") or {}).get("value", ""))


def _link(url: str, mark: Mark) -> str:
    token = base64.urlsafe_b64encode(json.dumps(asdict(mark)).encode()).decode().rstrip("=")
    return f"{url}{'&' if '?' in url else '?'}token={token}"
