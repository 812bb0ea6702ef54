"""A person in an office, read from an item of Contacten."""

import re
from collections.abc import Mapping
from typing import Any

from bot.models.contact import AddressState, Contact, Role

_CODE = re.compile(r"(GM\d{4}|PV\d{2})")
_EMAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]+")
_PROVINCIAL = (Role.COMMISSARIS, Role.STATENGRIFFIER)


def contact_from_fields(fields: Mapping[str, Any]) -> Contact | str:
    """The contact that the item describes, or one Dutch line that says what lacks."""
    text = {name: str(value).strip() for name, value in fields.items() if value is not None}
    fault = _fault(text)
    if fault:
        return fault
    return Contact(
        code=text["CbsCode"].upper(),
        role=Role(text["Rol"].casefold()),
        email=text["Email"],
        titles=text.get("Titels", ""),
        initials=text.get("Voorletters", ""),
        first_name=text.get("Roepnaam", ""),
        infix=text.get("Voorvoegsel", ""),
        last_name=text.get("Achternaam", ""),
        address_form=text.get("Aanspreekvorm", "").casefold(),
        phone=text.get("Telefoon", ""),
        state=_state(text.get("Adresstand", "")),
    )


def _fault(text: Mapping[str, str]) -> str:
    code, role, email = text.get("CbsCode", ""), text.get("Rol", "").casefold(), text.get("Email", "")
    if not _CODE.fullmatch(code.upper()):
        return f"CBS-code '{code}' klopt niet; schrijf bijvoorbeeld GM0106." if code else "Vul de CBS-code in."
    if role not in [one.value for one in Role]:
        return f"Rol '{role}' bestaat niet; kies er een uit de lijst." if role else "Kies een rol."
    if (Role(role) in _PROVINCIAL) != code.upper().startswith("PV") and role != Role.SECRETARIAAT:
        return f"De rol {role} past niet bij {code.upper()}: controleer de CBS-code en de rol."
    if not _EMAIL.fullmatch(email):
        return f"E-mailadres '{email}' klopt niet." if email else "Vul het e-mailadres in."
    if text.get("Aanspreekvorm", "").casefold() not in ("", "heer", "mevrouw"):
        return "Aanspreekvorm is heer, mevrouw of leeg."
    return ""


def _state(text: str) -> AddressState:
    known = {state.value: state for state in AddressState}
    return known.get(text, AddressState.OK)
