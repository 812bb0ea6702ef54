"""People's commands in Golven: ask for a wave, approve, pause, break off."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from bot.app import App
from bot.desk.lists.golven import OPDRACHTEN
from bot.errors import DataError, OntourError, Refused
from bot.jobs.site import faults
from bot.jobs.site.authors import actor_of, version_of
from bot.jobs.site.claims import Claim
from bot.jobs.waves import approval, control, planning, wishes
from bot.models.actor import Actor, Person, Service
from bot.models.wave import Wave, WaveState
from bot.store import events, notes, site, waves
from bot.store.site import SiteItem
from bot.waves.approve import NO

if TYPE_CHECKING:
    from bot.jobs.site.read import Change

HOLDS = ("Pauzeren", "Afbreken")
"""What anyone may ask, also where nobody can say who did: after it less is sent, never more."""


def key_of(tx: Connection, fields: dict[str, Any]) -> str:
    """The wave that the bot made this item for just before a crash, by its seal or name; '' for a person's own item."""
    for wave in waves.in_state(tx, list(WaveState)):
        taken = site.by_key(tx, "Golven", [str(wave.id)])
        if not taken and wave.name == fields.get("Title") and wave.seal == (fields.get("Zegel") or ""):
            return str(wave.id)
    return ""


def removed(app: App, tx: Connection, item: SiteItem) -> None:
    """Someone took a wave out of the list: it stops. Once asked for approval it comes back, to show that it did."""
    wave = waves.get(tx, int(item.key))
    if wave is None or wave.state in (WaveState.DONE, WaveState.CANCELLED):
        return
    reason = "Het item is uit Golven verwijderd; er gaat niets meer uit."
    control.cancel(app, wave.id, Service("iemand in de site"), reason)
    if wave.state in (WaveState.ASKED, WaveState.BLOCKED, WaveState.REFUSED):
        site.unmark(tx, "Golven", [item.key])


def changed(app: App, change: "Change") -> None:
    """Carry out what a person asked; the answer stands in Stand and Melding with the next write."""
    wave_id = _wave_of(app, change)
    _compare(app, change, wave_id)
    if "Akkoord" in change.emptied:
        approval.taken_back(app, wave_id, actor_of(version_of(change.versions, "Akkoord", None)))
    for column, value in change.commands.items():
        version = version_of(change.versions, column, change.item.seen.get(column))
        if value and version:
            claim = Claim("Golven", change.item.item_id, column, version.id, str(value), actor_of(version))
            _carry_out(app, change, wave_id, claim)
    with app.journal.begin() as tx:
        site.put(tx, replace(change.item, key=str(wave_id)))
        site.mark(tx, "Golven", str(wave_id))


def _wave_of(app: App, change: "Change") -> int:
    if change.item.key:
        return int(change.item.key)
    fields = change.item.seen
    wave = Wave(0, fields.get("Title") or "Golf zonder naam", str(fields.get("Brief") or ""), (), WaveState.ASKED)
    with app.journal.begin() as tx:
        wave_id = waves.create(tx, wave, app.now())
        site.put(tx, replace(change.item, key=str(wave_id), seen={}))
    return wave_id


def _compare(app: App, change: "Change", wave_id: int) -> None:
    """Where a person asks for another wave than the one that was proofed, its approval covers it no longer."""
    edited = [column for column in wishes.COLUMNS if column in change.people]
    with app.journal.begin() as tx:
        wave = waves.get(tx, wave_id)
        if not edited or wave is None or not (titles := wishes.changed(app, wave, change.item.seen)):
            return
        names = " en ".join(titles)
        if wave.state in control.RUNNING:
            version = version_of(change.versions, edited[0], change.item.seen.get(edited[0]))
            reason = f"{names} is gewijzigd na het akkoord: zet het terug en kies Hervatten, of kies Afbreken."
            control.pause(app, wave_id, actor_of(version), reason)
        elif wave.state in (WaveState.SEALED, WaveState.WAITING):
            waves.change(tx, wave_id, message=f"{names} is gewijzigd na de proef; kies opnieuw Maak proef.")


