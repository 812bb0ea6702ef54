"""Whose business a person's change is: one function a list."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.site import contacten, gemeenten, golven, postbak
from bot.models.actor import Service
from bot.store import events, site
from bot.store.site import SiteItem

if TYPE_CHECKING:
    from bot.jobs.site.read import Change

NATURAL_KEYS = {"Gemeenten": "CbsCode", "Provincies": "CbsCode", "Bediening": "Title"}


def adopt(app: App, tx: Connection, name: str, item_id: str, fields: dict[str, Any]) -> SiteItem:
    """An item that the journal does not know: made by a person, or by us just before a crash."""
    natural = NATURAL_KEYS.get(name)
    key = str(fields.get(natural, "")) if natural else ""
    if name == "Contacten":
        key = contacten.key_of(tx, fields)
    elif name == "Postbak":
        key = postbak.key_of(tx, fields)
    elif name == "Golven":
        key = golven.key_of(tx, fields)
    return SiteItem(name, item_id, key)


def item_changed(app: App, name: str, change: "Change") -> None:
    """Act on what people changed in an item, then remember what was seen."""
    if name in ("Gemeenten", "Provincies"):
        gemeenten.changed(app, change)
    elif name == "Contacten":
        contacten.changed(app, change)
    elif name == "Golven":
        golven.changed(app, change)
    elif name == "Postbak":
        postbak.changed(app, change)
    else:
        with app.journal.begin() as tx:
            cause = {"list": name, "item": change.item.item_id}
            events.record(
                tx, app.now(), "site_changed", actor=Service(), cause=cause, data=change.commands or change.people
            )
            site.put(tx, change.item)


def item_removed(app: App, name: str, item_id: str) -> None:
    """A person deleted an item. What the bot keeps comes back with the next sync; a contact goes."""
    with app.journal.begin() as tx:
        item = site.get(tx, name, item_id)
        if item is None:
            return
        site.forget(tx, name, item_id)
        cause = {"list": name, "item": item_id, "key": item.key}
        events.record(tx, app.now(), "item_removed", actor=Service("iemand in de site"), cause=cause)
        if name == "Contacten":
            contacten.removed(tx, item)
        elif name in ("Gemeenten", "Provincies", "Postbak") and item.key:
            site.mark(tx, name, item.key)
