"""Meeting messages that arrive: what they do to the calendar, and how the message itself then shows."""

from email.message import EmailMessage
from typing import Any

from bot.sandbox.calendar.answering import receive
from bot.sandbox.calendar.event import Event
from bot.sandbox.calendar.scheduling import Scheduling, read_scheduling
from bot.sandbox.calendar.zones import show_time
from bot.sandbox.tenant import Tenant, User

_TYPES = {"REQUEST": "eventMessageRequest", "REPLY": "eventMessageResponse", "COUNTER": "eventMessageResponse"}
_ANSWERS = {
    "accepted": "meetingAccepted",
    "declined": "meetingDeclined",
    "tentativelyAccepted": "meetingTenativelyAccepted",
}


def on_delivery(tenant: Tenant, mailbox: User, mail: EmailMessage) -> dict[str, Any] | None:
    """What a meeting message adds to the message that carries it; None for any other mail."""
    said = read_scheduling(mail)
    if said is None or said.method not in ("REQUEST", "REPLY", "COUNTER", "CANCEL"):
        return None
    event = receive(tenant, mailbox, said)
    facts: dict[str, Any] = {
        "@odata.type": f"#microsoft.graph.{_TYPES.get(said.method, 'eventMessage')}",
        "meetingMessageType": _message_type(said),
        "isOutOfDate": bool(event and said.sequence < event.sequence),
        "isAllDay": said.is_all_day,
        "isDelegated": False,
        "type": "singleInstance",
        **_span(said),
    }
    return facts | _own(said, event)


def _message_type(said: Scheduling) -> str:
    if said.method in ("REPLY", "COUNTER"):
        return _ANSWERS.get(_response(said), "none")
    return "meetingRequest" if said.method == "REQUEST" else "meetingCancelled"


def _own(said: Scheduling, event: Event | None) -> dict[str, Any]:
    """What only requests, or only answers, carry."""
    if said.method == "REQUEST":
        return {
            "responseRequested": True,
            "allowNewTimeProposals": said.allows_proposals,
            "meetingRequestType": "fullUpdate" if said.sequence else "newMeetingRequest",
            "location": {"displayName": said.location, "locationType": "default", "uniqueIdType": "unknown"},
        }
    if said.method == "CANCEL":
        return {"location": {"displayName": said.location, "locationType": "default", "uniqueIdType": "unknown"}}
    own: dict[str, Any] = {"responseType": _response(said)}
    if said.method == "COUNTER" and said.start and said.end:
        own["proposedNewTime"] = {"start": show_time(said.start, "UTC"), "end": show_time(said.end, "UTC")}
    if event is not None:
        own |= {"startDateTime": show_time(event.start, "UTC"), "endDateTime": show_time(event.end, "UTC")}
    return own


def _response(said: Scheduling) -> str:
    return str(said.attendees[0]["status"]["response"]) if said.attendees else "none"


def _span(said: Scheduling) -> dict[str, Any]:
    if said.start is None or said.end is None:
        return {}
    return {"startDateTime": show_time(said.start, "UTC"), "endDateTime": show_time(said.end, "UTC")}
