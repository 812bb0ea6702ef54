"""Contacts from a file into the journal, and from there into Contacten."""

from pathlib import Path

from bot.app import App
from bot.errors import DataError
from bot.models.actor import Actor
from bot.register.contacts import read_contacts
from bot.register.difference import difference
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
        known = tuple(contacts.by_id(tx).values())
        change = difference(known, found.people)
        if not dry_run:
            contacts.add(tx, change.new)
            data = {"new": len(change.new), "changed": len(change.changed), "gone": len(change.gone), "file": path.name}
            events.record(tx, app.now(), "register", actor=actor, data=data)
    return list(change.lines())
