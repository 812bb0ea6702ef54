"""The table per province for the terminal."""

from rich import box
from rich.table import Table

from bot.reports.dutch import HEADS, TOTAL, cells, day
from bot.reports.figures import Report


def table(report: Report) -> Table:
    """The figures as a Rich table that fits 80 columns; provinces that nobody approached yet are dim."""
    made = Table(
        title=f"De tour per provincie, op {day(report.as_of)}",
        title_justify="left",
        show_footer=True,
        box=box.SIMPLE,
        padding=0,
        show_edge=False,
    )
    for head, foot in zip(HEADS, (TOTAL, *cells(report.totals)), strict=True):
        left = head == HEADS[0]
        made.add_column(
            head.replace(" ", "\n"), footer=foot, justify="left" if left else "right", vertical="bottom", no_wrap=True
        )
    for name, figures in report.provinces:
        made.add_row(name, *cells(figures), style=None if figures.approached else "dim")
    return made
