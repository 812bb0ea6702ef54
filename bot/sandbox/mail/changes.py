"""Message delta of a folder: tokens carry the query; removed messages as @removed; 410 for a token of another state."""

import base64
import json
from typing import Any

from bot.sandbox.http import Call, GraphError
from bot.sandbox.mail import folders, state
from bot.sandbox.mail.shape import shown, wants_immutable
from bot.sandbox.odata import parse_filter
from bot.sandbox.routes import route

OPTIONS = ("$select", "$filter", "$orderby", "$top", "$deltatoken", "$skiptoken", "$expand", "changeType")


@route("GET", "/users/{user}/mailFolders/{folder}/messages/delta", options=OPTIONS)
def message_delta(call: Call) -> dict[str, Any]:
    """What changed since the token; everything without one."""
    mailbox = call.tenant.mailbox(call.params["user"])
    folder = folders.resolve(call.tenant, mailbox, call.params["folder"])
    token = call.query.get("$deltatoken") or call.query.get("$skiptoken")
    where = _read(call, token) if token else {"since": 0, "first": True, "select": None, "filter": None}
    if not token:
        where |= {"select": call.query.get("$select"), "filter": call.query.get("$filter")}
    size = int(call.prefer("odata.maxpagesize") or call.query.get("$top") or 10)
    rows = _rows(call, mailbox.id, folder, where["since"], where["first"])
    chosen, more = rows[:size], len(rows) > size
    test = parse_filter(where["filter"]) if where["filter"] else None
    value = [_shown(call, row, where["select"]) for row in chosen if row[2] or test is None or _passes(call, row, test)]
    at = chosen[-1][0] if more else _latest(call)
    kind = "nextLink" if more else "deltaLink"
    name = "$skiptoken" if more else "$deltatoken"
    next_where = {**where, "since": at, "first": where["first"] and more, "epoch": _epoch(call)}
    link = f"{call.tenant.base_url}/v1.0{call.path}?{name}={_write(next_where)}"
    context = f"{call.tenant.base_url}/v1.0/$metadata#Collection(message)"
    return {"@odata.context": context, "value": value, f"@odata.{kind}": link}


def _rows(call: Call, mailbox: str, folder: str, since: int, first: bool) -> list[tuple[int, str, str]]:
    """(sequence, immutable id, ordinary id when removed) in order of change."""
    db = call.tenant.db
    sql = "SELECT seq, iid, '' FROM mail WHERE mailbox = ? AND folder = ? AND seq > ?"
    rows = db.execute(sql, (mailbox, folder, since)).fetchall()
    if not first:
        gone = "SELECT seq, iid, rid FROM mail_gone WHERE mailbox = ? AND folder = ? AND seq > ?"
        rows += db.execute(gone, (mailbox, folder, since)).fetchall()
    return sorted(rows)


def _passes(call: Call, row: tuple[int, str, str], test: Any) -> bool:
    message = state.hidden(call.tenant.db, row[1])
    return message is not None and bool(test(message.data))


def _shown(call: Call, row: tuple[int, str, str], chosen: str | None) -> dict[str, Any]:
    if row[2]:
        return {"id": row[1] if wants_immutable(call) else row[2], "@removed": {"reason": "deleted"}}
    message = state.hidden(call.tenant.db, row[1])
    assert message is not None
    return shown(call, message, chosen or "")


def _latest(call: Call) -> int:
    row = call.tenant.db.execute("SELECT value FROM counter WHERE name = 'seq'").fetchone()
    return int(row[0]) if row else 0


def _epoch(call: Call) -> str:
    known = call.tenant.db.get("control", "epoch") or {}
    return str(known.get("value", "0"))


def _write(where: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(where).encode()).decode().rstrip("=")


def _read(call: Call, token: str) -> dict[str, Any]:
    try:
        where: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if where["epoch"] == _epoch(call) and where["since"] <= _latest(call):
            return where
    except (ValueError, KeyError):
        pass
    start = f"{call.tenant.base_url}/v1.0{call.path}?$deltatoken="
    raise GraphError(410, "SyncStateNotFound", "The sync state generation is not found.", {"Location": start})
