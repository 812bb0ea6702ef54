"""What people do in the tenant: edit items under their own name, send mail, touch drafts."""

import base64
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from bot.m365.graph import Result

ROLES = {
    "planner": "m.planting",
    "approver": "o.akkerdaas",
    "adviser": "t.veldhoen",
    "coordinator": "i.klokkenberg",
    "caller": "s.belbeek",
}


def reply(letter: dict[str, Any], sender: str, text: str, *, verdict: str = "pass", new: bool = False) -> EmailMessage:
    """An answer to a letter as it arrives; `verdict` is the receiving server's on DMARC, `new` begins no thread."""
    made, domain = EmailMessage(), sender.rpartition("@")[2]
    made["Authentication-Results"] = (
        f"mx1.weerbaarbestuur.example; spf={verdict} smtp.mailfrom={domain};"
        f" dkim={verdict} header.d={domain}; dmarc={verdict} action=none header.from={domain}"
    )
    made["From"], made["To"] = sender, letter["from"]
    made["Subject"] = f"RE: {letter['subject']}"
    made["Message-ID"] = f"<{uuid.uuid4().hex}@{domain}>"
    made["Date"] = "Mon, 07 Sep 2026 11:00:00 +0200"
    if not new:
        made["In-Reply-To"] = made["References"] = letter["internet_message_id"]
    made.set_content(f"Geacht team,\n\n{text}\n\nMet vriendelijke groet,\n\nA. Molenaar\ngriffie\n")
    return made


