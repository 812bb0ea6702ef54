"""The site's lists out: what each marked item should be against what it is; changed columns only, with If-Match."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.desk.declarations import declaration
from bot.desk.merge import merge
from bot.jobs.site.authors import VERSION, after
from bot.jobs.site.faults import SHOWN_IN
from bot.jobs.site.read import ALL, columns_only, item_list
from bot.jobs.site.wanted import wanted
from bot.m365.graph import GraphFault, Part, Result
from bot.m365.items import ItemList
from bot.store import notes, site
from bot.store.notes import MARK
from bot.store.site import SiteItem


@dataclass(frozen=True, slots=True)
class Write:
    """What one item lacks; `item` None: it is to be made."""

    list: str
    key: str
    item: SiteItem | None
    fields: dict[str, Any]


def write(app: App, names: Sequence[str] = ALL) -> int:
    """Reconcile every marked item; answers how many were written. One refused for its etag waits to be read again.

    GraphFault, once all were tried, where the service lets the application write none at all.
    """
    todo = [one for name in names for one in _plan(app, name)]
    if not todo:
        return 0
    parts = [_part(item_list(app, one.list), one) for one in todo]
    _note_writes(app, todo)
    answers = app.graph.batch(parts)
    with app.journal.begin() as tx:
        for one, answer in zip(todo, answers, strict=True):
            _written(tx, one, answer)
    barred = [pair for pair in zip(todo, answers, strict=True) if pair[1].status in (401, 403)]
    if barred:
        one, answer = barred[0]
        raise GraphFault(f"writing in the list {one.list}", answer.status, answer.error_code)
    return sum(answer.ok for answer in answers)


def _plan(app: App, name: str) -> list[Write]:
    with app.journal.begin() as tx:
        keys = _marked(tx, name)
        if not keys:
            return []
        todo = [*_of_keys(app, tx, name, [key for key in keys if not key.startswith(MARK)]), *_loose(tx, name, keys)]
        open_ = [one for one in todo if one.item is None or one.fields]
        waiting = {one.key for one in open_}
        site.unmark(tx, name, [key for key in keys if key not in waiting])
    return open_


def _of_keys(app: App, tx: Connection, name: str, keys: Sequence[str]) -> list[Write]:
    """What the items lack that stand for something in the journal."""
    facts, known = wanted(app, tx, name, keys), site.by_key(tx, name, keys)
    made = []
    for key, fields in facts.items():
        item = known.get(key)
        told = _with_note(name, fields, notes.get(tx, name, item.item_id)) if item else fields
        made.append(Write(name, key, item, _changes(name, item, told)))
    return made


def _marked(tx: Connection, name: str) -> list[str]:
    """The keys that wait. A mark of an item by its id becomes that of its key, where it stands for something."""
    for mark in [key for key in site.marked(tx, name) if key.startswith(MARK)]:
        item = site.get(tx, name, mark.removeprefix(MARK))
        if item is None or item.key:
            site.unmark(tx, name, [mark])
        if item is not None and item.key:
            site.mark(tx, name, item.key)
    return site.marked(tx, name)


def _loose(tx: Connection, name: str, keys: Sequence[str]) -> list[Write]:
    """What is to be said in items that stand for nothing."""
    made = []
    for mark in [key for key in keys if key.startswith(MARK)]:
        item = site.get(tx, name, mark.removeprefix(MARK))
        if item is not None:
            note = notes.get(tx, name, item.item_id) or None
            made.append(Write(name, mark, item, _changes(name, item, {SHOWN_IN[name]: note})))
    return made


def _with_note(name: str, fields: dict[str, Any], note: str) -> dict[str, Any]:
    """The fields, with what is said of the item itself before what else stands there."""
    if not note:
        return fields
    column = SHOWN_IN[name]
    return {**fields, column: "\n".join(filter(None, [note, fields.get(column)]))}


def _note_writes(app: App, todo: Sequence[Write]) -> None:
    """Before writing: a write whose answer is lost must be known as our own when it is read back."""
    with app.journal.begin() as tx:
        for one in todo:
            if one.item is not None:
                site.put(tx, replace(one.item, written={**one.item.written, **one.fields}))


def _changes(name: str, item: SiteItem | None, fields: Mapping[str, Any]) -> dict[str, Any]:
    if item is None:
        return {key: value for key, value in fields.items() if value not in (None, "", [], ())}
    merged = merge(declaration(name), item.seen, item.written, item.seen, fields)
    return dict(merged.writes)


def _written(tx: Connection, one: Write, answer: Result) -> None:
    item, fields, body = one.item, one.fields, answer.body or {}
    if not answer.ok:  # 412: a person was first, their change comes with the next reading; else it is tried again
        if item is not None:
            site.put(tx, item)
        return
    if item is None:
        seen = {VERSION: "1.0", **(columns_only(declaration(one.list), body.get("fields", {})) or fields)}
        site.put(tx, SiteItem(one.list, str(body["id"]), one.key, body.get("eTag", ""), seen, fields))
    else:
        etag = body.get("@odata.etag") or body.get("eTag") or item.etag
        seen = {**item.seen, **fields, VERSION: after(str(item.seen.get(VERSION) or ""))}
        site.put(tx, replace(item, seen=seen, written={**item.written, **fields}, etag=etag))
    site.unmark(tx, one.list, [one.key])


def _part(target: ItemList, one: Write) -> Part:
    fields = _typed(one.list, one.fields)
    return (
        target.create_part(fields) if one.item is None else target.patch_part(one.item.item_id, fields, one.item.etag)
    )


def _typed(name: str, writes: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as Graph takes them: a choice of several carries its type."""
    several = {column.name for column in declaration(name).columns if column.kind == "choices"}
    typed = {f"{column}@odata.type": "Collection(Edm.String)" for column in writes if column in several}
    return {**typed, **writes}
