"""How a request wants events shown, and which it wants: zone, body, expanded properties, filter, order, page."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.sandbox import odata
from bot.sandbox.absent import absent
from bot.sandbox.calendar import events, files, linked, series
from bot.sandbox.calendar.answers import etag, event_json
from bot.sandbox.calendar.event import Event
from bot.sandbox.calendar.parts import property_id
from bot.sandbox.calendar.zones import preferred_zone
from bot.sandbox.filters import parse_filter
from bot.sandbox.http import Call, GraphError
from bot.sandbox.mail.message import Message
from bot.sandbox.mail.shape import EXPANDS, attachment
from bot.sandbox.tenant import Mailbox

_KNOWN = frozenset(
    "id categories changeKey createdDateTime lastModifiedDateTime allowNewTimeProposals attendees body bodyPreview"
    " cancelledOccurrences end hasAttachments hideAttendees iCalUId importance isAllDay isCancelled isDraft"
    " isOnlineMeeting isOrganizer isReminderOn location locations onlineMeeting onlineMeetingProvider onlineMeetingUrl"
    " organizer originalEndTimeZone originalStart originalStartTimeZone recurrence reminderMinutesBeforeStart"
    " responseRequested responseStatus sensitivity seriesMasterId showAs start subject transactionId type webLink"
    " attachments exceptionOccurrences singleValueExtendedProperties".split()
)
SHOW = ("$select", "$expand")
LIST = (*SHOW, "$filter", "$orderby", "$top", "$skip", "$count")
_PAGE = 10
_EXPAND = re.compile(r"singleValueExtendedProperties\s*\(\s*\$filter\s*=\s*(.+)\)", re.IGNORECASE)
_ID = re.compile(r"\bid\s+eq\s+'((?:[^']|'')+)'", re.IGNORECASE)
_BY_PROPERTY = re.compile(
    r"singleValueExtendedProperties/any\s*\(\s*(\w+)\s*:\s*\1/id\s+eq\s+'((?:[^']|'')+)'\s+and\s+\1/value\s+eq\s+"
    r"'((?:[^']|'')*)'\s*\)",
    re.IGNORECASE,
)


def mailbox_of(call: Call) -> Mailbox:
    """The mailbox that the path names; 404 for none of the tenant's, 403 where a person reaches for a colleague's."""
    mailbox = call.tenant.mailbox(call.params["user"])
    if call.who.kind == "user" and mailbox.id not in (call.who.id, call.tenant.shared.id):
        raise GraphError(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    return mailbox


def event_of(call: Call) -> Event:
    """The event that the path names; 404 for an unknown one, 412 where If-Match names another version."""
    event = series.find(call.tenant.db, mailbox_of(call).id, call.params["event"])
    if event is None:
        raise absent(call.tenant.settings, call.params["event"])
    wanted = call.headers.get("if-match")
    if wanted not in (None, "*", etag(event)):
        raise GraphError(412, "ErrorIrresolvableConflict", "The change key passed in the request does not match.")
    return event


def found(call: Call, calendar: str | None) -> list[Event]:
    """The events that `$filter` may find; one by an extended property goes by an index."""
    mailbox, text = mailbox_of(call).id, call.query.get("$filter", "").strip()
    if match := _BY_PROPERTY.fullmatch(text):
        name, value = (part.replace("''", "'") for part in match.group(2, 3))
        return events.with_property(call.tenant.db, mailbox, property_id(name), value)
    return events.every(call.tenant.db, mailbox, calendar)


def shown(call: Call, event: Event) -> dict[str, Any]:
    """One event as the request wants it."""
    expand, chosen = expanded_ids(call), call.query.get("$select")
    whole = event_json(event, preferred_zone(call), as_text=_wants_text(call), expand=expand)
    always = ("id", "singleValueExtendedProperties") if expand else ("id",)
    check_names((chosen or "").split(","))
    shaped = odata.select(whole, chosen, always)
    if _expands(call, "attachments"):
        shaped["attachments"] = [attachment(one) for one in files.of_event(call.tenant.db, event)]
    return shaped | _of_series(call, event, chosen or "") if event.recurrence else shaped


def check_names(names: Iterable[str]) -> None:
    """400 that names a property which events do not have."""
    for name in names:
        if name.strip() and name.strip().partition("/")[0] not in _KNOWN:
            text = f"Could not find a property named '{name.strip()}' on type 'microsoft.graph.event'."
            raise GraphError(400, "RequestBroker--ParseUri", text)


def _of_series(call: Call, master: Event, chosen: str) -> dict[str, Any]:
    """What a master shows only when asked: which occurrences are gone, and which are changed."""
    found: dict[str, Any] = {}
    if "cancelledOccurrences" in chosen.split(","):
        gone = (series.day_of(one) for one in linked.cancelled(call.tenant.db, master.id))
        found["cancelledOccurrences"] = [f"OID.{master.id}.{day}" for day in gone]
    if _expands(call, "exceptionOccurrences"):
        zone_name, text = preferred_zone(call), _wants_text(call)
        rows = (event_json(one, zone_name, as_text=text) for one in linked.exceptions(call.tenant.db, master.id))
        found["exceptionOccurrences"] = [odata.select(row, chosen or None) for row in rows]
    return found


def _expands(call: Call, name: str) -> bool:
    return call.query.get("$expand", "").strip().lower() == name.lower()


def page(call: Call, candidates: Sequence[Event]) -> dict[str, Any]:
    """A page of these events, after filter and order."""
    text, order = call.query.get("$filter", "").strip(), call.query.get("$orderby")
    check_names(clause.strip().partition(" ")[0] for clause in (order or "").split(","))
    preferred_zone(call)  # a zone that is none is refused where nothing is found too
    filtered = text and not _BY_PROPERTY.fullmatch(text)
    rows = _sifted(call, candidates, text if filtered else "", order) if filtered or order else candidates
    body = odata.page(call, rows, page_size(call))
    return {**body, "value": [shown(call, event) for event in body["value"]]}


def _sifted(call: Call, candidates: Sequence[Event], text: str, order: str | None) -> list[Event]:
    zone_name = preferred_zone(call)
    rows = [{"event": one, **event_json(one, zone_name, expand=tuple(one.extended))} for one in candidates]
    test = parse_filter(text) if text else None
    return [row["event"] for row in odata.order([row for row in rows if not test or test(row)], order)]


def page_size(call: Call) -> int:
    """The page size that `Prefer: odata.maxpagesize` asks for; 10 otherwise, as the service."""
    wanted = call.prefer("odata.maxpagesize") or ""
    return min(int(wanted), 1000) if wanted.isdigit() and int(wanted) else _PAGE


def expanded_ids(call: Call) -> tuple[str, ...]:
    """The ids of the extended properties that `$expand` asks for; 400 for anything else."""
    text = call.query.get("$expand")
    if not text or _expands(call, "exceptionOccurrences") or _expands(call, "attachments"):
        return ()
    match = _EXPAND.fullmatch(text.strip())
    if match is None:
        raise GraphError(400, "BadRequest", f"$expand={text} is not known on an event.")
    return tuple(one.replace("''", "'") for one in _ID.findall(match[1]))


def _wants_text(call: Call) -> bool:
    return (call.prefer("outlook.body-content-type") or "").lower() == "text"


def _event_of_message(call: Call, message: Message) -> dict[str, Any]:
    """The event of a meeting message as its mailbox has it; null where it has none (any more)."""
    key = message.extra.get("event")
    event = series.find(call.tenant.db, message.mailbox, key) if key else None
    shown = event_json(event, preferred_zone(call), as_text=_wants_text(call)) if event else None
    return {"event": shown} if message.extra.get("type") else {}


EXPANDS["microsoft.graph.eventmessage/event"] = _event_of_message
