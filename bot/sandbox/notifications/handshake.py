"""The handshake before a subscription: the receiver has to answer with the token that it is sent."""

import uuid
from urllib.parse import quote, urlsplit

from bot.sandbox.notifications.receiver import Reply, post
from bot.sandbox.settings import Settings

SECONDS = 10


async def greet(urls: list[str], settings: Settings) -> str:
    """What is wrong with the first receiver that does not answer as it should; '' when all do."""
    for url in urls:
        token = f"Validation: Testing client application reachability for subscription Request-Id: {uuid.uuid4()}"
        joint = "&" if urlsplit(url).query else "?"
        asked = f"{url}{joint}validationToken={quote(token, safe='')}"
        limit = min(SECONDS, settings.notification_timeout_s)
        reply = await post(asked, b"", "text/plain; charset=utf-8", settings.notification_ca, limit)
        if wrong := _wrong(reply, token):
            return wrong
    return ""


def _wrong(reply: Reply, token: str) -> str:
    if reply.fault == "timed out":
        return "Subscription validation request timed out."
    if reply.fault:
        return f"Subscription validation request failed. The endpoint cannot be reached: {reply.fault}."
    if reply.status != 200:
        return f"Subscription validation request failed. Must respond with 200 OK to this request, not {reply.status}."
    if not reply.kind.lower().startswith("text/plain"):
        return "Subscription validation request failed. The response must have the content type text/plain."
    if reply.text != token:
        return "Subscription validation request failed. The response must be the validation token, decoded."
    return ""
