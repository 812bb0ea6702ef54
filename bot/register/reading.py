"""Which kind of file was delivered: told by what is in it, not by its name."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path

from bot.models.institution import Institution
from bot.register import institution_table, roo_csv
from bot.register.contacts import contacts_of
from bot.register.delivered import Delivered
from bot.register.faults import FileFault
from bot.register.roo_xml import read_xml
from bot.register.rules import ImportRules
from bot.register.tables import MAX_BYTES, parse_table, read_bytes, too_large

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
MAX_XML = 1_000_000_000


def read_file(path: Path, institutions: Mapping[str, Institution], today: date, rules: ImportRules) -> Delivered:
    """Read a delivered file; DataError in one line where it cannot be used. An XML export may be of any size."""
    try:
        with path.open("rb") as file:
            start = file.read(1000)
        size = path.stat().st_size
    except OSError:
        start, size = b"", 0  # reading it says what is wrong
    if is_xml(start):
        if size > MAX_XML:
            raise too_large(path.name, MAX_XML)
        return read_xml(str(path), path.name, today, rules)
    return read_data(read_bytes(path), path.name, institutions, today, rules)


def read_data(
    data: bytes, name: str, institutions: Mapping[str, Institution], today: date, rules: ImportRules
) -> Delivered:
    """The same for the bytes of a file of at most `MAX_BYTES`."""
    if len(data) > MAX_BYTES:
        raise too_large(name)
    if is_xml(data[:1000]):
        return read_xml(BytesIO(data), name, today, rules)
    table = parse_table(data, name)
    columns = table[0]
    if roo_csv.is_organisations(columns):
        return roo_csv.read_organisations(table, name, today, rules)
    if roo_csv.is_staff(columns):
        return roo_csv.read_staff(table, name, today, rules)
    if institution_table.is_institutions(columns) and table[1]:
        return institution_table.institutions_of(table, name, institutions)
    found = contacts_of(table, name, institutions.values())
    if not found.people and not found.errors:
        raise FileFault(name, "holds no row below the column names", "Er staat geen rij onder de kolomnamen.")
    return found


def is_xml(start: bytes) -> bool:
    """The first bytes of a file say that it is XML, whatever its name."""
    for bom in _BOMS:
        start = start.removeprefix(bom)
    return start.replace(b"\x00", b"").lstrip().startswith(b"<")
