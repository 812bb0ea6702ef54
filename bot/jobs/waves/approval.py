"""Ask for approval and take it: only a second person's own answer on the present seal counts (P8)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.errors import Refused
from bot.jobs.notices import staff_mail
from bot.jobs.waves import approver_mail, control, sealing, wishes
from bot.m365.items import Version
from bot.models.actor import Actor, Operator, Person, actor_to_json
from bot.models.wave import Wave, WaveState
from bot.store import events, site, waves
from bot.waves.approve import NO, YES, Approver, Verdict, judge
from bot.waves.versions import ItemVersion, brought_in

STARTED = (*control.RUNNING, WaveState.PAUSED, WaveState.DONE, WaveState.CANCELLED)


def ask(app: App, wave_id: int, actor: Actor, fields: Mapping[str, Any]) -> None:
    """Put a sealed wave before the approvers and tell them by mail; `fields` are those of its item, which they see."""
    with app.journal.begin() as tx:
        wave = _wave(tx, wave_id)
        if wave.state is WaveState.BLOCKED:
            return  # Melding says what to mend
        if wave.state is WaveState.SEALED and (titles := wishes.changed(app, wave, fields)):
            raise Refused(f"{' en '.join(titles)} is gewijzigd na de proef; kies eerst opnieuw Maak proef.")
        if wave.state is WaveState.WAITING:
            raise Refused("Het akkoord is al gevraagd; de goedkeurders hebben er mail over.")
        if not waves.change(
            tx, wave_id, allowed=[WaveState.SEALED], state=WaveState.WAITING, message="Wacht op akkoord."
        ):
            if wave.state is WaveState.ASKED:
                raise Refused("Er is geen proef om akkoord voor te vragen; kies eerst Maak proef.")
            raise Refused(f"Akkoord vragen kan nu niet: de golf staat op {wave.state.label}.")
        events.record(tx, app.now(), "approval_asked", actor=actor, cause={"wave": wave_id})
        lines = approver_mail.request(app, tx, wave)
        for approver in approvers(app):
            key = f"staff:ask:{wave_id}:{wave.seal}:{approver.email}"
            staff_mail(app, tx, key, [approver.email], f"Graag uw akkoord: {wave.name}", lines)


def from_list(app: App, wave_id: int, edited: str, versions: Sequence[Version]) -> None:
    """Judge what stands in Akkoord by the versions of the item `edited`; the answer or the reason stands in Melding."""
    rows = [_version(one) for one in versions]
    with app.journal.begin() as tx:
        wave = _wave(tx, wave_id)
        item = site.by_key(tx, "Golven", [str(wave_id)]).get(str(wave_id))
        if wave.state in STARTED:
            _second_thoughts(app, tx, wave, edited, versions)
            return
        if wave.state is not WaveState.WAITING:
            raise Refused("Akkoord telt pas na 'Vraag akkoord'; er is niets verzonden.")
        item_id = item.item_id if item else ""
        verdict = judge(
            rows,
            seal=wave.seal,
            approvers=approvers(app),
            requesters=_requesters(tx, wave),
            item=edited,
            wave_item=item_id,
        )
        counted = next((row for row in rows if row.id == verdict.version_id), None)
        if verdict.approved and (titles := _changed(app, wave, counted, rows[0])):
            reason = f"{' en '.join(titles)} is gewijzigd na de proef; kies opnieuw Maak proef"
            verdict = Verdict(version_id=verdict.version_id, actor=verdict.actor, reason=reason)
        if verdict.approved and verdict.actor is not None and counted is not None:
            kept = {
                "item": item_id,
                "version": counted.id,
                "at": counted.at.isoformat(),
                "fields": dict(counted.fields),
            }
            _approve(app, tx, wave, verdict.actor, kept)
        elif verdict.refused:
            reason = (
                f"Niet akkoord door {verdict.actor.name if verdict.actor else 'onbekend'}. {verdict.reason}".strip()
            )
            waves.change(tx, wave_id, state=WaveState.REFUSED, message=reason, reason=verdict.reason)
        else:
            waves.change(tx, wave_id, message=f"Akkoord telt niet: {verdict.reason}. Er is niets verzonden.")
            cause = {"wave": wave_id, "reason": verdict.reason}
            events.record(tx, app.now(), "approval_void", actor=verdict.actor or Person("", "onbekend"), cause=cause)


def taken_back(app: App, wave_id: int, actor: Actor) -> None:
    """Somebody emptied Akkoord: what runs pauses until an approver gives it again and someone resumes."""
    with app.journal.begin() as tx:
        wave = _wave(tx, wave_id)
        if wave.state in control.RUNNING and "item" in (waves.facts(tx, wave_id)["approval"] or {}):
            control.pause(app, wave_id, actor, "Het akkoord is weggehaald: geef het opnieuw en kies Hervatten.")


def stands(app: App, tx: Connection, wave: Wave, edited: str, versions: Sequence[Version]) -> str:
    """Why the approval that a wave was released under holds no longer by its item, in Dutch; '' when it does.

    What was approved on the command line does not stand in the item.
    """
    kept = waves.facts(tx, wave.id)["approval"] or {}
    if "item" not in kept:
        return ""
    rows = [_version(one) for one in versions]
    since = [row for row in rows if row.at >= datetime.fromisoformat(kept["at"])]
    if since and all(row.value("Akkoord") == YES for row in since) and edited == kept["item"]:
        return ""
    verdict = judge(
        rows,
        seal=wave.seal,
        approvers=approvers(app),
        requesters=_requesters(tx, wave),
        item=edited,
        wave_item=kept["item"],
    )
    return "" if verdict.approved else verdict.reason or "er staat geen akkoord (meer) in het item"


def _second_thoughts(app: App, tx: Connection, wave: Wave, edited: str, versions: Sequence[Version]) -> None:
    """A person's no pauses what runs already, and so does a yes in its place that does not count."""
    version = brought_in([_version(one) for one in versions], "Akkoord")
    if version is None or version.person is None or wave.state not in control.RUNNING:
        return
    if version.value("Akkoord") == NO:
        control.pause(app, wave.id, version.person, f"Niet akkoord na de goedkeuring. {version.value('Reden')}".strip())
    elif why := stands(app, tx, wave, edited, versions):
        control.pause(app, wave.id, version.person, f"Het akkoord dat er nu staat telt niet: {why}.")


