"""Days and moments as staff read them."""

from datetime import date, datetime

from bot.desk.values import AMSTERDAM
from bot.models.slot import Slot

_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


def day(value: date) -> str:
    """`dinsdag 3 maart 2026`."""
    return f"{_DAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]} {value.year}"


def clock(moment: datetime) -> str:
    """`10.00`, in Amsterdam."""
    return f"{moment.astimezone(AMSTERDAM):%H.%M}"


def option(slot: Slot) -> str:
    """`1: dinsdag 3 maart 2026 van 10.00 tot 11.00 uur`."""
    start = day(slot.start.astimezone(AMSTERDAM).date())
    return f"{slot.n}: {start} van {clock(slot.start)} tot {clock(slot.end)} uur"
