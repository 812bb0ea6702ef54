"""Whose business a person's change is: one function a list."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.site import contacten, faults, gemeenten, golven, postbak
from bot.models.actor import Service
from bot.store import events, notes, site

if TYPE_CHECKING:
    from bot.jobs.site.read import Change


def key_of(app: App, tx: Connection, name: str, fields: dict[str, Any]) -> str:
    """What an item stands for that the journal cannot tell: made by a person, or by us just before a crash.

    '' for nothing; so it is for a second item of what has one.
    """
    if name == "Contacten":
        return contacten.key_of(tx, fields)
    if name == "Postbak":
        return postbak.key_of(tx, fields)
    if name == "Golven":
        return golven.key_of(tx, fields)
    key = str(fields.get("Title") or "") if name == "Bediening" else faults.code_of(app, name, fields)
    return "" if site.by_key(tx, name, [key]) else key


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
    """A person deleted an item. What the bot keeps comes back with the next sync; a contact goes, a wave stops.

    Without the item Noodstop nothing is sent, until a person makes it again.
    """
    with app.journal.begin() as tx:
        item = site.get(tx, name, item_id)
        if item is None:
            return
        site.forget(tx, name, item_id)
        notes.forget(tx, name, item_id)
        cause = {"list": name, "item": item_id, "key": item.key}
        events.record(tx, app.now(), "item_removed", actor=Service("iemand in de site"), cause=cause)
        if name == "Contacten":
            contacten.removed(tx, item)
        elif name == "Golven" and item.key:
            golven.removed(app, tx, item)
        elif name in ("Gemeenten", "Provincies", "Postbak") and item.key:
            site.mark(tx, name, item.key)
