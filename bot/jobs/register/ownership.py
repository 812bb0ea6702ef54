"""Whose each value of a person in Contacten is: the bot's, or a person's, which stands above any file."""

from sqlalchemy import Connection

from bot.desk.lists.contacten import CONTACTEN
from bot.desk.values import held
from bot.register.person_change import FIELDS, Known
from bot.store import contacts, site
from bot.store.site import SiteItem

COLUMNS = {
    "titles": "Titels",
    "initials": "Voorletters",
    "first_name": "Roepnaam",
    "infix": "Voorvoegsel",
    "last_name": "Achternaam",
    "address_form": "Aanspreekvorm",
    "email": "Email",
    "phone": "Telefoon",
}
"""The column of each field."""
CHECKED = "Gecontroleerd"
"""A date here: a person vouches for the whole entry."""


def known_people(tx: Connection) -> list[Known]:
    """Everyone in the journal, with the fields that people filled in."""
    people = contacts.by_id(tx)
    items = site.by_key(tx, contacts.LIST, map(str, people))
    return [Known(key, value, _peoples(items.get(str(key)))) for key, value in people.items()]


def _peoples(item: SiteItem | None) -> frozenset[str]:
    if item is None:
        return frozenset()
    if held(CONTACTEN.column(CHECKED), item.seen) is not None:
        return frozenset(FIELDS)
    return frozenset(field for field in FIELDS if _typed(item, COLUMNS[field]))


def _typed(item: SiteItem, name: str) -> bool:
    column = CONTACTEN.column(name)
    value = held(column, item.seen)
    return value is not None and (name not in item.written or held(column, item.written) != value)
