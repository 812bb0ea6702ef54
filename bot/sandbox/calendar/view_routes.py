"""What stands in a span of time."""

from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.calendar import calendars, reading, series
from bot.sandbox.calendar.reading import mailbox_of
from bot.sandbox.calendar.zones import parse_time
from bot.sandbox.http import Call, GraphError
from bot.sandbox.routes import route

SPAN = ("startDateTime", "endDateTime", "startdatetime", "enddatetime")
MOST_DAYS = 1825
_VIEW = (*SPAN, *reading.LIST)


@route("GET", "/users/{user}/calendarView", options=_VIEW)
@route("GET", "/users/{user}/calendar/calendarView", options=_VIEW)
@route("GET", "/users/{user}/calendars/{calendar}/calendarView", options=_VIEW)
def view(call: Call) -> dict[str, Any]:
    """The events that overlap a span of time, by start."""
    mailbox, (start, end) = mailbox_of(call), span_of(call)
    calendar = calendars.find(call.tenant, mailbox, call.params.get("calendar"))
    return reading.page(call, series.between(call.tenant.db, mailbox.id, start, end, calendar["id"]))


@route("GET", "/users/{user}/events/{event}/instances", options=_VIEW)
@route("GET", "/users/{user}/calendar/events/{event}/instances", options=_VIEW)
@route("GET", "/users/{user}/calendars/{calendar}/events/{event}/instances", options=_VIEW)
def instances(call: Call) -> dict[str, Any]:
    """The occurrences and exceptions of a series in a span of time."""
    master, (start, end) = reading.event_of(call), span_of(call)
    if master.recurrence is None:
        raise GraphError(400, "ErrorInvalidRequest", "Only the master of a series has instances.")
    return reading.page(call, series.instances(call.tenant.db, master, start, end))


def span_of(call: Call) -> tuple[datetime, datetime]:
    """The span of time that the options name; 400 where they name none."""
    low, high = (call.query.get(name) or call.query.get(name.lower()) for name in SPAN[:2])
    if not low or not high:
        raise GraphError(
            400,
            "ErrorInvalidParameter",
            "This request requires a time window specified by startDateTime and endDateTime.",
        )
    start, end = parse_time(low, "UTC", "startDateTime"), parse_time(high, "UTC", "endDateTime")
    if end < start:
        raise GraphError(400, "ErrorInvalidParameter", "endDateTime lies before startDateTime.")
    if end - start > timedelta(days=MOST_DAYS):
        text = "The range between the start and end dates is greater than the allowed range. Maximum number of days: "
        raise GraphError(400, "ErrorCalendarViewRangeTooBig", f"Your request can't be completed. {text}{MOST_DAYS}")
    return start, end
