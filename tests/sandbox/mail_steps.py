"""What tests of mail do again and again, through the tenant's front door."""

from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import requests

IMMUTABLE = {"Prefer": 'IdType="ImmutableId"'}
KEY = "String {8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506} Name kenmerk"
MAYOR = "burgemeester@assen.example"


class Post:
    """One mailbox of a tenant."""

    def __init__(self, tenant: Any, address: str = "") -> None:
        self.tenant = tenant
        self.address = address or tenant.ready["mailbox"]
        self.path = f"/users/{self.address}"

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        """A request below the mailbox (or to a whole link)."""
        where = path if path.startswith("https://") else self.path + path
        return self.tenant.graph(method, where, body, **more)  # type: ignore[no-any-return]

    def get(self, path: str, **more: Any) -> Any:
        """The JSON of a read that succeeds."""
        answer = self.call("GET", path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def draft(self, subject: str = "Uitnodiging", to: str = MAYOR, **more: Any) -> Any:
        """A new draft, under its immutable id."""
        text = {"contentType": "html", "content": "<p>Geachte</p>"}
        body = {"subject": subject, "body": text, "toRecipients": [person(to)]}
        answer = self.call("POST", "/messages", {**body, **more}, headers=IMMUTABLE)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def send(self, message: Any, **more: Any) -> requests.Response:
        """Send a draft."""
        return self.call("POST", f"/messages/{message['id']}/send", **more)

    def sent(self, subject: str = "Uitnodiging", to: str = MAYOR, **more: Any) -> Any:
        """A mail that is sent and delivered."""
        message = self.draft(subject, to, **more)
        assert self.send(message).status_code == 202
        self.tenant.advance(60)
        return message

    def inbox(self, query: str = "", **more: Any) -> list[Any]:
        """The Inbox, newest first."""
        return list(self.get(f"/mailFolders/inbox/messages{query}", **more)["value"])

    def round(self, link: str, **more: Any) -> tuple[list[Any], str]:
        """Everything that a delta gives, and the link of the next round."""
        rows = list[Any]()
        for page in self.pages(link, **more):
            rows += page["value"]
            link = page.get("@odata.deltaLink", "")
        return rows, link

    def pages(self, link: str, **more: Any) -> Iterator[Any]:
        """The pages of a collection."""
        while link:
            page = self.get(link, **more)
            yield page
            link = page.get("@odata.nextLink", "")


def person(address: str, name: str = "") -> dict[str, Any]:
    """A recipient."""
    return {"emailAddress": {"address": address, **({"name": name} if name else {})}}


def mail(subject: str = "Antwoord", sender: str = MAYOR, **headers: str) -> EmailMessage:
    """A mail from outside; `In_Reply_To=...` sets that header."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "tour@weerbaarbestuur.example", subject
    made["Message-ID"], made["Date"] = f"<{abs(hash(subject))}@assen.example>", "Mon, 07 Sep 2026 08:00:00 +0200"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content("Dank voor uw brief.\n")
    return made
