"""Tables as people save them: CSV (comma or semicolon, BOM or not, UTF-8 or Excel's own encoding) and xlsx."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from bot.register.faults import FileFault
from bot.register.xlsx import sheet_lines

MAX_BYTES = 20_000_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SAID = re.compile(r"sep=([;,|\t])", re.IGNORECASE)
"""A first line with which Excel is told the separator."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number in the file as Excel counts (the header is 1), and its cells by column name."""

    number: int
    cells: dict[str, str]


Table = tuple[tuple[str, ...], tuple[Row, ...]]
"""Column names (lower case, spaces as `_`) and the rows that hold anything."""


def read_table(path: Path) -> Table:
    """The table in a file; DataError in one line where it cannot be read."""
    return parse_table(read_bytes(path), path.name)


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """A file of at most `limit` bytes; DataError else."""
    try:
        if path.stat().st_size > limit:
            raise too_large(path.name, limit)
        return path.read_bytes()
    except OSError as fault:
        english = f"cannot be read ({fault.strerror}); check the path"
        raise FileFault(str(path), english, "Het bestand kan niet gelezen worden.") from None


def too_large(name: str, limit: int = MAX_BYTES) -> FileFault:
    """The refusal of a file by its size alone."""
    size = f"{limit // 1_000_000} MB"
    return FileFault(name, f"larger than {size}; is this the right file?", f"Groter dan {size}; is dit het bestand?")


def parse_table(data: bytes, name: str) -> Table:
    """The table in the bytes of a file; what it is called decides whether it must be xlsx."""
    is_xlsx = name.lower().endswith((".xlsx", ".xlsm"))
    lines = sheet_lines(data, name) if is_xlsx else _csv_lines(data, name)
    filled = [(number, cells) for number, cells in lines if any(cells)]
    if not filled:
        english = "empty; the first row must hold the column names"
        raise FileFault(name, english, "Het bestand is leeg; de eerste rij moet de kolomnamen bevatten.")
    columns = tuple(_column(cell) for cell in filled[0][1])
    twice = next((one for one in columns if one and columns.count(one) > 1), None)
    if twice:
        english = f"column {twice} stands there twice; remove one"
        raise FileFault(name, english, f"Kolom {twice} staat er twee keer in; verwijder er een.")
    rows = tuple(
        Row(number, {name: cell for name, cell in zip(columns, cells, strict=False) if name})
        for number, cells in filled[1:]
    )
    return tuple(name for name in columns if name), rows


def _column(text: str) -> str:
    return "_".join(text.replace("_", " ").casefold().split())


def decode(data: bytes, name: str) -> str:
    """The text of a file in UTF-8 (BOM or not), UTF-16 with BOM, or cp1252 as Excel writes; DataError else."""
    if data.startswith((_ZIP, _OLE)):
        english = "is an Office file, not text; save it as CSV, or give it the extension xlsx"
        raise FileFault(name, english, "Dit is geen tekst maar een Office-bestand; geef het de extensie xlsx.")
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    english = "is not a text file; save it as CSV (UTF-8) in Excel"
    raise FileFault(name, english, "Dit is geen tekstbestand; bewaar het in Excel als CSV UTF-8 of als xlsx.")


def _csv_lines(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    text = decode(data, name)
    first, _, rest = text.partition("\n")
    said = _SAID.fullmatch(first.rstrip("\r"))
    separator = said.group(1) if said else max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(rest if said else text, newline=""), delimiter=separator, strict=True)
    lines = []
    try:
        for number, cells in enumerate(reader, start=2 if said else 1):
            lines.append((number, [cell.strip() for cell in cells]))
    except csv.Error as fault:
        english = f"line {reader.line_num}: not valid CSV ({fault}); check the quotes there"
        dutch = f"Regel {reader.line_num} is geen geldige CSV; controleer daar de aanhalingstekens."
        raise FileFault(name, english, dutch) from None
    return lines
