"""One Dutch line on what a wave that runs is doing: how far it is, what it waits for, when it will be done."""

from datetime import datetime

from sqlalchemy import Connection

from bot.app import App
from bot.clock import AMSTERDAM
from bot.jobs.sending import rules
from bot.jobs.waves.expected import RUNNING
from bot.models.wave import Wave
from bot.waves.forecast import Forecast

UNKNOWN = "wanneer de golf klaar is, is niet te zeggen: de feestdagen van dan zijn nog niet bekend"


def line(app: App, tx: Connection, wave: Wave, sent: int, left: int, expected: Forecast | None) -> str:
    """For Melding in Golven; '' where there is nothing to tell. `left`: letters that still may leave."""
    if wave.standing or wave.state not in RUNNING or not left:
        return ""
    now = app.now()
    begun = f"{sent} van {wave.letters} brieven verzonden" if sent else "nog geen brief verzonden"
    if stop := rules.stopped(app, tx, now):
        return f"{begun.capitalize()}; er vertrekt nu niets: {stop}."
    trial = " Proefstand: alleen wie op de proeflijst staat krijgt post." if app.config.waves.trial else ""
    if expected is None:
        return f"{begun.capitalize()}; {UNKNOWN}.{trial}"
    end = "" if trial else f"; verwacht klaar op {moment(expected.end)}"
    if expected.begin > now:
        return f"{begun.capitalize()}; de volgende vertrekt niet voor {moment(expected.begin)}{end}.{trial}"
    return f"{begun.capitalize()}{end}.{trial}"


def moment(value: datetime) -> str:
    """A moment as people write it."""
    return f"{value.astimezone(AMSTERDAM):%d-%m-%Y %H.%M} uur"
