"""What follows silence: reminders as waves of their own under a standing approval, then the phone round."""

from collections.abc import Mapping
from datetime import UTC, datetime, time

from sqlalchemy import Connection

from bot.app import App
from bot.clock import AMSTERDAM
from bot.errors import OntourError
from bot.jobs.register.force import existing
from bot.jobs.transitions import happen
from bot.jobs.waves import planning, standing
from bot.jobs.waves.sealing import release
from bot.models.actor import Service
from bot.models.engagement import Engagement
from bot.models.letter import LetterKind
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
        known = existing(app, engagements.all_of(tx))
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
    """A wave of reminders, seen in Golven one working day ahead; only under a standing approval that still holds.

    Sealed, approved under it and put into the outbox in one transaction: a wave that is only sealed would keep its
    towns from every reminder.
    """
    kind = app.kinds[kind_id]
    standing.refresh(app)
    with app.journal.begin() as tx:
        approved = waves.standing_approval(tx, kind_id)
    if approved is None or approved.seal != standing.current_seal(app, kind):
        return False
    with app.journal.begin() as tx:
        wave_id = _wave(app, tx, kind, codes, approved)
    try:
        planning.make(
            app,
            wave_id,
            kind,
            Service(),
            only=frozenset(codes),
            again=True,
            settle=lambda tx: _approve(app, tx, wave_id, approved),
        )
    except OntourError:  # it stands blocked with its reason; the round goes on, tomorrow another try
        return False
    with app.journal.begin() as tx:
        made = waves.get(tx, wave_id)
    return made is not None and made.state is WaveState.APPROVED


def _wave(app: App, tx: Connection, kind: LetterKind, codes: tuple[str, ...], approved: Wave) -> int:
    """A new wave under that approval, or the one that an earlier attempt left without letters."""
    provinces = tuple(sorted({app.institutions[code].province for code in codes}))
    name = f"{kind.label} {app.today():%d-%m-%Y}"
    for one in waves.in_state(tx, [WaveState.ASKED, WaveState.BLOCKED]):
        if one.letter == kind.id and waves.facts(tx, one.id)["under"] is not None:
            day = _tomorrow(app)
            waves.change(tx, one.id, name=name, provinces=list(provinces), send_from=day, under=approved.id)
            return one.id
    wave = Wave(0, name, kind.id, provinces, WaveState.ASKED, planned_by=Service(), send_from=_tomorrow(app))
    return waves.create(tx, wave, app.now(), under=approved.id)


def _approve(app: App, tx: Connection, wave_id: int, under: Wave) -> None:
    day = _tomorrow(app)
    message = (
        f"Gaat {day.astimezone(AMSTERDAM):%d-%m-%Y} uit onder het staand akkoord; kies Afbreken om dat te voorkomen."
    )
    values = {"state": WaveState.APPROVED, "approved_by": under.approved_by, "approved_at": app.now()}
    if waves.change(tx, wave_id, allowed=[WaveState.SEALED], not_before=day, message=message, **values):
        release(app, tx, wave_id, app.now())


def _tomorrow(app: App) -> datetime:
    day = app.send_calendar.add_working_days(app.today(), 1)
    return datetime.combine(day, time(9), AMSTERDAM).astimezone(UTC)
