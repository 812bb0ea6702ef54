"""Between the web server's messages and answers: bodies in, answers out."""

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


async def read(receive: Receive) -> bytes | None:
    """The whole body; None where the client went away before its end."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


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
