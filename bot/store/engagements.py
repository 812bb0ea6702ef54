"""How every institution stands, one row each."""

from collections.abc import Iterable

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, select, update

from bot.models.actor import actor_from_json, actor_to_json
from bot.models.engagement import Engagement
from bot.models.status import Status
from bot.store import site
from bot.store.tables import engagement

LIST = "Gemeenten"
# built once: building a statement costs more than running it
_GET = select(engagement).where(engagement.c.code == bindparam("of"))
_UPDATE = update(engagement).where(engagement.c.code == bindparam("of"))
_INSERT = insert(engagement)


def ensure(tx: Connection, codes: Iterable[str]) -> None:
    """A row for each institution that has none."""
    known = set(tx.execute(select(engagement.c.code)).scalars())
    for code in codes:
        if code not in known:
            tx.execute(_INSERT, _row(Engagement(code)))


def get(tx: Connection, code: str) -> Engagement:
    """The engagement of one institution; a fresh one where the journal has none yet."""
    row = tx.execute(_GET, {"of": code}).mappings().first()
    return _engagement(row) if row else Engagement(code)


def all_of(tx: Connection) -> dict[str, Engagement]:
    """Every engagement by code."""
    return {row["code"]: _engagement(row) for row in tx.execute(select(engagement)).mappings()}


def counts(tx: Connection, prefix: str = "GM") -> dict[Status, int]:
    """How many institutions of a kind (by the start of their code) are in each status."""
    query = select(engagement.c.status, func.count()).where(engagement.c.code.startswith(prefix))
    return {Status(status): number for status, number in tx.execute(query.group_by(engagement.c.status))}


def put(tx: Connection, value: Engagement) -> None:
    """Store it and mark its item in the site for the next sync."""
    row = _row(value)
    if not tx.execute(_UPDATE, {"of": value.code, **row}).rowcount:
        tx.execute(_INSERT, row)
    site.mark(tx, "Provincies" if value.code.startswith("PV") else LIST, value.code)


def _row(value: Engagement) -> dict[str, object]:
    row = {name: getattr(value, name) for name in Engagement.__slots__}
    return {**row, "status": value.status.value, "actor": actor_to_json(value.actor)}


def _engagement(row: RowMapping) -> Engagement:
    return Engagement(**{**row, "status": Status(row["status"]), "actor": actor_from_json(row["actor"])})
