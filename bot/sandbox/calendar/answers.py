"""Events as answers show them."""

import base64
import html
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser

from bot.sandbox.calendar.events import Event
from bot.sandbox.calendar.parts import property_id
from bot.sandbox.calendar.zones import show_date, show_time

_PREVIEW = 255


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
        "iCalUId": event.uid,
        "hasAttachments": False,
        "bodyPreview": plain_text(event.properties["body"])[:_PREVIEW],
        "isCancelled": event.cancelled,
        "isDraft": False,
        "isOrganizer": event.is_organizer,
        "seriesMasterId": None,
        "type": "singleInstance",
        "webLink": f"https://outlook.office365.example/owa/?itemid={quote(event.id)}&exvsurl=1&path=/calendar/item",
        "onlineMeetingUrl": None,
        "onlineMeeting": {"joinUrl": event.join_url} if event.join_url else None,
        "recurrence": None,
        "responseStatus": {"response": event.response, "time": event.response_time},
        "organizer": event.organizer,
        "attendees": list(event.attendees),
        **event.properties,
        **_times(event, zone_name),
    }
    answer["body"] = shown_body(event.properties["body"], as_text=as_text)
    return answer | _extended(event, expand)


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
