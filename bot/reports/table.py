"""The table per province for the terminal."""

from rich.table import Table

from bot.reports.dutch import HEADS, TOTAL, cells, day
from bot.reports.figures import Report


def table(report: Report) -> Table:
    """The figures as a Rich table with Dutch heads; provinces that nobody approached yet are dim."""
    made = Table(title=f"De tour per provincie, op {day(report.as_of)}", title_justify="left", show_footer=True)
    for head, foot in zip(HEADS, (TOTAL, *cells(report.totals)), strict=True):
        made.add_column(head, footer=foot, justify="left" if head == HEADS[0] else "right", no_wrap=True)
    for name, figures in report.provinces:
        made.add_row(name, *cells(figures), style=None if figures.approached else "dim")
    return made
