"""Attachments of messages: small ones in a request, large ones by upload session."""

import base64
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.mail import drafting, state
from bot.sandbox.mail.access import message_of
from bot.sandbox.mail.message import stamp
from bot.sandbox.mail.shape import attachment
from bot.sandbox.odata import page, select
from bot.sandbox.routes import check_properties, route
from bot.sandbox.tenant import Tenant

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


@route("GET", "/users/{user}/messages/{id}/attachments", options=("$select", "$top", "$skip", "$expand"))
def list_attachments(call: Call) -> dict[str, Any]:
    """The files of a message with their bytes."""
    rows = [attachment(one, True) for one in _files(call)]
    return page(call, [select(row, call.query.get("$select")) for row in rows], 100)


def _files(call: Call) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = state.with_bytes(call.tenant.db, message_of(call)).extra.get("files", [])
    return files


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
    for one in _files(call):
        if one["id"] == call.params["file"]:
            return attachment(one, True)
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
    message, body = message_of(call), call.json()
    item = body.get("AttachmentItem") or body.get("attachmentItem") or {}
    check_properties(item, ("attachmentType", "name", "size", "contentType", "isInline", "contentId"), "attachmentItem")
    size = item.get("size")
    if not item.get("name") or str(item.get("attachmentType")).lower() != "file" or not isinstance(size, int):
        raise GraphError(400, "ErrorInvalidArgument", "AttachmentItem needs attachmentType file, name and size.")
    if size < drafting.SMALL:
        text = "The attachment is smaller than 3 MB: put it on in one request."
        raise GraphError(400, "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize", text)
    if size > 150 * 1024 * 1024:
        raise GraphError(413, "ErrorAttachmentSizeLimitExceeded", "The attachment is larger than 150 MB.")
    token, expires = secrets.token_urlsafe(24), call.tenant.clock.now + timedelta(hours=24)
    row = {"iid": message.iid, "item": item, "data": "", "expires": expires.isoformat()}
    call.tenant.db.put("mail_upload", token, row)
    url = f"{call.tenant.data_url}/_upload/mail/{token}"
    return {"uploadUrl": url, "expirationDateTime": stamp(expires), "nextExpectedRanges": ["0-"]}


def owner_of(tenant: Tenant, token: str) -> str:
    """The mailbox that an upload address writes to, '' for none."""
    session = tenant.db.get("mail_upload", token)
    message = state.hidden(tenant.db, session["iid"]) if session else None
    return message.mailbox if message else ""


def upload(call: Call, token: str) -> Answer:
    """What is asked of an upload address: a range, the state, or to give up. No Authorization header."""
    if "authorization" in call.headers:
        raise GraphError(401, "InvalidAuthenticationToken", "An upload address takes no Authorization header.")
    session = call.tenant.db.get("mail_upload", token)
    if session is None or datetime.fromisoformat(session["expires"]) < call.tenant.clock.now:
        raise GraphError(404, "ErrorItemNotFound", "The upload session is not found or has expired.")
    if call.method == "DELETE":
        call.tenant.db.delete("mail_upload", token)
        return Answer(204)
    data = base64.b64decode(session["data"])
    if call.method == "GET":
        return Answer(200, {"expirationDateTime": session["expires"], "nextExpectedRanges": [str(len(data))]})
    if call.method != "PUT":
        raise GraphError(405, "Request_BadRequest", "An upload address takes PUT, GET and DELETE.")
    return _put(call, token, session, data)


def _put(call: Call, token: str, session: dict[str, Any], data: bytes) -> Answer:
    """One range, in order."""
    match, size = _RANGE.fullmatch(call.headers.get("content-range", "")), session["item"]["size"]
    if match is None or int(match[1]) != len(data) or int(match[2]) - int(match[1]) + 1 != len(call.body):
        raise GraphError(416, "ErrorInvalidArgument", f"The next expected range begins at {len(data)}.")
    data += call.body
    if int(match[3]) != size or len(data) > size:
        raise GraphError(400, "ErrorInvalidArgument", f"The session is for a file of {size} bytes.")
    if len(data) < size:
        call.tenant.db.put("mail_upload", token, {**session, "data": base64.b64encode(data).decode()})
        return Answer(200, {"expirationDateTime": session["expires"], "nextExpectedRanges": [str(len(data))]})
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
        "isInline": bool(item.get("isInline", False)),
        "contentId": item.get("contentId"),
        "at": stamp(call.tenant.clock.now),
    }
    message.extra.setdefault("files", []).append(file)
    message.data["hasAttachments"] = True
    state.save(call.tenant.db, message)
    call.tenant.db.delete("mail_upload", token)
    path = f"Users('{message.mailbox}')/Messages('{message.rid}')/Attachments('{key}')"
    where = f"{call.tenant.data_url}/api/v2.0/{path}"  # nobody answers there: the id is what it is for
    return Answer(201, None, {"Location": where})
