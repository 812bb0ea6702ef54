"""What the exports of the Register van Overheidsorganisaties have in common, whether XML or CSV."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.models.contact import Contact, Role
from bot.models.institution import Kind
from bot.register.contacts import valid_email
from bot.register.faults import Told
from bot.register.person_names import person_name
from bot.register.rules import ImportRules

_TOOI = re.compile(r"/(?:gemeente|provincie)/(gm\d{4}|pv\d{2})/?$", re.IGNORECASE)
_CODE = re.compile(r"(GM\d{4}|PV\d{2})", re.IGNORECASE)
_POSTCODE = re.compile(r"(\d{4})\s?([A-Z]{2})", re.IGNORECASE)
_KIND = re.compile(r"^(?:gemeente|provincie)\s+", re.IGNORECASE)
KINDS = {kind.value: kind for kind in Kind}
"""The types of organisation that are read, casefolded; all others are passed by."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person in an office as the register writes it; `text` is the name with titles, or a department's."""

    function: str
    text: str
    email: str = ""
    phone: str = ""
    end: date | None = None


def code_of(*identifiers: str) -> str:
    """The code in the first TOOI address or organisation code that holds one (`.../gemeente/gm0106`), or ''."""
    for text in identifiers:
        found = _TOOI.search(text.strip()) or _CODE.fullmatch(text.strip())
        if found:
            return found.group(1).upper()
    return ""


def facts_of(
    name: str, addresses: Sequence[Mapping[str, str]], sites: Iterable[str], begin: str, end: str, rules: ImportRules
) -> dict[str, Any]:
    """The facts of an institution; what the register does not say is absent. Addresses carry the names of its CSV."""
    values: dict[str, Any] = {"name": _KIND.sub("", name.strip())}
    visit = next((one for one in addresses if one.get("adresType", "").casefold() == "bezoekadres"), None)
    post = next((one for one in addresses if one.get("adresType", "").casefold() == "postadres"), None)
    if visit:
        values |= _address(visit, "visit") | _place(visit)
        if province := rules.provinces.get(visit.get("provincieAfkorting", "").casefold()):
            values["province"] = province
    if post or visit:
        values |= _address(post or visit or {}, "post")
    if domain := next(filter(None, map(_host, sites)), ""):
        values["domain"] = domain
    if since := day(begin):
        values["valid_from"] = since
    if last := day(end):
        values["valid_to"] = last if last.day == 1 else last + timedelta(days=1)  # ours is the first day without it
    return values


def _address(one: Mapping[str, str], which: str) -> dict[str, str]:
    number = "".join(filter(None, [one.get("huisnummer", ""), one.get("huisletter", "")]))
    number = "-".join(filter(None, [number, one.get("toevoeging") or one.get("huisnummertoevoeging") or ""]))
    street = " ".join(filter(None, [one.get("openbareRuimte") or one.get("straat") or "", number]))
    line = f"Postbus {one['postbus']}" if one.get("postbus") and which == "post" else street
    found = {f"{which}_line": line, f"{which}_place": one.get("woonplaats") or one.get("plaats") or ""}
    postcode = _POSTCODE.fullmatch(one.get("postcode", "").strip())
    if postcode:
        found[f"{which}_postcode"] = f"{postcode.group(1)} {postcode.group(2).upper()}"
    return {name: value for name, value in found.items() if value}


def _place(one: Mapping[str, str]) -> dict[str, float]:
    try:
        latitude, longitude = float(one.get("centroideLatitude", "")), float(one.get("centroideLongitude", ""))
    except ValueError:
        return {}
    inside = 50.0 <= latitude <= 54.0 and 3.0 <= longitude <= 7.5
    return {"latitude": round(latitude, 6), "longitude": round(longitude, 6)} if inside else {}


def _host(url: str) -> str:
    host = urlsplit(url.strip() if "//" in url else f"//{url.strip()}").hostname or ""
    return host.removeprefix("www.").casefold() if "." in host else ""


def day(text: str) -> date | None:
    """A day as 2027-01-01 or 01-01-2027, None for anything else."""
    text = text.strip()[:10]
    try:
        if re.fullmatch(r"\d{1,2}-\d{1,2}-\d{4}", text):
            number, month, year = (int(part) for part in text.split("-"))
            return date(year, month, number)
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def holders(
    code: str, name: str, people: Iterable[Person], today: date, rules: ImportRules
) -> tuple[list[Contact], list[Told]]:
    """Who holds the offices that letters go to. More than one at once is left to a person, and said."""
    kind = Kind.PROVINCIE if code.startswith("PV") else Kind.GEMEENTE
    by_role: dict[Role, list[Person]] = {}
    for one in people:
        role = rules.functions[kind].get(" ".join(one.function.casefold().split()))
        if role and (one.end is None or one.end > today):
            by_role.setdefault(role, []).append(one)
    found, told = [], []
    for role, here in by_role.items():
        contacts = list(dict.fromkeys(_contact(code, role, one, rules) for one in here))
        known = [one for one in contacts if one.last_name or one.email]
        if len(known) > 1:
            who = ", ".join(one.text for one in here)
            count, where = len(known), f"{code} {name}: "
            english = f"{count} at once as {role.value} ({who}); left as it is, choose in Contacten"
            dutch = f"{count} tegelijk als {role.value} ({who}); niets gewijzigd, kies in Contacten."
            told.append(Told(english, dutch).at(where, where))
        found += known if len(known) == 1 else []
    return found, told


def _contact(code: str, role: Role, one: Person, rules: ImportRules) -> Contact:
    parts, email = person_name(one.text, rules), one.email.strip().casefold()
    return Contact(
        code,
        role,
        email if valid_email(email) else "",
        titles=parts.titles,
        initials=parts.initials,
        first_name=parts.first_name,
        infix=parts.infix,
        last_name=parts.last_name,
        address_form=parts.address_form,
        phone=" ".join(one.phone.split()),
    )


def no_code(where: str, where_nl: str, name: str) -> Told:
    """An institution whose code is nowhere in its row."""
    return Told(
        f"{where}{name or 'without a name'}: no code (TOOI address or organisation code); left out",
        f"{where_nl}{name or 'zonder naam'}: geen code (TOOI-adres of organisatiecode); overgeslagen.",
    )
