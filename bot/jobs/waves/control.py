"""Pause, resume, break off, and a sample to look at."""

from bot.app import App
from bot.errors import Refused
from bot.jobs.notices import staff_mail
from bot.jobs.sending import outcome
from bot.models.actor import Actor, actor_text
from bot.models.wave import WaveState
from bot.store import events, outbox, waves
from bot.store.outbox import State

RUNNING = (WaveState.APPROVED, WaveState.SENDING)


def pause(app: App, wave_id: int, actor: Actor, reason: str) -> None:
    """Nothing more leaves of this wave until it is resumed."""
    _change(app, wave_id, RUNNING, WaveState.PAUSED, "wave_paused", actor, reason)


def resume(app: App, wave_id: int, actor: Actor) -> None:
    """Go on where it was paused, under the same approval; a standing approval sends nothing itself and holds again."""
    with app.journal.begin() as tx:
        wave = waves.get(tx, wave_id)
        standing = wave is not None and wave.standing
        on = WaveState.APPROVED if standing else WaveState.SENDING
        _change(app, wave_id, (WaveState.PAUSED,), on, "wave_resumed", actor, "")
        if not standing:
            outcome.progress(tx, wave_id)  # its last letters may have left while it was being paused


def cancel(app: App, wave_id: int, actor: Actor, reason: str) -> None:
    """Break off: what has not left never will, and its offered times are free again."""
    before = tuple(state for state in WaveState if state not in (WaveState.DONE, WaveState.CANCELLED))
    _change(app, wave_id, before, WaveState.CANCELLED, "wave_cancelled", actor, reason)
    with app.journal.begin() as tx:
        for effect in outbox.of_wave(tx, wave_id):
            if effect.state in (State.PLANNED, State.DRAFTED):
                outcome.dropped(app, tx, effect, "de golf is afgebroken", app.now())


def sample(app: App, wave_id: int, address: str) -> None:
    """Send one letter's mail of the wave to a member of staff, marked as a sample."""
    staff = {one.split(";")[0].lower() for one in (*app.config.waves.approvers, *app.config.alerts.coordinators)}
    domain = app.config.m365.mailbox.rpartition("@")[2].lower()
    if address.lower() not in staff and address.lower().rpartition("@")[2] != domain:
        raise Refused(f"Een proefbrief gaat alleen naar medewerkers; {address or 'dit account'} hoort daar niet bij.")
    if app.config.waves.trial and address.lower() not in app.trial_list:
        raise Refused(
            f"In de proefstand krijgt {address} geen post; vraag de beheerder om een plaats op de proeflijst."
        )
    with app.journal.begin() as tx:
        letters = waves.letters(tx, wave_id)
        if not letters:
            raise Refused("Er is nog geen proef; kies eerst Maak proef.")
        key = f"staff:sample:{wave_id}:{address}:{app.now().isoformat()}"  # asked again, it is sent again
        lines = ["Dit is een proefbrief; er is niets aan een gemeente verzonden.", *letters[0].text.splitlines()]
        staff_mail(app, tx, key, [address], f"Proefbrief: {letters[0].subject}", lines)


def _change(
    app: App, wave_id: int, allowed: tuple[WaveState, ...], new: WaveState, kind: str, actor: Actor, reason: str
) -> None:
    with app.journal.begin() as tx:
        message = f"{new.label} door {actor_text(actor)}.{' ' + reason if reason else ''}"
        if not waves.change(tx, wave_id, allowed=allowed, state=new, message=message, reason=reason):
            wave = waves.get(tx, wave_id)
            raise Refused(f"Dat kan nu niet: de golf staat op {wave.state.label if wave else 'niets'}.")
        events.record(tx, app.now(), kind, actor=actor, cause={"wave": wave_id, "reason": reason})
