"""The simulated people live in a tenant: they act in its lists under their own names, and their mail arrives in it."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from people_letters import MAILBOX, letter

import bot.sandbox.handlers  # noqa: F401  (every part that answers or falls due)
from bot.sandbox.clock import TenantClock, run_until
from bot.sandbox.db import Db
from bot.sandbox.http import Call, Identity
from bot.sandbox.mail.delivery import post
from bot.sandbox.people import minds
from bot.sandbox.people.hours import AMSTERDAM
from bot.sandbox.routes import dispatch
from bot.sandbox.serve import prepare
from bot.sandbox.settings import Settings, with_knobs
from bot.sandbox.tenant import Tenant

MONDAY = datetime(2026, 8, 31, 6, 0, tzinfo=UTC)
BOT = Identity("app", "8c2b7f64-0d1e-4f3a-b6a5-2e9d4c7f1a08", "ontour")
OUTCOMES = ("Geen gehoor", "Terugbellen", "Wil gesprek", "Geen interesse", "Later")
GOLVEN = [
    {"name": "Provincie", "choice": {"choices": ["Drenthe", "Utrecht", "Overijssel"], "displayAs": "checkBoxes"}},
    {"name": "Brief", "text": {}},
    {"name": "VerzendenVanaf", "dateTime": {"format": "dateTime"}},
    {"name": "Opdracht", "choice": {"choices": ["Maak proef", "Vraag akkoord", "Afbreken"]}},
    {"name": "Akkoord", "choice": {"choices": ["Akkoord", "Niet akkoord"]}},
    {"name": "Stand", "text": {}},
]
"""The columns of Golven that staff touch, as DESIGN declares them."""


SITE = "/sites/root/lists"


@pytest.fixture
def tenant() -> Tenant:
    return make_tenant(3)


def open_tenant(path: Path | None, settings: Settings) -> Tenant:
    made = Tenant(Db(path), TenantClock(MONDAY, 0.0), settings)
    prepare(made, "simulated")
    return made


def make_tenant(seed: int, *knobs: str) -> Tenant:
    return open_tenant(None, with_knobs(Settings(), [f"seed={seed}", "clock_speed=0", *knobs]))


def ask(tenant: Tenant, method: str, path: str, body: dict[str, Any] | None = None, **query: str) -> dict[str, Any]:
    """A request of the bot (application)."""
    sent = {"content-type": "application/json"}
    answer = dispatch(Call(method, path, {}, query, sent, json.dumps(body or {}).encode(), BOT, tenant))
    assert isinstance(answer.body, dict)
    return answer.body


def golven(tenant: Tenant) -> list[dict[str, Any]]:
    return list(ask(tenant, "GET", f"{SITE}/Golven/items", **{"$expand": "fields"})["value"])


def make_golven(tenant: Tenant) -> None:
    ask(tenant, "POST", SITE, {"displayName": "Golven", "columns": GOLVEN, "list": {"template": "genericList"}})


def set_stand(tenant: Tenant, stand: str) -> None:
    """What the bot does after a command: notes where the wave stands and empties the command."""
    for item in golven(tenant):
        ask(tenant, "PATCH", f"{SITE}/Golven/items/{item['id']}/fields", {"Stand": stand, "Opdracht": None})


def until(tenant: Tenant, day: int, hour: int, minute: int = 0) -> None:
    run_until(tenant, datetime(2026, 8, 31, hour, minute, tzinfo=AMSTERDAM) + timedelta(days=day))


def inbox(tenant: Tenant) -> list[dict[str, Any]]:
    found = ask(tenant, "GET", f"/users/{MAILBOX}/mailFolders/inbox/messages", **{"$top": "200"})
    return list(found["value"])


def test_planner_and_approver_work_in_golven_each_under_their_own_name(tenant: Tenant) -> None:
    make_golven(tenant)
    until(tenant, 0, 8, 50)
    items = golven(tenant)
    assert [item["fields"]["Title"] for item in items][3] == "Drenthe en Utrecht"
    assert items[3]["fields"]["Provincie"] == ["Drenthe", "Utrecht"]
    assert {item["createdBy"]["user"]["email"] for item in items} == {"m.planting@weerbaarbestuur.example"}
    set_stand(tenant, "Proef klaar")
    until(tenant, 0, 9, 30)
    assert {item["fields"]["Opdracht"] for item in golven(tenant)} == {"Vraag akkoord"}
    set_stand(tenant, "Wacht op akkoord")
    until(tenant, 0, 11, 30)
    items = golven(tenant)
    assert {item["fields"]["Akkoord"] for item in items} == {"Akkoord"}
    assert {item["lastModifiedBy"]["user"]["email"] for item in items} == {"o.akkerdaas@weerbaarbestuur.example"}
    assert all("application" not in item["lastModifiedBy"] for item in items)


def test_staff_wait_for_a_site_that_is_not_there_yet(tenant: Tenant) -> None:
    until(tenant, 1, 12)
    make_golven(tenant)
    until(tenant, 1, 14)
    assert len(golven(tenant)) == 4


def test_the_knob_narrows_the_plan_to_provinces() -> None:
    tenant = make_tenant(3, 'provinces=["Overijssel"]')
    make_golven(tenant)
    until(tenant, 10, 12)
    assert [item["fields"]["Title"] for item in golven(tenant)][3:] == ["Overijssel"]


@pytest.mark.parametrize("text", ["Drenthe", '["Drente"]', '{"a": 1}'])
def test_a_wrong_list_of_provinces_is_one_clear_line(text: str) -> None:
    with pytest.raises(ValueError, match="--set provinces=.*: a JSON list of provinces is expected"):
        make_tenant(3, f"provinces={text}")


def test_an_office_answers_a_letter_in_the_mailbox_once_for_both(tenant: Tenant) -> None:
    number = next(n for n in minds.offices()["DR"] if talks_by_letter(3, n))
    send(tenant, number)
    until(tenant, 21, 12)
    [answer] = [
        mail for mail in inbox(tenant) if not mail["subject"].startswith(("Automatisch", "Ontvangst", "Onbest"))
    ]
    assert answer["from"]["emailAddress"]["address"].endswith(f"@g{number}.example")
    assert f"[OTWB-DR-{number}-1]" in answer["subject"]
    [verdict] = answer_headers(tenant, answer["id"], "Authentication-Results")
    assert verdict.startswith("mx1.weerbaarbestuur.example;") and "dmarc=pass" in verdict


def test_an_address_that_does_not_exist_answers_nothing(tenant: Tenant) -> None:
    number = next(n for n in minds.offices()["DR"] if talks_by_letter(3, n))
    both = [f"burgemeester@g{number}.example", f"griffie@g{number}.example"]
    tenant.db.put("control", "unknown", {"addresses": both})
    send(tenant, number)
    until(tenant, 21, 12)
    [report] = inbox(tenant)
    assert report["from"]["emailAddress"]["address"].endswith("@weerbaarbestuur.example")


def test_the_same_seed_gives_the_same_mail_and_another_seed_other_mail() -> None:
    def tour(seed: int) -> list[tuple[str, str, str]]:
        tenant = make_tenant(seed)
        for number in minds.offices()["DR"]:
            send(tenant, number)
        until(tenant, 21, 12)
        return sorted((mail["receivedDateTime"], mail["subject"], mail["bodyPreview"]) for mail in inbox(tenant))

    first = tour(3)
    assert len(first) >= 5
    assert first == tour(3)
    assert first != tour(4)


def test_who_waits_in_the_phone_round_is_called_by_a_caller(tenant: Tenant) -> None:
    columns = [
        {"name": "CbsCode", "text": {}},
        {"name": "Provincie", "text": {}},
        {"name": "Status", "choice": {"choices": ["In belactie", "Aangeschreven"]}},
        {"name": "Beller", "text": {}},
        {"name": "Uitkomst", "choice": {"choices": list(OUTCOMES)}},
        {"name": "VrijeOpties", "text": {"allowMultipleLines": True}},
        {"name": "GekozenOptie", "number": {}},
        {"name": "TerugkomenOp", "dateTime": {"format": "dateOnly"}},
    ]
    ask(tenant, "POST", SITE, {"displayName": "Gemeenten", "columns": columns, "list": {"template": "genericList"}})
    for number in minds.offices()["UT"]:
        fields = {"Title": number, "CbsCode": f"GM{number}", "Provincie": "Utrecht", "Status": "In belactie"}
        ask(
            tenant,
            "POST",
            f"{SITE}/Gemeenten/items",
            {"fields": fields | {"VrijeOpties": "2: dinsdag 6 oktober 2026 van 10.00 tot 11.00 uur"}},
        )
    until(tenant, 20, 12)
    items = ask(tenant, "GET", f"{SITE}/Gemeenten/items", **{"$expand": "fields", "$top": "100"})["value"]
    outcomes = Counter(item["fields"]["Uitkomst"] for item in items)
    assert outcomes["Wil gesprek"] >= 12 and outcomes["Geen interesse"] >= 1
    assert {item["fields"]["Beller"] for item in items} == {"Sander Belbeek", "Wieke Hoornaar"}
    chosen = [item["fields"]["GekozenOptie"] for item in items if item["fields"]["Uitkomst"] == "Wil gesprek"]
    assert set(chosen) == {2}


def test_advisers_are_busy_at_times_before_anybody_books(tenant: Tenant) -> None:
    span = {"startDateTime": "2026-08-31T00:00:00", "endDateTime": "2026-10-30T00:00:00", "$top": "100"}
    events = ask(tenant, "GET", "/users/t.veldhoen@weerbaarbestuur.example/calendarView", **span)["value"]
    assert 12 <= len(events) <= 40


def test_after_a_restart_the_people_go_on_and_begin_nothing_twice(tmp_path: Path) -> None:
    settings = with_knobs(Settings(), ["seed=3", "clock_speed=0"])
    first = open_tenant(tmp_path / "tenant.db", settings)
    make_golven(first)
    until(first, 0, 12)
    again = open_tenant(tmp_path / "tenant.db", settings)
    again.clock.set(first.clock.now)
    until(again, 3, 12)
    titles = [item["fields"]["Title"] for item in golven(again)]
    assert len(titles) == len(set(titles)) == 5


def test_who_is_invited_to_a_talk_answers_into_the_organizers_event(tenant: Tenant) -> None:
    people = ["burgemeester@assen.example", "griffie@assen.example", "t.veldhoen@weerbaarbestuur.example"]
    answered: Counter[str] = Counter()
    for hour in (9, 11, 13, 15):
        event = {
            "subject": "Gesprek",
            "start": {"dateTime": f"2026-09-24T{hour:02}:00:00", "timeZone": "Europe/Amsterdam"},
            "end": {"dateTime": f"2026-09-24T{hour + 1:02}:00:00", "timeZone": "Europe/Amsterdam"},
            "attendees": [{"emailAddress": {"address": address}, "type": "required"} for address in people],
        }
        ask(tenant, "POST", f"/users/{MAILBOX}/events", event)
    until(tenant, 14, 12)
    span = {"startDateTime": "2026-09-24T00:00:00", "endDateTime": "2026-09-25T00:00:00"}
    for event in ask(tenant, "GET", f"/users/{MAILBOX}/calendarView", **span)["value"]:
        for attendee in event["attendees"]:
            answered[attendee["emailAddress"]["address"]] += attendee["status"]["response"] == "accepted"
    assert all(answered[address] >= 2 for address in people)


def talks_by_letter(seed: int, number: str) -> bool:
    own = minds.mind(seed, "DR", number)
    return own.end == "talk" and own.stage == "letter" and own.way in ("link", "choose")


def send(tenant: Tenant, number: str) -> None:
    """The letter leaves the shared mailbox the way the outbox of the tenant takes it."""
    mail = letter(number)
    post(tenant, mail.as_bytes(), [one.addr_spec for one in mail["To"].addresses], tenant.clock.now, tenant.shared.id)


def answer_headers(tenant: Tenant, key: str, name: str) -> list[str]:
    path = f"/users/{MAILBOX}/messages/{key}"
    headers = ask(tenant, "GET", path, **{"$select": "internetMessageHeaders"})["internetMessageHeaders"]
    return [one["value"] for one in headers if one["name"] == name]
