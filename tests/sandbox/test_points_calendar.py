"""What naive stand-ins for the service miss, point by point: invitations, transactions, schedules."""

from typing import Any

import pytest
from calendar_steps import DAY, MAYOR, Mailbox, World, event


@pytest.fixture
def world(tenant: Any) -> World:
    return World(tenant)


def test_point_16_invitations_leave_at_once_and_answers_come_later_as_mail_and_status(world: World) -> None:
    laid = world.team.lay(event(*DAY, world.adviser.address, MAYOR))
    assert [sorted(one["to"]) for one in world.tenant.outbox()] == [sorted([world.adviser.address, MAYOR])]
    world.tenant.advance(60)
    copy = world.adviser.copy_of(laid)
    way = f"/events/{copy['id']}/accept"
    assert world.adviser.call("POST", way, {"comment": "Graag", "sendResponse": True}).status_code == 202

    def told() -> dict[str, str]:
        attendees = world.team.get(f"/events/{laid['id']}")["attendees"]
        return {one["emailAddress"]["address"]: one["status"]["response"] for one in attendees}

    assert told()[world.adviser.address] == "none", "the answer is on its way"
    world.tenant.advance(60)
    assert (told()[world.adviser.address], told()[MAYOR]) == ("accepted", "none")
    [answer] = [one for one in world.team.messages() if one.get("meetingMessageType") == "meetingAccepted"]
    assert answer["@odata.type"] == "#microsoft.graph.eventMessageResponse"


def test_point_17_a_transaction_lays_one_event_and_only_the_organizer_calls_off(world: World) -> None:
    body = event(*DAY, world.adviser.address, transactionId="gm0106-1")
    assert world.team.lay(body)["id"] == world.team.lay(body)["id"]
    world.tenant.advance(60)
    copy = world.adviser.get("/events")["value"][0]
    refused = world.adviser.call("POST", f"/events/{copy['id']}/cancel", {"comment": "x"})
    assert refused.status_code == 400
    assert refused.json()["error"]["message"] == "You need to be an organizer to cancel a meeting."


def test_point_17_the_same_transaction_may_be_a_conflict(sandbox: Any) -> None:
    tenant = sandbox("--set", "transaction_duplicate=409")
    team = Mailbox(tenant, tenant.ready["mailbox"])
    body = event(*DAY, transactionId="gm0106-1")
    team.lay(body)
    assert team.call("POST", "/events", body).status_code == 409


def test_point_19_a_schedule_is_200_with_an_error_for_each_mailbox_that_cannot_be_read(world: World) -> None:
    world.adviser.lay(event(*DAY))
    zone = "W. Europe Standard Time"
    start, end = ({"dateTime": one, "timeZone": zone} for one in ("2026-10-01T09:00:00", "2026-10-01T12:00:00"))
    asked = {"schedules": [world.adviser.address, MAYOR], "startTime": start, "endTime": end}
    answer = world.team.call("POST", "/calendar/getSchedule", {**asked, "availabilityViewInterval": 60})
    known, unknown = answer.json()["value"]
    assert answer.status_code == 200 and known["availabilityView"] == "020" and "error" not in known
    assert unknown["scheduleId"] == MAYOR and unknown["error"]["message"] and not unknown.get("availabilityView")
