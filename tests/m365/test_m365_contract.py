"""Every request that this layer can make, held against the contract: path, query options and body."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from bot.m365.calendar import Calendar, EventDraft, EventState, changes
from bot.m365.graph import Graph, Part, relative
from bot.m365.lists import ItemList
from bot.m365.mail import Address, DraftMail, Mailbox

AT, LATER = datetime(2026, 3, 30, 9, tzinfo=UTC), datetime(2026, 3, 30, 10, tzinfo=UTC)
MAIL = DraftMail(
    "k-1",
    (Address("burgemeester@gemeente.example", "B. Voorbeeld"), Address("griffier@gemeente.example")),
    "Uitnodiging [OTWB-DR-0106-1]",
    html="<p>Geachte</p>",
    cc=(Address("team@team.example"),),
    attachments=(("brief.pdf", "application/pdf", b"%PDF"),),
    headers={"x-ontour-kenmerk": "OTWB-DR-0106-1"},
)
EVENT = EventDraft("k-1", "Overleg", AT, LATER, (Address("a@b.example"),), "Raadhuis", "<p>x</p>", online=True)
STANDING = EventState("AAMk=", "k-1", "Overleg", AT, LATER, False, (), 'W/"x"')


@pytest.fixture(scope="module")
def contract(shared: Path) -> Any:
    return json.loads((shared / "graph" / "openapi-strict.json").read_text())


@pytest.fixture(scope="module")
def check(contract: Any) -> Callable[[Part], None]:
    """Assert that a part is a request that the contract knows."""
    resource = Resource(contents=contract, specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("urn:graph", resource)

    paths = sorted(contract["paths"], key=lambda path: path.count("{"))  # a fixed segment goes before a variable one

    def assert_known(part: Part) -> None:
        target = urlsplit(part.path)
        template = next((known for known in paths if _pattern(known).fullmatch(target.path)), None)
        assert template, f"no such path: {target.path}"
        operation = contract["paths"][template].get(part.method.lower())
        assert operation, f"no {part.method} for {template}"
        options = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"}
        assert {name for name, _ in parse_qsl(target.query)} <= options
        assert ("requestBody" in operation and operation["requestBody"].get("required", False)) <= bool(part.body)
        if part.body is not None:
            pointer = template.replace("~", "~0").replace("/", "~1")
            place = f"paths/{pointer}/{part.method.lower()}/requestBody/content/application~1json/schema"
            schema = {"$ref": f"urn:graph#/{place.replace('{', '%7B').replace('}', '%7D')}"}
            Draft202012Validator(schema, registry=registry).validate(part.body)

    return assert_known


def _pattern(template: str) -> re.Pattern[str]:
    escaped = re.escape(template.removesuffix("()"))
    return re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", escaped))


PARTS: dict[str, Callable[[Mailbox, ItemList, Calendar], Part]] = {
    "draft": lambda mail, items, cal: mail.draft_part(MAIL),
    "draft of people": lambda mail, items, cal: mail.draft_part(
        DraftMail("", (Address("a@b.example"),), "x", text="y")
    ),
    "answer in a thread": lambda mail, items, cal: mail.reply_draft_part("AAMk=/x", MAIL),
    "send": lambda mail, items, cal: mail.send_part("AAMk="),
    "delete": lambda mail, items, cal: mail.delete_part("AAMk="),
    "categories": lambda mail, items, cal: mail.set_categories_part("AAMk=", ["ontour: bekijken"], True),
    "no category": lambda mail, items, cal: mail.set_categories_part("AAMk=", [], False),
    "find by key": lambda mail, items, cal: mail.find_part("wave-1/GM0106's"),
    "drafts": lambda mail, items, cal: mail.drafts_part(),
    "read": lambda mail, items, cal: mail.get_part("AAMk="),
    "MIME": lambda mail, items, cal: mail.mime_part("AAMk="),
    "message delta": lambda mail, items, cal: Part("GET", relative(mail.message_delta_start("inbox"))),
    "new item": lambda mail, items, cal: items.create_part({"Title": "Assen", "CbsCode": "GM0106"}),
    "one item": lambda mail, items, cal: items.item_part("7"),
    "fields": lambda mail, items, cal: items.patch_part("7", {"Status": "Aangeschreven", "Voorstel": None}, '"{G},7"'),
    "remove item": lambda mail, items, cal: items.delete_part("7"),
    "versions": lambda mail, items, cal: items.versions_part("7"),
    "list delta": lambda mail, items, cal: Part("GET", relative(items.delta_start())),
    "new event": lambda mail, items, cal: cal.create_part(EVENT),
    "move event": lambda mail, items, cal: cal.patch_part(STANDING, changes(start=AT, end=LATER)),
    "widen event": lambda mail, items, cal: cal.patch_part(
        STANDING, changes(subject="y", html="z", location="Zaal", show_as="busy", attendees=EVENT.attendees)
    ),
    "cancel event": lambda mail, items, cal: cal.cancel_part(STANDING, "Het gesprek gaat niet door."),
    "delete event": lambda mail, items, cal: cal.delete_part("AAMk="),
    "read event": lambda mail, items, cal: cal.get_part("AAMk="),
    "calendar delta": lambda mail, items, cal: Part("GET", relative(cal.view_delta_start(AT, LATER))),
}


@pytest.mark.parametrize("name", PARTS)
def test_each_part_is_a_request_of_the_contract(
    check: Callable[[Part], None], script: Any, graph: Graph, name: str
) -> None:
    mailbox, calendar = Mailbox(graph, "tour@team.example"), Calendar(graph, "tour@team.example")
    check(PARTS[name](mailbox, ItemList(graph, "team.example,s,w", "l-1"), calendar))


CALLS: dict[str, tuple[Callable[[Graph], Any], list[Any]]] = {
    "folders": (
        lambda graph: Mailbox(graph, "t@t.example").folders(),
        [
            {"responses": [{"id": str(n), "status": 404} for n in range(7)]},
            {"value": [{"id": "F", "displayName": "Postvak IN", "childFolderCount": 1}]},
            {"value": [{"id": "G", "displayName": "Utrecht", "childFolderCount": 0}]},
        ],
    ),
    "make a category": (
        lambda graph: Mailbox(graph, "t@t.example").ensure_categories(["ontour: verwerkt"]),
        [{"value": []}, {"responses": [{"id": "0", "status": 201, "body": {}}]}],
    ),
    "search by key": (
        lambda graph: Calendar(graph, "t@t.example").find_by_key(["k"]),
        [{"responses": [{"id": "0", "status": 200, "body": {"value": []}}]}],
    ),
    "calendar view": (lambda graph: Calendar(graph, "t@t.example").view(AT, LATER), [{"value": []}]),
    "items": (lambda graph: ItemList(graph, "s", "l").items(), [{"value": []}]),
    "free and busy": (
        lambda graph: Calendar(graph, "t@t.example").free_busy(["a@t.example"], AT, LATER),
        [{"responses": [{"id": "0", "status": 200, "body": {"value": []}}]}],
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_each_call_makes_requests_of_the_contract(
    check: Callable[[Part], None], script: Any, graph: Graph, name: str
) -> None:
    call, bodies = CALLS[name]
    script.then(*[(200, {}, body(script.url) if callable(body) else body) for body in bodies])
    call(graph)
    assert len(script.seen) == len(bodies)
    for seen in script.seen:
        if seen.path == "/$batch":
            for entry in seen.body["requests"]:
                check(Part(entry["method"], entry["url"], entry.get("body")))
        elif not seen.path.startswith("/pre-authenticated"):
            check(Part(seen.method, seen.path, seen.body or None))


def test_a_key_with_a_quote_is_still_one_value(graph: Graph) -> None:
    part = Mailbox(graph, "t@t.example").find_part("a'b")
    assert dict(parse_qsl(urlsplit(part.path).query))["$filter"].endswith("ep/value eq 'a''b')")
    assert unquote(part.path).count("$filter") == 1
