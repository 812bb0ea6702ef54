"""Sending: a draft leaves, its copy appears later, delivery follows. Answers and forwards are drafts in a thread."""

from datetime import timedelta
from typing import Any

from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.mail import delivery, drafting, folders, state
from bot.sandbox.mail.message_routes import mailbox_of, message_of, new_draft
from bot.sandbox.mail.shape import shown
from bot.sandbox.mail.state import Message
from bot.sandbox.routes import check_properties, route


def submit(call: Call, message: Message, *, keep: bool = True) -> None:
    """Hand a message over for delivery. The copy comes to Sent Items after a while, under the same immutable id."""
    tenant, db = call.tenant, call.tenant.db
    people = delivery.addresses(message)
    if not people:
        raise GraphError(400, "ErrorInvalidRecipients", "At least one recipient isn't valid: there is none.")
    over = delivery.count_send(tenant, message.mailbox)
    now = tenant.clock.now
    message.data |= {"isDraft": False, "isRead": True, "sentDateTime": state.stamp(now), "receivedDateTime": state.stamp(now)}
    if message.folder:
        state.leave(db, message, "deleted")
    message.folder, message.rid = "", state.new_id()
    state.save(db, message)
    if keep:
        later = now + timedelta(milliseconds=tenant.settings.sent_copy_delay_ms)
        tenant.due(later, "sent_copy", {"iid": message.iid})
    delivery.dispatch(tenant, message, now, refused=over)


@route("POST", "/users/{user}/messages/{id}/send", status=202)
def send(call: Call) -> Answer:
    """Send a draft."""
    message = message_of(call)
    if not message.data["isDraft"]:
        raise GraphError(400, "ErrorInvalidOperation", "The item is no draft: it was sent before.")
    submit(call, message)
    return Answer(202)


@route("POST", "/users/{user}/sendMail", status=202)
def send_mail(call: Call) -> Answer:
    """Send at once; nothing is answered but 202."""
    body = {key[0].lower() + key[1:]: value for key, value in call.json().items()}
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
    body = {key[0].lower() + key[1:]: value for key, value in call.json().items()}
    check_properties(body, ("message", "comment", "toRecipients"), "reply")
    draft = new_draft(call, mailbox, folders.well_known_id(mailbox.id, "drafts"))
    data = original.data
    prefix = "FW: " if forward else "RE: "
    draft.data["subject"] = data["subject"] if data["subject"].startswith(prefix) else prefix + data["subject"]
    draft.data["conversationId"] = data["conversationId"]
    if not forward:
        draft.data["toRecipients"] = data["replyTo"] or [data["from"]]
    if everyone:
        own = mailbox.email.lower()
        others = [one for one in data["toRecipients"] if one["emailAddress"]["address"].lower() != own]
        draft.data["toRecipients"] = [*draft.data["toRecipients"], *others]
        draft.data["ccRecipients"] = list(data["ccRecipients"])
    earlier = original.extra.get("References", "")
    draft.extra["In-Reply-To"] = data["internetMessageId"]
    draft.extra["References"] = f"{earlier} {data['internetMessageId']}".strip()
    comment = body.get("comment")
    draft.data["body"] = {"contentType": "html", "content": f"{comment or ''}<hr>{data['body']['content']}"}
    if isinstance(body.get("message"), dict):
        drafting.apply(draft, body["message"], call.tenant.clock.now, creating=True)
    if body.get("toRecipients"):
        drafting.apply(draft, {"toRecipients": body["toRecipients"]}, call.tenant.clock.now, creating=True)
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
