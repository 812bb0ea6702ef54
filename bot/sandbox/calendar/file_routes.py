"""The attachments of events."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.calendar import files, series
from bot.sandbox.calendar.reading import event_of
from bot.sandbox.http import Call, GraphError
from bot.sandbox.mail import upload_sessions
from bot.sandbox.mail.shape import attachment
from bot.sandbox.odata import COLLECTION, collection, select
from bot.sandbox.routes import route

_FILES = "/users/{user}/events/{event}/attachments"


@route("GET", _FILES, options=COLLECTION)
def list_files(call: Call) -> dict[str, Any]:
    """The files of an event with their bytes."""
    return collection(call, [attachment(one) for one in files.of_event(call.tenant.db, event_of(call))], 100)


@route("POST", _FILES, status=201)
def add(call: Call) -> dict[str, Any]:
    """A file under 3 MB; attendees get it with the next change of the meeting."""
    return attachment(files.add(call.tenant, event_of(call), call.json()))


@route("POST", f"{_FILES}/createUploadSession", status=201)
def create_session(call: Call) -> dict[str, Any]:
    """Begin to put a file of 3 to 150 MB on an event."""
    event = event_of(call)
    return upload_sessions.begin(call, "event", event.mailbox, event.id)


def _finish(call: Call, target: Mapping[str, Any], file: dict[str, Any]) -> str:
    event = series.find(call.tenant.db, target["mailbox"], target["id"])
    if event is None:
        raise _missing()
    files.put_on(call.tenant, event, file)
    return f"Events('{event.id}')"


upload_sessions.FINISH["event"] = _finish


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
