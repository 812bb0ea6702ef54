"""Whose mailbox it is: the journal whose id stands in Dagboek of Bediening sends from it, and no other."""

from dataclasses import replace

from bot.app import App
from bot.desk.lists.bediening import DIENST_ITEM
from bot.errors import Refused, TenantError
from bot.jobs.sending.rules import FRESH
from bot.jobs.site.read import SiteReader, item_list
from bot.m365.graph import Result, refusal_of
from bot.store import bookmarks, marks, site
from bot.store.site import SiteItem

LIST, COLUMN = "Bediening", "Dagboek"
TRIES = 3


def known(app: App) -> str:
    """Whose it was when Dagboek was last read, however long ago; '' nobody's, or never read."""
    with app.journal.begin() as tx:
        return site.owner(tx)


def introduce(app: App) -> None:
    """Before anything of the site is acted upon: a journal that never read its own id in Dagboek looks there first.

    Refused too while this journal is being rebuilt: what it does not know yet may have been sent.
    """
    with app.journal.begin() as tx:
        since = marks.get(tx, marks.REBUILDING)
    if since:
        raise Refused(
            f"store.url {app.journal.url}: a rebuild of this journal was begun ({since[:16]} UTC) and has not ended;"
            " run `ontour rebuild` again, nothing is sent before"
        )
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


def holder(app: App) -> str:
    """Whose it is by a reading of now; '' nobody's."""
    read(app)
    return known(app)


def take(app: App, *, over: bool) -> bool:
    """Make it this journal's, also from another's hands where `over`; True when it was another's."""
    before = holder(app)
    _settle(app, over=over)
    return before not in ("", app.journal.id)


def _ours(app: App) -> bool:
    with app.journal.begin() as tx:
        read_at = bookmarks.read_at(tx, f"list:{LIST}")
        return read_at is not None and abs(app.now() - read_at) <= FRESH and site.owner(tx) == app.journal.id


def _settle(app: App, *, over: bool = False) -> None:
    """Take it where it is free, with `over` from another's hands too.

    What another journal writes at the same moment wins or loses by its etag.
    """
    for _ in range(TRIES):
        with app.journal.begin() as tx:
            item = site.oldest(tx, LIST, DIENST_ITEM)
        present = (item.seen.get(COLUMN) or "") if item else ""
        if present == app.journal.id:
            return
        if present and not over:
            raise Refused(
                f"mailbox {app.config.m365.mailbox} belongs to another journal ({present}), as {COLUMN} of item"
                f" {DIENST_ITEM} in list {LIST} of {app.config.m365.site_url} says; nothing was sent: use the store.url"
                " of that journal, and only if it is lost for good restore it by `ontour rebuild --take-over`"
            )
        if item is None:
            _make(app)
        else:
            _claim(app, item, over=over)
    raise TenantError(f"list {LIST} in {app.config.m365.site_url}: {COLUMN} keeps changing; try again in a minute")


def _make(app: App) -> None:
    """Somebody removed the item. Should two journals make one at once, the older item counts for both."""
    fields = {"Title": DIENST_ITEM, COLUMN: app.journal.id}
    _done(app.graph.batch([item_list(app, LIST).create_part(fields)])[0])
    read(app)


def _claim(app: App, item: SiteItem, *, over: bool) -> None:
    """Write our id if the item is still as it is now; then look what stands there."""
    target = item_list(app, LIST)
    present = target.item(item.item_id)
    value = str(present.fields.get(COLUMN) or "")
    if not value or (over and value == item.seen.get(COLUMN)):
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