class Hands:
    """The tenant as its people use it."""

    def __init__(self, tenant: Any) -> None:
        self.tenant = tenant
        self._tokens: dict[str, str] = {}
        self._lists: dict[str, str] = {}
        self._site_path = ""

    def address(self, role: str) -> str:
        """The address of who has that role."""
        return f"{ROLES[role]}@weerbaarbestuur.example"

    def token(self, role: str) -> str:
        """A token of that person; of the application for `app`."""
        if role == "app":
            return str(self.tenant.token())
        if role not in self._tokens:
            self._tokens[role] = self.tenant.sign_in(self.address(role))
        return self._tokens[role]

    def items(self, name: str) -> list[dict[str, Any]]:
        """A list's items with their fields."""
        answer = self.tenant.graph("GET", f"{self._list(name)}/items?$expand=fields&$top=500")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["value"])

    def fields(self, name: str, item: str) -> dict[str, Any]:
        """The fields of an item."""
        return next(dict(one["fields"]) for one in self.items(name) if str(one["id"]) == item)

    def find(self, name: str, **wanted: Any) -> tuple[str, dict[str, Any]]:
        """The one item whose fields have these values: its id and fields."""
        found = [one for one in self.items(name) if all(one["fields"].get(k) == v for k, v in wanted.items())]
        assert len(found) == 1, f"{len(found)} items of {name} with {wanted}"
        return str(found[0]["id"]), dict(found[0]["fields"])

    def edit(self, name: str, item: str, role: str, **fields: Any) -> None:
        """A person (or the application) writes columns of an item."""
        path = f"{self._list(name)}/items/{item}/fields"
        answer = self.tenant.graph("PATCH", path, fields, token=self.token(role))
        assert answer.status_code == 200, answer.text

    def add(self, name: str, role: str, fields: dict[str, Any]) -> str:
        """A person adds an item."""
        path = f"{self._list(name)}/items"
        answer = self.tenant.graph("POST", path, {"fields": fields}, token=self.token(role))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def remove(self, name: str, item: str, role: str) -> None:
        """A person deletes an item."""
        answer = self.tenant.graph("DELETE", f"{self._list(name)}/items/{item}", token=self.token(role))
        assert answer.status_code == 204, answer.text

    def ask_wave(self, *, brief: str = "uitnodiging", role: str = "planner", **more: Any) -> str:
        """The planner asks for a proof of a wave in Golven; without provinces: a standing approval."""
        where = more.pop("provinces", ("Drenthe",))
        several = {"Provincie@odata.type": "Collection(Edm.String)", "Provincie": list(where)} if where else {}
        choice = next((label for label in self.kinds() if label.casefold() == brief.casefold()), brief)
        fields = {"Title": f"Golf {brief}", "Brief": choice, "Opdracht": "Maak proef", **several, **more}
        return self.add("Golven", role, {name: value for name, value in fields.items() if value is not None})

    def kinds(self) -> list[str]:
        """The choices of the column Brief."""
        columns = self.tenant.graph("GET", f"{self._list('Golven')}/columns").json()["value"]
        return list(next(one for one in columns if one["name"] == "Brief")["choice"]["choices"])

    def list_path(self, name: str) -> str:
        """The list as the path of a request names it."""
        return self._list(name)

    def add_choice(self, name: str, column: str, word: str) -> None:
        """The owner of the site adds a word to a choice column."""
        path = f"{self._list(name)}/columns"
        found = next(one for one in self.tenant.graph("GET", path).json()["value"] if one["name"] == column)
        choice = {**found["choice"], "choices": [*found["choice"]["choices"], word]}
        answer = self.tenant.graph("PATCH", f"{path}/{found['id']}", {"choice": choice})
        assert answer.status_code == 200, answer.text

    def mailbox(self, method: str, path: str, body: Any = None) -> Any:
        """A request below the shared mailbox, by the application."""
        return self.tenant.graph(method, f"/users/{self.tenant.ready['mailbox']}{path}", body)

    def events(self) -> list[dict[str, Any]]:
        """The shared calendar."""
        answer = self.mailbox("GET", "/events?$top=200")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["value"])

    def drafts(self) -> list[dict[str, Any]]:
        """The drafts in the shared mailbox."""
        return list(self.mailbox("GET", "/mailFolders/drafts/messages?$top=100").json()["value"])

    def proofs(self, folder: str) -> list[str]:
        """Names of the files in a folder of Proeven, '' for the folders themselves."""
        path = f"{self._site()}/drive/root:/Proeven{'/' + folder if folder else ''}:/children"
        return [one["name"] for one in self.tenant.graph("GET", path).json()["value"]]

    def deliver(self, message: EmailMessage) -> None:
        """A mail arrives in the shared mailbox."""
        mime = base64.b64encode(message.as_bytes()).decode("ascii")
        self.tenant.control("POST", "/deliver", {"mailbox": self.tenant.ready["mailbox"], "mime_base64": mime})

    def site_path(self) -> str:
        """The site as the path of a request names it."""
        return self._site()

    def _site(self) -> str:
        if not self._site_path:
            found = self.tenant.graph("GET", "/sites/weerbaarbestuur.sharepoint.example:/sites/tour").json()
            self._site_path = f"/sites/{found['id']}"
        return self._site_path

    def _list(self, name: str) -> str:
        if not self._lists:
            rows = self.tenant.graph("GET", f"{self._site()}/lists").json()["value"]
            self._lists = {one["displayName"]: one["id"] for one in rows}
        return f"{self._site()}/lists/{self._lists[name]}"


@contextmanager
def refusing(
    tour: Any, wanted: Callable[[Any], bool], status: int, code: str, *, times: int = 1000
) -> Iterator[list[str]]:
    """The tenant refuses the first `times` parts of a sending batch that are wanted, and carries the others out."""
    graph, struck = tour.app.graph, []
    once = graph.batch_once

    def batch_once(parts: Any) -> list[Result]:
        out = [part for part in parts if wanted(part)][: times - len(struck)]
        struck.extend(part.path for part in out)
        answers = iter(once([part for part in parts if part not in out]))
        return [Result(status, {"error": {"code": code}}) if part in out else next(answers) for part in parts]

    graph.batch_once = batch_once
    yield struck
    graph.batch_once = once
