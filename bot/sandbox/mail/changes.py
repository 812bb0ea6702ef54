"""Message delta of a folder: tokens carry the query; what left as @removed; 410 for a token of another state."""

import base64
import json
import re
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.sandbox.comparing import Test
from bot.sandbox.filters import parse_filter
from bot.sandbox.http import Call, GraphError
from bot.sandbox.mail import folders, state
from bot.sandbox.mail.access import mailbox_of
from bot.sandbox.mail.listing import narrowed
from bot.sandbox.mail.shape import shown, wants_immutable
from bot.sandbox.odata import number
from bot.sandbox.routes import route

OPTIONS = ("$select", "$filter", "$orderby", "$top", "$deltatoken", "$skiptoken", "$expand", "changeType")
_FILTER = re.compile(r"\s*receivedDateTime\s+(ge|gt)\s+[0-9TZ:.+-]+\s*", re.IGNORECASE)
Row = tuple[int, str, str]
"""sequence, immutable id, ordinary id when it left"""


@dataclass(frozen=True)
class Where:
    """How far a client has read, and what it asked for. `start` is where its first round began, `turn` its page."""

    since: int = 0
    start: int = 0
    epoch: str = ""
    select: str = ""
    filter: str = ""
    expand: str = ""
    turn: int = 0


@route("GET", "/users/{user}/mailFolders/{folder}/messages/delta", options=OPTIONS)
def message_delta(call: Call) -> dict[str, Any]:
    """What changed since the token; everything without one."""
    mailbox = mailbox_of(call)
    folder = folders.resolve(call.tenant, mailbox, call.params["folder"])
    where = position(call) or _first(call)
    noisy = call.tenant.settings.delta_noise
    if noisy and where.turn == 0:
        return {"value": [], **link(call, replace(where, turn=1), True)}  # empty, and yet there is more
    size = page_size(call)
    rows = _rows(call, mailbox.id, folder, where, size + 1, removed_at_first=noisy)
    chosen, more = rows[:size], len(rows) > size
    test = parse_filter(where.filter) if where.filter else None
    value = [_shown(call, row, where) for row in chosen if row[2] or _passes(call, row, test)]
    context = f"{call.tenant.base_url}/v1.0/$metadata#Collection(message)"
    at = chosen[-1][0] if more else latest(call)
    if noisy:
        value += [row for row in value[:1] if "@removed" not in row]  # the same thing twice; it may be back by then
        at = chosen[-1][0] - (0 if more else 1) if chosen else at  # and the last of them once more in the next round
    position_now = replace(where, since=at, turn=where.turn + 1 if more else 0)
    return {"@odata.context": context, "value": value, **link(call, position_now, more)}


def link(call: Call, where: Where, more: bool) -> dict[str, str]:
    """The link to follow: the next page, or the next round."""
    kind, name = ("nextLink", "$skiptoken") if more else ("deltaLink", "$deltatoken")
    text = json.dumps(asdict(replace(where, epoch=_epoch(call)))).encode()
    token = base64.urlsafe_b64encode(text).decode().rstrip("=")
    return {f"@odata.{kind}": f"{call.tenant.base_url}/v1.0{call.path}?{name}={token}"}


def position(call: Call) -> Where | None:
    """What the request's token says, None without one; 410 where this tenant never gave it."""
    token = call.query.get("$deltatoken") or call.query.get("$skiptoken")
    if not token:
        return None
    try:
        where = Where(**json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))))
        if where.epoch == _epoch(call) and where.since <= latest(call):
            return where
    except (ValueError, TypeError):
        pass
    start = f"{call.tenant.base_url}/v1.0{call.path}?$deltatoken="
    code, text = call.tenant.settings.sync_state, "The sync state generation is not found."
    raise GraphError(410, code, text, {"Location": start})


def page_size(call: Call) -> int:
    """As preferred; ten otherwise."""
    wanted = call.prefer("odata.maxpagesize")
    if wanted is not None and not (wanted.isdigit() and int(wanted) > 0):
        raise GraphError(400, "BadRequest", f"Invalid value '{wanted}' for odata.maxpagesize.")
    return min(int(wanted), 1000) if wanted else number(call, "$top", 10, 1000)


def latest(call: Call) -> int:
    """The tenant's change counter."""
    row = call.tenant.db.execute("SELECT value FROM counter WHERE name = 'seq'").fetchone()
    return int(row[0]) if row else 0


def _first(call: Call) -> Where:
    query = call.query
    if "$filter" in query and not _FILTER.fullmatch(query["$filter"]):
        raise GraphError(400, "ErrorInvalidUrlQueryFilter", "A delta of messages filters by receivedDateTime ge or gt.")
    if query.get("$orderby", "receivedDateTime desc").strip().lower() != "receiveddatetime desc":
        raise GraphError(400, "ErrorInvalidUrlQuery", "A delta of messages orders by receivedDateTime desc only.")
    text = (query.get("$select", ""), query.get("$filter", ""), query.get("$expand", ""))
    return Where(0, latest(call), "", *text)


def _rows(call: Call, mailbox: str, folder: str, where: Where, most: int, *, removed_at_first: bool) -> list[Row]:
    """In order of change. What left before a client began to read is nothing to it, but may be told all the same."""
    db, (narrow, values) = call.tenant.db, narrowed(where.filter)
    seq = "+seq" if narrow else "seq"  # with a filter the index by time finds fewer than the one by change
    conditions = " AND ".join(["mailbox = ?", "folder = ?", f"{seq} > ?", *narrow])
    sql = f"SELECT seq, iid, '' FROM mail m WHERE {conditions} ORDER BY {seq} LIMIT ?"
    rows = db.execute(sql, (mailbox, folder, where.since, *values, most)).fetchall()
    since = where.since if removed_at_first else max(where.since, where.start)
    gone = "SELECT seq, iid, rid FROM mail_gone WHERE mailbox = ? AND folder = ? AND seq > ? ORDER BY seq LIMIT ?"
    rows += db.execute(gone, (mailbox, folder, since, most)).fetchall()
    return sorted(rows)[:most]


def _passes(call: Call, row: Row, test: Test | None) -> bool:
    if test is None:
        return True
    message = state.hidden(call.tenant.db, row[1])
    return message is not None and test(message.data)


def _shown(call: Call, row: Row, where: Where) -> dict[str, Any]:
    if row[2]:
        return {"id": row[1] if wants_immutable(call) else row[2], "@removed": {"reason": "deleted"}}
    message = state.hidden(call.tenant.db, row[1])
    assert message is not None
    return shown(call, message, where.select, where.expand)


def _epoch(call: Call) -> str:
    known = call.tenant.db.get("control", "epoch") or {}
    return str(known.get("value", "0"))
