"""Rules of an inbox: what a mailbox's owner has done with mail as it arrives."""

from collections.abc import Callable, Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from bot.sandbox.clock import on_due
from bot.sandbox.http import GraphError
from bot.sandbox.mail import delivery, folders, state
from bot.sandbox.mail.composing import one_line, plain
from bot.sandbox.mail.message import Message
from bot.sandbox.routes import check_properties
from bot.sandbox.tenant import Tenant, User

LOOP = "X-MS-Exchange-Inbox-Rules-Loop"
NAMES = ("displayName", "sequence", "isEnabled", "conditions", "actions")
ACTIONS = (
    "moveToFolder", "delete", "markAsRead", "markImportance", "assignCategories", "forwardTo", "stopProcessingRules",
)  # fmt: skip


def _words(read: Callable[[Message], str]) -> Callable[[Message, Any], bool]:
    """One of the words is in what is read."""
    return lambda message, wanted: any(str(one).lower() in read(message).lower() for one in wanted)


def _sender(message: Message) -> str:
    person = message.data["from"]["emailAddress"]
    return f"{person['name']} {person['address']}"


CONDITIONS: Mapping[str, Callable[[Message, Any], bool]] = {
    "subjectContains": _words(lambda message: message.data["subject"]),
    "bodyContains": _words(lambda message: message.data["body"]["content"]),
    "bodyOrSubjectContains": _words(lambda message: f"{message.data['subject']}\n{message.data['body']['content']}"),
    "senderContains": _words(_sender),
    "headerContains": _words(
        lambda message: "\n".join(f"{one['name']}: {one['value']}" for one in message.extra.get("headers", []))
    ),
    "fromAddresses": lambda message, wanted: (
        _sender(message).lower().rpartition(" ")[2] in [one["emailAddress"]["address"].lower() for one in wanted]
    ),
    "hasAttachments": lambda message, wanted: message.data["hasAttachments"] is wanted,
    "importance": lambda message, wanted: bool(message.data["importance"] == str(wanted).lower()),
}


def shaped(tenant: Tenant, mailbox: User, body: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """A rule with what a request names; 400 that names what is wrong or not offered."""
    check_properties(body, NAMES, "microsoft.graph.messageRule")
    made = {**known, **{name: value for name, value in body.items() if "@" not in name}}
    check_properties(made["conditions"], CONDITIONS, "microsoft.graph.messageRulePredicates")
    check_properties(made["actions"], ACTIONS, "microsoft.graph.messageRuleActions")
    if not made["displayName"] or not made["actions"] or not isinstance(made["sequence"], int):
        raise GraphError(400, "ErrorInvalidArgument", "A rule needs displayName, sequence and actions.")
    if folder := made["actions"].get("moveToFolder"):
        folders.resolve(tenant, mailbox, folder)
    return made


def apply(tenant: Tenant, mailbox: User, message: Message) -> None:
    """Do what the rules say with a message that arrives, in their order."""
    rows = sorted(tenant.db.list("rule", mailbox.id), key=lambda one: int(one["sequence"]))
    for rule in (one for one in rows if one["isEnabled"]):
        if all(CONDITIONS[name](message, wanted) for name, wanted in rule["conditions"].items()):
            _act(tenant, mailbox, message, rule["actions"])
            if rule["actions"].get("stopProcessingRules"):
                return


def _act(tenant: Tenant, mailbox: User, message: Message, actions: dict[str, Any]) -> None:
    if actions.get("delete") or actions.get("moveToFolder"):
        target = "deleteditems" if actions.get("delete") else actions["moveToFolder"]
        message.folder = folders.resolve(tenant, mailbox, target)
    if actions.get("markAsRead"):
        message.data["isRead"] = True
    message.data["importance"] = str(actions.get("markImportance", message.data["importance"])).lower()
    message.data["categories"] = [*message.data["categories"], *actions.get("assignCategories", [])]
    looped = any(one["name"] == LOOP for one in message.extra.get("headers", []))
    to = [one["emailAddress"]["address"] for one in actions.get("forwardTo", [])]
    if to and not looped:
        tenant.due(tenant.clock.now, "rule_forward", {"mailbox": mailbox.id, "iid": message.iid, "to": to})


@on_due("rule_forward")
def forward(tenant: Tenant, payload: dict[str, Any], at: datetime) -> None:
    """A rule forwards what arrived, as the mailbox's owner."""
    owner, message = tenant.mailbox(payload["mailbox"]), state.hidden(tenant.db, payload["iid"])
    if message is None:
        return
    mail = EmailMessage()
    mail["From"], mail["To"] = f"{owner.name} <{owner.email}>", ", ".join(payload["to"])
    mail["Subject"], mail["Date"] = one_line(f"FW: {message.data['subject']}"), format_datetime(at)
    mail["Message-ID"] = f"<forward-{message.iid[6:30]}@{owner.email.partition('@')[2]}>"
    mail[LOOP] = owner.email
    body = message.data["body"]
    mail.set_content(plain(body["content"]) if body["contentType"] == "html" else body["content"])
    delivery.post(tenant, mail.as_bytes(policy=SMTP), payload["to"], at, owner.id)
