"""Change notifications: the handshake, what is told, what becomes of a subscription, and what goes wrong on the way."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from graph_contract import Contract, read_recording
from mail_steps import Post
from receiver_steps import Receiver, Watch, kinds
from test_sharepoint_o365 import sign_in


def test_point_20_the_receiver_is_greeted_before_the_subscription_is_made(watch: Watch) -> None:
    made = watch.made()
    assert len(watch.receiver.greeted) == 1 and " " in watch.receiver.greeted[0]
    assert made["creatorId"] == made["applicationId"] == watch.tenant.ready["client_id"]
    assert watch.tenant.graph("GET", f"/subscriptions/{made['id']}").json()["clientState"] == "geheim"
    assert [one["id"] for one in watch.tenant.graph("GET", "/subscriptions").json()["value"]] == [made["id"]]


def _slowly(token: str) -> tuple[int, str, str]:
    threading.Event().wait(1.5)
    return 200, "text/plain", token


BAD_GREETINGS: list[tuple[str, Callable[[str], tuple[int, str, str]], str]] = [
    ("it answers 202", lambda token: (202, "text/plain", token), "200 OK"),
    ("it answers in JSON", lambda token: (200, "application/json", token), "text/plain"),
    ("it answers another text", lambda token: (200, "text/plain", token + "!"), "validation token"),
    ("it leaves the token encoded", lambda token: (200, "text/plain", token.replace(" ", "%20")), "decoded"),
    ("it is late", _slowly, "timed out"),
]


@pytest.mark.parametrize(("what", "greet", "said"), BAD_GREETINGS, ids=[row[0] for row in BAD_GREETINGS])
def test_a_receiver_that_does_not_greet_back_gets_no_subscription(
    watch: Watch, what: str, greet: Callable[[str], tuple[int, str, str]], said: str
) -> None:
    watch.receiver.greet = greet
    answer = watch.ask()
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "ValidationError"), what
    assert said in answer.json()["error"]["message"]
    assert watch.tenant.graph("GET", "/subscriptions").json()["value"] == []


REFUSED: list[tuple[str, dict[str, Any], int, str]] = [
    ("no resource", {"resource": None}, 400, "'resource'"),
    ("an unknown resource", {"resource": "groups/1/members"}, 400, "not supported"),
    ("a filter", {"resource": "users/tour@weerbaarbestuur.example/messages?$filter=isRead eq false"}, 400, "filter"),
    ("the application's own mailbox", {"resource": "me/messages"}, 400, "delegated"),
    ("a mailbox of nobody", {"resource": "users/niemand@elders.example/messages"}, 404, "niemand"),
    ("a folder of nobody", {"resource": "users/tour@weerbaarbestuur.example/mailFolders('x')/messages"}, 404, "x"),
    ("a list of nobody", {"resource": "sites/root/lists/Nergens"}, 404, ""),
    ("another change", {"changeType": "created,renamed"}, 400, "renamed"),
    ("no change", {"changeType": ""}, 400, "changeType"),
    ("a list's new items", {"resource": "sites/root/lists/Documenten", "changeType": "created"}, 400, "updated"),
    ("too long", {"expirationDateTime": "2026-09-10T09:00:00Z"}, 400, "4230 minutes"),
    ("the past", {"expirationDateTime": "2026-09-01T09:00:00Z"}, 400, "future"),
    ("no time", {"expirationDateTime": "morgen"}, 400, "no time"),
    ("plain http", {"notificationUrl": "http://127.0.0.1:1/x"}, 400, "https"),
    ("no address", {"notificationUrl": "https://[/"}, 400, "no address"),
    ("an address elsewhere", {"notificationUrl": "https://elders.example/x"}, 400, "loopback"),
    ("nobody listens", {"notificationUrl": "https://127.0.0.1:1/x"}, 400, "reached"),
    ("another lifecycle address", {"lifecycleNotificationUrl": "http://127.0.0.1:1/x"}, 400, "lifecycle"),
    ("a long secret", {"clientState": "x" * 129}, 400, "128"),
    ("a number for a secret", {"clientState": 7}, 400, "clientState"),
    ("rich notifications", {"includeResourceData": True}, 400, "resource data"),
    ("an old TLS", {"latestSupportedTlsVersion": "v0"}, 400, "v1_2"),
    ("a property of nothing", {"colour": "red"}, 400, "colour"),
]


@pytest.mark.parametrize(("what", "changed", "status", "said"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_no_subscription_can_be_made_of(
    watch: Watch, what: str, changed: dict[str, Any], status: int, said: str
) -> None:
    answer = watch.ask(**changed)
    assert answer.status_code == status and said in answer.json()["error"]["message"], what


def test_mail_is_told_as_it_comes_changes_and_goes(watch: Watch) -> None:
    made, post = watch.made(), Post(watch.tenant)
    watch.arrives("Antwoord")
    [new] = watch.told()
    assert (new["changeType"], new["subscriptionId"], new["clientState"]) == ("created", made["id"], "geheim")
    found = watch.tenant.graph("GET", f"/{new['resource']}").json()
    assert found["subject"] == "Antwoord" and found["id"] == new["resourceData"]["id"]
    assert new["resourceData"]["@odata.etag"] == found["@odata.etag"]
    assert new["tenantId"] == watch.tenant.ready["tenant_id"]
    post.call("PATCH", f"/messages/{found['id']}", {"isRead": True})
    assert kinds(watch.told()) == ["updated"]
    post.call("POST", f"/messages/{found['id']}/move", {"destinationId": "archive"})
    [gone] = watch.told()
    assert gone["changeType"] == "deleted" and gone["resourceData"]["id"] == found["id"]
    assert watch.told() == []


def test_only_the_changes_that_were_asked_for_are_told(watch: Watch) -> None:
    watch.made(changeType="updated")
    watch.arrives("Antwoord")
    assert watch.told() == []


def test_a_mail_that_was_sent_is_new_in_sent_items_once_it_lies_there(watch: Watch) -> None:
    watch.made(resource=f"users/{watch.mailbox}/mailFolders/sentItems/messages", changeType="created")
    post = Post(watch.tenant)
    post.call("POST", f"/messages/{post.draft()['id']}/send")
    [told] = watch.told()
    assert watch.tenant.graph("GET", f"/{told['resource']}").json()["isDraft"] is False


def test_the_header_at_creation_decides_which_ids_are_told(watch: Watch) -> None:
    header = {"Prefer": 'IdType="ImmutableId"'}
    watch.made(headers=header)
    watch.arrives("Antwoord")
    [told] = watch.told()
    found = watch.tenant.graph("GET", f"/users/{watch.mailbox}/mailFolders/inbox/messages", headers=header).json()
    assert [one["id"] for one in found["value"]] == [told["resourceData"]["id"]]


def test_events_and_a_list_are_told_too(watch: Watch) -> None:
    tenant = watch.tenant
    watch.made(resource=f"users/{watch.mailbox}/events")
    span = {"dateTime": "2026-10-01T10:00:00", "timeZone": "UTC"}
    event = {"subject": "Gesprek", "start": span, "end": {**span, "dateTime": "2026-10-01T11:00:00"}}
    laid = tenant.graph("POST", f"/users/{watch.mailbox}/events", event).json()
    assert kinds(watch.told()) == ["created"]
    tenant.graph("DELETE", f"/users/{watch.mailbox}/events/{laid['id']}")
    [gone] = watch.told()
    assert gone["changeType"] == "deleted" and gone["resourceData"]["id"] == laid["id"]
    made = tenant.graph("POST", "/sites/root/lists", {"displayName": "Lijst"}).json()
    where = f"sites/root/lists/{made['id']}"
    watch.made(resource=where, changeType="updated", expirationDateTime=watch.later(42_000))
    for title in ("een", "twee"):
        tenant.graph("POST", f"/{where}/items", {"fields": {"Title": title}})
    rows = watch.told()
    assert {(row["changeType"], row["resource"], row["resourceData"]) for row in rows} == {("updated", where, None)}


def test_a_drive_is_told_as_a_whole(watch: Watch) -> None:
    drive = watch.tenant.graph("GET", "/sites/root/drive").json()["id"]
    watch.made(resource=f"drives/{drive}/root", changeType="updated")
    watch.tenant.graph("PUT", f"/drives/{drive}/root:/brief.txt:/content", data=b"Beste", headers={})
    assert {row["resource"] for row in watch.told()} == {f"drives/{drive}/root"}


def test_o365_subscribes_as_it_comes(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    own, until = sign_in(watch.tenant, monkeypatch).subscriptions(), watch.tenant.now() + timedelta(hours=1)
    where = f"users/{watch.mailbox}/messages"
    made = own.create_subscription(watch.receiver.url(), where, ["created", "updated"], expiration_datetime=until)
    assert made["changeType"] == "created,updated" and own.get_subscription(made["id"])["id"] == made["id"]
    later = own.renew_subscription(made["id"], expiration_datetime=until + timedelta(hours=1))
    assert later["expirationDateTime"] > made["expirationDateTime"]
    own.update_subscription(made["id"], notification_url=watch.receiver.url("/new"))
    watch.arrives("Antwoord")
    assert kinds(watch.told(10, "/new")) == ["created"]
    assert own.delete_subscription(made["id"]) and list(own.list_subscriptions()) == []


def test_its_routes_hold_to_the_contract(sandbox: Any, receiver: Receiver, shared: Path, tmp_path: Path) -> None:
    record = tmp_path / "exchanges.jsonl"
    watch = Watch(sandbox("--record", str(record), "--set", f"notification_ca={receiver.ca}"), receiver)
    made = watch.made(lifecycleNotificationUrl=receiver.url("/life"))
    where = f"/subscriptions/{made['id']}"
    for method, path, body in [
        ("GET", "/subscriptions", None),
        ("GET", where, None),
        ("GET", f"{where}?$select=id,resource", None),
        ("PATCH", where, {"expirationDateTime": watch.later(100)}),
        ("POST", f"{where}/reauthorize", None),
        ("DELETE", where, None),
        ("GET", where, None),
    ]:
        watch.tenant.graph(method, path, body)
    watch.tenant.stop()
    exchanges = read_recording(record)
    assert {one["status"] for one in exchanges} == {201, 200, 204, 404}
    assert list(Contract(shared / "graph" / "openapi-strict.json").faults(exchanges)) == []
