"""The table per province for the terminal."""

from rich import box
from rich.table import Table

from bot.reports.dutch import HEADS, TOTAL, cells, day
from bot.reports.figures import Report


def table(report: Report) -> Table:
    """The figures as a Rich table with Dutch heads that fits 80 columns; provinces that nobody approached yet are dim."""
    made = Table(
        title=f"De tour per provincie, op {day(report.as_of)}",
        title_justify="left",
        show_footer=True,
        box=box.SIMPLE,
        padding=0,
        show_edge=False,
    )
    for head, foot in zip(HEADS, (TOTAL, *cells(report.totals)), strict=True):
        first = head == HEADS[0]  # a province's name stays whole; the heads beside it may take two lines
        least = 13 if first else max(map(len, head.split()))
        made.add_column(head, footer=foot, justify="left" if first else "right", no_wrap=first, min_width=least)
    for name, figures in report.provinces:
        made.add_row(name, *cells(figures), style=None if figures.approached else "dim")
    return made
