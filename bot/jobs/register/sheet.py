"""The difference of a delivered file as a workbook that staff read."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from bot.jobs.register.comparing import Comparison, Line

HEADINGS = ("Wat", "Code", "Naam", "Rol", "Verschil", "Let op")
_WIDTHS = (20, 10, 28, 16, 90, 22)
OPEN = "er loopt een gesprek"


def workbook(found: Comparison) -> bytes:
    """One row a change; what was left out stands on a sheet of its own."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Verschillen"
    _fill(sheet, HEADINGS, [_row(line) for line in found.lines], _WIDTHS)
    if found.remarks:
        left_out = book.create_sheet("Overgeslagen")
        _fill(left_out, ("Wat is overgeslagen, en waarom",), [(one.dutch,) for one in found.remarks], (120,))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _row(line: Line) -> tuple[str, ...]:
    return line.what_dutch, line.code, line.name, line.office, line.told.dutch, OPEN if line.open else ""


def _fill(sheet: Worksheet, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    for number, values in enumerate((headings, *rows), start=1):
        for place, value in enumerate(values, start=1):
            cell = sheet.cell(number, place, value)
            cell.data_type = "s"  # what begins with = in a delivered file must not run as a formula here
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[chr(64 + place)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
