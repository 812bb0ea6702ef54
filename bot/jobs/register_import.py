"""Contacts from a file into the journal, and from there into Contacten."""

from pathlib import Path

from bot.app import App
from bot.errors import DataError
from bot.models.actor import Actor
from bot.register.contacts import read_contacts
from bot.register.difference import Known, difference
from bot.store import contacts, events


def import_contacts(app: App, path: Path, actor: Actor, dry_run: bool) -> list[str]:
    """The difference, with what is new applied; DataError lists the faults of a file, and then nothing is done.

    A person who is known already stays as they are: what people keep in Contacten stands above a file.
    """
    found = read_contacts(path, tuple(app.institutions.values()))
    if found.errors:
        more = f" (and {len(found.errors) - 5} more)" if len(found.errors) > 5 else ""
        raise DataError("; ".join(one.english for one in found.errors[:5]) + more)
    with app.journal.begin() as tx:
        known = [Known(key, one) for key, one in contacts.by_id(tx).items()]
        changes = difference(known, found.people)
        if not dry_run:
            contacts.add(tx, [one.added for one in changes if one.added])
            events.record(tx, app.now(), "register", actor=actor, data={"changes": len(changes), "file": path.name})
    return [f"{one.what.value:<10}{one.code} {one.role.value} {one.told.english}" for one in changes]
