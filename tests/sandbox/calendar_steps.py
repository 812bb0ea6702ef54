"""Steps that the calendar tests share: laying, reading and changing events in the mailboxes of a tenant."""

import base64
from email.message import EmailMessage
from typing import Any

KEY = "String {5c7a3c0e-93f4-4a53-8f0d-0d3b1f6f6f11} Name OntourKey"
AUTUMN = "startDateTime=2026-10-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z"
WEEKLY = {"type": "weekly", "interval": 1, "daysOfWeek": ["Thursday"]}
MAYOR = "burgemeester@assen.example"
DAY = ("2026-10-01T10:00:00", "2026-10-01T11:00:00")
OTHER = {
    "start": {"dateTime": "2026-10-08T10:00:00", "timeZone": "W. Europe Standard Time"},
    "end": {"dateTime": "2026-10-08T11:00:00", "timeZone": "W. Europe Standard Time"},
}


def event(start: str, end: str, *people: str, **more: Any) -> dict[str, Any]:
    """The body of an event in Dutch time, with these people invited."""
    return {
        "subject": "Overleg",
        "start": {"dateTime": start, "timeZone": "W. Europe Standard Time"},
        "end": {"dateTime": end, "timeZone": "W. Europe Standard Time"},
        "attendees": [{"type": "required", "emailAddress": {"address": one, "name": one}} for one in people],
        **more,
    }


class Mailbox:
    """One mailbox through Graph, as the application unless a token is given."""

    def __init__(self, tenant: Any, address: str) -> None:
        self.tenant, self.address, self.path = tenant, address, f"/users/{address}"

    def call(self, method: str, below: str, body: Any = None, **more: Any) -> Any:
        """An answer with whatever status it has."""
        path = below if below.startswith("https://") else self.path + below
        return self.tenant.graph(method, path, body, **more)

    def get(self, below: str, **more: Any) -> Any:
        """The JSON of a GET that must succeed."""
        answer = self.call("GET", below, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def lay(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new event."""
        answer = self.call("POST", "/events", body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def change(self, laid: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """The event after a change."""
        answer = self.call("PATCH", f"/events/{laid['id']}", body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def act(self, laid: dict[str, Any], action: str, body: dict[str, Any] | None = None) -> int:
        """The status of cancel, accept, decline or tentativelyAccept."""
        return int(self.call("POST", f"/events/{laid['id']}/{action}", body or {}).status_code)

    def events(self) -> list[dict[str, Any]]:
        """All that stands in the calendar."""
        return list(self.get("/events?$top=100")["value"])

    def copy_of(self, laid: dict[str, Any]) -> dict[str, Any]:
        """This mailbox's own copy of a meeting."""
        return next(one for one in self.events() if one["iCalUId"] == laid["iCalUId"])

    def messages(self) -> list[dict[str, Any]]:
        """The messages of the Inbox, newest first."""
        return list(self.get("/mailFolders/inbox/messages?$top=100")["value"])


def answers(laid: dict[str, Any]) -> dict[str, str]:
    """What each attendee of an event said."""
    return {one["emailAddress"]["address"]: one["status"]["response"] for one in laid["attendees"]}


class World:
    """A team mailbox that organizes, and an adviser of the tenant who is invited."""

    def __init__(self, tenant: Any) -> None:
        self.tenant = tenant
        self.team = Mailbox(tenant, tenant.ready["mailbox"])
        self.adviser = Mailbox(tenant, tenant.ready["team"][2])

    def meet(self, **more: Any) -> dict[str, Any]:
        laid = self.team.lay(event(*DAY, self.adviser.address, MAYOR, **more))
        self.tenant.advance(60)
        return laid

    def read(self, laid: dict[str, Any]) -> dict[str, Any]:
        return dict(self.team.get(f"/events/{laid['id']}"))

    def arrive(self, component: dict[str, str], method: str, sender: str) -> None:
        """An iMIP mail from outside in the team's mailbox."""
        lines = "\r\n".join(f"{name}:{value}" for name, value in component.items())
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, self.team.address, "Re", "<1@a.example>"
        mail.set_content("dag")
        body = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n{lines}\r\n"
        mail.add_alternative(body + "END:VEVENT\r\nEND:VCALENDAR\r\n", subtype="calendar", params={"method": method})
        encoded = base64.b64encode(mail.as_bytes()).decode()
        self.tenant.control("POST", "/deliver", {"mailbox": self.team.address, "mime_base64": encoded})


def reply(laid: dict[str, Any], partstat: str, **more: str) -> dict[str, str]:
    """The lines of an outsider's answer to a meeting."""
    return {
        "UID": laid["iCalUId"],
        f"ATTENDEE;PARTSTAT={partstat}": f"mailto:{MAYOR}",
        "DTSTAMP": "20260907T080000Z",
        "ORGANIZER": "mailto:x@y.example",
        **more,
    }


def rule(pattern: dict[str, Any], start: str = "2026-10-01", **span: Any) -> dict[str, Any]:
    """A recurrence without an end, or with the span given."""
    return {"pattern": pattern, "range": {"type": "noEnd", "startDate": start, **span}}


def weekly(*people: str, **more: Any) -> dict[str, Any]:
    """Six Thursdays at ten, from the first of October on; the clock goes back before the fifth."""
    body = {"recurrence": rule(WEEKLY, type="numbered", numberOfOccurrences=6), **more}
    return event("2026-10-01T10:00:00", "2026-10-01T11:00:00", *people, **body)


def view(box: Mailbox, span: str = AUTUMN) -> list[dict[str, Any]]:
    """What the calendar shows in a span of time."""
    return list(box.get(f"/calendarView?{span}&$top=200")["value"])


def starts(found: list[dict[str, Any]]) -> list[str]:
    """Month, day and time of each start."""
    return [one["start"]["dateTime"][5:16] for one in found]
