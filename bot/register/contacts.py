"""Office-holders from the organisation's own file: every row checked, every fault told in one line."""

import csv
import difflib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.models.contact import Contact, Role
from bot.models.institution import Institution, Kind
from bot.register.delivered import Delivered, Source
from bot.register.faults import FileFault, Told
from bot.register.tables import Row, Table, read_table

COLUMNS = (
    "cbs_code", "role", "titles", "initials", "first_name", "infix", "last_name", "address_form", "email", "phone",
)  # fmt: skip
"""The columns of the file; cbs_code, role and email must be there."""
NEEDED = ("cbs_code", "role", "email")

_ADDRESS = re.compile(r"[A-Za-z0-9._%+'&/=?^{}~!#$*-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_FORMS = {
    "": "",
    **dict.fromkeys(("heer", "dhr", "de heer"), "heer"),
    **dict.fromkeys(("mevrouw", "mevr", "mw"), "mevrouw"),
}
ONE_EACH = (Role.BURGEMEESTER, Role.GRIFFIER, Role.COMMISSARIS, Role.STATENGRIFFIER)
"""Offices that one person holds at a time."""
_OF_PROVINCE = (Role.COMMISSARIS, Role.STATENGRIFFIER)


@dataclass
class _Reading:
    """The file so far."""

    institutions: dict[str, Institution]
    contacts: list[Contact] = field(default_factory=list)
    errors: list[Told] = field(default_factory=list)
    people: dict[tuple[str, str, str], int] = field(default_factory=dict)
    offices: dict[tuple[str, Role], int] = field(default_factory=dict)


def read_contacts(path: Path, institutions: Iterable[Institution]) -> Delivered:
    """Read a CSV or xlsx with `COLUMNS` (any order, any case). DataError where the file as a whole cannot be used."""
    return contacts_of(read_table(path), path.name, institutions)


def contacts_of(table: Table, file: str, institutions: Iterable[Institution]) -> Delivered:
    """The people in a table; a row that is wrong is among the errors, and not among the people."""
    columns, rows = table
    missing = ", ".join(name for name in NEEDED if name not in columns)
    if missing:
        english = f"column {missing} is missing; the columns are {', '.join(COLUMNS)}"
        raise FileFault(file, english, f"Kolom {missing} ontbreekt; de kolommen zijn {', '.join(COLUMNS)}.")
    reading = _Reading({one.code: one for one in institutions})
    for row in rows:
        fault = _read_row(reading, row)
        if fault:
            reading.errors.append(fault.at(f"{file}, row {row.number}, ", f"Rij {row.number}, "))
    return Delivered(Source.CONTACTS, people=tuple(reading.contacts), errors=tuple(reading.errors))


def _read_row(reading: _Reading, row: Row) -> Told | None:
    cells = row.cells
    broken = next((name for name in COLUMNS if _CONTROL.search(cells.get(name, ""))), None)
    if broken:
        return Told(
            f"{broken}: holds a line break or control character; type it again",
            f"{broken}: er staat een regeleinde of stuurteken in; typ het opnieuw.",
        )
    code = _code(cells.get("cbs_code", ""))
    role = cells.get("role", "").casefold()
    form = _FORMS.get(cells.get("address_form", "").casefold().rstrip("."))
    email = cells.get("email", "").removeprefix("mailto:").casefold()
    fault = _wrong_code(code, reading) or _wrong_role(role, code) or _wrong_email(email)
    if fault:
        return fault
    if form is None:
        given = cells["address_form"]
        return Told(
            f"address_form: {given!r} is not heer, mevrouw or empty",
            f"address_form: '{given}' is geen heer, mevrouw of leeg.",
        )
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
        phone=_phone(cells.get("phone", "")),
    )
    fault = _twice(reading, contact)
    if fault is None:
        _keep(reading, contact, row.number)
    return fault


def _code(text: str) -> str:
    text = text.upper().replace(" ", "")
    return f"GM{int(text):04d}" if text.isdecimal() else text


def _phone(text: str) -> str:
    """Excel takes the nought off a number that was typed into a plain cell."""
    return f"0{text}" if re.fullmatch(r"[1-9]\d{8}", text) else text


def _wrong_code(code: str, reading: _Reading) -> Told | None:
    if not code:
        return Told("cbs_code: empty; fill in the code, like GM0106", "cbs_code is leeg; vul de code in, zoals GM0106.")
    if code in reading.institutions:
        return None
    near = next(iter(difflib.get_close_matches(code, reading.institutions, n=1, cutoff=0.5)), "")
    who = f"{near} ({reading.institutions[near].name})" if near else ""
    return Told(
        f"cbs_code: {code} is not in the register{f'; did you mean {who}?' if near else '; look it up'}",
        f"cbs_code: {code} staat niet in het register{f'; bedoelt u {who}?' if near else '; zoek de code op.'}",
    )


def _wrong_role(role: str, code: str) -> Told | None:
    known = [one.value for one in Role]
    if role not in known:
        near = next(iter(difflib.get_close_matches(role, known, n=1)), "")
        choose, kies = f"choose from {', '.join(known)}", f"kies uit {', '.join(known)}."
        if not role:
            return Told(f"role: empty; {choose}", f"role is leeg; {kies}")
        return Told(
            f"role: {role!r} is not a role; {f'did you mean {near}?' if near else choose}",
            f"role: '{role}' bestaat niet; {f'bedoelt u {near}?' if near else kies}",
        )
    of_province = Role(role) in _OF_PROVINCE
    if of_province != code.startswith("PV") and Role(role) is not Role.SECRETARIAAT:
        kind = Kind.PROVINCIE if code.startswith("PV") else Kind.GEMEENTE
        return Told(
            f"role: {role} does not belong to a {kind.value} ({code}); correct the role or the code",
            f"role: {role} past niet bij een {kind.value} ({code}); verbeter de rol of de code.",
        )
    return None


def _wrong_email(email: str) -> Told | None:
    if not email:
        return Told(
            "email: empty; fill in an address, or leave the row out",
            "email is leeg; vul een adres in of laat de rij weg.",
        )
    if not valid_email(email):
        return Told(
            f"email: {email!r} is not a valid address; correct it (one address, without a name)",
            f"email: '{email}' is geen geldig adres; verbeter het (een adres, zonder naam).",
        )
    return None


def valid_email(email: str) -> bool:
    """One plain address."""
    local = email.partition("@")[0]
    odd = ".." in email or local.startswith(".") or local.endswith(".")
    return bool(_ADDRESS.fullmatch(email)) and not odd


def _twice(reading: _Reading, contact: Contact) -> Told | None:
    before = reading.people.get((contact.code, contact.email, contact.role.value))
    if before:
        return Told(
            f"email: {contact.email} stands there twice for {contact.code} (row {before}); remove one",
            f"email: {contact.email} staat twee keer bij {contact.code} (rij {before}); verwijder er een.",
        )
    before = reading.offices.get((contact.code, contact.role)) if contact.role in ONE_EACH else None
    if before:
        who, role = f"{reading.institutions[contact.code].name} ({contact.code})", contact.role.value
        return Told(
            f"role: {who} has a second {role} (row {before}); remove who left",
            f"role: {who} heeft een tweede {role} (rij {before}); verwijder wie weg is.",
        )
    return None


def _keep(reading: _Reading, contact: Contact, number: int) -> None:
    reading.people[contact.code, contact.email, contact.role.value] = number
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
