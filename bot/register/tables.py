"""Tables as people save them: CSV (comma or semicolon, BOM or not, UTF-8 or Excel's own encoding) and xlsx."""

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from bot.errors import DataError

MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number in the file as Excel counts (the header is 1), and its cells by column name."""

    number: int
    cells: dict[str, str]


def read_table(path: Path) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Column names (lower case, spaces as `_`) and the rows that hold anything; DataError where it cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DataError(f"{path.name}: larger than {MAX_BYTES // 1_000_000} MB; is this the right file?")
        data = path.read_bytes()
    except OSError as fault:
        raise DataError(f"{path}: cannot be read ({fault.strerror}); check the path") from None
    lines = _xlsx_lines(data, path.name) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv_lines(data, path.name)
    filled = [(number, cells) for number, cells in lines if any(cells)]
    if not filled:
        raise DataError(f"{path.name}: empty; the first row must hold the column names")
    columns = tuple(_column(cell) for cell in filled[0][1])
    twice = next((one for one in columns if one and columns.count(one) > 1), None)
    if twice:
        raise DataError(f"{path.name}: column {twice} stands there twice; remove one")
    rows = tuple(
        Row(number, {name: cell for name, cell in zip(columns, cells, strict=False) if name})
        for number, cells in filled[1:]
    )
    return tuple(name for name in columns if name), rows


def _column(text: str) -> str:
    return "_".join(text.replace("_", " ").casefold().split())


def decode(data: bytes, name: str) -> str:
    """The text of a file in UTF-8 (BOM or not), UTF-16 with BOM, or cp1252 as Excel writes; DataError else."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise DataError(f"{name}: is an Office file, not text; save it as CSV, or give it the extension xlsx")
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise DataError(f"{name}: is not a text file; save it as CSV (UTF-8) in Excel")


def _csv_lines(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    text = decode(data, name)
    first = text.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines = []
    try:
        for number, cells in enumerate(reader, start=1):
            lines.append((number, [cell.strip() for cell in cells]))
    except csv.Error as fault:
        raise DataError(f"{name}, line {reader.line_num}: not valid CSV ({fault}); check the quotes there") from None
    return lines


def _xlsx_lines(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DataError(f"{name}: is protected with a password or an old xls; save it as xlsx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(one.file_size for one in package.infolist()) > 10 * MAX_BYTES:
                raise DataError(f"{name}: unpacks to more than {MAX_BYTES // 100_000} MB; is this the right file?")
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).active
        if sheet is None:
            raise DataError(f"{name}: has no sheet; put the table on the first sheet")
        values = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as fault:
        raise DataError(f"{name}: cannot be read as xlsx ({fault}); open it in Excel and save it again") from None
    return list(enumerate(values, start=1))


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
