"""Whose mailbox it is: the journal whose id stands in Dagboek of Bediening sends from it, and no other."""

from dataclasses import replace

from bot.app import App
from bot.desk.lists.bediening import DIENST_ITEM
from bot.errors import Refused, TenantError
from bot.jobs.sending.rules import FRESH
from bot.jobs.site.read import SiteReader, item_list
from bot.m365.graph import Result, refusal_of
from bot.store import bookmarks, site
from bot.store.site import SiteItem

LIST, COLUMN = "Bediening", "Dagboek"
TRIES = 3


def known(app: App) -> str:
    """Whose it was when Dagboek was last read, however long ago; '' nobody's, or never read."""
    with app.journal.begin() as tx:
        return site.owner(tx)


def introduce(app: App) -> None:
    """Before anything of the site is acted upon: a journal that never read its own id in Dagboek looks there first."""
    if known(app) != app.journal.id:
        require(app)


def require(app: App) -> None:
    """Return only when the mailbox is this journal's, by a reading of Bediening at most a minute old.

    A mailbox that is nobody's is claimed. Raises Refused when it is another journal's, TenantError when the list
    cannot be read.
    """
    if not _ours(app):
        read(app)
        _settle(app)


def read(app: App) -> None:
    """Read Bediening now: Noodstop and Dagboek."""
    SiteReader(app, (LIST,)).read()


def _ours(app: App) -> bool:
    with app.journal.begin() as tx:
        read_at = bookmarks.read_at(tx, f"list:{LIST}")
        return read_at is not None and app.now() - read_at <= FRESH and site.owner(tx) == app.journal.id


def _settle(app: App) -> None:
    """Take it where it is free. What another journal writes at the same moment wins or loses by its etag."""
    for _ in range(TRIES):
        with app.journal.begin() as tx:
            item = site.oldest(tx, LIST, DIENST_ITEM)
        holder = (item.seen.get(COLUMN) or "") if item else ""
        if holder == app.journal.id:
            return
        if holder:
            raise Refused(
                f"mailbox {app.config.m365.mailbox} belongs to another journal ({holder}), as {COLUMN} of item"
                f" {DIENST_ITEM} in list {LIST} of {app.config.m365.site_url} says; nothing was sent: use the store.url"
                f" of that journal, and only if it is lost for good empty {COLUMN} there, so that this one takes over"
            )
        if item is None:
            _make(app)
        else:
            _claim(app, item)
    raise TenantError(f"list {LIST} in {app.config.m365.site_url}: {COLUMN} keeps changing; try again in a minute")


def _make(app: App) -> None:
    """Somebody removed the item. Should two journals make one at once, the older item counts for both."""
    fields = {"Title": DIENST_ITEM, COLUMN: app.journal.id}
    _done(app.graph.batch([item_list(app, LIST).create_part(fields)])[0])
    read(app)


def _claim(app: App, item: SiteItem) -> None:
    """Write our id if the item is still as it is now; then look what stands there."""
    target = item_list(app, LIST)
    present = target.item(item.item_id)
    value = str(present.fields.get(COLUMN) or "")
    if not value:
        answer = app.graph.batch([target.patch_part(item.item_id, {COLUMN: app.journal.id}, present.etag)])[0]
        if answer.status == 412:  # someone was first: look again
            return
        _done(answer)
        value = app.journal.id
    with app.journal.begin() as tx:
        site.put(tx, replace(item, seen={**item.seen, COLUMN: value}))


def _done(answer: Result) -> None:
    if not answer.ok:
        raise refusal_of(answer, f"writing {COLUMN} of list {LIST}")
