"""The first sheet of an xlsx as lines of text; whatever was dropped in is refused in one line before it costs much."""

import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time

from bot.register.faults import FileFault

MAX_UNPACKED = 30_000_000
MAX_ROWS, MAX_COLUMNS = 50_000, 200
_SHEETS = "xl/worksheets/"


def sheet_lines(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    """Number and cells of each row of the active sheet; FileFault where the file is not a plain workbook."""
    _refuse(data, name)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.active
        if sheet is None or not hasattr(sheet, "reset_dimensions"):
            raise FileFault(name, "has no sheet; put the table on the first sheet", "Er staat geen werkblad in.")
        sheet.reset_dimensions()  # what a file says of its size may be anything
        return _lines(sheet.iter_rows(values_only=True), name)
    except FileFault:
        raise
    except Exception as fault:  # openpyxl raises whatever its parsers raise on a damaged part
        raise _damaged(name, type(fault).__name__) from None


def _refuse(data: bytes, name: str) -> None:
    """Before it is unpacked: encrypted, not a workbook at all, with macros, or a bomb."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        english = "is protected with a password or an old xls; save it as xlsx without a password"
        raise FileFault(name, english, "Er zit een wachtwoord op, of het is een oude xls; bewaar het als gewone xlsx.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise _damaged(name, "not a zip file") from None
    if sum(one.file_size for one in parts) > MAX_UNPACKED:
        english = f"unpacks to more than {MAX_UNPACKED // 1_000_000} MB; is this the right file?"
        raise FileFault(name, english, f"Uitgepakt is dit meer dan {MAX_UNPACKED // 1_000_000} MB; is dit het bestand?")
    if any(one.filename.casefold().endswith("vbaproject.bin") for one in parts):
        raise FileFault(name, "holds macros; save it as xlsx without macros", "Er zitten macro's in; bewaar als xlsx.")
    if not any(one.filename.startswith(_SHEETS) for one in parts):
        english = "is an Office file but no workbook; save the table as xlsx in Excel"
        raise FileFault(name, english, "Dit is geen Excel-werkmap; bewaar de tabel in Excel als xlsx.")


def _damaged(name: str, why: str) -> FileFault:
    english = f"cannot be read as xlsx ({why}); open it in Excel and save it again"
    return FileFault(name, english, "Dit is geen leesbaar xlsx-bestand; open het in Excel en bewaar het opnieuw.")


def _lines(rows: Iterable[tuple[object, ...]], name: str) -> list[tuple[int, list[str]]]:
    lines = []
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            much = f"{MAX_ROWS} rows or {MAX_COLUMNS} columns"
            english = f"has more than {much}; delete what is below and beside the table"
            dutch = f"Meer dan {MAX_ROWS} rijen of {MAX_COLUMNS} kolommen; verwijder wat onder en naast de tabel staat."
            raise FileFault(name, english, dutch)
        cells = [cell_text(value) for value in row]
        if any(cells):
            lines.append((number, cells))
    return lines


def cell_text(value: object) -> str:
    """A cell as a person would type it: whole numbers without a point, days as 2027-01-01."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
