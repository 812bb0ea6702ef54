"""Routes of a message: make, read, change, move, remove, MIME."""

import base64
import copy
from typing import Any

from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.mail import attaching, drafting, folders, mime, state
from bot.sandbox.mail.access import mailbox_of, message_of
from bot.sandbox.mail.composing import as_mime
from bot.sandbox.mail.message import Message, blank
from bot.sandbox.mail.shape import shown
from bot.sandbox.routes import check_properties, route
from bot.sandbox.tenant import User


@route("POST", "/users/{user}/messages", status=201)
def make(call: Call) -> dict[str, Any]:
    """A draft."""
    return _make(call, "drafts")


@route("POST", "/users/{user}/mailFolders/{folder}/messages", status=201)
def make_in_folder(call: Call) -> dict[str, Any]:
    """A draft in a folder."""
    return _make(call, call.params["folder"])


def _make(call: Call, folder: str) -> dict[str, Any]:
    mailbox = mailbox_of(call)
    place = folders.resolve(call.tenant, mailbox, folder)
    if is_mime(call):
        return shown(call, state.save(call.tenant.db, draft_of_mime(call, mailbox, place)))
    message = new_draft(call, mailbox, place)
    drafting.apply(message, call.json(), call.tenant.clock.now, creating=True)
    return shown(call, state.save(call.tenant.db, message))


def is_mime(call: Call) -> bool:
    """The body is a whole mail, as base64 of its MIME."""
    return call.headers.get("content-type", "").lower().startswith("text/plain")


def draft_of_mime(call: Call, mailbox: User, folder: str) -> Message:
    """A draft of the mailbox's owner from MIME; 400 where it is no base64. Of its headers those with x- stay."""
    try:
        raw = base64.b64decode(call.body, validate=True)
    except ValueError:
        text = "Invalid base64 string for MIME content."
        raise GraphError(400, "ErrorMimeContentInvalidBase64String", text) from None
    parsed, fresh = mime.parse(raw), new_draft(call, mailbox, folder)
    message = mime.stored(parsed, raw, mailbox.id, folder, call.tenant.clock.now)
    own = {name: fresh.data[name] for name in ("from", "sender", "isDraft", "isRead", "internetMessageId")}
    message.data |= {**own, "bccRecipients": mime.people(parsed, "Bcc")}
    message.extra["headers"] = [one for one in message.extra["headers"] if one["name"].lower().startswith("x-")]
    message.extra |= {name: str(parsed[name]) for name in ("In-Reply-To", "References") if parsed[name]}
    message.mime = None
    return message


def new_draft(call: Call, mailbox: User, folder: str) -> Message:
    """An empty draft of the mailbox's owner with its message id."""
    message = blank(mailbox.id, folder, call.tenant.clock.now)
    owner = {"emailAddress": {"name": mailbox.name, "address": mailbox.email}}
    message.data |= {"from": owner, "sender": owner}
    message.data["internetMessageId"] = f"<{message.iid[6:38]}@{mailbox.email.rpartition('@')[2]}>"
    return message


@route("GET", "/users/{user}/mailFolders/{folder}/messages/{id}", options=("$select", "$expand"))
@route("GET", "/users/{user}/messages/{id}", options=("$select", "$expand"))
def get(call: Call) -> dict[str, Any]:
    """One message."""
    return shown(call, message_of(call))


@route("PATCH", "/users/{user}/mailFolders/{folder}/messages/{id}")
@route("PATCH", "/users/{user}/messages/{id}")
def change(call: Call) -> dict[str, Any]:
    """Change properties."""
    message = message_of(call)
    drafting.apply(message, call.json(), call.tenant.clock.now, creating=False)
    return shown(call, state.save(call.tenant.db, message))


@route("DELETE", "/users/{user}/mailFolders/{folder}/messages/{id}")
@route("DELETE", "/users/{user}/messages/{id}")
def delete(call: Call) -> None:
    """To Deleted Items, and from there for good."""
    message, mailbox = message_of(call), mailbox_of(call)
    bin_id = folders.well_known_id(mailbox.id, "deleteditems")
    if message.folder == bin_id:
        state.remove(call.tenant.db, message)
    else:
        state.move(call.tenant.db, message, bin_id)


@route("POST", "/users/{user}/messages/{id}/move", status=201)
def move(call: Call) -> dict[str, Any]:
    """Into another folder."""
    return shown(call, state.move(call.tenant.db, message_of(call), _destination(call)))


@route("POST", "/users/{user}/messages/{id}/copy", status=201)
def duplicate(call: Call) -> dict[str, Any]:
    """A copy in another folder, with ids of its own."""
    original, now = message_of(call), call.tenant.clock.now
    made = blank(original.mailbox, _destination(call), now)
    link = made.data["webLink"]
    made.data, made.extra = {**original.data, "webLink": link}, copy.deepcopy(original.extra)
    attaching.copy_files(made, state.with_bytes(call.tenant.db, original))
    made.mime = state.raw_of(call.tenant.db, original)
    return shown(call, state.save(call.tenant.db, made))


def _destination(call: Call) -> str:
    body = {key[:1].lower() + key[1:]: value for key, value in call.json().items()}
    check_properties(body, ("destinationId",), "move")
    return folders.resolve(call.tenant, mailbox_of(call), str(body.get("destinationId")))


@route("GET", "/users/{user}/messages/{id}/$value")
def value(call: Call) -> Answer:
    """The message as MIME."""
    message, db = message_of(call), call.tenant.db
    raw = state.raw_of(db, message)
    if raw is None:
        raw = as_mime(state.with_bytes(db, message))
    return Answer(200, raw, {"Content-Type": "text/plain"})


@route("GET", "/users/{user}", options=("$select",))
def user(call: Call) -> dict[str, Any]:
    """Someone of the tenant."""
    found = call.tenant.mailbox(call.params["user"])
    return {"id": found.id, "displayName": found.name, "mail": found.email, "userPrincipalName": found.email}
