"""Meetings between mailboxes: invitations, answers, changes and cancellations travel as mail."""

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from calendar_steps import DAY, MAYOR, OTHER, World, answers, event, reply
from icalendar import Calendar


@pytest.fixture
def world(tenant: Any) -> World:
    return World(tenant)


def test_an_invitation_reaches_everyone_and_lays_a_tentative_copy(world: World) -> None:
    laid = world.meet(location={"displayName": "Stadhuis"}, sensitivity="private")
    copy = world.adviser.copy_of(laid)
    assert (copy["subject"], copy["location"]["displayName"], copy["sensitivity"]) == ("Overleg", "Stadhuis", "private")
    assert (copy["start"], copy["showAs"]) == (laid["start"], "tentative")
    assert (copy["isOrganizer"], copy["responseStatus"]["response"]) == (False, "notResponded")
    assert copy["organizer"]["emailAddress"]["address"] == world.team.address
    request = world.adviser.messages()[0]
    assert (request["@odata.type"], request["meetingMessageType"]) == (
        "#microsoft.graph.eventMessageRequest",
        "meetingRequest",
    )
    assert [sorted(one["to"]) for one in world.tenant.outbox()] == [sorted([world.adviser.address, MAYOR])]


def test_the_invitation_is_a_mail_that_calendars_elsewhere_read(world: World) -> None:
    laid = world.meet()
    request = world.adviser.messages()[0]
    raw = world.adviser.call("GET", f"/messages/{request['id']}/$value").content
    mail = message_from_bytes(raw, policy=default)
    part = next(one for one in mail.walk() if one.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    component = next(iter(Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")))
    assert str(component["UID"]) == laid["iCalUId"]
    assert component["DTSTART"].dt.isoformat() == "2026-10-01T08:00:00+00:00"
    assert {str(one).removeprefix("mailto:") for one in component["ATTENDEE"]} == {world.adviser.address, MAYOR}


def test_a_block_meant_as_free_is_free_at_once(world: World) -> None:
    laid = world.meet(showAs="free")
    assert world.adviser.copy_of(laid)["showAs"] == "free"


ANSWERS = [("accept", "accepted", "busy"), ("tentativelyAccept", "tentativelyAccepted", "tentative")]


@pytest.mark.parametrize(("action", "response", "shown"), ANSWERS)
def test_a_colleague_answers_and_the_organizer_sees_it(world: World, action: str, response: str, shown: str) -> None:
    laid = world.meet()
    assert world.adviser.act(world.adviser.copy_of(laid), action, {"comment": "prima"}) == 202
    world.tenant.advance(60)
    copy = world.adviser.copy_of(laid)
    assert (copy["responseStatus"]["response"], copy["showAs"]) == (response, shown)
    assert answers(world.read(laid)) == {world.adviser.address: response, MAYOR: "none"}
    message = world.team.messages()[0]
    assert (message["@odata.type"], message["responseType"]) == ("#microsoft.graph.eventMessageResponse", response)
    assert message["from"]["emailAddress"]["address"] == world.adviser.address


def test_an_answer_without_a_word_stays_with_the_colleague(world: World) -> None:
    laid = world.meet()
    world.adviser.act(world.adviser.copy_of(laid), "accept", {"sendResponse": False})
    world.tenant.advance(60)
    assert world.adviser.copy_of(laid)["responseStatus"]["response"] == "accepted"
    assert answers(world.read(laid))[world.adviser.address] == "none"
    assert world.team.messages() == []


def test_a_refusal_with_another_time_shows_at_the_organizer(world: World) -> None:
    laid = world.meet()
    body = {"sendResponse": True, "proposedNewTime": OTHER}
    assert world.adviser.act(world.adviser.copy_of(laid), "decline", body) == 202
    world.tenant.advance(60)
    assert world.adviser.events() == []
    attendee = world.read(laid)["attendees"][0]
    assert attendee["status"]["response"] == "declined"
    assert attendee["proposedNewTime"]["start"] == {"dateTime": "2026-10-08T08:00:00.0000000", "timeZone": "UTC"}
    assert world.team.messages()[0]["proposedNewTime"] == attendee["proposedNewTime"]


@pytest.mark.parametrize(
    ("what", "meeting", "body"),
    [
        ("no answer is sent", {}, {"sendResponse": False, "proposedNewTime": OTHER}),
        (
            "the organizer wants none",
            {"allowNewTimeProposals": False},
            {"sendResponse": True, "proposedNewTime": OTHER},
        ),
    ],
)
def test_another_time_is_refused_where(world: World, what: str, meeting: dict[str, Any], body: dict[str, Any]) -> None:
    laid = world.meet(**meeting)
    assert world.adviser.act(world.adviser.copy_of(laid), "decline", body) == 400
    assert world.adviser.copy_of(laid)["responseStatus"]["response"] == "notResponded"


@pytest.mark.parametrize(
    ("partstat", "response"),
    [("ACCEPTED", "accepted"), ("DECLINED", "declined"), ("TENTATIVE", "tentativelyAccepted")],
)
def test_an_answer_from_outside_is_put_beside_that_attendee(world: World, partstat: str, response: str) -> None:
    laid = world.meet()
    world.arrive(reply(laid, partstat), "REPLY", MAYOR)
    assert answers(world.read(laid)) == {world.adviser.address: "none", MAYOR: response}
    assert world.team.messages()[0]["responseType"] == response


def test_a_counter_from_outside_carries_its_time(world: World) -> None:
    laid = world.meet()
    times = {"DTSTART": "20261008T080000Z", "DTEND": "20261008T090000Z"}
    world.arrive(reply(laid, "TENTATIVE", **times), "COUNTER", MAYOR)
    mayor = world.read(laid)["attendees"][1]
    assert mayor["proposedNewTime"]["end"]["dateTime"] == "2026-10-08T09:00:00.0000000"
    assert world.read(laid)["start"] == laid["start"]
    message = world.team.messages()[0]
    assert (message["@odata.type"], message["meetingMessageType"]) == (
        "#microsoft.graph.eventMessageResponse",
        "meetingTenativelyAccepted",
    )
    assert message["proposedNewTime"] == mayor["proposedNewTime"]


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("who was not invited", {"ATTENDEE;PARTSTAT=ACCEPTED": "mailto:vreemde@elders.example"}),
        ("about another meeting", {"UID": "niet-van-ons", "ATTENDEE;PARTSTAT=ACCEPTED": f"mailto:{MAYOR}"}),
    ],
)
def test_an_answer_changes_nothing_from_someone(world: World, what: str, change: dict[str, str]) -> None:
    laid = world.meet()
    world.arrive({"UID": laid["iCalUId"], "DTSTAMP": "20260907T080000Z", **change}, "REPLY", MAYOR)
    assert answers(world.read(laid)) == {world.adviser.address: "none", MAYOR: "none"}
    assert len(world.team.messages()) == 1


def test_a_calendar_part_that_cannot_be_read_is_an_ordinary_mail(world: World) -> None:
    world.arrive({"SUMMARY": "zonder uid"}, "REPLY", MAYOR)
    assert "@odata.type" not in world.team.messages()[0]


def test_a_move_reaches_everyone_and_asks_again(world: World) -> None:
    laid = world.meet()
    world.adviser.act(world.adviser.copy_of(laid), "accept")
    world.tenant.advance(60)
    world.team.change(laid, OTHER)
    assert answers(world.read(laid))[world.adviser.address] == "none"
    world.tenant.advance(60)
    copy = world.adviser.copy_of(laid)
    assert copy["start"]["dateTime"] == "2026-10-08T08:00:00.0000000"
    assert (copy["responseStatus"]["response"], copy["showAs"]) == ("notResponded", "tentative")
    assert [MAYOR in one["to"] for one in world.tenant.outbox()] == [True, False, True]
    old = reply(laid, "ACCEPTED", SEQUENCE="0")
    world.arrive(old, "REPLY", MAYOR)
    assert answers(world.read(laid))[MAYOR] == "none"


def test_what_is_the_organizers_own_affair_is_told_to_nobody(world: World) -> None:
    laid = world.meet()
    world.team.change(laid, {"categories": ["ontour"], "showAs": "tentative", "isReminderOn": False})
    assert len(world.tenant.outbox()) == 1


def test_only_who_joins_or_leaves_hears_of_a_change_of_attendees(world: World) -> None:
    laid = world.meet()
    new = "griffier@assen.example"
    people = [{"type": "optional", "emailAddress": {"address": one}} for one in (MAYOR, new)]
    world.team.change(laid, {"attendees": people})
    world.tenant.advance(60)
    sent = [(one["subject"], one["to"] + one["cc"]) for one in world.tenant.outbox()[1:]]
    assert sent == [("Overleg", [new]), ("Geannuleerd: Overleg", [world.adviser.address])]
    assert world.adviser.copy_of(laid)["isCancelled"] is True


def test_the_organizer_calls_off_and_everyone_hears_why(world: World) -> None:
    laid = world.meet()
    assert world.adviser.act(world.adviser.copy_of(laid), "cancel") == 400
    assert world.team.act(laid, "cancel", {"Comment": "door ziekte"}) == 202
    world.tenant.advance(60)
    assert world.team.call("GET", f"/events/{laid['id']}").status_code == 404
    copy = world.adviser.copy_of(laid)
    assert (copy["isCancelled"], copy["subject"], copy["showAs"]) == (True, "Geannuleerd: Overleg", "free")
    message = world.adviser.messages()[0]
    assert (message["meetingMessageType"], message["bodyPreview"].strip()) == ("meetingCancelled", "door ziekte")
    assert world.adviser.call("DELETE", f"/events/{copy['id']}").status_code == 204
    assert len(world.tenant.outbox()) == 2


def test_deleting_a_meeting_calls_it_off_and_deleting_a_hold_does_not(world: World) -> None:
    laid, hold = world.meet(), world.team.lay(event(*DAY))
    assert world.team.call("DELETE", f"/events/{hold['id']}").status_code == 204
    assert len(world.tenant.outbox()) == 1
    assert world.team.call("DELETE", f"/events/{laid['id']}").status_code == 204
    assert [one["subject"] for one in world.tenant.outbox()] == ["Overleg", "Geannuleerd: Overleg"]


def test_the_organizer_answers_no_invitation(world: World) -> None:
    assert world.team.act(world.meet(), "accept") == 400


def test_an_invitation_to_an_unknown_address_bounces(world: World) -> None:
    world.tenant.control("POST", "/addresses", {"unknown": [MAYOR]})
    world.meet()
    assert "Onbestelbaar" in world.team.messages()[0]["subject"]


def test_meeting_messages_stand_in_sent_items_as_what_they_are(world: World) -> None:
    world.meet()
    sent = world.team.get("/mailFolders/sentitems/messages")["value"]
    assert [one["@odata.type"] for one in sent] == ["#microsoft.graph.eventMessageRequest"]
