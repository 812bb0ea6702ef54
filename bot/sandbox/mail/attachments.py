"""Attachments of messages."""

import base64
from collections.abc import Mapping
from typing import Any

from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.mail import attaching, state, upload_sessions
from bot.sandbox.mail.access import message_of
from bot.sandbox.mail.shape import attachment, item_of
from bot.sandbox.odata import COLLECTION, collection, select
from bot.sandbox.routes import route

ITEM = "microsoft.graph.itemattachment/item"


@route("GET", "/users/{user}/messages/{id}/attachments", options=(*COLLECTION, "$expand"))
def list_attachments(call: Call) -> dict[str, Any]:
    """The files of a message with their bytes."""
    return collection(call, [_shown(call, one) for one in _files(call)], 100)


def _shown(call: Call, file: dict[str, Any]) -> dict[str, Any]:
    expand = call.query.get("$expand", "").lower()
    if expand not in ("", ITEM):
        raise GraphError(400, "BadRequest", f"$expand={expand} is not known on attachments.")
    return attachment(file) | (item_of(call, file) if expand else {})


def _files(call: Call) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = state.with_bytes(call.tenant.db, message_of(call)).extra.get("files", [])
    return files


@route("POST", "/users/{user}/messages/{id}/attachments", status=201)
def add(call: Call) -> dict[str, Any]:
    """A file under 3 MB."""
    message = message_of(call)
    file = attaching.add_file(message, call.json(), call.tenant.clock.now)
    state.save(call.tenant.db, message)
    return attachment(file)


@route("GET", "/users/{user}/messages/{id}/attachments/{file}", options=("$select", "$expand"))
def get(call: Call) -> dict[str, Any]:
    """One file, or one item; what is in it with `$expand=microsoft.graph.itemAttachment/item`."""
    return select(_shown(call, _file(call)), call.query.get("$select"), ("id", "item"))


@route("GET", "/users/{user}/messages/{id}/attachments/{file}/$value")
def value(call: Call) -> Answer:
    """The bytes of a file; of a mail its MIME."""
    file = _file(call)
    return Answer(200, base64.b64decode(file["bytes"]), {"Content-Type": file["contentType"]})


def _file(call: Call) -> dict[str, Any]:
    for one in _files(call):
        if one["id"] == call.params["file"]:
            return one
    raise GraphError(404, "ErrorItemNotFound", "The attachment was not found.")


@route("DELETE", "/users/{user}/messages/{id}/attachments/{file}")
def delete(call: Call) -> None:
    """Take a file off."""
    message = message_of(call)
    files = message.extra.get("files", [])
    message.extra["files"] = [one for one in files if one["id"] != call.params["file"]]
    if len(message.extra["files"]) == len(files):
        raise GraphError(404, "ErrorItemNotFound", "The attachment was not found.")
    message.data["hasAttachments"] = bool(message.extra["files"])
    state.save(call.tenant.db, message)


@route("POST", "/users/{user}/messages/{id}/attachments/createUploadSession", status=201)
def create_session(call: Call) -> dict[str, Any]:
    """Begin to put a file of 3 to 150 MB on a draft."""
    message = message_of(call)
    return upload_sessions.begin(call, "message", message.mailbox, message.iid)


def _finish(call: Call, target: Mapping[str, Any], file: dict[str, Any]) -> str:
    message = state.hidden(call.tenant.db, target["id"])
    if message is None:
        raise GraphError(404, "ErrorItemNotFound", "The message is gone.")
    attaching.put_on(message, file)
    state.save(call.tenant.db, message)
    return f"Messages('{message.rid}')"


upload_sessions.FINISH["message"] = _finish
