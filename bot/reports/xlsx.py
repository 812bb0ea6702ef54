"""The report as an Excel workbook: a sheet per province, one of all statuses, and one of all municipalities."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from bot.models.institution import Institution
from bot.models.status import SESSIONS_HELD
from bot.reports.dutch import EXPLANATION, HEADS, TOTAL, day
from bot.reports.figures import Figures, Report, Row
from bot.reports.page import TITLE

_HEAD = PatternFill("solid", fgColor="14365C")
_TINT = PatternFill("solid", fgColor="F4F7FA")
_LINE = Border(bottom=Side("thin", color="D6DDE5"))
_TOTAL = Border(top=Side("medium", color="14365C"))
_PERCENT = HEADS.index("Aandeel") + 1


def xlsx(report: Report, rows: Iterable[Row], institutions: Iterable[Institution]) -> bytes:
    """The workbook's bytes. Numbers are numbers; each sheet has one header row, which stays in sight."""
    book = Workbook()
    book.properties.title, book.properties.creator = TITLE, "ontour"
    book.properties.language = "nl-NL"
    first = book.active
    assert isinstance(first, Worksheet)
    _provinces(first, report)
    _statuses(book.create_sheet("Alle standen"), report)
    _municipalities(book.create_sheet("Gemeenten"), rows, {one.code: one for one in institutions})
    _explanation(book.create_sheet("Toelichting"), report)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _provinces(sheet: Worksheet, report: Report) -> None:
    sheet.title = "Per provincie"
    body = [[name, *_numbers(part)] for name, part in report.provinces]
    _grid(sheet, HEADS, body, [TOTAL, *_numbers(report.totals)])
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, _PERCENT).number_format = "0.0%"


def _statuses(sheet: Worksheet, report: Report) -> None:
    statuses = list(report.totals.statuses)
    body = [[name, *part.statuses.values()] for name, part in report.provinces]
    heads = ["Provincie", *(status.label for status in statuses)]
    _grid(sheet, heads, body, [TOTAL, *report.totals.statuses.values()])


def _municipalities(sheet: Worksheet, rows: Iterable[Row], register: dict[str, Institution]) -> None:
    """A table to filter and sort: one row per municipality."""
    known = [(register[row.code], row) for row in rows if row.code in register]
    known.sort(key=lambda pair: (pair[0].province, pair[0].name))
    body = [[one.code, one.name, one.province, row.status.label, _held(row)] for one, row in known]
    _grid(sheet, ["CBS-code", "Gemeente", "Provincie", "Status", "Bijeenkomst gehouden"], body, None, text=5)
    if body:
        table = Table(displayName="Gemeenten", ref=f"A1:E{len(body) + 1}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
        sheet.add_table(table)


def _explanation(sheet: Worksheet, report: Report) -> None:
    _grid(sheet, ["Woord", "Betekenis"], [["Stand op", day(report.as_of)], *map(list, EXPLANATION)], None, text=2)
    sheet.column_dimensions["B"].width = 85


def _numbers(part: Figures) -> list[Any]:
    share = part.talks / part.municipalities if part.municipalities else 0
    return [part.municipalities, part.approached, part.talks, share, part.sessions_held, part.awaiting, part.declined]


def _held(row: Row) -> str:
    return "ja" if row.session_held or row.status in SESSIONS_HELD else ""


def _grid(
    sheet: Worksheet, heads: Sequence[str], body: list[list[Any]], total: list[Any] | None, text: int = 1
) -> None:
    """A header row, the rows and a total; the first `text` columns are words, the others numbers."""
    for values in [list(heads), *body, *([total] if total else [])]:
        sheet.append(values)
    for row in range(1, sheet.max_row + 1):
        for column in range(1, len(heads) + 1):
            cell = sheet.cell(row, column)
            cell.border = _LINE
            cell.alignment = Alignment(horizontal="left" if column <= text else "right", vertical="center")
            if row == 1:
                cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
                cell.alignment = Alignment(horizontal=cell.alignment.horizontal, vertical="center", wrap_text=True)
            elif total and row == sheet.max_row:
                cell.font, cell.border = Font(bold=True), _TOTAL
            elif row % 2:
                cell.fill = _TINT
    _fit(sheet, heads, body)


def _fit(sheet: Worksheet, heads: Sequence[str], body: list[list[Any]]) -> None:
    """Widths by content, the header in sight and on each printed page, a page wide."""
    for number, head in enumerate(heads, start=1):
        words = max((len(word) for word in head.split()), default=0)
        content = max((len(str(row[number - 1])) for row in body if isinstance(row[number - 1], str)), default=0)
        sheet.column_dimensions[get_column_letter(number)].width = max(words, content, 9) + 3
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
