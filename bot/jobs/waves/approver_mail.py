"""What an approver is told by mail: what is asked of them before, and what they set going after."""

from datetime import datetime

from sqlalchemy import Connection

from bot.app import App
from bot.jobs.waves import expected
from bot.jobs.waves.progress import UNKNOWN, moment
from bot.models.wave import Wave
from bot.store import waves

MOST = 40
"""Exceptions named in a mail; the table in the proof has all."""


def request(app: App, tx: Connection, wave: Wave) -> list[str]:
    """The lines of the mail that asks for approval."""
    facts, kind = waves.facts(tx, wave.id), app.kinds[wave.letter]
    asks = "Geef uw akkoord in de lijst Golven, onder uw eigen naam:"
    if wave.standing:
        return [
            f"Staand akkoord: de brief '{kind.label}' mag vertrekken zonder dat u elke keer akkoord geeft.",
            f"{asks} {app.config.m365.site_url}",
        ]
    left_out = facts["exclusions"]
    return [
        f"Golf: {wave.name}",
        f"Brief: {kind.label}, {', '.join(wave.provinces)}",
        f"Aantal brieven: {wave.letters}",
        f"Zonder brief: {len(left_out)}{':' if left_out else ''}",
        *(f"- {app.institutions[one['code']].name}: {one['reason']}" for one in left_out[:MOST]),
        f"- en nog {len(left_out) - MOST} andere, zie de tabel in de proef" if len(left_out) > MOST else "",
        _window(app),
        *_times(app, tx, wave),
        f"Bekijk de proef: {facts['proof'] or 'map Proeven'}",
        f"{asks} {app.config.m365.site_url}",
    ]


def first_letter(not_before: datetime) -> str:
    """When the letters of an approved wave begin to leave."""
    return f"De eerste brief vertrekt niet voor {moment(not_before)}."


def _window(app: App) -> str:
    hours = app.send_calendar.data
    return (
        f"Verzendtijd: op werkdagen van {hours.opens:%H.%M} tot {hours.closes:%H.%M} uur; niet op feestdagen, in de"
        " schoolvakanties en het reces van de provincie, en rond de verkiezingen van de raad of de Staten."
    )


def _times(app: App, tx: Connection, wave: Wave) -> list[str]:
    rate = f"{app.config.limits.messages_per_minute} berichten per minuut"
    found = expected.of_planned(app, tx, wave)
    if found is None:
        return [f"{UNKNOWN.capitalize()}."]
    return [
        f"Als u nu akkoord geeft, vertrekt de eerste brief niet voor {moment(found.begin)} en de laatste rond"
        f" {moment(found.end)} (hoogstens {rate})."
    ]
