"""A table of statuses from a file: what `ontour report --from FILE.csv` reads."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.errors import DataError
from bot.models.institution import Institution, Kind
from bot.models.status import Status
from bot.reports.figures import Row, named

_REQUIRED = ("cbs_code", "status")
_FLAGS = {"": False, "0": False, "false": False, "nee": False, "no": False, "onwaar": False,
          "1": True, "true": True, "ja": True, "yes": True, "waar": True, "x": True}  # fmt: skip


def read_rows(path: Path, institutions: Iterable[Institution]) -> list[Row]:
    """The rows of a CSV file with the columns cbs_code, status (identifier or Dutch label) and maybe session_held.

    Separated by comma, semicolon or tab, in UTF-8 (with or without BOM), UTF-16 or Windows-1252. Municipalities of the
    register that the file does not name count as "Nog te benaderen", so that the provinces add up. DataError, in one
    line, names file and rows: an unknown code, a code twice, an unknown status, a session_held that is no yes or no.
    """
    municipalities = {one.code: one for one in institutions if one.kind is Kind.GEMEENTE}
    rows: dict[str, Row] = {}
    faults: list[str] = []
    first: dict[str, int] = {}
    for number, record in _records(path):
        code = record["cbs_code"].strip().upper()
        fault = _fault(record, code, municipalities, first)
        if fault:
            faults.append(f"row {number}: {fault}")
            continue
        first[code] = number
        rows[code] = Row(code, Status.parse(record["status"]), _FLAGS[_flag(record)])
    if faults:
        raise DataError(f"{path}: {named(faults)}; correct the file and run it again")
    return [rows.get(code) or Row(code, Status.TO_APPROACH) for code in municipalities]


def _records(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Rows with their line number in the file; empty lines are skipped."""
    text = _text(path)
    head = text.splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, restval="", restkey="_more")
    names = [(name or "").strip().casefold() for name in reader.fieldnames or ()]
    if not head:
        raise DataError(f"{path}: is empty; the first row must name cbs_code and status")
    missing = [name for name in _REQUIRED if name not in names]
    if missing:
        raise DataError(f"{path}: no column {' and '.join(missing)}; the first row must name cbs_code and status")
    twice = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
    if twice:
        raise DataError(f"{path}: has column {' and '.join(twice)} twice; leave one of them")
    reader.fieldnames = names
    try:
        return [(reader.line_num, dict(record)) for record in reader if any(map(str.strip, map(str, record.values())))]
    except csv.Error as fault:
        raise DataError(f"{path}: row {reader.line_num}: {fault}; save the table as CSV again") from None


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise DataError(f"{path}: cannot be read ({fault.strerror}); give the path of a CSV file") from None
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise DataError(f"{path}: is an Excel file, whatever its name; save it in Excel as CSV (UTF-8)")
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise DataError(f"{path}: is not a text file; save the table as CSV (UTF-8)")


def _flag(record: Mapping[str, str]) -> str:
    return record.get("session_held", "").strip().casefold()


def _fault(
    record: Mapping[str, str], code: str, known: Mapping[str, Institution], first: Mapping[str, int]
) -> str:
    if code not in known:
        return f"unknown code {code!r}" if code else "no code"
    if code in first:
        return f"code {code} is also in row {first[code]}"
    try:
        Status.parse(record["status"])
    except ValueError:
        return f"{code} has unknown status {record['status'].strip()!r}"
    if _flag(record) not in _FLAGS:
        return f"{code} has session_held {record['session_held'].strip()!r}, which is no yes or no"
    return ""
