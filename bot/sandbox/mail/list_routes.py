"""Lists of messages: a folder's or the mailbox's, filtered, ordered or searched."""

import re
from collections.abc import Sequence
from typing import Any

from bot.sandbox.filters import fields_of_filter
from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.mail import folders, searching, state
from bot.sandbox.mail.access import mailbox_of
from bot.sandbox.mail.listing import Listing, filtered
from bot.sandbox.mail.message import Message
from bot.sandbox.mail.shape import KNOWN, check_names, shown
from bot.sandbox.odata import order, page
from bot.sandbox.routes import route

OPTIONS = ("$select", "$filter", "$orderby", "$top", "$skip", "$count", "$expand", "$search", "includeHiddenMessages")
_BY_PROPERTY = re.compile(
    r"^singleValueExtendedProperties/any\((\w+):\s*\1/id eq '((?:[^']|'')*)' and \1/value eq '((?:[^']|'')*)'\)$",
    re.IGNORECASE,
)
_BY_TIME = {"receiveddatetime desc": False, "receiveddatetime asc": True, "receiveddatetime": True}


@route("GET", "/users/{user}/messages", options=OPTIONS)
def list_all(call: Call) -> dict[str, Any]:
    """Messages of all folders."""
    return _listing(call, None)


@route("GET", "/users/{user}/mailFolders/{folder}/messages", options=OPTIONS)
def list_in_folder(call: Call) -> dict[str, Any]:
    """Messages of one folder."""
    return _listing(call, folders.resolve(call.tenant, mailbox_of(call), call.params["folder"]))


@route("GET", "/users/{user}/messages/$count", options=("$filter", "$search"))
def count(call: Call) -> Answer:
    """How many messages the mailbox holds."""
    return Answer(200, str(len(_found(call, None))), {"Content-Type": "text/plain"})


@route("GET", "/users/{user}/messages/delta")
def delta_of_all(call: Call) -> Answer:
    """The contract has it, the service refuses it: only folders have a delta."""
    raise GraphError(
        400, "BadRequest", "Unsupported request: Change tracking is not supported against 'microsoft.graph.message'."
    )


def _listing(call: Call, folder: str | None) -> dict[str, Any]:
    check_names(name.strip() for name in call.query.get("$select", "id").split(","))
    body = page(call, _found(call, folder))
    return {**body, "value": [shown(call, one) for one in body["value"]]}


def _found(call: Call, folder: str | None) -> Sequence[Message]:
    """What $filter or $search leaves, in the order asked for; newest first without one."""
    text, orderby = call.query.get("$filter", "").strip(), call.query.get("$orderby", "").strip()
    if "$search" in call.query:
        return searching.found(call, folder)
    _check(call, text, orderby)
    found = _with_filter(call, folder, text, oldest_first=_BY_TIME.get(orderby.lower(), False))
    if not orderby or orderby.lower() in _BY_TIME:
        return found
    return [row["_m"] for row in order([{**one.data, "_m": one} for one in found], orderby)]


def _with_filter(call: Call, folder: str | None, text: str, *, oldest_first: bool) -> Sequence[Message]:
    db, mailbox = call.tenant.db, mailbox_of(call)
    if match := _BY_PROPERTY.match(text):
        name, value = (part.replace("''", "'") for part in match.group(2, 3))
        return [one for one in state.with_property(db, mailbox.id, name, value) if folder in (None, one.folder)]
    return Listing(db, mailbox.id, folder, filtered(text), oldest_first=oldest_first)


def _check(call: Call, text: str, orderby: str) -> None:
    """Names that messages have; what is ordered by must be filtered by too, first and in the same order."""
    if text and "/any(" not in text:
        check_names(fields_of_filter(text))
    if not orderby:
        return
    names = [clause.strip().split(" ")[0] for clause in orderby.split(",")]
    check_names(names)
    if text and call.tenant.settings.inefficient_filter == "400":
        used = sorted((one for one in fields_of_filter(text) if one in KNOWN or "/" in one), key=text.index)
        if used[: len(names)] != names:
            raise GraphError(400, "InefficientFilter", "The restriction or sort order is too complex.")
