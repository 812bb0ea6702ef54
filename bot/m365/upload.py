"""Upload sessions: a large file in ranges to a pre-authenticated address."""

from typing import Any

from bot.m365.graph import Graph

RANGE = 3_276_800
"""Bytes a range: below 4 MB as Outlook asks, and a multiple of 320 KiB as SharePoint asks."""


def upload(graph: Graph, url: str, data: bytes) -> dict[str, Any]:
    """Send `data` to the session's `url`, in order, without our token; the last answer's JSON ({} from Outlook).

    A range may be sent again, so nothing is in doubt: after GraphFault or Unreachable the file is absent.
    """
    body: dict[str, Any] = {}
    for start in range(0, len(data), RANGE):
        piece = data[start : start + RANGE]
        headers = {
            "Content-Range": f"bytes {start}-{start + len(piece) - 1}/{len(data)}",
            "Content-Type": "application/octet-stream",
        }
        answer = graph.raw("PUT", url, data=piece, headers=headers, signed=False, safe=True)
        body = answer.json() if answer.content else {}
    return body
