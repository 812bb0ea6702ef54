"""Dutch dates and times in words: `dinsdag 26 maart 2024 om 10.00 uur`. Moments are told in Amsterdam time."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.models.slot import Slot

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip


def date_words(day: date) -> str:
    """`26 maart 2024`: no leading zero, small month."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_words(day: date) -> str:
    """`dinsdag 26 maart 2024`."""
    return f"{WEEKDAYS[day.weekday()]} {date_words(day)}"


def time_words(moment: datetime) -> str:
    """`10.00`, in Amsterdam; a naive moment is refused with ValueError."""
    return f"{_local(moment):%H.%M}"


def moment_words(moment: datetime) -> str:
    """`dinsdag 26 maart 2024 om 10.00 uur`."""
    return f"{day_words(_local(moment).date())} om {time_words(moment)} uur"


def slot_words(slot: Slot) -> str:
    """`dinsdag 26 maart 2024, 10.00-11.00 uur`."""
    return f"{day_words(_local(slot.start).date())}, {time_words(slot.start)}-{time_words(slot.end)} uur"


def listed(words: Sequence[str]) -> str:
    """`a`, `a en b`, `a, b en c`."""
    return " en ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def local_date(moment: datetime) -> date:
    """The date in Amsterdam at this moment."""
    return _local(moment).date()


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"moment {moment} has no time zone")
    return moment.astimezone(AMSTERDAM)
