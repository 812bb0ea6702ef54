"""Whose mailbox a request works on, and whether it may."""

from bot.sandbox.absent import absent
from bot.sandbox.http import Call, GraphError
from bot.sandbox.mail import folders, state
from bot.sandbox.mail.message import Message
from bot.sandbox.tenant import User


def mailbox_of(call: Call) -> User:
    """The mailbox that the path names; 403 where a person reaches for another than their own or the shared one."""
    mailbox = call.tenant.mailbox(call.params["user"])
    if call.who.kind == "user" and mailbox.id not in (call.who.id, call.tenant.shared.id):
        raise GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    return mailbox


def message_of(call: Call) -> Message:
    """The message that the path names; 412 where If-Match names another version."""
    mailbox = mailbox_of(call)
    message = state.find(call.tenant.db, mailbox.id, call.params["id"])
    if message is None:
        raise absent(call.tenant.settings, call.params["id"])
    folder = call.params.get("folder")
    if folder and folders.resolve(call.tenant, mailbox, folder) != message.folder:
        raise GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.")
    wanted = call.headers.get("if-match")
    if wanted and wanted not in ("*", f'W/"{message.data["changeKey"]}"'):
        raise GraphError(412, "ErrorIrresolvableConflict", "The change key passed in the request does not match.")
    return message
