"""Every message of the mailbox with how it ended: applied, for review, or ignored with a reason (P2)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.store import site
from bot.store.tables import message, outbox

LIST = "Postbak"
_KNOWN = select(message).where(message.c.graph_id == bindparam("of"))  # built once: it is run for every mail
_SAME_ID = select(message).where(message.c.internet_message_id == bindparam("of"))
_OURS = select(outbox.c.key).where(
    (outbox.c.graph_id == bindparam("graph")) | (outbox.c.internet_message_id == bindparam("internet"))
)


def known(tx: Connection, graph_id: str) -> dict[str, Any] | None:
    """What was made of a message, or None when it was never handled."""
    row = tx.execute(_KNOWN, {"of": graph_id}).mappings().first()
    return dict(row) if row else None


def sent_by_bot(tx: Connection, graph_id: str, internet_message_id: str) -> bool:
    """Whether a message in Sent Items is one that the outbox sent (or is sending)."""
    return tx.execute(_OURS, {"graph": graph_id, "internet": internet_message_id}).first() is not None


def add(tx: Connection, row: dict[str, Any]) -> None:
    """Record a handled message (columns of the table); one for review gets an item in Postbak."""
    tx.execute(insert(message).values(**row))
    if row.get("open"):
        site.mark(tx, LIST, row["graph_id"])


def change(tx: Connection, graph_id: str, **values: Any) -> None:
    """Set columns and reconcile its item."""
    tx.execute(update(message).where(message.c.graph_id == graph_id).values(**values))
    site.mark(tx, LIST, graph_id)


def marked(tx: Connection, graph_id: str, category: str) -> None:
    """The category now stands on it in Outlook."""
    tx.execute(update(message).where(message.c.graph_id == graph_id).values(marked=category))


def of_institution(tx: Connection, code: str) -> Sequence[dict[str, Any]]:
    """All messages of an institution, oldest first."""
    query = select(message).where(message.c.institution == code).order_by(message.c.received_at)
    return [dict(row) for row in tx.execute(query).mappings()]


def of_message_id(tx: Connection, internet_message_id: str) -> Sequence[dict[str, Any]]:
    """The messages that carry this id: copies of one mail, or others that took it."""
    return [dict(row) for row in tx.execute(_SAME_ID, {"of": internet_message_id}).mappings()]


def waiting(tx: Connection) -> Sequence[dict[str, Any]]:
    """Those that wait for a person, urgent ones first."""
    query = select(message).where(message.c.open).order_by(message.c.urgent.desc(), message.c.received_at)
    return [dict(row) for row in tx.execute(query).mappings()]


def unmarked(tx: Connection) -> Sequence[dict[str, Any]]:
    """Those whose category in Outlook does not say yet how they ended."""
    rows = tx.execute(select(message).where(message.c.marked != message.c.outcome)).mappings()
    return [dict(row) for row in rows]
