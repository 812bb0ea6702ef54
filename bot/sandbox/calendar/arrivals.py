"""Meeting messages that arrive: what they do to the calendar, and how the message itself then shows."""

from collections.abc import Mapping
from email.message import EmailMessage
from typing import Any

from bot.sandbox.calendar import files
from bot.sandbox.calendar.event import Event
from bot.sandbox.calendar.receiving import receive, spoken_of
from bot.sandbox.calendar.scheduling import Scheduling, read_scheduling
from bot.sandbox.calendar.zones import show_time
from bot.sandbox.tenant import Tenant, User

_TYPES = {
    "REQUEST": "eventMessageRequest",
    "REPLY": "eventMessageResponse",
    "COUNTER": "eventMessageResponse",
    "CANCEL": "eventMessage",
    "X-FORWARD": "eventMessage",
}
_ANSWERS = {
    "accepted": "meetingAccepted",
    "declined": "meetingDeclined",
    "tentativelyAccepted": "meetingTenativelyAccepted",
}


def on_delivery(tenant: Tenant, mailbox: User, mail: EmailMessage) -> dict[str, Any] | None:
    """What a meeting message adds to the message that carries it; None for any other mail."""
    messages = read_scheduling(mail)
    if not messages or messages[0].method not in _TYPES:
        return None
    said = messages[0]
    before = spoken_of(tenant, mailbox, said)
    event, *_ = [receive(tenant, mailbox, one) for one in messages]
    if event and said.method == "REQUEST" and not event.is_organizer:
        files.take_from(tenant, event, mail)
    facts: dict[str, Any] = {
        "@odata.type": f"#microsoft.graph.{_TYPES[said.method]}",
        "meetingMessageType": _message_type(said),
        "isOutOfDate": bool(event and said.sequence < event.sequence),
        "isAllDay": said.is_all_day,
        "isDelegated": False,
        "@event": event.id if event else None,
        "type": "seriesMaster" if said.recurrence else "exception" if said.original else "singleInstance",
        **({"recurrence": said.recurrence} if said.recurrence else {}),
        **_span(said),
    }
    return facts | _own(said, before, event)


def _message_type(said: Scheduling) -> str:
    if said.method in ("REPLY", "COUNTER"):
        return _ANSWERS.get(_response(said), "none")
    return {"REQUEST": "meetingRequest", "CANCEL": "meetingCancelled"}.get(said.method, "none")


def _own(said: Scheduling, before: Event | None, event: Event | None) -> dict[str, Any]:
    """What only requests, or only answers, carry."""
    if said.method == "REQUEST":
        return {
            "responseRequested": said.asks_response,
            "allowNewTimeProposals": said.allows_proposals,
            "location": _place(said.location),
            **_change(said, before),
        }
    if said.method in ("CANCEL", "X-FORWARD"):
        return {"location": _place(said.location)}
    own: dict[str, Any] = {"responseType": _response(said)}
    if said.method == "COUNTER" and said.start and said.end:
        own["proposedNewTime"] = {"start": show_time(said.start, "UTC"), "end": show_time(said.end, "UTC")}
    if event is not None:
        own |= {"startDateTime": show_time(event.start, "UTC"), "endDateTime": show_time(event.end, "UTC")}
    return own


def _change(said: Scheduling, before: Event | None) -> dict[str, Any]:
    """What kind of request it is, and where the meeting stood before it."""
    if before is None or before.kind == "occurrence":
        return {"meetingRequestType": "newMeetingRequest" if before is None else "fullUpdate"}
    if said.sequence < before.sequence:
        return {"meetingRequestType": "outdated"}
    changed: dict[str, Any] = {}
    if (said.start, said.end) != (before.start, before.end):
        changed["previousStartDateTime"] = show_time(before.start, "UTC")
        changed["previousEndDateTime"] = show_time(before.end, "UTC")
    name = before.properties["location"].get("displayName", "")
    if name != said.location:
        changed["previousLocation"] = _place(name)
    moved = "previousStartDateTime" in changed
    return {"meetingRequestType": "fullUpdate" if moved else "informationalUpdate", **changed}


def _place(name: str) -> Mapping[str, str]:
    return {"displayName": name, "locationType": "default", "uniqueIdType": "unknown"}


def _response(said: Scheduling) -> str:
    return str(said.attendees[0]["status"]["response"]) if said.attendees else "none"


def _span(said: Scheduling) -> dict[str, Any]:
    if said.start is None or said.end is None:
        return {}
    return {"startDateTime": show_time(said.start, "UTC"), "endDateTime": show_time(said.end, "UTC")}
