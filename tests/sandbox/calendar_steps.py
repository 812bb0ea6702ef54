"""Steps that the calendar tests share: laying, reading and changing events in the mailboxes of a tenant."""

from typing import Any

KEY = "String {5c7a3c0e-93f4-4a53-8f0d-0d3b1f6f6f11} Name OntourKey"
MAYOR = "burgemeester@assen.example"


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