def _changed(app: App, wave: Wave, *shown: ItemVersion | None) -> list[str]:
    """Columns in which the item asked for another wave than the sealed one when it was approved, or does now."""
    found = [title for version in shown if version for title in wishes.changed(app, wave, version.fields)]
    return list(dict.fromkeys(found))


def by_command(app: App, wave_id: int, digest: str, actor: Operator) -> None:
    """The administrator's and the tests' door; Refused where the settings leave approval to the list."""
    if app.config.waves.approval != "command":
        raise Refused("approval is given in the list Golven, by an approver; `waves.approval` is `list`")
    with app.journal.begin() as tx:
        wave = _wave(tx, wave_id)
        if digest != wave.seal:
            raise Refused(f"wave {wave_id}: the hash is not that of the wave as it stands; look again with `wave show`")
        if actor.claims.lower() in _requesters(tx, wave):
            raise Refused(f"wave {wave_id}: {actor.claims} planned it; a second person must approve")
        if not any(one.email.lower() == actor.claims.lower() for one in approvers(app)):
            raise Refused(f"wave {wave_id}: {actor.claims} is not in waves.approvers")
        if wave.state not in (WaveState.SEALED, WaveState.WAITING):
            raise Refused(f"wave {wave_id} is {wave.state.value}; only a sealed wave can be approved")
        _approve(app, tx, wave, actor, {"command": actor_to_json(actor)})


def approvers(app: App) -> list[Approver]:
    """Those of the settings: an address, or `address;Entra object id`."""
    pairs = [text.partition(";") for text in app.config.waves.approvers]
    return [Approver(email.strip(), key.strip() or None) for email, _, key in pairs]


def _approve(app: App, tx: Any, wave: Wave, actor: Actor, kept: dict[str, Any]) -> None:
    now = app.now()
    first = now if wave.standing else now + timedelta(minutes=app.config.waves.cool_down_minutes)
    message = f"Goedgekeurd door {getattr(actor, 'name', '') or getattr(actor, 'claims', '')}."
    waves.change(
        tx,
        wave.id,
        allowed=[WaveState.SEALED, WaveState.WAITING],
        state=WaveState.APPROVED,
        approved_by=actor,
        approved_at=now,
        not_before=first,
        approval=kept,
        message=message,
    )
    events.record(tx, now, "wave_approved", actor=actor, cause={"wave": wave.id, **kept}, data={"seal": wave.seal})
    if not wave.standing:
        sealing.release(app, tx, wave.id, now)
    address = actor.email if isinstance(actor, Person) else getattr(actor, "claims", "")
    lines = [f"U hebt de golf '{wave.name}' goedgekeurd."]
    if not wave.standing:
        lines.append(approver_mail.first_letter(first))
    lines.append("Klopt dit niet? Maak Akkoord leeg in Golven, of zet Noodstop aan in Bediening.")
    staff_mail(app, tx, f"staff:approved:{wave.id}:{wave.seal}", [address], f"U hebt goedgekeurd: {wave.name}", lines)


def _requesters(tx: Any, wave: Wave) -> frozenset[str]:
    one = wave.planned_by
    if isinstance(one, Person):
        return frozenset({one.id.lower(), one.email.lower()} - {""})
    return frozenset({one.claims.lower()}) if isinstance(one, Operator) else frozenset()


def _version(one: Version) -> ItemVersion:
    by = one.by
    return ItemVersion(
        one.id, one.at, by.user_id or "", by.name or "", by.email or "", by.application or None, one.fields
    )


def _wave(tx: Any, wave_id: int) -> Wave:
    wave = waves.get(tx, wave_id)
    if wave is None:
        raise Refused(f"wave {wave_id}: not in the journal; `ontour wave show` lists the waves")
    return wave
