"""The receiver of notifications, reached over https on this machine."""

import asyncio
import http.client
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.sandbox.http import GraphError

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Reply:
    """What a receiver answered; `fault` says why it did not."""

    status: int = 0
    kind: str = ""
    text: str = ""
    fault: str = ""


def check_url(text: object, name: str) -> str:
    """The address; 400 where it is none for notifications. Receivers elsewhere are not reached from here."""
    try:
        parts = urlsplit(text if isinstance(text, str) else "")
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise GraphError(400, "InvalidRequest", f"'{name}' is no address.") from None
    if parts.scheme != "https" or not host:
        raise GraphError(400, "InvalidRequest", f"'{name}' must be an https address.")
    if host not in _LOOPBACK:
        raise GraphError(400, "InvalidRequest", f"'{name}' must be on loopback (sandbox): {host} is not reached.")
    return str(text)


async def post(url: str, body: bytes, kind: str, ca: str, timeout: float) -> Reply:
    """One POST; whatever goes wrong is a Reply too. `timeout` in seconds, for all of it."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(_post, url, body, kind, ca, timeout), timeout)
    except TimeoutError:
        return Reply(fault="timed out")


def _post(url: str, body: bytes, kind: str, ca: str, timeout: float) -> Reply:
    parts = urlsplit(url)
    try:
        context = ssl.create_default_context(cafile=ca or None)
        to = http.client.HTTPSConnection(parts.hostname or "", parts.port or 443, timeout=timeout, context=context)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            to.request("POST", target, body, {"Content-Type": kind})
            answer = to.getresponse()
            text = answer.read(65536).decode("utf-8", "replace")
            return Reply(answer.status, answer.headers.get("Content-Type", ""), text)
        finally:
            to.close()
    except (OSError, http.client.HTTPException, ValueError) as fault:
        return Reply(fault=str(fault) or type(fault).__name__)
