"""What becomes of subscriptions and of notices on their way: renewal, failure, loss, doubles, restarts."""

import contextlib
import threading
from pathlib import Path
from typing import Any

import pytest
import requests
from receiver_steps import Receiver, Watch, kinds


def test_one_that_is_not_renewed_vanishes(watch: Watch) -> None:
    made = watch.made(expirationDateTime=watch.later(60))
    where = f"/subscriptions/{made['id']}"
    renewed = watch.tenant.graph("PATCH", where, {"expirationDateTime": watch.later(120)})
    assert renewed.status_code == 200 and renewed.json()["expirationDateTime"] > made["expirationDateTime"]
    watch.tenant.advance(61 * 60)
    assert watch.tenant.graph("GET", where).status_code == 200
    watch.tenant.advance(60 * 60)
    assert watch.tenant.graph("GET", where).status_code == 404
    assert watch.tenant.graph("PATCH", where, {"expirationDateTime": watch.later(120)}).status_code == 404
    watch.arrives("Antwoord")
    assert watch.told() == []


def test_another_receiver_is_greeted_first_too(watch: Watch) -> None:
    made = watch.made()
    moved = watch.tenant.graph("PATCH", f"/subscriptions/{made['id']}", {"notificationUrl": watch.receiver.url("/new")})
    assert moved.status_code == 200 and len(watch.receiver.greeted) == 2
    watch.arrives("Antwoord")
    assert kinds(watch.told(10, "/new")) == ["created"] and watch.receiver.take() == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"expirationDateTime": None},
        {"notificationUrl": "https://127.0.0.1:1/x"},
        {"notificationUrl": "http://127.0.0.1/x"},
        {"lifecycleNotificationUrl": "https://127.0.0.1/x"},
        {"clientState": "anders"},
    ],
)
def test_nothing_but_its_end_and_its_receiver_can_be_changed(watch: Watch, body: dict[str, Any]) -> None:
    made = watch.made()
    assert watch.tenant.graph("PATCH", f"/subscriptions/{made['id']}", body).status_code == 400


def test_one_that_was_deleted_tells_nothing(watch: Watch) -> None:
    made = watch.made()
    assert watch.tenant.graph("DELETE", f"/subscriptions/{made['id']}").status_code == 204
    watch.arrives("Antwoord")
    assert watch.told() == []
    assert watch.tenant.graph("DELETE", f"/subscriptions/{made['id']}").status_code == 404


def test_a_person_has_their_own(watch: Watch) -> None:
    token = watch.tenant.sign_in(watch.tenant.ready["team"][0])
    made = watch.made(resource="me/messages", token=token)
    assert watch.tenant.graph("GET", f"/subscriptions/{made['id']}").status_code == 404
    assert watch.tenant.graph("GET", f"/subscriptions/{made['id']}", token=token).status_code == 200
    other = watch.ask(resource=f"users/{watch.tenant.ready['team'][1]}/messages", token=token)
    assert other.status_code == 403


def test_without_the_role_nothing_is_watched(watch: Watch) -> None:
    watch.tenant.control("POST", "/grants", {"app_roles": ["Mail.ReadWrite"]})
    watch.tenant._token = ""
    assert watch.ask(resource=f"users/{watch.mailbox}/events").status_code == 403
    assert watch.ask(resource="sites/root/lists/Documenten", changeType="updated").status_code == 403
    assert watch.ask().status_code == 201
    watch.tenant._token = ""


def test_a_receiver_that_fails_is_tried_again_later_and_later(watch: Watch) -> None:
    watch.made()
    watch.receiver.statuses = [503, 500, 302]
    watch.arrives("Antwoord")
    assert watch.told(5) == [] and watch.told(10) == []
    assert watch.told(30) == []
    assert kinds(watch.told(65)) == ["created"]
    assert watch.told(3600) == []


def test_one_that_fails_for_four_hours_missed_something(watch: Watch) -> None:
    made = watch.made(lifecycleNotificationUrl=watch.receiver.url("/life"))
    assert len(watch.receiver.greeted) == 2
    watch.receiver.statuses = [503] * 10
    watch.arrives("Antwoord")
    told = watch.told(5 * 3600, "/life")
    assert [(one["lifecycleEvent"], one["subscriptionId"]) for one in told] == [("missed", made["id"])]
    assert watch.receiver.take() == []


def test_the_tenant_says_when_one_has_to_be_renewed(watch: Watch) -> None:
    made = watch.made(lifecycleNotificationUrl=watch.receiver.url("/life"), expirationDateTime=watch.later(90))
    assert watch.told(29 * 60, "/life") == []
    [told] = watch.told(2 * 60, "/life")
    assert told["lifecycleEvent"] == "reauthorizationRequired" and told["clientState"] == "geheim"
    assert watch.tenant.graph("POST", f"/subscriptions/{made['id']}/reauthorize").status_code == 204


