"""People's commands in Golven: ask for a wave, approve, pause, break off."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from bot.app import App
from bot.errors import DataError, OntourError
from bot.jobs.site.authors import actor_of, version_of
from bot.jobs.waves import approval, control, planning
from bot.models.actor import Actor, Person, Service
from bot.models.wave import Wave, WaveState
from bot.store import site, waves
from bot.store.site import SiteItem

if TYPE_CHECKING:
    from bot.jobs.site.read import Change


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
    for column, value in change.commands.items():
        version = version_of(change.versions, column, change.item.seen.get(column))
        if value and version and _new(app, change, column, version.id):
            _carry_out(app, change, wave_id, column, str(value), version.id, actor_of(version))
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


def _new(app: App, change: "Change", column: str, version: str) -> bool:
    with app.journal.begin() as tx:
        return not site.claimed(tx, "Golven", change.item.item_id, column, version)


def _carry_out(app: App, change: "Change", wave_id: int, column: str, value: str, version: str, actor: Actor) -> None:
    try:
        if column == "Akkoord":
            approval.from_list(app, wave_id, change.item.item_id, change.versions)
        else:
            _opdracht(app, change, wave_id, value, actor)
    except OntourError as fault:
        with app.journal.begin() as tx:
            waves.change(tx, wave_id, message=str(fault))
    with app.journal.begin() as tx:
        site.claim(tx, "Golven", change.item.item_id, column, version, value, actor, app.now())


def _opdracht(app: App, change: "Change", wave_id: int, value: str, actor: Actor) -> None:
    fields = change.item.seen
    match value:
        case "Maak proef":
            planning.plan_item(app, wave_id, fields, actor)
        case "Vraag akkoord":
            with app.journal.begin() as tx:
                wave = waves.get(tx, wave_id)
            if wave is not None and wave.state in (WaveState.ASKED, WaveState.BLOCKED):
                planning.plan_item(app, wave_id, fields, actor)
            approval.ask(app, wave_id, actor)
        case "Proefbrief aan mij":
            address = actor.email if isinstance(actor, Person) else ""
            control.sample(app, wave_id, address)
        case "Doorgaan zonder uitzonderingen":
            planning.plan_item(app, wave_id, fields, actor, without_exceptions=True)
        case "Pauzeren":
            control.pause(app, wave_id, actor, "")
        case "Hervatten":
            control.resume(app, wave_id, actor)
        case "Afbreken":
            control.cancel(app, wave_id, actor, str(fields.get("Reden") or ""))
        case _:
            raise DataError(f"Opdracht '{value}' is onbekend; kies een van de keuzes van de kolom.")
