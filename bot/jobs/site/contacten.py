"""People's changes in Contacten: the list is the truth for people in offices."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from bot.app import App
from bot.desk.items import contact_from_fields
from bot.jobs.register.ownership import CHECKED, COLUMNS
from bot.jobs.site.authors import actor_of
from bot.models.contact import AddressState, Contact
from bot.register.person_change import FIELDS, IDENTITY, TITLES
from bot.register.persons import other_person
from bot.store import contacts, events, site
from bot.store.site import SiteItem

if TYPE_CHECKING:
    from bot.jobs.site.read import Change


def key_of(tx: Connection, fields: dict[str, Any]) -> str:
    """The journal's id of the person that these fields describe, or '' for someone new."""
    wanted = (str(fields.get("CbsCode", "")), str(fields.get("Rol", "")), str(fields.get("Email", "")).casefold())
    for key, value in contacts.by_id(tx, wanted[0]).items():
        if (value.code, value.role.value, value.email.casefold()) == wanted and not site.by_key(
            tx, "Contacten", [str(key)]
        ):
            return str(key)
    return ""


def double(tx: Connection, item: SiteItem, value: Contact) -> bool:
    """Another item stands for this person in this office already: one entry is one person."""
    here = contacts.by_id(tx, value.code)
    there = [key for key, one in here.items() if str(key) != item.key and _same(one, value)]
    return bool(site.by_key(tx, "Contacten", map(str, there)))


def _same(one: Contact, other: Contact) -> bool:
    office = (one.code, one.role) == (other.code, other.role)
    return office and one.email.casefold() == other.email.casefold() and one.last_name == other.last_name


def changed(app: App, change: "Change") -> None:
    """Take over a person's data; what is not complete or stands there already stays out, and Voorstel says why."""
    item = change.item
    value = contact_from_fields(item.seen)
    with app.journal.begin() as tx:
        if isinstance(value, Contact) and value.code in app.institutions and not double(tx, item, value):
            item = _store(tx, change, value)
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


def _store(tx: Connection, change: "Change", value: Contact) -> SiteItem:
    item = change.item
    if item.key:
        before = contacts.get(tx, int(item.key))
        contacts.put(tx, int(item.key), _with_ours(before, value, change) if before else value)
        return item
    return SiteItem(item.list, item.item_id, str(contacts.adopt(tx, value)), item.etag, item.seen, item.written)


def _with_ours(before: Contact, value: Contact, change: "Change") -> Contact:
    """What the bot knows of the address, and its proposal, stay until a person gave another one or checked this one.

    Who opted out has done so under any address of theirs.
    """
    checked = bool(change.people.get(CHECKED))
    mended = checked or before.email.casefold() != value.email.casefold()
    if before.state is AddressState.OPTED_OUT:
        mended = other_person(before, value)
    typed = [name for name in FIELDS if COLUMNS[name] in change.people]
    settled = checked or any(name in IDENTITY or TITLES[name] in before.proposal for name in typed)
    state = AddressState.OK if mended else before.state
    return replace(value, state=state, proposal="" if settled else before.proposal)
