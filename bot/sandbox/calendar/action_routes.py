"""Calling off a meeting, answering an invitation, sending it on."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.calendar import answering, forwarding, organizing
from bot.sandbox.calendar.answering import Proposal
from bot.sandbox.calendar.parts import bad, read_attendees
from bot.sandbox.calendar.reading import event_of, mailbox_of
from bot.sandbox.calendar.zones import read_time
from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.routes import check_properties, route

_EVENT = "/users/{user}/events/{event}"


@route("POST", f"{_EVENT}/cancel")
def cancel(call: Call) -> Answer:
    """The organizer calls off a meeting; an attendee may not."""
    event, body = event_of(call), _parameters(call, ("comment",))
    if not event.is_organizer:
        raise GraphError(400, "ErrorInvalidRequest", "You need to be an organizer to cancel a meeting.")
    organizing.call_off(call.tenant, event, str(body.get("comment") or ""))
    return Answer(202)


@route("POST", f"{_EVENT}/accept")
def accept(call: Call) -> Answer:
    """An attendee comes."""
    return _respond(call, "accepted", ("comment", "sendResponse"))


@route("POST", f"{_EVENT}/tentativelyAccept")
def accept_tentatively(call: Call) -> Answer:
    """An attendee may come, and may propose another time."""
    return _respond(call, "tentativelyAccepted", ("comment", "sendResponse", "proposedNewTime"))


@route("POST", f"{_EVENT}/decline")
def decline(call: Call) -> Answer:
    """An attendee does not come, and may propose another time."""
    return _respond(call, "declined", ("comment", "sendResponse", "proposedNewTime"))


@route("POST", f"{_EVENT}/forward")
def forward(call: Call) -> Answer:
    """Sends an invitation on to others."""
    event, body = event_of(call), _parameters(call, ("comment", "toRecipients"))
    asked = body.get("toRecipients")
    if not isinstance(asked, list):
        raise bad("toRecipients must be a list.")
    forwarding.forward(call.tenant, mailbox_of(call), event, read_attendees(asked), str(body.get("comment") or ""))
    return Answer(202)


def _respond(call: Call, response: str, known: tuple[str, ...]) -> Answer:
    event, body = event_of(call), _parameters(call, known)
    send = body.get("sendResponse", True)
    if not isinstance(send, bool):
        raise bad("sendResponse must be true or false.")
    comment, proposed = str(body.get("comment") or ""), _proposal(body.get("proposedNewTime"))
    answering.respond(call.tenant, mailbox_of(call), event, response, comment, send, proposed)
    return Answer(202)


def _parameters(call: Call, known: tuple[str, ...]) -> Mapping[str, Any]:
    """The parameters of an action, whichever case they begin with."""
    body = {key[:1].lower() + key[1:]: value for key, value in call.json().items()}
    check_properties(body, known, "event")
    return body


def _proposal(value: Any) -> Proposal | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise bad("proposedNewTime must have start and end.")
    check_properties(value, ("start", "end"), "microsoft.graph.timeSlot")
    return read_time(value.get("start"), "start")[0], read_time(value.get("end"), "end")[0]
