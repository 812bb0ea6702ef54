"""The site's lists against the journal: statuses that lag or lead, items that lack, are double or of nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from bot.app import App
from bot.desk.lists.bediening import DIENST_ITEM, NOODSTOP_ITEM
from bot.jobs.site.faults import code_of
from bot.m365.items import Item
from bot.models.status import Status
from bot.ops.drift.found import RUN, Drift, named
from bot.store import engagements, site

PLACES = ("Gemeenten", "Provincies")
LISTS = (*PLACES, "Golven", "Contacten", "Postbak", "Bediening")
ORDER = {status: number for number, status in enumerate(Status)}
"""How far along the way a status is."""


def lists(app: App, tx: Connection, items: Mapping[str, Sequence[Item]]) -> Iterator[Drift]:
    """Everything of all lists; `items` as they stand now."""
    for name in PLACES:
        yield from _statuses(app, tx, name, items[name])
        yield from _missing(app, name, items[name])
    for title in (NOODSTOP_ITEM, DIENST_ITEM):
        if not any(one.fields.get("Title") == title for one in items["Bediening"]):
            yield Drift("item_missing", f"Bediening {title}", "no such item; nothing is sent", "run `ontour setup`")
    for name in LISTS:
        yield from _twice(app, name, items[name])
        yield from _unknown(app, tx, name, items[name])


def _statuses(app: App, tx: Connection, name: str, items: Sequence[Item]) -> Iterator[Drift]:
    for item in items:
        code = code_of(app, name, item.fields)
        label = str(item.fields.get("Status") or "")
        known = site.get(tx, name, item.id)
        if not code or known is None or known.key != code:
            continue
        journal = engagements.get(tx, code).status
        if label == journal.label:
            continue
        kind = "list_status_behind" if _place(label) < ORDER[journal] else "list_status_ahead"
        unread = label != str(known.seen.get("Status") or "")
        todo = f"{RUN}: it {'takes what was set in the list' if unread else 'writes the list'}"
        detail = f"the list says '{label or 'nothing'}', the journal '{journal.label}'"
        yield Drift(kind, named(app, code), detail, todo)


def _place(label: str) -> int:
    try:
        return ORDER[Status.parse(label)]
    except ValueError:
        return -1


def _missing(app: App, name: str, items: Sequence[Item]) -> Iterator[Drift]:
    present = {code_of(app, name, one.fields) for one in items}
    for code in app.institutions:
        if code.startswith("PV") == (name == "Provincies") and code not in present:
            yield Drift("item_missing", named(app, code, code), f"no item in {name}", f"{RUN}: it makes the item again")


def _twice(app: App, name: str, items: Sequence[Item]) -> Iterator[Drift]:
    shown = [(_identity(app, name, one.fields), one) for one in items]
    for identity, number in Counter(identity for identity, _ in shown if identity).items():
        if number > 1:
            ids = ", ".join(one.id for each, one in shown if each == identity)
            todo = f"look at both and remove one in {name}; of Gemeenten and Bediening the oldest counts"
            yield Drift("item_twice", f"{name} {identity}", f"{number} items (id {ids})", todo)


def _identity(app: App, name: str, fields: dict[str, Any]) -> str:
    """What makes two items the same thing, '' where nothing does."""
    match name:
        case "Gemeenten" | "Provincies":
            code = code_of(app, name, fields)
            return named(app, code, code) if code else ""
        case "Contacten":
            parts = [str(fields.get(column) or "").casefold() for column in ("CbsCode", "Rol", "Email")]
            return " ".join(parts) if all(parts) else ""
        case "Postbak":
            return str(fields.get("Link") or "")
        case "Golven":
            return str(fields.get("Zegel") or "")
    return str(fields.get("Title") or "")


def _unknown(app: App, tx: Connection, name: str, items: Sequence[Item]) -> Iterator[Drift]:
    for item in items:
        known = site.get(tx, name, item.id)
        if known is not None and known.key:
            continue
        title = str(item.fields.get("Title") or f"item {item.id}")
        if known is None:
            detail, todo = "the journal has not seen this item", f"{RUN}; where it stays, run `ontour rebuild`"
        elif name in ("Contacten", "Golven"):
            detail, todo = (
                "stands for nothing yet: it is not complete",
                "the item says what lacks; complete or remove it",
            )
        else:
            detail, todo = "belongs to nothing the bot knows", f"remove it from {name}, or correct what it stands for"
        yield Drift("unknown_item", f"{name} {title}", f"{detail} (id {item.id})", todo)
