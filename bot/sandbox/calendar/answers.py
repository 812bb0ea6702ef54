"""Events as answers show them."""

import base64
import html
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser

from bot.sandbox.calendar.event import Event
from bot.sandbox.calendar.parts import property_id
from bot.sandbox.calendar.series import day_of
from bot.sandbox.calendar.zones import show_date, show_time

_PREVIEW = 255
_CLASS = "040000008200E00074C5B7101A82E008"


def event_json(event: Event, zone_name: str, *, as_text: bool = False, expand: tuple[str, ...] = ()) -> dict[str, Any]:
    """The event with its times in the named zone; `expand` are the ids of extended properties to show."""
    key = change_key(event)
    answer: dict[str, Any] = {
        "@odata.etag": etag(event),
        "id": event.id,
        "createdDateTime": event.created,
        "lastModifiedDateTime": event.modified,
        "changeKey": key,
        "transactionId": event.transaction_id,
        "originalStartTimeZone": event.start_zone,
        "originalEndTimeZone": event.end_zone,
        "iCalUId": uid_of(event),
        "hasAttachments": event.has_files,
        "bodyPreview": plain_text(event.properties["body"])[:_PREVIEW],
        "isCancelled": event.cancelled,
        "isDraft": False,
        "isOrganizer": event.is_organizer,
        "seriesMasterId": event.master,
        "type": event.kind,
        "webLink": f"https://outlook.office365.example/owa/?itemid={quote(event.id)}&exvsurl=1&path=/calendar/item",
        "onlineMeetingUrl": None,
        "onlineMeeting": {"joinUrl": event.join_url} if event.join_url else None,
        "recurrence": event.recurrence,
        "responseStatus": {"response": event.response, "time": event.response_time},
        "organizer": event.organizer,
        "attendees": list(event.attendees),
        **event.properties,
        **_times(event, zone_name),
    }
    if event.original:
        answer["originalStart"] = event.original
    answer["body"] = shown_body(event.properties["body"], as_text=as_text)
    return answer | _extended(event, expand)


def short_json(event: Event, zone_name: str) -> dict[str, Any]:
    """An occurrence as a delta shows it: what it has beyond its master."""
    return {
        "@odata.type": "#microsoft.graph.event",
        "@odata.etag": etag(event),
        "id": event.id,
        "seriesMasterId": event.master,
        "type": event.kind,
        **_times(event, zone_name),
    }


def uid_of(event: Event) -> str:
    """The iCalUId: the meeting's own UID, and in it, as Exchange writes it, the day of the occurrence if it is one."""
    if not event.original or not event.uid.startswith(_CLASS) or len(event.uid) < len(_CLASS) + 8:
        return event.uid
    day = day_of(event)
    return f"{_CLASS}{day.year:04X}{day.month:02X}{day.day:02X}{event.uid[len(_CLASS) + 8 :]}"


def change_key(event: Event) -> str:
    """A key that differs after every change of the event."""
    return base64.b64encode(f"{event.id[-12:]}:{event.seq:08d}".encode()).decode()


def etag(event: Event) -> str:
    """The weak entity tag of the event as it stands."""
    return f'W/"{change_key(event)}"'


def plain_text(body: Mapping[str, str]) -> str:
    """A body without its markup."""
    if body["contentType"] == "text":
        return body["content"]
    tree = LexborHTMLParser(body["content"] or "<html></html>")
    return tree.body.text(separator="\n", strip=True) if tree.body else ""


def shown_body(body: Mapping[str, str], *, as_text: bool) -> dict[str, str]:
    """A body as HTML, or as plain text where `Prefer: outlook.body-content-type` asks for it."""
    if as_text:
        return {"contentType": "text", "content": plain_text(body)}
    if body["contentType"] == "html":
        return dict(body)
    lines = html.escape(body["content"], quote=False).replace("\n", "<br>\n")
    return {"contentType": "html", "content": f"<html><head></head><body>{lines}</body></html>"}


def _times(event: Event, zone_name: str) -> dict[str, Any]:
    if event.properties["isAllDay"]:
        return {
            "start": show_date(event.start, event.start_zone, zone_name),
            "end": show_date(event.end, event.end_zone, zone_name),
        }
    return {"start": show_time(event.start, zone_name), "end": show_time(event.end, zone_name)}


def _extended(event: Event, expand: tuple[str, ...]) -> dict[str, Any]:
    wanted = [property_id(one) for one in expand]
    shown = [{"id": key, "value": event.extended[key]} for key in wanted if key in event.extended]
    return {"singleValueExtendedProperties": shown} if shown else {}