def _carry_out(app: App, change: "Change", wave_id: int, claim: Claim) -> None:
    if claim.taken(app):
        return
    try:
        if change.nameless and claim.value not in HOLDS:
            _nameless(app, wave_id, claim)
        if claim.column == "Opdracht":
            _proof(app, change, wave_id, claim)
        with app.journal.begin() as tx:
            if claim.take(app, tx):
                _act(app, change, wave_id, claim)
    except OntourError as fault:
        with app.journal.begin() as tx:
            if claim.take(app, tx):
                notes.put(tx, "Golven", change.item.item_id, str(fault))


def _nameless(app: App, wave_id: int, claim: Claim) -> None:
    """Nobody can say who asked for this, and more might be sent after it. A no holds what runs, whoever said it."""
    with app.journal.begin() as tx:
        wave = waves.get(tx, wave_id)
        if claim.value == NO and wave is not None and wave.state in control.RUNNING:
            control.pause(app, wave_id, claim.actor, "Niet akkoord na de goedkeuring.")
        cause = {"wave": wave_id, "reason": "de lijst bewaart niet alle versies", "value": claim.value}
        events.record(tx, app.now(), "nameless_command", actor=claim.actor, cause=cause)
    raise Refused(faults.VERSIONLESS.format(name="Golven", value=claim.value))


def _proof(app: App, change: "Change", wave_id: int, claim: Claim) -> None:
    """What needs Microsoft 365. The command is taken with the seal, but for one that goes on after it."""
    fields, settle = change.item.seen, partial(claim.settle, app)
    match claim.value:
        case "Maak proef":
            planning.plan_item(app, wave_id, fields, claim.actor, settle=settle)
        case "Doorgaan zonder uitzonderingen":
            planning.plan_item(app, wave_id, fields, claim.actor, without_exceptions=True, settle=settle)
        case "Vraag akkoord":
            with app.journal.begin() as tx:
                wave = waves.get(tx, wave_id)
            if wave is not None and wave.state in (WaveState.ASKED, WaveState.BLOCKED):
                planning.plan_item(app, wave_id, fields, claim.actor)


def _act(app: App, change: "Change", wave_id: int, claim: Claim) -> None:
    """What the journal alone does, in the transaction of the claim."""
    fields, actor = change.item.seen, claim.actor
    match claim.value:
        case _ if claim.column == "Akkoord":
            approval.from_list(app, wave_id, change.item.item_id, change.versions)
        case "Vraag akkoord":
            approval.ask(app, wave_id, actor, fields)
        case "Proefbrief aan mij":
            control.sample(app, wave_id, actor.email if isinstance(actor, Person) else "")
        case "Pauzeren":
            control.pause(app, wave_id, actor, "")
        case "Hervatten":
            _resume(app, change, wave_id, actor)
        case "Afbreken":
            control.cancel(app, wave_id, actor, str(fields.get("Reden") or ""))
        case _:
            known = ", ".join(OPDRACHTEN)
            raise DataError(f"Opdracht '{claim.value}' is onbekend; kies een van: {known}.")


def _resume(app: App, change: "Change", wave_id: int, actor: Actor) -> None:
    with app.journal.begin() as tx:
        wave = waves.get(tx, wave_id)
        if wave is not None and (titles := wishes.changed(app, wave, change.item.seen)):
            raise Refused(f"{' en '.join(titles)} is niet wat is goedgekeurd: zet het terug, of kies Afbreken.")
        if wave is not None and (why := approval.stands(app, tx, wave, change.item.item_id, change.versions)):
            raise Refused(f"Hervatten kan pas als een goedkeurder opnieuw akkoord geeft: {why}.")
        control.resume(app, wave_id, actor)
