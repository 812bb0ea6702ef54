"""People in offices. The list Contacten is the truth; this is the journal's copy of it."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from bot.models.contact import AddressState, Contact, Role
from bot.store import site
from bot.store.tables import contact

LIST = "Contacten"
# built once: building a statement costs more than running it
_GET = select(contact).where(contact.c.id == bindparam("of"))
_OF_INSTITUTION = select(contact).where(contact.c.code == bindparam("of")).order_by(contact.c.id)
_ALL = select(contact).order_by(contact.c.id)
_INSERT = insert(contact)


def add(tx: Connection, values: Iterable[Contact]) -> None:
    """New people; each gets an item in the next sync."""
    for value in values:
        done = tx.execute(_INSERT, _row(value))
        assert done.inserted_primary_key is not None
        site.mark(tx, LIST, str(done.inserted_primary_key[0]))


def adopt(tx: Connection, value: Contact) -> int:
    """Someone whom people wrote into Contacten; answers the journal's id for them."""
    done = tx.execute(insert(contact).values(**_row(value)))
    assert done.inserted_primary_key is not None
    return int(done.inserted_primary_key[0])


def put(tx: Connection, contact_id: int, value: Contact) -> None:
    """Replace what is known of one person."""
    tx.execute(update(contact).where(contact.c.id == contact_id).values(**_row(value)))
    site.mark(tx, LIST, str(contact_id))


def remove(tx: Connection, contact_id: int) -> None:
    """A person took them out of the list."""
    tx.execute(delete(contact).where(contact.c.id == contact_id))


def get(tx: Connection, contact_id: int) -> Contact | None:
    """One person by the journal's id."""
    row = tx.execute(_GET, {"of": contact_id}).mappings().first()
    return _contact(row) if row else None


def by_id(tx: Connection, code: str = "") -> dict[int, Contact]:
    """Everyone (of one institution, where a code is given) by the journal's id."""
    rows = tx.execute(_OF_INSTITUTION, {"of": code}) if code else tx.execute(_ALL)
    return {row["id"]: _contact(row) for row in rows.mappings()}


def of_institution(tx: Connection, code: str) -> tuple[Contact, ...]:
    """The people of one institution in the order they came in."""
    return tuple(_contact(row) for row in tx.execute(_OF_INSTITUTION, {"of": code}).mappings())


def mark_address(tx: Connection, email: str, state: AddressState) -> tuple[str, ...]:
    """Set what is known of an address wherever it stands; answers the institutions it belongs to."""
    rows = [(key, value) for key, value in by_id(tx).items() if value.email.casefold() == email.casefold()]
    for key, value in rows:
        put(tx, key, replace(value, state=state))
    return tuple(value.code for _, value in rows)


def _row(value: Contact) -> dict[str, object]:
    row = {name: getattr(value, name) for name in Contact.__slots__}
    return {**row, "role": value.role.value, "state": value.state.value}


def _contact(row: RowMapping) -> Contact:
    fields = {name: row[name] for name in Contact.__slots__}
    return Contact(**{**fields, "role": Role(row["role"]), "state": AddressState(row["state"])})
