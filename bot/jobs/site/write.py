"""The site's lists out: what each marked item should be against what it is; changed columns only, with If-Match."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.desk.declarations import declaration
from bot.desk.merge import merge
from bot.jobs.site.read import ALL, columns_only, item_list
from bot.jobs.site.wanted import wanted
from bot.m365.graph import Part, Result
from bot.m365.items import ItemList
from bot.store import site
from bot.store.site import SiteItem


def write(app: App, names: Sequence[str] = ALL) -> int:
    """Reconcile every marked item; answers how many were written. One refused for its etag waits to be read again."""
    return sum(_write_list(app, name) for name in names)


def _write_list(app: App, name: str) -> int:
    with app.journal.begin() as tx:
        keys = site.marked(tx, name)
        if not keys:
            return 0
        facts = wanted(app, tx, name, keys)
        known = site.by_key(tx, name, keys)
        site.unmark(tx, name, [key for key in keys if key not in facts])
    plans = [(key, known.get(key), _changes(name, known.get(key), fields)) for key, fields in facts.items()]
    settled = [key for key, item, writes in plans if item is not None and not writes]
    todo = [(key, item, writes) for key, item, writes in plans if item is None or writes]
    target = item_list(app, name)
    parts = [_part(target, name, item, writes) for _, item, writes in todo]
    _note_writes(app, todo)
    answers = app.graph.batch(parts) if parts else []
    with app.journal.begin() as tx:
        site.unmark(tx, name, settled)
        for (key, item, writes), answer in zip(todo, answers, strict=True):
            _written(tx, name, key, item, writes, answer)
    return sum(answer.ok for answer in answers)


def _note_writes(app: App, todo: Sequence[tuple[str, SiteItem | None, dict[str, Any]]]) -> None:
    """Before writing: a write whose answer is lost must be known as our own when it is read back."""
    with app.journal.begin() as tx:
        for _, item, writes in todo:
            if item is not None:
                site.put(tx, replace(item, written={**item.written, **writes}))


def _changes(name: str, item: SiteItem | None, fields: Mapping[str, Any]) -> dict[str, Any]:
    if item is None:
        return {key: value for key, value in fields.items() if value not in (None, "", [], ())}
    merged = merge(declaration(name), item.seen, item.written, item.seen, fields)
    return dict(merged.writes)


def _written(
    tx: Connection, name: str, key: str, item: SiteItem | None, writes: dict[str, Any], answer: Result
) -> None:
    if not answer.ok:  # 412: a person was first, their change comes with the next reading; else it is tried again
        if item is not None:
            site.put(tx, item)
        return
    spec = declaration(name)
    body = answer.body or {}
    plain = {column: value for column, value in writes.items() if "@" not in column}
    if item is None:
        seen = columns_only(spec, body.get("fields", {})) or plain
        site.put(tx, SiteItem(name, str(body["id"]), key, body.get("eTag", ""), seen, plain))
    else:
        seen = {**item.seen, **plain}
        etag = body.get("@odata.etag") or body.get("eTag") or item.etag
        site.put(tx, replace(item, seen=seen, written={**item.written, **plain}, etag=etag))
    site.unmark(tx, name, [key])


def _part(target: ItemList, name: str, item: SiteItem | None, writes: dict[str, Any]) -> Part:
    fields = _typed(name, writes)
    return target.create_part(fields) if item is None else target.patch_part(item.item_id, fields, item.etag)


def _typed(name: str, writes: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as Graph takes them: a choice of several carries its type."""
    several = {column.name for column in declaration(name).columns if column.kind == "choices"}
    typed = {f"{column}@odata.type": "Collection(Edm.String)" for column in writes if column in several}
    return {**typed, **writes}
