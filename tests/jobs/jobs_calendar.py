"""What people do with meetings: answer invitations from outside, decline in their own calendar, block time."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any


def moment(event: dict[str, Any], which: str = "start") -> datetime:
    """An end of an event as Graph shows it in UTC."""
    return datetime.fromisoformat(event[which]["dateTime"][:19]).replace(tzinfo=UTC)


def shown(at: datetime) -> dict[str, str]:
    """A moment as Graph takes it."""
    return {"dateTime": f"{at:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}


def answer(event: dict[str, Any], mailbox: str, sender: str, partstat: str, other: datetime | None = None) -> Any:
    """The answer to an invitation as the mail program of an office sends it; `other` proposes another time."""
    start = other or moment(event)
    end = start + (moment(event, "end") - moment(event))
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Gemeente//Agenda//NL", f"METHOD:{'COUNTER' if other else 'REPLY'}",
        "BEGIN:VEVENT", f"UID:{event['iCalUId']}", "SEQUENCE:0", f"DTSTAMP:{start:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}", f"ORGANIZER:mailto:{mailbox}",
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{sender}", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    mail, domain = EmailMessage(), sender.rpartition("@")[2]
    mail["Authentication-Results"] = (
        f"mx1.weerbaarbestuur.example; spf=pass smtp.mailfrom={domain};"
        f" dkim=pass header.d={domain}; dmarc=pass action=none header.from={domain}"
    )
    mail["From"], mail["To"], mail["Subject"] = sender, mailbox, f"{partstat.capitalize()}: {event['subject']}"
    mail["Message-ID"] = f"<{partstat}-{start:%d%H%M}-{event['iCalUId'][-12:]}@{domain}>".lower()
    mail.set_content("\r\n")
    mail.add_alternative("\r\n".join(lines), subtype="calendar", params={"method": lines[3].partition(":")[2]})
    return mail


class Agenda:
    """The calendars of the shared mailbox and of an adviser, as their people use them."""

    def __init__(self, hands: Any) -> None:
        self.hands, self.tenant = hands, hands.tenant

    def adviser_of(self, event: dict[str, Any]) -> str:
        """Who of ours holds this talk."""
        emails = [one["emailAddress"]["address"] for one in event["attendees"]]
        return str(next(one for one in emails if one.endswith("@weerbaarbestuur.example")))

    def as_adviser(self, adviser: str, method: str, path: str, body: Any = None) -> Any:
        """A request of an adviser in their own calendar."""
        done = self.tenant.graph(method, f"/users/{adviser}{path}", body, token=self.tenant.sign_in(adviser))
        assert done.status_code < 300, done.text
        return done

    def decline(self, event: dict[str, Any]) -> None:
        """The adviser says no to a talk."""
        adviser = self.adviser_of(event)
        rows = self.as_adviser(adviser, "GET", "/events?$top=100").json()["value"]
        mine = next(one for one in rows if one["iCalUId"] == event["iCalUId"])
        self.as_adviser(adviser, "POST", f"/events/{mine['id']}/decline", {"sendResponse": True})

    def block(self, adviser: str, start: datetime, hours: float = 1) -> None:
        """The adviser puts something else in their calendar."""
        body = {"subject": "Tandarts", "start": shown(start), "end": shown(start + timedelta(hours=hours))}
        self.as_adviser(adviser, "POST", "/events", body)

    def move(self, event: dict[str, Any], by: timedelta) -> None:
        """Somebody drags an event of the shared mailbox to another time."""
        body = {name: shown(moment(event, name) + by) for name in ("start", "end")}
        assert self.hands.mailbox("PATCH", f"/events/{event['id']}", body).status_code == 200

    def cancel(self, event: dict[str, Any]) -> None:
        """Somebody cancels a meeting of the shared mailbox."""
        assert self.hands.mailbox("POST", f"/events/{event['id']}/cancel", {"comment": "Later"}).status_code == 202

    def remove(self, event: dict[str, Any]) -> None:
        """Somebody deletes an event of the shared mailbox."""
        assert self.hands.mailbox("DELETE", f"/events/{event['id']}").status_code == 204
