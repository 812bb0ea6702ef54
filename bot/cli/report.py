"""`ontour report`: the figures of the tour, printed or written to files."""

from collections.abc import Sequence
from datetime import date
from json import dumps
from pathlib import Path

from rich.console import Console

from bot.errors import DataError
from bot.models.institution import Institution
from bot.reports.figures import Report, Row, counting, figures
from bot.reports.page import page
from bot.reports.table import table
from bot.reports.table_csv import read_rows

__all__ = ["read_rows", "run", "write_files"]


def run(
    institutions: Sequence[Institution],
    rows: Sequence[Row],
    as_of: date,
    as_json: bool,
    xlsx: Path | None,
    html: Path | None,
    console: Console,
) -> None:
    """Write the files that were asked for, then print the table, or with `as_json` the one JSON document.

    DataError when the figures do not add up (nothing is written then), or when a file cannot be written.
    """
    report, rows = figures(rows, institutions, as_of), counting(rows, institutions, as_of)
    write_files(report, rows, institutions, xlsx, html)
    if as_json:
        console.out(dumps(report.as_json(), ensure_ascii=False, indent=1), highlight=False)
    else:
        console.print(table(report))


def write_files(
    report: Report, rows: Sequence[Row], institutions: Sequence[Institution], xlsx: Path | None, html: Path | None
) -> None:
    """The workbook and the page of a report, each where a path is given."""
    if xlsx is not None:
        from bot.reports.xlsx import xlsx as workbook  # openpyxl takes its time to load

        _write(xlsx, workbook(report, rows, institutions))
    if html is not None:
        _write(html, page(report, rows, institutions).encode())


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as fault:
        raise DataError(f"{path}: cannot be written ({fault.strerror}); give a path in a folder that exists") from None
