"""How a letter names and greets people in an office.

Rules: taaladvies.net and onzetaal.nl. A prefix is written small after initials or a first name (J. van der Berg) and
with a capital where nothing of the name precedes (mevrouw Van der Berg); 't and d' stay small. heer or mevrouw only
where the person's wish is known; else the office.
"""

from collections.abc import Sequence

from bot.letters.dates import listed
from bot.models.contact import Contact, Role
from bot.models.institution import Institution, Kind

OFFICE = {
    Role.BURGEMEESTER: "burgemeester",
    Role.GRIFFIER: "griffier",
    Role.WETHOUDER: "wethouder",
    Role.SECRETARIAAT: "het bestuurssecretariaat",
    Role.COMMISSARIS: "commissaris van de Koning",
    Role.STATENGRIFFIER: "statengriffier",
}
_GREETED_BY_OFFICE = {Role.BURGEMEESTER: "burgemeester", Role.WETHOUDER: "wethouder", Role.COMMISSARIS: "commissaris"}
_AFTER_NAME = frozenset("ba bsc beng bba llb ma msc mba mpa mph meng llm phd ra rc".split())


def surname(contact: Contact, *, alone: bool) -> str:
    """The last name with its prefix; `alone`: nothing of the name precedes it (`Van der Berg`)."""
    infix = contact.infix.strip()
    if alone and infix and not infix.startswith(("'", "’", "‘")) and infix.lower() not in ("d'", "d’"):
        infix = infix[0].upper() + infix[1:]
    joint = "" if infix.endswith(("'", "’")) and len(infix) == 2 and infix[0].isalpha() else " "
    return f"{infix}{joint}{contact.last_name}".strip() if contact.last_name else ""


def full_name(contact: Contact) -> str:
    """`drs. J. van der Berg MSc`; empty where no last name is known."""
    if not contact.last_name:
        return ""
    titles = contact.titles.replace(",", " ").split()
    after = [title for title in titles if title.casefold().strip(".") in _AFTER_NAME]
    before = [title for title in titles if title not in after]
    given = contact.initials.strip() or contact.first_name.strip()
    name = surname(contact, alone=not given)
    return " ".join([*before, *([given] if given else []), name, *after])


def addressed_name(contact: Contact) -> str:
    """`de heer drs. J. van der Berg`, `mevrouw A. de Vries`, `S. op de Beek`, or empty."""
    name = full_name(contact)
    form = {"heer": "de heer ", "mevrouw": "mevrouw "}.get(contact.address_form, "")
    return f"{form}{name}" if name else ""


def display_name(contact: Contact, institution: Institution) -> str:
    """The name beside an e-mail address: the person's, or the office with the institution's."""
    return full_name(contact) or f"{OFFICE[contact.role].removeprefix('het ')} {institution.formal_name}"


def salutation(contacts: Sequence[Contact]) -> str:
    """The opening line with its comma. Two offices are greeted by office; a secretariat only when it stands alone."""
    people = [one for one in contacts if one.role is not Role.SECRETARIAAT] or list(contacts)
    roles = list(dict.fromkeys(one.role for one in people))
    if len(people) == 1:
        return f"Geachte {_greeted(people[0])},"
    if not roles or roles == [Role.SECRETARIAAT]:
        return "Geachte heer, mevrouw,"
    words = [f"geachte {_GREETED_BY_OFFICE.get(role, OFFICE[role])}" for role in roles]
    if roles == [Role.WETHOUDER]:
        words = ["geachte wethouders"]
    line = ", ".join(words)
    return f"G{line[1:]},"


def _greeted(one: Contact) -> str:
    office = _GREETED_BY_OFFICE.get(one.role)
    name = surname(one, alone=True)
    if office:
        named = name and one.role is not Role.COMMISSARIS
        return f"{office} {name}" if named else office
    if name and one.address_form:
        return f"{one.address_form} {name}"
    return "heer, mevrouw" if one.role is Role.SECRETARIAAT else OFFICE[one.role]


def address_block(institution: Institution, contacts: Sequence[Contact]) -> str:
    """The address as lines: institution, offices with names, post address (place in capitals after two spaces)."""
    lines = [capital(institution.formal_name), *_attention(contacts)]
    if institution.post_line:
        lines += [institution.post_line, f"{institution.post_postcode}  {institution.post_place.upper()}".strip()]
    elif institution.kind is Kind.PROVINCIE and institution.visit_place:
        lines.append(institution.visit_place)
    return "\n".join(lines)


def _attention(contacts: Sequence[Contact]) -> list[str]:
    people = [one for one in contacts if one.role is not Role.SECRETARIAAT] or list(contacts)
    lines = []
    for number, one in enumerate(people):
        start = "t.a.v." if number == 0 else "en"
        lines.append(", ".join(part for part in (f"{start} {with_article(one.role)}", addressed_name(one)) if part))
    return lines


def offices(contacts: Sequence[Contact]) -> str:
    """`de burgemeester en de griffier`, for running text."""
    return listed(list(dict.fromkeys(with_article(one.role) for one in contacts)))


def with_article(role: Role) -> str:
    """`de griffier`, `het bestuurssecretariaat`."""
    return OFFICE[role] if OFFICE[role].startswith("het ") else f"de {OFFICE[role]}"


def capital(text: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]
