"""Invitations sent on, changed, hidden, with files: what reaches whom."""

import base64
from typing import Any

import pytest
from calendar_steps import DAY, MAYOR, OTHER, Mailbox, World, answers, event

CLERK = "griffier@assen.example"
FILE = {
    "@odata.type": "#microsoft.graph.fileAttachment",
    "name": "agenda.txt",
    "contentType": "text/plain",
    "contentBytes": base64.b64encode(b"1. Opening").decode(),
}


@pytest.fixture
def world(tenant: Any) -> World:
    return World(tenant)


def to(*people: str) -> dict[str, Any]:
    return {"ToRecipients": [{"emailAddress": {"address": one}} for one in people], "Comment": "Kom ook"}


def test_an_attendee_sends_the_invitation_on_and_the_organizer_hears_of_it(world: World) -> None:
    laid = world.meet()
    other = Mailbox(world.tenant, world.tenant.ready["team"][3])
    assert world.adviser.act(world.adviser.copy_of(laid), "forward", to(other.address, CLERK)) == 202
    world.tenant.advance(60)
    assert set(answers(world.read(laid))) == {world.adviser.address, MAYOR, other.address, CLERK}
    notice = world.team.messages()[0]
    assert notice["subject"] == "Melding van doorgestuurde vergadering: Overleg"
    assert (notice["@odata.type"], notice["meetingMessageType"]) == ("#microsoft.graph.eventMessage", "none")
    assert CLERK in notice["bodyPreview"]
    copy = other.copy_of(laid)
    assert copy["organizer"]["emailAddress"]["address"] == world.team.address
    request = other.messages()[0]
    assert (request["subject"], request["meetingMessageType"]) == ("FW: Overleg", "meetingRequest")
    assert "Kom ook" in request["bodyPreview"]
    other.act(copy, "accept")
    world.tenant.advance(60)
    assert answers(world.read(laid))[other.address] == "accepted"


def test_the_organizers_own_forward_invites(world: World) -> None:
    laid = world.meet()
    assert world.team.act(laid, "forward", to(CLERK)) == 202
    assert set(answers(world.read(laid))) == {world.adviser.address, MAYOR, CLERK}
    assert world.tenant.outbox()[-1]["to"] == [CLERK]


@pytest.mark.parametrize("body", [to(), {}, {"ToRecipients": "x"}, to("geen-adres"), {**to(CLERK), "Aan": []}])
def test_a_forward_needs_recipients(world: World, body: dict[str, Any]) -> None:
    laid = world.meet()
    assert world.team.act(laid, "forward", body) == 400
    assert len(world.tenant.outbox()) == 1


def test_a_change_says_where_the_meeting_stood(world: World) -> None:
    laid = world.meet(location={"displayName": "Stadhuis"})
    world.team.change(laid, {**OTHER, "location": {"displayName": "Provinciehuis"}})
    world.tenant.advance(60)
    message = world.adviser.messages()[0]
    assert (message["meetingRequestType"], message["previousLocation"]["displayName"]) == ("fullUpdate", "Stadhuis")
    assert message["previousStartDateTime"] == laid["start"]
    assert message["startDateTime"]["dateTime"] == "2026-10-08T08:00:00.0000000"
    world.team.change(laid, {"subject": "Gesprek"})
    world.tenant.advance(60)
    assert world.adviser.messages()[0]["meetingRequestType"] == "informationalUpdate"


def test_an_answer_that_is_not_asked_for_is_refused_but_may_be_kept(world: World) -> None:
    laid = world.meet(responseRequested=False)
    copy = world.adviser.copy_of(laid)
    assert copy["responseRequested"] is False
    answer = world.adviser.call("POST", f"/events/{copy['id']}/accept", {})
    assert (answer.status_code, "hasn't requested" in answer.json()["error"]["message"]) == (400, True)
    assert world.adviser.act(copy, "accept", {"sendResponse": False}) == 202


def test_a_proposal_ends_after_it_starts(world: World) -> None:
    laid = world.meet()
    backwards = {"start": OTHER["end"], "end": OTHER["start"]}
    assert world.adviser.act(world.adviser.copy_of(laid), "decline", {"proposedNewTime": backwards}) == 400


def test_hidden_attendees_see_only_themselves(world: World) -> None:
    laid = world.meet(hideAttendees=True)
    assert [one["to"] for one in world.tenant.outbox()] == [[world.adviser.address], [MAYOR]]
    assert set(answers(world.adviser.copy_of(laid))) == {world.adviser.address}
    assert set(answers(world.read(laid))) == {world.adviser.address, MAYOR}


