"""A delivered file into the journal, and from there into the site: the difference first, then all of it or nothing."""

import hashlib
from pathlib import Path

from sqlalchemy import Connection

from bot.app import App
from bot.errors import DataError
from bot.jobs.register.comparing import Comparison, compare, import_rules
from bot.models.actor import Actor
from bot.register.delivered import Delivered
from bot.register.overlay import to_store
from bot.register.reading import read_file
from bot.store import contacts, engagements, events, register, site
from bot.store.register import Delivery

SHOWN = 5


def import_file(app: App, path: Path, actor: Actor, dry_run: bool = False) -> Comparison:
    """The difference, applied unless `dry_run`; DataError lists the faults of a file, and then nothing is done."""
    refresh(app)
    given = read_file(path, app.institutions, app.today(), import_rules(app))
    refuse_faults(given)
    sha256 = _sha256(path)
    with app.journal.begin() as tx:
        found = compare(app, tx, given)
        if not dry_run and found.same_since is None:
            apply(app, tx, given, found, path.name, sha256, actor)
    refresh(app)
    return found


def refuse_faults(given: Delivered) -> None:
    """DataError with the first faults of a file that has any."""
    if given.errors:
        more = f" (and {len(given.errors) - SHOWN} more)" if len(given.errors) > SHOWN else ""
        raise DataError("; ".join(one.english for one in given.errors[:SHOWN]) + more)


def apply(app: App, tx: Connection, given: Delivered, found: Comparison, name: str, sha256: str, actor: Actor) -> None:
    """In the caller's transaction: facts, people, the snapshot, and what happened to whom."""
    now, file = app.now(), {"file": name, "sha256": sha256}
    for one in found.institutions:
        if one.values:
            register.put_facts(tx, one.code, to_store(one.values), now)
    for each in found.people:
        if each.key is not None and each.value is not None:
            contacts.put(tx, each.key, each.value)
    contacts.add(tx, [each.added for each in found.people if each.added])
    for line in found.lines:
        if line.code:
            data = {"what": line.what_dutch, **({"role": line.office} if line.office else {})}
            events.record(tx, now, "register_change", actor=actor, institution=line.code, cause=file, data=data)
    register.keep(tx, Delivery(given.source.value, name, sha256, given.digest, now, actor, given.snapshot()))
    events.record(tx, now, "register", actor=actor, cause=file, data=_counts(found))


def refresh(app: App) -> None:
    """Take up what an import said since the register was last held in memory, and what begins or ends today.

    New institutions get their item; those that end or go into another one say so in theirs.
    """
    with app.journal.begin() as tx:
        now = register.revision(tx), app.today()
        if app.cache.get("register") == now:
            return
        held = app.forget_register() or app.institutions
        there = app.institutions
        changed = {code for code, one in there.items() if one != held.get(code)}
        for one in there.values():
            if one.valid_from or one.valid_to or one.successor:
                changed |= {one.code, one.successor or one.code}
        engagements.ensure(tx, sorted(changed))
        for code in sorted(changed & set(there)):
            site.mark(tx, "Provincies" if code.startswith("PV") else "Gemeenten", code)
        app.cache["register"] = now


def _counts(found: Comparison) -> dict[str, int]:
    counts: dict[str, int] = {}
    for line in found.lines:
        counts[line.what] = counts.get(line.what, 0) + 1
    return counts


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
