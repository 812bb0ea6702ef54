"""Mails made whole: with their MIME where the reading needs it. Nothing is decided on half a mail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.app import App
from bot.errors import TenantError
from bot.m365.graph import GraphFault, Result, refusal_of
from bot.m365.mail import mime_in
from bot.models.reply import Mail
from bot.replies.mail import from_graph, needs_mime

BUSY = (429, 503, 504)


@dataclass
class Fetched:
    """`whole` may be judged. `later` and `refused` are known by Graph's JSON alone, each with why.

    `later`: the service failed, so ask again in the next round. `refused`: it will say the same again. A mail that
    was removed in between is in none of them.
    """

    whole: list[Mail] = field(default_factory=list)
    later: list[tuple[Mail, TenantError]] = field(default_factory=list)
    refused: list[tuple[Mail, TenantError]] = field(default_factory=list)


def fetch(app: App, rows: Sequence[dict[str, Any]], *, all_mime: bool = False) -> Fetched:
    """The messages of a delta, oldest first; their MIME travels in one batch."""
    rows = sorted(rows, key=lambda row: (row["receivedDateTime"], row["id"]))
    wanted = [str(row["id"]) for row in rows if all_mime or needs_mime(row)]
    results = app.graph.batch([app.mailbox.mime_part(one) for one in wanted]) if wanted else []
    found = {one: _mime(app, one, result) for one, result in zip(wanted, results, strict=True)}
    sorted_out = Fetched()
    for row in rows:
        _sort(sorted_out, row, found.get(str(row["id"])))
    return sorted_out


def _sort(into: Fetched, row: dict[str, Any], mime: bytes | TenantError | None) -> None:
    if not isinstance(mime, TenantError):
        into.whole.append(from_graph(row, mime))
    elif passes(mime):
        into.later.append((from_graph(row), mime))
    elif not (isinstance(mime, GraphFault) and mime.status == 404):
        into.refused.append((from_graph(row), mime))


def _mime(app: App, graph_id: str, result: Result) -> bytes | TenantError:
    """From the batch; what it could not carry (it may be large) is asked for alone."""
    if result.ok:
        return mime_in(result)
    if result.status in (*BUSY, 404):
        return refusal_of(result, "a message's MIME")
    try:
        return app.mailbox.mime(graph_id)
    except TenantError as fault:
        return fault


def passes(fault: TenantError) -> bool:
    """Whether it may go otherwise next time: throttled, failing or unreachable, as against refused."""
    return not isinstance(fault, GraphFault) or fault.status == 429 or fault.status >= 500
