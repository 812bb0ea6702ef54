"""The index of a column after any row of writes: it holds what a look at every item finds."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.db import Db
from bot.sandbox.http import GraphError
from bot.sandbox.sharepoint import items, value_index, versions
from bot.sandbox.sharepoint.columns import Column, define

NOW = datetime(2026, 9, 7, tzinfo=UTC)
WHO: dict[str, Any] = {"user": {"displayName": "x"}}
VALUES = st.sampled_from(["a", "A", "b", None, 7, 7.0])
KINDS = st.sampled_from(["add", "write", "delete", "index"])
STEPS = st.lists(st.tuples(KINDS, st.integers(1, 5), VALUES), max_size=30)


def column(**more: Any) -> Column:
    return define({"name": "Code", "text": {}, "indexed": True, **more})


def tables() -> Db:
    db = Db(None)
    for part in (items, versions, value_index):
        db.script(part.SCHEMA)
    return db


def carry_out(db: Db, own: Column, step: str, number: int, value: Any) -> None:
    """One step as the routes do it."""
    item, fields = items.get(db, "L", number), {"Code": value}
    if step == "index":
        value_index.end(db, "L", own)
        value_index.rebuild(db, own, items.every(db, "L"))
    elif step == "delete" and item:
        value_index.let_go(db, item)
        items.remove(db, item, WHO, NOW)
    elif step in ("add", "write"):
        value_index.check_free(db, "L", [own], fields, number if item and step == "write" else 0)
        changed = items.add(db, "L", fields, WHO, NOW) if step == "add" else item
        if step == "write" and item:
            changed = items.write(db, item, fields, WHO, NOW, 9)
        if changed:
            value_index.hold(db, [own], changed, fields)


def same(one: Any, other: Any) -> bool:
    return str(one).lower() == str(other).lower() if isinstance(one, str) or isinstance(other, str) else one == other


@given(STEPS)
def test_the_index_finds_what_a_look_at_all_finds(steps: list[tuple[str, int, Any]]) -> None:
    db, own = tables(), column()
    for step in steps:
        carry_out(db, own, *step)
    for value in ("a", "B", 7):
        standing = [item.id for item in items.every(db, "L") if same(item.fields.get("Code"), value)]
        assert value_index.holders(db, "L", "Code", value) == standing


@given(STEPS)
def test_a_unique_column_never_holds_a_value_twice(steps: list[tuple[str, int, Any]]) -> None:
    db, own = tables(), column(enforceUniqueValues=True)
    for step in steps:
        try:
            carry_out(db, own, *step)
        except GraphError as refused:
            assert refused.status == 400
    held = [item.fields["Code"] for item in items.every(db, "L") if "Code" in item.fields]
    assert all(not same(one, other) for at, one in enumerate(held) for other in held[:at])
