"""Attachments of messages: small ones in a request, large ones by upload session."""

import base64
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.mail import drafting, state
from bot.sandbox.mail.message_routes import message_of
from bot.sandbox.mail.shape import attachment
from bot.sandbox.odata import page, select
from bot.sandbox.routes import check_properties, route

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


@route("GET", "/users/{user}/messages/{id}/attachments", options=("$select", "$top", "$skip", "$expand"))
def list_attachments(call: Call) -> dict[str, Any]:
    """The files of a message with their bytes."""
    rows = [attachment(one, True) for one in message_of(call).extra.get("files", [])]
    return page(call, [select(row, call.query.get("$select")) for row in rows], 100)


@route("POST", "/users/{user}/messages/{id}/attachments", status=201)
def add(call: Call) -> dict[str, Any]:
    """A file under 3 MB."""
    message = message_of(call)
    file = drafting.add_file(message, call.json(), call.tenant.clock.now)
    state.save(call.tenant.db, message)
    return attachment(file, True)


@route("GET", "/users/{user}/messages/{id}/attachments/{file}", options=("$select", "$expand"))
def get(call: Call) -> dict[str, Any]:
    """One file."""
    for one in message_of(call).extra.get("files", []):
        if one["id"] == call.params["file"]:
            return attachment(one, True)
    raise GraphError(404, "ErrorItemNotFound", "The attachment was not found.")


@route("DELETE", "/users/{user}/messages/{id}/attachments/{file}")
def delete(call: Call) -> None:
    """Take a file off."""
    message = message_of(call)
    files = message.extra.get("files", [])
    message.extra["files"] = [one for one in files if one["id"] != call.params["file"]]
    message.data["hasAttachments"] = bool(message.extra["files"])
    state.save(call.tenant.db, message)


@route("POST", "/users/{user}/messages/{id}/attachments/createUploadSession", status=201)
def create_session(call: Call) -> dict[str, Any]:
    """Begin to put a file of 3 to 150 MB on a draft."""
    message, body = message_of(call), call.json()
    item = body.get("AttachmentItem") or body.get("attachmentItem") or {}
    check_properties(item, ("attachmentType", "name", "size", "contentType", "isInline", "contentId"), "attachmentItem")
    token, expires = secrets.token_urlsafe(24), call.tenant.clock.now + timedelta(hours=24)
    row = {"iid": message.iid, "item": item, "data": "", "expires": expires.isoformat()}
    call.tenant.db.put("mail_upload", token, row)
    url = f"{call.tenant.base_url}/_upload/mail/{token}"
    return {"uploadUrl": url, "expirationDateTime": state.stamp(expires), "nextExpectedRanges": ["0-"]}


def put_range(call: Call, token: str) -> Answer:
    """One range of an upload, in order; no Authorization header."""
    if "authorization" in call.headers:
        raise GraphError(401, "InvalidAuthenticationToken", "An upload address takes no Authorization header.")
    session = call.tenant.db.get("mail_upload", token)
    if session is None or datetime.fromisoformat(session["expires"]) < call.tenant.clock.now:
        raise GraphError(404, "ErrorItemNotFound", "The upload session is not found or has expired.")
    match = _RANGE.fullmatch(call.headers.get("content-range", ""))
    data = base64.b64decode(session["data"])
    if match is None or int(match[1]) != len(data) or int(match[2]) - int(match[1]) + 1 != len(call.body):
        raise GraphError(416, "ErrorInvalidArgument", f"The next expected range begins at {len(data)}.")
    data += call.body
    if len(data) < int(match[3]):
        call.tenant.db.put("mail_upload", token, {**session, "data": base64.b64encode(data).decode()})
        return Answer(200, {"nextExpectedRanges": [f"{len(data)}-"]})
    return _finish(call, token, session, data)


def _finish(call: Call, token: str, session: dict[str, Any], data: bytes) -> Answer:
    message = state.hidden(call.tenant.db, session["iid"])
    if message is None:
        raise GraphError(404, "ErrorItemNotFound", "The message is gone.")
    item, key = session["item"], "AAMkAD" + secrets.token_urlsafe(24)
    file = {
        "id": key,
        "name": str(item.get("name", "")),
        "contentType": str(item.get("contentType") or "application/octet-stream"),
        "size": len(data),
        "bytes": base64.b64encode(data).decode(),
        "at": state.stamp(call.tenant.clock.now),
    }
    message.extra.setdefault("files", []).append(file)
    message.data["hasAttachments"] = True
    state.save(call.tenant.db, message)
    call.tenant.db.delete("mail_upload", token)
    where = f"{call.tenant.base_url}/v1.0/users/{message.mailbox}/messages/{message.rid}/attachments/{key}"
    return Answer(201, None, {"Location": where})
