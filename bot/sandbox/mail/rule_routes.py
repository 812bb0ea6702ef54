"""Routes of the rules of an inbox."""

import secrets
from typing import Any

from bot.sandbox.http import Call, GraphError
from bot.sandbox.mail import folders, rules
from bot.sandbox.mail.access import mailbox_of
from bot.sandbox.odata import COLLECTION, collection
from bot.sandbox.routes import route
from bot.sandbox.tenant import User

_NEW: dict[str, Any] = {
    "displayName": "", "sequence": 1, "isEnabled": True, "hasError": False, "isReadOnly": False, "conditions": {},
    "actions": {},
}  # fmt: skip


def _inbox(call: Call) -> User:
    """The mailbox; 400 where another folder than its Inbox is asked, which has no rules."""
    mailbox = mailbox_of(call)
    if folders.resolve(call.tenant, mailbox, call.params["folder"]) != folders.well_known_id(mailbox.id, "inbox"):
        raise GraphError(400, "ErrorInvalidRequest", "Only the Inbox has rules.")
    return mailbox


@route("GET", "/users/{user}/mailFolders/{folder}/messageRules", options=COLLECTION)
def list_rules(call: Call) -> dict[str, Any]:
    """The rules, in their order."""
    rows = call.tenant.db.list("rule", _inbox(call).id)
    return collection(call, sorted(rows, key=lambda one: int(one["sequence"])), 100)


@route("POST", "/users/{user}/mailFolders/{folder}/messageRules", status=201)
def make_rule(call: Call) -> dict[str, Any]:
    """A new rule."""
    mailbox = _inbox(call)
    row = {"id": "AQAAA" + secrets.token_urlsafe(5), **rules.shaped(call.tenant, mailbox, call.json(), _NEW)}
    call.tenant.db.put("rule", row["id"], row, mailbox.id)
    return row


def _rule(call: Call) -> dict[str, Any]:
    mine = [one for one in call.tenant.db.list("rule", _inbox(call).id) if one["id"] == call.params["id"]]
    if not mine:
        raise GraphError(404, "ErrorItemNotFound", "The rule was not found.")
    return mine[0]


@route("GET", "/users/{user}/mailFolders/{folder}/messageRules/{id}")
def get_rule(call: Call) -> dict[str, Any]:
    """One rule."""
    return _rule(call)


@route("PATCH", "/users/{user}/mailFolders/{folder}/messageRules/{id}")
def change_rule(call: Call) -> dict[str, Any]:
    """Another form of a rule."""
    mailbox, known = _inbox(call), _rule(call)
    row = rules.shaped(call.tenant, mailbox, call.json(), known)
    call.tenant.db.put("rule", row["id"], row, mailbox.id)
    return row


@route("DELETE", "/users/{user}/mailFolders/{folder}/messageRules/{id}")
def delete_rule(call: Call) -> None:
    """Take a rule away."""
    call.tenant.db.delete("rule", _rule(call)["id"])
