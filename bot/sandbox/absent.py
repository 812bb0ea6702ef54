"""How the refusal of an item reads that is not in the mailbox: absent, or by an id that cannot be one."""

import re

from bot.sandbox.http import GraphError
from bot.sandbox.settings import Settings

_ID = re.compile(r"(OID\.)?AA[\w-]{30,}={0,2}(\.\d{4}-\d\d-\d\d)?", re.ASCII)
"""As Exchange writes ids of messages, events, calendars and folders: long, in letters that an address takes."""


def absent(settings: Settings, key: str, text: str = "The specified object was not found in the store.") -> GraphError:
    """404; where the tenant is set to tell them apart, 400 for what is no id of any item."""
    if settings.malformed_id == "400" and not _ID.fullmatch(key):
        return GraphError(400, "ErrorInvalidIdMalformed", "Id is malformed.")
    return GraphError(404, "ErrorItemNotFound", text)
