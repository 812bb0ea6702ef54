"""What follows silence: reminders as waves of their own under a standing approval, then the phone round."""

from collections.abc import Mapping
from datetime import UTC, datetime, time

from sqlalchemy import Connection

from bot.app import App
from bot.clock import AMSTERDAM
from bot.errors import OntourError
from bot.jobs.transitions import happen
from bot.jobs.waves import planning, standing
from bot.jobs.waves.planning import release
from bot.models.actor import Service
from bot.models.engagement import Engagement
from bot.models.status import Event, Status
from bot.models.wave import Wave, WaveState
from bot.store import engagements, waves
from bot.waves.follow_up import FollowUps, due, load


def follow_up(app: App) -> int:
    """Once a working day: plan what is due; answers how many institutions it concerned."""
    if not app.send_calendar.is_working_day(app.today()) or app.cache.get("followed_up") == app.today():
        return 0
    rules = load(app.config.waves.follow_up)
    with app.journal.begin() as tx:
        sent: dict[str, list[tuple[str, datetime]]] = {}
        for letter in waves.sent_kinds(tx):
            sent.setdefault(letter[0], []).append((letter[1], letter[2]))
        known = engagements.all_of(tx)
        found = due(known.values(), sent, rules, app.today(), app.send_calendar.add_working_days)
        _calls(app, tx, found)
        _due_again(app, tx, known)
    count = len(found.calls)
    for rule in rules.reminders:
        codes = found.reminders[rule.id]
        if codes and _remind(app, rule.letter, codes):
            count += len(codes)
    app.cache["followed_up"] = app.today()
    return count


def _calls(app: App, tx: Connection, found: FollowUps) -> None:
    for code in found.calls:
        cause = {"rule": "geen antwoord na de laatste herinnering"}
        happen(app, tx, code, Event.FELL_SILENT, app.now(), Service(), cause)


def _due_again(app: App, tx: Connection, known: Mapping[str, Engagement]) -> None:
    for code, one in known.items():
        if one.status is Status.LATER and one.follow_up_on and one.follow_up_on <= app.today():
            happen(app, tx, code, Event.DUE_AGAIN, app.now(), Service(), {"rule": "de datum om terug te komen is er"})


def _remind(app: App, kind_id: str, codes: tuple[str, ...]) -> bool:
    """A wave of reminders, seen in Golven one working day ahead; only under a standing approval that still holds."""
    kind = app.kinds[kind_id]
    with app.journal.begin() as tx:
        approved = waves.standing_approval(tx, kind_id)
        standing.refresh(app)
        if approved is None or approved.seal != standing.current_seal(app, kind):
            return False
        provinces = tuple(sorted({app.institutions[code].province for code in codes}))
        name = f"{kind.label} {app.today():%d-%m-%Y}"
        wave = Wave(0, name, kind_id, provinces, WaveState.ASKED, planned_by=Service(), send_from=_tomorrow(app))
        wave_id = waves.create(tx, wave, app.now(), under=approved.id)
    try:
        planning.make(app, wave_id, kind, Service(), only=frozenset(codes))
    except OntourError:  # it stands blocked with its reason; the round goes on, tomorrow another try
        return False
    with app.journal.begin() as tx:
        made = waves.get(tx, wave_id)
        if made is None or made.state is not WaveState.SEALED:
            return False
        day = _tomorrow(app).astimezone(AMSTERDAM)
        message = f"Gaat {day:%d-%m-%Y} uit onder het staand akkoord; kies Afbreken om dat te voorkomen."
        values = {"state": WaveState.APPROVED, "approved_by": approved.approved_by, "approved_at": app.now()}
        waves.change(tx, wave_id, allowed=[WaveState.SEALED], not_before=_tomorrow(app), message=message, **values)
        release(app, tx, wave_id, app.now())
    return True


def _tomorrow(app: App) -> datetime:
    day = app.send_calendar.add_working_days(app.today(), 1)
    return datetime.combine(day, time(9), AMSTERDAM).astimezone(UTC)
