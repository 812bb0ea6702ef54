"""Files on events. Those of a meeting travel with the organizer's next invitation, and stand on every copy of it."""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from email.message import EmailMessage, Message
from typing import Any

from bot.sandbox.calendar import events, items
from bot.sandbox.calendar.event import Event
from bot.sandbox.db import Db
from bot.sandbox.mail import attaching
from bot.sandbox.mail.message import blank
from bot.sandbox.tenant import Tenant

SCHEMA = """
CREATE TABLE IF NOT EXISTS cal_files (id TEXT PRIMARY KEY, event TEXT NOT NULL, record TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS cal_files_event ON cal_files (event);
"""
File = Mapping[str, Any]


def of_event(db: Db, event: Event) -> list[File]:
    """The files of an event with their bytes; an occurrence has those of its series."""
    if not event.has_files:
        return []
    sql = "SELECT record FROM cal_files WHERE event = ? ORDER BY rowid"
    return [json.loads(row[0]) for row in db.execute(sql, (_owner(event),)).fetchall()]


def add(tenant: Tenant, event: Event, body: dict[str, Any]) -> File:
    """Puts a file, or an event as an item, on an event; 413 at 3 MB and more, 400 for what is neither."""
    if str(body.get("@odata.type", "")).lower().endswith("itemattachment"):
        file: File = items.item_file(tenant, event, body)
    else:
        message = blank(event.mailbox, "", tenant.clock.now)
        file = attaching.add_file(message, body, tenant.clock.now)
    return put_on(tenant, event, file)


def put_on(tenant: Tenant, event: Event, file: File) -> File:
    """Hangs a file, as it is kept, on an event."""
    _keep(tenant, event, [*of_event(tenant.db, event), file])
    return file


def remove(tenant: Tenant, event: Event, key: str) -> bool:
    """Takes a file off an event; False where it has none of this id."""
    known = of_event(tenant.db, event)
    left = [one for one in known if one["id"] != key]
    if len(left) == len(known):
        return False
    _keep(tenant, event, left)
    return True


def take_from(tenant: Tenant, event: Event, mail: EmailMessage) -> None:
    """Lays the files of an invitation on the attendee's copy, in place of those of an earlier one."""
    found = list(mail.iter_attachments()) if mail.get_content_type() == "multipart/mixed" else []
    if not found and not event.has_files:
        return
    bodies = [_body(one) for one in found]
    message = blank(event.mailbox, "", tenant.clock.now)
    _keep(tenant, event, [attaching.add_file(message, body, tenant.clock.now) for body in bodies])


def _body(part: Message) -> dict[str, Any]:
    payload = part.get_payload(decode=True)
    content = base64.b64encode(payload if isinstance(payload, bytes) else b"").decode()
    return {
        "name": part.get_filename() or "bijlage",
        "contentType": part.get_content_type(),
        "contentBytes": content,
    }


def _keep(tenant: Tenant, event: Event, files: list[File]) -> None:
    """An occurrence with files of its own becomes an exception; where a file came from another event, it is copied."""
    own = (*(event.own or ()), "attachments") if event.master else event.own
    tenant.db.execute("DELETE FROM cal_files WHERE event = ?", (event.id,))
    for number, file in enumerate(files):
        key = file["id"] if _owner(event) == event.id else f"{file['id']}{number}"
        row = (key, event.id, json.dumps({**file, "id": key}))
        tenant.db.execute("INSERT OR REPLACE INTO cal_files (id, event, record) VALUES (?, ?, ?)", row)
    events.save(tenant.db, replace(event, has_files=bool(files), own=own), tenant.clock.now)


def _owner(event: Event) -> str:
    return event.master if event.master and "attachments" not in (event.own or ()) else event.id
