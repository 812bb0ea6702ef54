"""The attachments of events."""

from typing import Any

from bot.sandbox.calendar import files
from bot.sandbox.calendar.items import attachment
from bot.sandbox.calendar.reading import event_of
from bot.sandbox.http import Call, GraphError
from bot.sandbox.odata import page, select
from bot.sandbox.routes import route

_FILES = "/users/{user}/events/{event}/attachments"


@route("GET", _FILES, options=("$select", "$top", "$skip", "$count"))
def list_files(call: Call) -> dict[str, Any]:
    """The files of an event with their bytes."""
    rows = [attachment(one) for one in files.of_event(call.tenant.db, event_of(call))]
    return page(call, [select(row, call.query.get("$select")) for row in rows], 100)


@route("POST", _FILES, status=201)
def add(call: Call) -> dict[str, Any]:
    """A file under 3 MB; attendees get it with the next change of the meeting."""
    return attachment(files.add(call.tenant, event_of(call), call.json()))


@route("GET", f"{_FILES}/{{file}}", options=("$select",))
def get(call: Call) -> dict[str, Any]:
    """One file."""
    for one in files.of_event(call.tenant.db, event_of(call)):
        if one["id"] == call.params["file"]:
            return select(attachment(one), call.query.get("$select"))
    raise _missing()


@route("DELETE", f"{_FILES}/{{file}}")
def delete(call: Call) -> None:
    """Takes a file off."""
    if not files.remove(call.tenant, event_of(call), call.params["file"]):
        raise _missing()


def _missing() -> GraphError:
    return GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.")