def test_files_are_laid_read_and_taken_off(world: World) -> None:
    laid = world.team.lay(event("2026-10-01T10:00:00", "2026-10-01T11:00:00"))
    path = f"/events/{laid['id']}/attachments"
    made = world.team.call("POST", path, FILE)
    assert (made.status_code, made.json()["size"]) == (201, 10)
    assert world.read(laid)["hasAttachments"] is True
    assert [one["name"] for one in world.team.get(path)["value"]] == ["agenda.txt"]
    expanded = world.team.get(f"/events/{laid['id']}?$expand=attachments&$select=subject")
    assert [one["name"] for one in expanded["attachments"]] == ["agenda.txt"]
    assert world.team.get(f"{path}/{made.json()['id']}")["contentBytes"] == FILE["contentBytes"]
    assert world.team.call("DELETE", f"{path}/{made.json()['id']}").status_code == 204
    assert world.team.call("DELETE", f"{path}/{made.json()['id']}").status_code == 404
    assert world.read(laid)["hasAttachments"] is False


@pytest.mark.parametrize(
    ("what", "change", "status"),
    [
        ("a link", {"@odata.type": "#microsoft.graph.referenceAttachment"}, 400),
        ("an unknown property", {"naam": "x"}, 400),
        ("an item that is no event", {"@odata.type": "#microsoft.graph.itemAttachment", "item": {}}, 400),
        ("3 MB", {"contentBytes": base64.b64encode(bytes(3 * 1024 * 1024)).decode()}, 413),
    ],
)
def test_a_file_is_refused_that_is(world: World, what: str, change: dict[str, Any], status: int) -> None:
    laid = world.team.lay(event("2026-10-01T10:00:00", "2026-10-01T11:00:00"))
    answer = world.team.call("POST", f"/events/{laid['id']}/attachments", {**FILE, **change})
    assert answer.status_code == status
    assert world.team.get(f"/events/{laid['id']}/attachments")["value"] == []


def test_a_file_travels_with_the_next_change(world: World) -> None:
    laid = world.meet()
    world.team.call("POST", f"/events/{laid['id']}/attachments", FILE)
    item = {"@odata.type": "microsoft.graph.event", **event(*DAY)}
    attached = {"@odata.type": "#microsoft.graph.itemAttachment", "name": "Vooroverleg", "item": item}
    shown = world.team.call("POST", f"/events/{laid['id']}/attachments", attached).json()
    assert (shown["@odata.type"], shown["name"]) == ("#microsoft.graph.itemAttachment", "Vooroverleg")
    world.tenant.advance(60)
    assert world.adviser.copy_of(laid)["hasAttachments"] is False
    world.team.change(laid, {"subject": "Overleg met agenda"})
    world.tenant.advance(60)
    copy = world.adviser.copy_of(laid)
    files = world.adviser.get(f"/events/{copy['id']}/attachments")["value"]
    assert [one["name"] for one in files] == ["agenda.txt", "Vooroverleg.ics"]
    assert files[0]["contentBytes"] == FILE["contentBytes"]
    assert b"BEGIN:VEVENT" in base64.b64decode(files[1]["contentBytes"])
    assert world.adviser.messages()[0]["hasAttachments"] is True


def test_an_occurrence_may_have_files_of_its_own(world: World) -> None:
    rule = {
        "pattern": {"type": "daily", "interval": 1},
        "range": {"type": "numbered", "startDate": "2026-10-01", "numberOfOccurrences": 2},
    }
    laid = world.team.lay(event("2026-10-01T10:00:00", "2026-10-01T11:00:00", recurrence=rule))
    world.team.call("POST", f"/events/{laid['id']}/attachments", FILE)
    span = "startDateTime=2026-10-01T00:00:00Z&endDateTime=2026-10-08T00:00:00Z"
    first, second = world.team.get(f"/calendarView?{span}")["value"]
    assert (first["hasAttachments"], second["hasAttachments"]) == (True, True)
    world.team.call("POST", f"/events/{second['id']}/attachments", {**FILE, "name": "eigen.txt"})
    names = [
        [one["name"] for one in world.team.get(f"/events/{key}/attachments")["value"]]
        for key in (laid["id"], first["id"], second["id"])
    ]
    assert names == [["agenda.txt"], ["agenda.txt"], ["agenda.txt", "eigen.txt"]]