def test_one_to_be_reauthorized_tells_nothing_until_it_is(watch: Watch) -> None:
    made = watch.made(lifecycleNotificationUrl=watch.receiver.url("/life"))
    watch.tenant.control("POST", "/subscriptions", {"id": made["id"], "event": "reauthorizationRequired"})
    watch.arrives("Een")
    assert watch.told() == []
    watch.tenant.graph("POST", f"/subscriptions/{made['id']}/reauthorize")
    watch.arrives("Twee")
    assert kinds(watch.told()) == ["created"]


def test_one_that_the_service_removed_says_so(watch: Watch) -> None:
    made = watch.made(lifecycleNotificationUrl=watch.receiver.url("/life"))
    watch.tenant.control("POST", "/subscriptions", {"id": made["id"], "event": "subscriptionRemoved"})
    assert [one["lifecycleEvent"] for one in watch.told(1, "/life")] == ["subscriptionRemoved"]
    assert watch.tenant.graph("GET", f"/subscriptions/{made['id']}").status_code == 404


def test_some_are_lost_and_some_come_twice_where_the_tenant_is_set_so(sandbox: Any, receiver: Receiver) -> None:
    knobs = ("notification_lose_every=3", "notification_double_every=2", f"notification_ca={receiver.ca}")
    tenant = sandbox(*(part for one in knobs for part in ("--set", one)))
    watch = Watch(tenant, receiver)
    watch.made(lifecycleNotificationUrl=receiver.url("/life"))
    for number in range(4):
        watch.arrives(str(number))
    rows = [row["resourceData"]["id"] for row in watch.told()]
    assert len(rows) == 5 and len(set(rows)) == 3
    assert [one["lifecycleEvent"] for one in receiver.take("/life")] == ["missed"]
    tenant.stop()


def test_a_restart_forgets_no_subscription_and_no_notice(sandbox: Any, receiver: Receiver, tmp_path: Path) -> None:
    options = ("--data", str(tmp_path / "data"), "--set", f"notification_ca={receiver.ca}")
    watch = Watch(sandbox(*options, folder=tmp_path), receiver)
    made = watch.made()
    watch.arrives("Voor")
    watch.tenant.stop()
    again = Watch(sandbox(*options, folder=tmp_path), receiver)
    assert kinds(again.told()) == ["created"]
    again.arrives("Na")
    [told] = again.told()
    assert (told["changeType"], told["subscriptionId"]) == ("created", made["id"])
    again.tenant.stop()


def test_what_was_on_its_way_when_the_tenant_died_goes_out_again(
    sandbox: Any, receiver: Receiver, tmp_path: Path
) -> None:
    options = ("--data", str(tmp_path / "data"), "--set", f"notification_ca={receiver.ca}")
    watch = Watch(sandbox(*options, folder=tmp_path), receiver)
    watch.made()
    watch.arrives("Antwoord")
    receiver.freed.clear()

    def step() -> None:
        with contextlib.suppress(requests.RequestException):  # it will die meanwhile
            watch.tenant.advance(10)

    stepping = threading.Thread(target=step)
    stepping.start()
    assert receiver.hung.wait(20)
    watch.tenant.process.kill()
    stepping.join(20)
    receiver.freed.set()
    again = Watch(sandbox(*options, folder=tmp_path), receiver)
    assert kinds(again.told()) == ["created"]
    again.tenant.stop()


def test_a_running_clock_tells_by_itself(sandbox: Any, receiver: Receiver) -> None:
    import time

    knobs = ("clock_speed=20", "notification_delay_s=1", f"notification_ca={receiver.ca}")
    tenant = sandbox(*(part for one in knobs for part in ("--set", one)))
    watch = Watch(tenant, receiver)
    receiver.posts = []
    watch.made()
    watch.arrives("Antwoord")
    end = time.monotonic() + 20
    while not receiver.posts and time.monotonic() < end:
        tenant.session.get(f"{tenant.ready['control_url']}/clock", timeout=10)
    assert kinds(receiver.take()) == ["created"]
    tenant.stop()


def test_one_is_not_made_in_a_batch(watch: Watch) -> None:
    part = {"id": "1", "method": "POST", "url": "/subscriptions", "headers": {"Content-Type": "application/json"}}
    body = {"changeType": "created", "notificationUrl": watch.receiver.url(), "expirationDateTime": watch.later(60)}
    asked = {**part, "body": {**body, "resource": f"users/{watch.mailbox}/messages"}}
    answer = watch.tenant.graph("POST", "/$batch", {"requests": [asked]}).json()["responses"][0]
    assert answer["status"] == 400 and "batch" in answer["body"]["error"]["message"]
