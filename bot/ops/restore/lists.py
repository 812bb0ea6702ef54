"""People and statuses out of Contacten, Gemeenten and Provincies."""

from datetime import date
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.clock import AMSTERDAM
from bot.desk.declarations import declaration
from bot.desk.items import contact_from_fields
from bot.desk.values import known_choice
from bot.jobs.site.faults import STUMBLED, code_of, fault
from bot.jobs.transitions import happen
from bot.jobs.waves.wishes import moment
from bot.models.actor import Person, Service
from bot.models.contact import AddressState, Contact
from bot.models.engagement import Engagement
from bot.models.status import LABELS, SESSIONS_HELD, Event, Status
from bot.ops.restore.adopt import Adopted, items
from bot.store import contacts, engagements, events, notes, outbox, site
from bot.store.outbox import State
from bot.store.site import SiteItem

UNSENT = "Niet verzonden: "
"""How a line of Melding begins that the bot adds for what it kept back (jobs/sending/unsent)."""


def contacten(app: App) -> int:
    """Everyone who is not known yet; answers how many."""
    count = 0
    for one in items(app, "Contacten"):
        value = contact_from_fields(one.fields)
        with app.journal.begin() as tx:
            if site.get(tx, "Contacten", one.item.id) is None and isinstance(value, Contact):
                if value.code in app.institutions:
                    site.put(tx, one.site_item(str(contacts.adopt(tx, value))))
                    count += 1
    return count


def institutions(app: App) -> int:
    """The status of every institution whose item is not known yet, or not as it is now; answers how many."""
    count = 0
    for name in ("Gemeenten", "Provincies"):
        for one in items(app, name):
            with app.journal.begin() as tx:
                code = code_of(app, name, one.fields)
                known = site.by_key(tx, name, [code]).get(code) if code else None
                if code and (known is None or (known.item_id == one.item.id and _newer(tx, code, known, one))):
                    _institution(app, tx, code, one)
                    count += 1
    return count


def _newer(tx: Connection, code: str, known: SiteItem, one: Adopted) -> bool:
    """The journal is from a backup: since then the bot wrote a status that it does not know."""
    version, before = one.brought_in("Status"), engagements.get(tx, code)
    if version is None or not version.by.application or known.etag == one.item.etag:
        return False
    return version.fields.get("Status") != before.status.label and (before.since is None or version.at > before.since)


def meldingen(tx: Connection) -> list[str]:
    """What the items of institutions say, as last seen."""
    known = [item for name in ("Gemeenten", "Provincies") for item in site.all_of(tx, name)]
    return [str(item.seen["Melding"]) for item in known if item.seen.get("Melding")]


def behind(app: App) -> int:
    """Institutions that were written to a first time though the list does not say so yet; answers how many."""
    count = 0
    with app.journal.begin() as tx:
        for one in outbox.in_state(tx, [State.SENT], kinds=["letter"]):
            known = engagements.get(tx, one.institution)
            if known.status is Status.TO_APPROACH and not known.by_person and one.institution in app.institutions:
                cause = {"rule": "herstel van het logboek", "letter": one.key}
                happen(app, tx, one.institution, Event.LETTER_SENT, one.sent_at or app.now(), Service(), cause)
                count += 1
    return count


def _institution(app: App, tx: Connection, code: str, one: Adopted) -> None:
    item = one.site_item(code)
    site.put(tx, item)
    note = STUMBLED if STUMBLED in str(one.fields.get("Melding")) else fault(app, tx, item)
    notes.put(tx, one.list, one.item.id, note)
    engagements.put(tx, _engagement(tx, code, one, note))
    if version := one.brought_in("Status"):
        cause = {"list": one.list, "item": one.item.id, "column": "Status", "version": version.id}
        data = {"value": version.fields.get("Status")}
        events.record(tx, version.at, "restored", actor=one.actor("Status"), institution=code, cause=cause, data=data)


def _engagement(tx: Connection, code: str, one: Adopted, note: str) -> Engagement:
    column = declaration(one.list).column("Status")
    label = one.fields.get("Status")
    status = Status.parse(str(label)) if label and known_choice(column, label) else Status.TO_APPROACH
    actor, at = one.actor("Status"), one.at("Status")
    before = {version.fields.get("Status") for version in one.versions}
    people = contacts.of_institution(tx, code)
    return Engagement(
        code,
        status,
        actor,
        since=at,
        person_at=at if isinstance(actor, Person) else None,
        follow_up_on=_day(one.fields.get("TerugkomenOp")),
        session_held=any(LABELS[held] in before for held in SESSIONS_HELD) or status in SESSIONS_HELD,
        opted_out=any(person.state is AddressState.OPTED_OUT for person in people),
        needs_review="\n".join(line for line in _lines(one.fields.get("Melding"), UNSENT) if line != note),
        proposal="\n".join(_lines(one.fields.get("Voorstel"), "Status: ", "Terugkomen op: ")),
    )


def _lines(text: Any, *without: str) -> list[str]:
    return [line for line in str(text or "").splitlines() if line.strip() and not line.startswith(without)]


def _day(value: Any) -> date | None:
    found = moment(value)
    return found.astimezone(AMSTERDAM).date() if found else None
