"""The report as a web page: one file, no scripts, nothing loaded from elsewhere."""

from collections.abc import Iterable, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.models.institution import Institution
from bot.reports import tour_map
from bot.reports.dutch import EXPLANATION, HEADS, TOTAL, cells, day, present
from bot.reports.figures import Report, Row
from bot.reports.groups import GROUPS, group_of

TEMPLATES = Environment(
    loader=PackageLoader("bot.reports", "templates"),
    keep_trailing_newline=True,
    autoescape=lambda name: bool(name) and str(name).endswith(".html"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TITLE = "De tour langs de gemeenten"


def page(report: Report, rows: Iterable[Row], institutions: Iterable[Institution], title: str = TITLE) -> str:
    """The page as HTML: headline numbers, the map with its legend, the table per province and all statuses."""
    register = {one.code: one for one in institutions}
    known = [row for row in rows if row.code in register and not row.code.startswith("PV")]
    places = tour_map.spots(known, register)
    made = TEMPLATES.get_template("page.html").render(
        title=title,
        day=day(report.as_of),
        report=report,
        total=TOTAL,
        heads=HEADS,
        cells=cells,
        present=present(report.totals),
        explanation=EXPLANATION,
        map=Markup(tour_map.svg(places, _alternative(report, known))),
        legend=_legend(known),
        unplaced=sorted(register[row.code].name for row in known if _nowhere(register[row.code])),
    )
    return made.rstrip() + "\n"


def _legend(rows: Sequence[Row]) -> list[tuple[Markup, str, int]]:
    groups = [group_of(row) for row in rows]
    return [(Markup(tour_map.key(group)), group.label, groups.count(group)) for group in GROUPS]


def _alternative(report: Report, rows: Sequence[Row]) -> str:
    """The picture in words."""
    groups = [group_of(row) for row in rows]
    counts = ", ".join(f"{group.label.casefold()} {groups.count(group)}" for group in GROUPS if group in groups)
    return f"De {report.total} gemeenten op de kaart van Nederland, naar hun stand: {counts}. De tabel zegt hetzelfde."


def _nowhere(one: Institution) -> bool:
    return one.latitude is None or one.longitude is None
