"""People's changes in Contacten: the list is the truth for people in offices."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from bot.app import App
from bot.desk.items import contact_from_fields
from bot.jobs.site.authors import actor_of
from bot.models.contact import Contact
from bot.store import contacts, events, site
from bot.store.site import SiteItem

if TYPE_CHECKING:
    from bot.jobs.site.read import Change


def key_of(tx: Connection, fields: dict[str, Any]) -> str:
    """The journal's id of the person that these fields describe, or '' for someone new."""
    wanted = (str(fields.get("CbsCode", "")), str(fields.get("Rol", "")), str(fields.get("Email", "")).casefold())
    for key, value in contacts.by_id(tx).items():
        if (value.code, value.role.value, value.email.casefold()) == wanted and not site.by_key(
            tx, "Contacten", [str(key)]
        ):
            return str(key)
    return ""


def changed(app: App, change: "Change") -> None:
    """Take over a person's data; what is not complete stays out, and Voorstel says what lacks."""
    item = change.item
    value = contact_from_fields(item.seen)
    with app.journal.begin() as tx:
        if isinstance(value, Contact) and value.code in app.institutions:
            item = _store(tx, item, value)
            actor = actor_of(change.versions[0] if change.versions else None)
            cause = {"list": "Contacten", "item": item.item_id}
            data = {"columns": sorted(change.people)}
            events.record(tx, app.now(), "contact_changed", actor=actor, institution=value.code, cause=cause, data=data)
            site.mark(tx, item.list, item.key)  # Naam follows from what people filled in
        site.put(tx, item)


def removed(tx: Connection, item: SiteItem) -> None:
    """Someone took a person out of the list."""
    if item.key:
        contacts.remove(tx, int(item.key))


def _store(tx: Connection, item: SiteItem, value: Contact) -> SiteItem:
    if item.key:
        contacts.put(tx, int(item.key), value)
        return item
    return SiteItem(item.list, item.item_id, str(contacts.adopt(tx, value)), item.etag, item.seen, item.written)
