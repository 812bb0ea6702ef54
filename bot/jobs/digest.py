"""Once a working day: what waits for the coordinators, by mail. No text of any mail in it."""

from collections.abc import Sequence

from bot.app import App
from bot.clock import AMSTERDAM
from bot.jobs.notices import staff_mail
from bot.jobs.register.force import existing
from bot.jobs.sending import unsent
from bot.models.status import Status
from bot.models.wave import WaveState
from bot.store import engagements, messages, waves


def digest(app: App) -> bool:
    """Plan today's digest once its hour has come; True when it was planned now."""
    local = app.now().astimezone(AMSTERDAM)
    if local.hour < app.config.schedule.digest_hour or not app.send_calendar.is_working_day(local.date()):
        return False
    if app.cache.get("digest") == local.date():
        return False
    with app.journal.begin() as tx:
        waiting = messages.waiting(tx)
        known = existing(app, engagements.all_of(tx))
        calling = sum(one.status is Status.CALLING for one in known.values())
        talks = [code for code, one in known.items() if one.status is Status.TALK_PLANNED and one.needs_review]
        asked = [one.name for one in waves.in_state(tx, [WaveState.WAITING])]
        paused = [one.name for one in waves.in_state(tx, [WaveState.PAUSED])]
        lines = [
            f"In Postbak wachten {len(waiting)} berichten op een besluit" + _urgent(waiting),
            f"In de belactie: {calling} gemeenten (lijst Gemeenten, status In belactie).",
            f"Gesprekken die een besluit vragen: {_names(app, talks)} (Melding in Gemeenten)." if talks else "",
            *unsent.lines(app, tx),
            f"Gepauzeerde golven: {', '.join(paused)} (zie Melding in Golven)." if paused else "",
            f"Golven die op akkoord wachten: {', '.join(asked) or 'geen'}.",
            f"Alles staat in {app.config.m365.site_url}.",
        ]
        subject = f"Tour: wat wacht er op {local:%d-%m-%Y}"
        staff_mail(app, tx, f"staff:digest:{local.date()}", app.config.alerts.coordinators, subject, lines)
    app.cache["digest"] = local.date()
    return True


def _names(app: App, codes: Sequence[str]) -> str:
    return ", ".join(app.institutions[code].name if code in app.institutions else code for code in codes)


def _urgent(waiting: object) -> str:
    urgent = sum(bool(row["urgent"]) for row in waiting)  # type: ignore[attr-defined]
    return f", waarvan {urgent} dringend." if urgent else "."
