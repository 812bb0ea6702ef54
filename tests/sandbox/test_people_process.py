"""The simulated people through the front door: a sandbox process, a letter over Graph, the clock stepped."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from people_letters import CHOICES, MAILBOX, OPTIONS

from bot.sandbox.people import minds

SEED = 3
MONDAY = "2026-08-31T08:00:00+02:00"
AFTER = "2026-09-21T12:00:00+02:00"


@pytest.fixture(scope="module")
def town(sandbox: Callable[..., Any]) -> Any:
    """A tenant with its people, not yet begun."""
    return sandbox("--people", "simulated", "--set", f"clock={MONDAY}", "--set", f"seed={SEED}")


@pytest.fixture
def tenant(town: Any) -> Iterator[Any]:
    town.control("POST", "/reset")
    yield town


def send_letter(tenant: Any, number: str) -> None:
    kenmerk = f"OTWB-DR-{number}-1"
    lines = "".join(f"<p>optie {nr}: {text}</p>" for nr, text in enumerate(OPTIONS, 1))
    links = "".join(
        f'<a href="mailto:{MAILBOX}?subject={choice.replace(" ", "%20")}%20%5B{kenmerk}%5D">x</a>' for choice in CHOICES
    )
    to = [f"burgemeester@g{number}.example", f"griffie@g{number}.example"]
    message = {
        "subject": f"Uitnodiging voor een gesprek [{kenmerk}]",
        "body": {"contentType": "html", "content": f"<html><body>{lines}{links}</body></html>"},
        "toRecipients": [{"emailAddress": {"address": address}} for address in to],
    }
    answer = tenant.graph("POST", f"/users/{MAILBOX}/sendMail", {"message": message, "saveToSentItems": True})
    assert answer.status_code == 202, answer.text


def inbox(tenant: Any) -> list[dict[str, Any]]:
    answer = tenant.graph("GET", f"/users/{MAILBOX}/mailFolders/inbox/messages?$top=100")
    return list(answer.json()["value"])


def chooses_by_letter(number: str) -> bool:
    own = minds.mind(SEED, "DR", number)
    return own.stage == "letter" and own.way == "link" and not own.automatic and not own.bounces


def test_a_letter_over_graph_is_answered_on_the_tenants_clock(tenant: Any) -> None:
    number = next(n for n in minds.offices()["DR"] if chooses_by_letter(n))
    send_letter(tenant, number)
    assert inbox(tenant) == []
    tenant.set_now(AFTER)
    [answer] = inbox(tenant)
    assert answer["subject"] in {f"optie {nr} [OTWB-DR-{number}-1]" for nr in (1, 2)}
    assert answer["from"]["emailAddress"]["address"].endswith(f"@g{number}.example")


def test_the_same_seed_gives_the_same_answers_after_a_reset(tenant: Any) -> None:
    def round_of_letters() -> str:
        tenant.control("POST", "/reset")
        for number in minds.offices()["DR"][:6]:
            send_letter(tenant, number)
        tenant.set_now(AFTER)
        return json.dumps(
            sorted([mail["receivedDateTime"], mail["subject"], mail["bodyPreview"]] for mail in inbox(tenant))
        )

    assert round_of_letters() == round_of_letters() != "[]"


def test_staff_act_in_a_list_that_the_bot_made(tenant: Any) -> None:
    columns = [
        {"name": "Provincie", "choice": {"choices": ["Drenthe", "Utrecht"], "displayAs": "checkBoxes"}},
        {"name": "Brief", "text": {}},
        {"name": "VerzendenVanaf", "dateTime": {"format": "dateTime"}},
        {"name": "Opdracht", "choice": {"choices": ["Maak proef", "Vraag akkoord"]}},
    ]
    made = {"displayName": "Golven", "columns": columns, "list": {"template": "genericList"}}
    assert tenant.graph("POST", "/sites/root/lists", made).status_code == 201
    tenant.advance(3600)
    items = tenant.graph("GET", "/sites/root/lists/Golven/items?$expand=fields").json()["value"]
    wave = next(item for item in items if item["fields"]["Title"] == "Drenthe en Utrecht")
    assert wave["fields"]["Provincie"] == ["Drenthe", "Utrecht"]
    assert wave["lastModifiedBy"]["user"]["displayName"] == "Marije Planting"
