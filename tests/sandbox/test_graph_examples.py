"""The documentation's own example requests: what holds no placeholder is accepted, and answered in its shape."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from graph_contract import Contract
from mail_steps import Post, mail, person
from sharepoint_steps import SiteSteps
from test_sandbox_mail_drafts import delivery

EXAMPLES = Path(__file__).resolve().parents[3] / "shared" / "graph" / "examples"
_PLACEHOLDER = re.compile(r"\{[a-zA-Z_-]+\}|%7B|-value\"|\$raw|<[a-z -]+>|\.\.\.|…|\"string\"|base64bWFj")
_OWN_BODY = {"POST", "PATCH", "PUT"}
APART = {
    "findMeetingTimes": "it is refused to an application and not offered to people",
    "itemAttachment": "events and mails attached to others are not offered",
    "itemattachment": "events and mails attached to others are not offered",
    "xtensions": "open extensions are not offered",
    "multiValueExtendedProperties": "properties of many values are not offered",
    '"saveToSentItems": "false"': "the contract refuses a Boolean that is written as text",
    "token=": "its link is of another tenant",
    "/sites/delta": "all sites' changes are not in the contract",
    "/sites/getAllSites": "nor are all sites of all regions",
    "/lists/Documents": "its documented answer to one list is a collection",
    "contoso.sharepoint.com:": "it names a site of another tenant",
}
"""What the sandbox refuses by name, by a word in the request."""
NOT_ANSWERED = {"workingHours", "locations", "meetingMessageType", "singleValueExtendedProperties", "$raw"}
"""Shown in the documentation: working hours of its own people, places that were not chosen, and what depends on the
message."""


def _usable(example: dict[str, Any]) -> bool:
    asked = example["request"]
    said = json.dumps([asked["url"], asked.get("body")])
    here = urlsplit(asked["url"]).hostname == "graph.microsoft.com" and "/subscriptions" not in asked["url"]
    told = asked["method"] not in _OWN_BODY or asked.get("body")
    apart = any(word in said for word in APART)
    return bool(here and told) and not apart and not _PLACEHOLDER.search(said)


def _examples() -> list[Any]:
    """Those that can be sent as they stand, but for the ids in their addresses."""
    read = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(EXAMPLES.glob("*.json"))]
    return [pytest.param(one, id=one["name"]) for one in read if _usable(one)]


class Desk:
    """A person of the tenant who has one of everything that an example may name."""

    def __init__(self, tenant: Any) -> None:
        self.tenant = tenant
        self.address = tenant.ready["team"][2]
        self.token = tenant.sign_in(self.address)
        post = Post(tenant, self.address)
        tenant.control("POST", "/deliver", {**delivery(mail("Vraag").as_bytes()), "mailbox": self.address})
        self.message = post.inbox()[0]["id"]
        letter = {"subject": "x", "toRecipients": [person("a@b.example")]}
        self.draft = post.call("POST", "/messages", letter).json()["id"]
        file = {"@odata.type": "#microsoft.graph.fileAttachment", "name": "a.txt", "contentBytes": "eA=="}
        self.file = post.call("POST", f"/messages/{self.draft}/attachments", file).json()["id"]
        self.folder = post.call("POST", "/mailFolders", {"displayName": "Map"}).json()["id"]
        rule = {"displayName": "Regel", "actions": {"markAsRead": True}}
        self.rule = post.call("POST", "/mailFolders/inbox/messageRules", rule).json()["id"]
        red = {"displayName": "Rood", "color": "preset0"}
        self.category = post.call("POST", "/outlook/masterCategories", red).json()["id"]
        self.calendar = post.call("POST", "/calendars", {"name": "Tour"}).json()["id"]
        span = {"dateTime": "2026-10-01T10:00:00", "timeZone": "UTC"}
        series = {
            "pattern": {"type": "daily", "interval": 1},
            "range": {"type": "numbered", "startDate": "2026-10-01", "numberOfOccurrences": 3},
        }
        event: dict[str, Any] = {"subject": "x", "start": span, "end": {**span, "dateTime": "2026-10-01T11:00:00"}}
        event["recurrence"] = series
        self.event = post.call("POST", "/events", event).json()["id"]
        self.invitation = self._invited(post, event)
        site = SiteSteps(tenant)
        self.site, self.list = site.id, site.make_list()["id"]

    def _invited(self, post: Post, event: dict[str, Any]) -> str:
        """An invitation to a series, as it arrived."""
        attendee = {**person(self.address), "type": "required"}
        assert Post(self.tenant).call("POST", "/events", {**event, "attendees": [attendee]}).status_code == 201
        self.tenant.advance(10)
        return str(post.inbox("?$filter=startswith(subject,'x')")[0]["id"])

    def path(self, url: str) -> str:
        """The address of an example with this desk's own ids in it."""
        parts = urlsplit(url)
        path = parts.path.removeprefix("/v1.0").rstrip("/").replace("/sites/root/", f"/sites/{self.site}/")
        message = self.invitation if "eventMessage" in parts.query else self.message
        kinds = {"messages": self.draft if "attachments" in path else message, "attachments": self.file,
                 "mailFolders": self.folder, "masterCategories": self.category, "calendars": self.calendar,
                 "events": self.event, "messageRules": self.rule, "lists": self.list, "sites": self.site}  # fmt: skip
        for kind, own in kinds.items():
            path = re.sub(rf"(/{kind}/)(?!delta|inbox|createUploadSession|\$)[^/:]+(?=/|$)", rf"\g<1>{own}", path)
        return path + (f"?{parts.query}" if parts.query else "")


def _missing(wanted: Any, given: Any) -> set[str]:
    """Properties that the documentation shows and the answer lacks."""
    if isinstance(wanted, list) and isinstance(given, list):
        return _missing(wanted[0], given[0]) if wanted and given else set()
    if not isinstance(wanted, dict) or not isinstance(given, dict):
        return set()
    inside = _missing(wanted["value"], given["value"]) if "value" in wanted and "value" in given else set()
    return inside | {name for name in wanted if name not in given and "@" not in name}


@pytest.fixture(scope="module")
def contract(shared: Path) -> Contract:
    return Contract(shared / "graph" / "openapi-strict.json")


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the folder ../shared is not beside this checkout")
@pytest.mark.parametrize("example", _examples())
def test_an_example_is_accepted_and_answered_in_its_shape(
    tenant: Any, contract: Contract, example: dict[str, Any]
) -> None:
    desk, asked = Desk(tenant), example["request"]
    path = desk.path(asked["url"])
    plain = path.partition("?")[0].replace("/me", f"/users/{desk.address}", 1)
    if not contract.operations(asked["method"], plain):
        pytest.skip("a route that the contract does not hold")
    answer = tenant.graph(asked["method"], quote(path, safe="/:?&=$%'(),!+"), asked.get("body"), token=desk.token)
    assert answer.status_code == example["response"]["status"], answer.text
    body = answer.json() if answer.content and "json" in answer.headers["Content-Type"] else None
    row = {"method": asked["method"], "url": f"/v1.0{plain}", "status": answer.status_code}
    assert list(contract.faults([{**row, "request_body": None, "response_body": body}])) == []
    wanted = example["response"].get("body")
    assert _missing(wanted, body) <= NOT_ANSWERED
