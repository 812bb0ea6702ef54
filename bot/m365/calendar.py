"""A mailbox's own calendar: holds, meetings, what attendees answered, and others' free and busy times."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from bot.m365 import free_busy
from bot.m365.events import (
    UTC_TIMES,
    Attendee,
    EventDraft,
    EventState,
    attendees_json,
    parse_event,
    time_json,
)
from bot.m365.free_busy import Busy
from bot.m365.graph import Graph, Part, Result, answer_of, require
from bot.m365.messages import OWN, Address, key_filter

__all__ = ["Attendee", "Busy", "Calendar", "EventDraft", "EventState", "changes", "event_in", "parse_event"]

_EXPAND = {"$expand": OWN}


class Calendar:
    """The default calendar of `mailbox`. Laying, changing or cancelling an event with attendees mails them at once."""

    def __init__(self, graph: Graph, mailbox: str) -> None:
        self.graph, self.mailbox = graph, mailbox
        self.path = f"/users/{quote(mailbox)}"

    def create_part(self, event: EventDraft) -> Part:
        """Lay an event; its result goes to `event_in`."""
        return Part("POST", f"{self.path}/events", event.as_json(), UTC_TIMES)

    def patch_part(self, event: EventState, body: Mapping[str, Any], *, if_unchanged: bool = True) -> Part:
        """Change what `body` names (see `changes`); 412 when somebody changed it since, unless that is no matter.

        Its attendees are mailed, and stay as they are unless named: Refused where trial mode forbids one of them.
        """
        self._check_attendees(event)
        headers = UTC_TIMES | ({"If-Match": event.etag} if if_unchanged and event.etag else {})
        return Part("PATCH", f"{self.path}/events/{_id(event.id)}", dict(body), headers)

    def cancel_part(self, event: EventState, comment: str) -> Part:
        """Call off a meeting that this mailbox organises; its attendees get `comment`. Refused as `patch_part` is."""
        self._check_attendees(event)
        return Part("POST", f"{self.path}/events/{_id(event.id)}/cancel", {"comment": comment})

    def delete_part(self, event_id: str) -> Part:
        """Remove an event: right for holds, which have no attendees."""
        return Part("DELETE", f"{self.path}/events/{_id(event_id)}")

    def get(self, event_id: str) -> EventState:
        """One event with its answers."""
        return parse_event(self.graph.get(f"{self.path}/events/{_id(event_id)}?{_query(_EXPAND)}", headers=UTC_TIMES))

    def get_part(self, event_id: str) -> Part:
        """The same as a part; its result goes to `event_in`."""
        return Part("GET", f"{self.path}/events/{_id(event_id)}?{_query(_EXPAND)}", headers=UTC_TIMES)

    def find_by_key(self, keys: Sequence[str]) -> dict[str, list[EventState]]:
        """The events that carry each key; an empty list where none does."""
        paths = [f"{self.path}/events?{_query({'$filter': key_filter(key), **_EXPAND})}" for key in keys]
        results = self.graph.batch([Part("GET", path, headers=UTC_TIMES) for path in paths])
        bodies = [answer_of(result, "a search for events") for result in results]
        return {key: [parse_event(event) for event in body["value"]] for key, body in zip(keys, bodies, strict=True)}

    def view(self, start: datetime, end: datetime) -> list[EventState]:
        """All that stands in the calendar between two aware moments, recurring events as single ones."""
        path = f"{self.path}/calendarView?{_query(_span(start, end) | _EXPAND | {'$top': '200'})}"
        return [parse_event(event) for event in self.graph.pages(path, headers=UTC_TIMES)]

    def view_delta_start(self, start: datetime, end: datetime) -> str:
        """The link that reads a period for the first time and its changes from then on (bot.m365.delta).

        Items come without our key: `get` or `find_by_key` knows it.
        """
        return f"{self.graph.base}{self.path}/calendarView/delta?{_query(_span(start, end))}"

    def free_busy(
        self, addresses: Sequence[str], start: datetime, end: datetime, interval: int = 30
    ) -> dict[str, list[Busy] | str]:
        """What each calendar shows between two aware moments, or (text) why it cannot be seen. One round trip."""
        return free_busy.read(self.graph, self.path, addresses, start, end, interval)

    def _check_attendees(self, event: EventState) -> None:
        """Trial mode at the last door: the request names nobody, yet all who were invited are mailed."""
        self.graph.check_recipients(attendee.email for attendee in event.attendees)


def changes(
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    subject: str | None = None,
    html: str | None = None,
    location: str | None = None,
    show_as: str | None = None,
    attendees: tuple[Address, ...] | None = None,
) -> dict[str, Any]:
    """The body of a change: only what is given."""
    given: dict[str, Any] = {
        "start": time_json(start) if start else None,
        "end": time_json(end) if end else None,
        "subject": subject,
        "body": {"contentType": "html", "content": html} if html is not None else None,
        "location": {"displayName": location} if location is not None else None,
        "showAs": show_as,
        "attendees": attendees_json(attendees) if attendees is not None else None,
    }
    return {name: value for name, value in given.items() if value is not None}


def event_in(result: Result) -> EventState:
    """The event of `create_part`, `patch_part` or `get_part` (its key only after `get_part`)."""
    return parse_event(require(result, "an event"))


def _span(start: datetime, end: datetime) -> dict[str, str]:
    return {"startDateTime": _utc(start), "endDateTime": _utc(end)}


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _id(graph_id: str) -> str:
    return quote(graph_id, safe="")


def _query(options: Mapping[str, str]) -> str:
    return urlencode(options, safe="$,:", quote_via=quote)
