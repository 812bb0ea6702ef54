"""Between the web server's messages and answers: bodies in, answers out."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from bot.sandbox.http import Answer

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


async def lifespan(receive: Receive, send: Send) -> None:
    """The web server begins or ends."""
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def read(receive: Receive, most: int, seconds: float) -> bytes | None:
    """The whole body; None where the client went away before its end. TimeoutError where it does not come to an end.

    Of more than `most` bytes only so many and one are kept: enough to see that it is too large.
    """
    first = await receive()
    if first["type"] == "http.request" and not first.get("more_body"):
        return bytes(first.get("body", b""))
    async with asyncio.timeout(seconds):
        return await _rest(receive, first, most)


async def _rest(receive: Receive, message: MutableMapping[str, Any], most: int) -> bytes | None:
    body = bytearray()
    while message["type"] != "http.disconnect":
        body += message.get("body", b"")[: most + 1 - len(body)]
        if not message.get("more_body"):
            return bytes(body)
        message = await receive()
    return None


async def respond(send: Send, answer: Answer) -> None:
    """Send an answer."""
    headers = {"Content-Type": "application/json; odata.metadata=minimal", **answer.headers}
    body = answer.body
    text = json.dumps(body, ensure_ascii=False) if isinstance(body, dict) else (body or b"")
    content: bytes = text.encode() if isinstance(text, str) else text
    headers["Content-Length"] = str(len(content))
    rows = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": rows})
    await send({"type": "http.response.body", "body": content})
