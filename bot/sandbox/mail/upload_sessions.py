"""Upload sessions: a large file comes in ranges to an address of its own, and hangs on its item once it is whole."""

import base64
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.mail.attaching import SMALL, new_file
from bot.sandbox.mail.message import stamp
from bot.sandbox.routes import check_properties
from bot.sandbox.tenant import Tenant

Finish = Callable[[Call, Mapping[str, Any], dict[str, Any]], str]
"""Hangs the file on the target of the session; answers where it then is, below the mailbox."""
FINISH: dict[str, Finish] = {}
"""By what the file is for: a message, an event."""
_MOST = 150 * 1024 * 1024
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


def begin(call: Call, kind: str, mailbox: str, key: str) -> dict[str, Any]:
    """A session for a file of 3 to 150 MB on the mailbox's item `key`."""
    body = call.json()
    item = body.get("AttachmentItem") or body.get("attachmentItem") or {}
    check_properties(item, ("attachmentType", "name", "size", "contentType", "isInline", "contentId"), "attachmentItem")
    size = item.get("size")
    if not item.get("name") or str(item.get("attachmentType")).lower() != "file" or not isinstance(size, int):
        raise GraphError(400, "ErrorInvalidArgument", "AttachmentItem needs attachmentType file, name and size.")
    if size < SMALL:
        text = "The attachment is smaller than 3 MB: put it on in one request."
        raise GraphError(400, "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize", text)
    if size > _MOST:
        raise GraphError(413, "ErrorAttachmentSizeLimitExceeded", "The attachment is larger than 150 MB.")
    token, expires = secrets.token_urlsafe(24), call.tenant.clock.now + timedelta(hours=24)
    target = {"kind": kind, "mailbox": mailbox, "id": key}
    row = {"target": target, "item": item, "data": "", "expires": expires.isoformat()}
    call.tenant.db.put("mail_upload", token, row)
    url = f"{call.tenant.data_url}/_upload/mail/{token}"
    return {"uploadUrl": url, "expirationDateTime": stamp(expires), "nextExpectedRanges": ["0-"]}


def owner_of(tenant: Tenant, token: str) -> str:
    """The mailbox that an upload address writes to, '' for none."""
    session = tenant.db.get("mail_upload", token)
    return str(session["target"]["mailbox"]) if session else ""


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
    target, file = session["target"], new_file(session["item"], data, call.tenant.clock.now)
    path = FINISH[target["kind"]](call, target, file)
    call.tenant.db.delete("mail_upload", token)
    where = f"{call.tenant.data_url}/api/v2.0/Users('{target['mailbox']}')/{path}/Attachments('{file['id']}')"
    return Answer(201, None, {"Location": where})  # nobody answers there: the id is what it is for
