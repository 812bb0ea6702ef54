"""Events: found, laid, changed, deleted."""

from typing import Any

from bot.sandbox.calendar import calendars, events, organizing, reading
from bot.sandbox.calendar.event import Event
from bot.sandbox.calendar.reading import event_of, mailbox_of, shown
from bot.sandbox.calendar.requests import read_event
from bot.sandbox.http import Answer, Call, GraphError
from bot.sandbox.routes import route

_EVENT = "/users/{user}/events/{event}"
_IN_DEFAULT = "/users/{user}/calendar/events/{event}"
_IN_CALENDAR = "/users/{user}/calendars/{calendar}/events/{event}"


@route("GET", "/users/{user}/events", options=reading.LIST)
@route("GET", "/users/{user}/calendar/events", options=reading.LIST)
@route("GET", "/users/{user}/calendars/{calendar}/events", options=reading.LIST)
def all_events(call: Call) -> dict[str, Any]:
    """The events of a calendar; of the default one where the path names none."""
    calendar = calendars.find(call.tenant, mailbox_of(call), call.params.get("calendar"))
    return reading.page(call, reading.found(call, calendar["id"]))


@route("POST", "/users/{user}/events")
@route("POST", "/users/{user}/calendar/events")
@route("POST", "/users/{user}/calendars/{calendar}/events")
def lay(call: Call) -> Answer:
    """A new event. The same transactionId again lays no second one: what it answers is a knob."""
    mailbox, values = mailbox_of(call), read_event(call.json())
    calendar = calendars.find(call.tenant, mailbox, call.params.get("calendar"))
    known = _known(call, mailbox.id, values.get("transactionId"))
    event = known or organizing.lay(call.tenant, mailbox, calendar["id"], values)
    owner = f"{call.tenant.base_url}/v1.0"
    context = {"@odata.context": f"{owner}/$metadata#users('{mailbox.id}')/events/$entity"}
    return Answer(201, context | shown(call, event), {"Location": f"{owner}/users/{mailbox.id}/events/{event.id}"})


@route("GET", _EVENT, options=reading.SHOW)
@route("GET", _IN_DEFAULT, options=reading.SHOW)
@route("GET", _IN_CALENDAR, options=reading.SHOW)
def one_event(call: Call) -> dict[str, Any]:
    """An event by its id."""
    return shown(call, event_of(call))


@route("PATCH", _EVENT)
@route("PATCH", _IN_DEFAULT)
@route("PATCH", _IN_CALENDAR)
def change(call: Call) -> dict[str, Any]:
    """Changes what the body names; attendees hear of what concerns them."""
    return shown(call, organizing.change(call.tenant, event_of(call), read_event(call.json())))


@route("DELETE", _EVENT)
@route("DELETE", _IN_DEFAULT)
@route("DELETE", _IN_CALENDAR)
def remove(call: Call) -> None:
    """Deletes an event; the attendees of a meeting that the mailbox organizes get a cancellation."""
    organizing.remove(call.tenant, event_of(call))


def _known(call: Call, mailbox: str, transaction_id: str | None) -> Event | None:
    known = events.by_transaction(call.tenant.db, mailbox, transaction_id) if transaction_id else None
    if known and call.tenant.settings.transaction_duplicate == "409":
        raise GraphError(409, "ErrorDuplicateTransactionId", "An event with this transactionId exists already.")
    return known
