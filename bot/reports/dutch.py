"""Numbers, days and column heads as Dutch readers expect them, the same in every form of the report."""

from datetime import date

from bot.models.status import Status
from bot.reports.figures import Figures

HEADS = ("Provincie", "Gemeenten", "Benaderd", "Gesprekken", "Aandeel", "Gehouden", "In belactie", "Geen interesse")
TOTAL = "Totaal"

EXPLANATION = (
    ("Benaderd", "alle gemeenten die zijn aangeschreven of gebeld"),
    ("Gesprekken", "eerste gesprekken die zijn gevoerd of gepland, en alles wat daarop volgde"),
    ("Aandeel", "gesprekken als deel van alle gemeenten in de provincie"),
    ("Gehouden", "gemeenten waar een bijeenkomst of training is gehouden"),
    ("In belactie", "gemeenten die na de brief worden gebeld en nog niet hebben gereageerd"),
)

_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


def day(value: date) -> str:
    """`3 maart 2026`."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def percent(part: int, whole: int) -> str:
    """Whole percents, half up, with one decimal only when it is exactly ,5, as the article writes: `37,5 %`, `73 %`."""
    if not whole:
        return "–"
    if 1000 * part % (5 * whole) == 0 and (1000 * part // whole) % 10 == 5:
        return f"{100 * part // whole},5 %"
    return f"{(200 * part + whole) // (2 * whole)} %"


def cells(figures: Figures) -> tuple[str, ...]:
    """The row of a province behind its name, as text, in the order of HEADS."""
    return (
        str(figures.municipalities),
        str(figures.approached),
        str(figures.talks),
        percent(figures.talks, figures.municipalities),
        str(figures.sessions_held),
        str(figures.awaiting),
        str(figures.declined),
    )


def present(figures: Figures) -> list[tuple[Status, int]]:
    """The statuses that occur, in the order of the tour."""
    return [(status, figures.statuses[status]) for status in Status if figures.statuses.get(status)]
