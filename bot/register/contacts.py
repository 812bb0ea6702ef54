"""Office-holders from the organisation's own file: every row checked, every fault told in one line."""

import csv
import difflib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import DataError
from bot.models.contact import Contact, Role
from bot.models.institution import Institution, Kind
from bot.register.tables import Row, read_table

COLUMNS = (
    "cbs_code", "role", "titles", "initials", "first_name", "infix", "last_name", "address_form", "email", "phone",
)  # fmt: skip
"""The columns of the file; cbs_code, role and email must be there."""

_ADDRESS = re.compile(r"[A-Za-z0-9._%+'&/=?^{}~!#$*-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_FORMS = {
    "": "",
    **dict.fromkeys(("heer", "dhr", "de heer"), "heer"),
    **dict.fromkeys(("mevrouw", "mevr", "mw"), "mevrouw"),
}
_ONE_EACH = (Role.BURGEMEESTER, Role.GRIFFIER, Role.COMMISSARIS, Role.STATENGRIFFIER)
_OF_PROVINCE = (Role.COMMISSARIS, Role.STATENGRIFFIER)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file holds: the rows that are right, and a line for each that is not."""

    contacts: tuple[Contact, ...]
    errors: tuple[str, ...]


@dataclass
class _Reading:
    """The file so far."""

    file: str
    institutions: dict[str, Institution]
    contacts: list[Contact] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    people: dict[tuple[str, str], int] = field(default_factory=dict)
    offices: dict[tuple[str, Role], int] = field(default_factory=dict)


def read_contacts(path: Path, institutions: Iterable[Institution]) -> Imported:
    """Read a CSV or xlsx with `COLUMNS` (any order, any case). DataError where the file as a whole cannot be used."""
    columns, rows = read_table(path)
    missing = [name for name in ("cbs_code", "role", "email") if name not in columns]
    if missing:
        raise DataError(f"{path.name}: column {', '.join(missing)} is missing; the columns are {', '.join(COLUMNS)}")
    reading = _Reading(path.name, {one.code: one for one in institutions})
    for row in rows:
        fault = _read_row(reading, row)
        if fault:
            reading.errors.append(f"{path.name}, row {row.number}, {fault}")
    return Imported(tuple(reading.contacts), tuple(reading.errors))


def _read_row(reading: _Reading, row: Row) -> str | None:
    cells = row.cells
    broken = next((name for name in COLUMNS if _CONTROL.search(cells.get(name, ""))), None)
    if broken:
        return f"{broken}: holds a line break or control character; type it again"
    code = _code(cells.get("cbs_code", ""))
    role = cells.get("role", "").casefold()
    form = _FORMS.get(cells.get("address_form", "").casefold().rstrip("."))
    email = cells.get("email", "").removeprefix("mailto:").casefold()
    fault = _wrong_code(code, reading) or _wrong_role(role, code) or _wrong_email(email)
    if fault:
        return fault
    if form is None:
        return f"address_form: {cells['address_form']!r} is not heer, mevrouw or empty"
    contact = Contact(
        code,
        Role(role),
        email,
        titles=cells.get("titles", ""),
        initials=cells.get("initials", ""),
        first_name=cells.get("first_name", ""),
        infix=cells.get("infix", ""),
        last_name=cells.get("last_name", ""),
        address_form=form,
        phone=cells.get("phone", ""),
    )
    fault = _twice(reading, contact, row.number)
    if fault is None:
        _keep(reading, contact, row.number)
    return fault


def _code(text: str) -> str:
    text = text.upper().replace(" ", "")
    return f"GM{int(text):04d}" if text.isdecimal() else text


def _wrong_code(code: str, reading: _Reading) -> str | None:
    if not code:
        return "cbs_code: empty; fill in the code, like GM0106"
    if code in reading.institutions:
        return None
    near = difflib.get_close_matches(code, reading.institutions, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]} ({reading.institutions[near[0]].name})?" if near else "; look it up"
    return f"cbs_code: {code} is not in the register{hint}"


def _wrong_role(role: str, code: str) -> str | None:
    known = [one.value for one in Role]
    if role not in known:
        near = difflib.get_close_matches(role, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"choose from {', '.join(known)}"
        return f"role: {role!r} is not a role; {hint}" if role else f"role: empty; choose from {', '.join(known)}"
    of_province = Role(role) in _OF_PROVINCE
    if of_province != code.startswith("PV") and Role(role) is not Role.SECRETARIAAT:
        kind = Kind.PROVINCIE if code.startswith("PV") else Kind.GEMEENTE
        return f"role: {role} does not belong to a {kind.value} ({code}); correct the role or the code"
    return None


def _wrong_email(email: str) -> str | None:
    if not email:
        return "email: empty; fill in an address, or leave the row out"
    local = email.partition("@")[0]
    if not _ADDRESS.fullmatch(email) or ".." in email or local.startswith(".") or local.endswith("."):
        return f"email: {email!r} is not a valid address; correct it (one address, without a name)"
    return None


def _twice(reading: _Reading, contact: Contact, number: int) -> str | None:
    before = reading.people.get((contact.code, contact.email))
    if before:
        return f"email: {contact.email} stands there twice for {contact.code} (row {before}); remove one"
    before = reading.offices.get((contact.code, contact.role)) if contact.role in _ONE_EACH else None
    if before:
        name = reading.institutions[contact.code].name
        return f"role: {name} ({contact.code}) has a second {contact.role.value} (row {before}); remove who left"
    return None


def _keep(reading: _Reading, contact: Contact, number: int) -> None:
    reading.people[contact.code, contact.email] = number
    reading.offices[contact.code, contact.role] = number
    reading.contacts.append(contact)


def write_contacts(path: Path, contacts: Iterable[Contact]) -> None:
    """Write contacts as a CSV that `read_contacts` and Excel read (UTF-8 with BOM, semicolons)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in contacts:
        writer.writerow([one.code, one.role.value, *(getattr(one, name) for name in COLUMNS[2:])])
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
