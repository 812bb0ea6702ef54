"""Sending: a draft leaves, its copy appears later, delivery follows. Answers and forwards are drafts in a thread."""

import re
from datetime import timedelta
from typing import Any

from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.mail import answering, attaching, delivery, drafting, folders, state
from bot.sandbox.mail.access import mailbox_of, message_of
from bot.sandbox.mail.message import Message, new_id, preview, stamp
from bot.sandbox.mail.message_routes import draft_of_mime, is_mime, new_draft
from bot.sandbox.mail.shape import SETTABLE, shown
from bot.sandbox.routes import check_properties, route
from bot.sandbox.tenant import Tenant


def submit(call: Call, message: Message, *, keep: bool = True) -> None:
    """Hand a message over for delivery. The copy comes to Sent Items after a while, under the same immutable id."""
    tenant, db = call.tenant, call.tenant.db
    people = delivery.addresses(message)
    _check_people(people)
    _check_sender(tenant, message)
    state.with_bytes(db, message)
    over = delivery.count_send(tenant, message.mailbox)
    now = tenant.clock.now
    at = stamp(now)
    message.data |= {"isDraft": False, "isRead": True, "sentDateTime": at, "receivedDateTime": at}
    if message.folder:
        state.leave(db, message, "deleted")
    message.folder, message.rid = "", new_id()
    state.save(db, message)
    if keep:
        later = now + timedelta(milliseconds=tenant.settings.sent_copy_delay_ms)
        tenant.due(later, "sent_copy", {"iid": message.iid})
    delivery.dispatch(tenant, message, now, over_minute=over)


_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")


def _check_people(people: list[str]) -> None:
    wrong = next((one for one in people if not _ADDRESS.fullmatch(one)), None)
    if wrong is not None or not people:
        text = f"At least one recipient isn't valid: {wrong or 'there is none'}."
        raise GraphError(400, "ErrorInvalidRecipients", text)


def _check_sender(tenant: Tenant, message: Message) -> None:
    owner = tenant.mailbox(message.mailbox).email.lower()
    for name in ("from", "sender"):
        if message.data[name]["emailAddress"]["address"].lower() != owner:
            text = "The account of this request does not have the right to send mail on behalf of the sender."
            raise GraphError(403, "ErrorSendAsDenied", text)


@route("POST", "/users/{user}/messages/{id}/send", status=202)
def send(call: Call) -> Answer:
    """Send a draft."""
    message = message_of(call)
    if not message.data["isDraft"]:
        if call.tenant.settings.second_send == "404":
            raise GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.")
        raise GraphError(400, "ErrorInvalidOperation", "The item is no draft: it was sent before.")
    submit(call, message)
    return Answer(202)


@route("POST", "/users/{user}/sendMail", status=202)
def send_mail(call: Call) -> Answer:
    """Send at once; nothing is answered but 202."""
    if is_mime(call):
        mailbox = mailbox_of(call)
        submit(call, draft_of_mime(call, mailbox, ""))
        return Answer(202)
    body = {key[:1].lower() + key[1:]: value for key, value in call.json().items()}
    check_properties(body, ("message", "saveToSentItems"), "sendMail")
    keep = body.get("saveToSentItems", True)
    if not isinstance(keep, bool):
        raise GraphError(400, "RequestBodyRead", "saveToSentItems must be a Boolean.")
    if not isinstance(body.get("message"), dict):
        raise GraphError(400, "RequestBodyRead", "sendMail needs a message.")
    mailbox = mailbox_of(call)
    message = new_draft(call, mailbox, folders.well_known_id(mailbox.id, "drafts"))
    drafting.apply(message, body["message"], call.tenant.clock.now, creating=True)
    message.folder = ""
    submit(call, message, keep=keep)
    return Answer(202)


def _answer_draft(call: Call, *, everyone: bool = False, forward: bool = False) -> Message:
    """A draft in the thread of a message, with what the body of the request adds."""
    original, mailbox = message_of(call), mailbox_of(call)
    body = {key[:1].lower() + key[1:]: value for key, value in call.json().items()}
    known = ("message", "comment", "toRecipients") if forward else ("message", "comment")
    check_properties(body, known, "forward" if forward else "reply")
    given, comment, now = body.get("message") or {}, body.get("comment"), call.tenant.clock.now
    check_properties(given, SETTABLE, "microsoft.graph.message")
    if comment and "body" in given:
        raise GraphError(400, "ErrorInvalidArgument", "Give a comment or the body of the message, not both.")
    blank = new_draft(call, mailbox, folders.well_known_id(mailbox.id, "drafts"))
    draft = answering.draft(blank, original, forward=forward)
    if not forward:
        answering.address(draft, original, mailbox.email, everyone=everyone)
    else:
        attaching.copy_files(draft, state.with_bytes(call.tenant.db, original))
    draft.data["body"] = {"contentType": "html", "content": answering.page(comment or "", answering.quoted(original))}
    drafting.apply(draft, given, now, creating=True)
    if body.get("toRecipients"):
        drafting.apply(draft, {"toRecipients": body["toRecipients"]}, now, creating=True)
    draft.data["bodyPreview"] = preview(draft.data["body"])
    return state.save(call.tenant.db, draft)


@route("POST", "/users/{user}/messages/{id}/createReply", status=201)
def create_reply(call: Call) -> dict[str, Any]:
    """A draft that answers the sender."""
    return shown(call, _answer_draft(call))


@route("POST", "/users/{user}/messages/{id}/createReplyAll", status=201)
def create_reply_all(call: Call) -> dict[str, Any]:
    """A draft that answers everyone."""
    return shown(call, _answer_draft(call, everyone=True))


@route("POST", "/users/{user}/messages/{id}/createForward", status=201)
def create_forward(call: Call) -> dict[str, Any]:
    """A draft that forwards."""
    return shown(call, _answer_draft(call, forward=True))


@route("POST", "/users/{user}/messages/{id}/reply", status=202)
def reply(call: Call) -> Answer:
    """Answer the sender at once."""
    submit(call, _answer_draft(call))
    return Answer(202)


@route("POST", "/users/{user}/messages/{id}/replyAll", status=202)
def reply_all(call: Call) -> Answer:
    """Answer everyone at once."""
    submit(call, _answer_draft(call, everyone=True))
    return Answer(202)


@route("POST", "/users/{user}/messages/{id}/forward", status=202)
def forward(call: Call) -> Answer:
    """Forward at once."""
    submit(call, _answer_draft(call, forward=True))
    return Answer(202)
