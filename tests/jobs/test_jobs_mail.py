"""What mails do: offices' answers act, strangers change nothing, danger goes to a person at once (P2, P6, P7, P11)."""

import json
from typing import Any

import pytest
from jobs_hands import reply

from bot.models.status import Status
from bot.store import engagements, events, messages


def test_a_no_sets_the_status_and_gives_the_times_back(town: Any) -> None:
    text = "Wij hebben geen belangstelling voor een gesprek."
    assert len(town.holds()) == 3
    town.writes(text)
    town.tour.round(1)
    fields = town.fields()
    assert fields["Status"] == "Geen interesse" and not fields.get("VrijeOpties")
    assert town.holds() == [] and town.waiting() == []
    with town.tour.app.journal.begin() as tx:
        why = [one for one in events.of_institution(tx, town.code) if one["kind"] == "status"][-1]
        assert why["cause"]["mail"] and why["cause"]["rule"], "the mail and the rule that moved it (P7)"
        assert text not in json.dumps(why, default=str), "by reference, never its text"
        mails = messages.of_institution(tx, town.code)
    assert [one["outcome"] for one in mails] == ["applied"]
    marked = town.tour.hands.mailbox("GET", f"/messages/{mails[0]['graph_id']}").json()
    assert marked["categories"] == ["Bot: verwerkt"]


def test_a_chosen_time_becomes_a_meeting_with_one_invitation(town: Any) -> None:
    town.writes("Wij kiezen voor optie 2.")
    town.tour.rounds(2)
    assert town.fields()["Status"] == "Eerste gesprek gepland"
    (meeting,) = town.meetings()
    invited = {one["emailAddress"]["address"] for one in meeting["attendees"]}
    assert {f"burgemeester@{town.domain}", f"griffie@{town.domain}"} < invited and len(invited) == 3
    assert town.holds() == [], "no time is kept any longer"
    assert len(town.mail_since()) == 1, "one confirmation"

    town.edit("caller", GekozenOptie="3")
    town.tour.rounds(2)
    town.writes("Bij nader inzien: wij kiezen voor optie 1.")
    town.tour.rounds(2)
    assert [one["id"] for one in town.meetings()] == [meeting["id"]], "no second open first talk (P4)"
    assert len(town.mail_since()) == 1
    assert town.fields()["Status"] == "Eerste gesprek gepland"


def test_an_option_chosen_by_telephone_is_booked(town: Any) -> None:
    town.edit("caller", GekozenOptie="1")
    town.tour.rounds(2)
    fields = town.fields()
    assert fields["Status"] == "Eerste gesprek gepland" and fields["GekozenOptie"] == "1"
    assert len(town.meetings()) == 1 and len(town.mail_since()) == 1
    with town.tour.app.journal.begin() as tx:
        why = [one for one in events.of_institution(tx, town.code) if one["kind"] == "status"][-1]
    assert "Sander Belbeek" in json.dumps(why, default=str)


STRANGERS = {
    "another domain that knows the kenmerk": {"sender": "griffie@ergens-anders.example"},
    "another domain in no thread": {"sender": "griffie@ergens-anders.example", "new": True},
    "the right address, not proven": {"verdict": "fail"},
    "the right address, not proven, in no thread": {"verdict": "fail", "new": True},
}


@pytest.mark.parametrize("text", ["Wij hebben geen belangstelling voor een gesprek.", "Wij kiezen voor optie 1."])
def test_a_stranger_changes_nothing(town: Any, text: str) -> None:
    before = town.fields()
    for number, forged in enumerate(STRANGERS.values(), 1):
        town.writes(text, **forged)
        with town.tour.app.journal.begin() as tx:
            waiting = messages.waiting(tx)
        assert sum(one["received_at"] is not None for one in waiting) >= number
    after = town.fields()
    for column in ("Status", "VrijeOpties", "Voorstel"):
        assert after.get(column) == before.get(column), column
    assert town.meetings() == [] and town.mail_since() == []
    shown = [one["fields"] for one in town.tour.hands.items("Postbak")]
    with town.tour.app.journal.begin() as tx:
        links = {one["web_link"] for one in messages.waiting(tx)}
    assert links <= {one.get("Link") for one in shown if one["Stand"] == "Open"}


def test_danger_reaches_a_person_at_once_even_with_noodstop_on(town: Any) -> None:
    tour = town.tour
    duty = tour.tenant.ready["duty"]
    stop, _ = tour.hands.find("Bediening", Title="Noodstop")
    tour.hands.edit("Bediening", stop, "coordinator", Noodstop="Aan")
    told = len(tour.staff_mail(duty))
    threat = "Onze burgemeester is gisteren met de dood bedreigd door een man met een gele bestelbus."
    town.writes(threat)
    alerts = tour.staff_mail(duty)[told:]
    assert len(alerts) == 1 and "DRINGEND" in alerts[0]["subject"]
    (waiting,) = town.waiting()
    assert waiting["Soort"] == "Spoed: direct lezen"
    everything = json.dumps([tour.hands.items(name) for name in ("Postbak", "Gemeenten", "Golven", "Bediening")])
    for word in ("bestelbus", "bedreigd", "gele"):
        assert word not in everything and word not in json.dumps(alerts)
    with tour.app.journal.begin() as tx:
        assert "bestelbus" not in json.dumps(list(events.of_institution(tx, town.code)), default=str)
        assert engagements.get(tx, town.code).open_question, "an open matter stops reminders (P5)"
    assert town.mail_since() == [], "no automatic answer"
    tour.hands.edit("Bediening", stop, "coordinator", Noodstop="Uit")
    tour.round(1)


def test_a_question_waits_for_a_person_whose_decision_is_carried_out(town: Any) -> None:
    town.writes("Wat kost dit de gemeente, en wie betaalt de training?")
    assert town.fields()["Status"] == "Aangeschreven"
    (row,) = town.waiting()
    item, _ = town.tour.hands.find("Postbak", Link=row["Link"])
    town.tour.hands.edit("Postbak", item, "coordinator", Besluit="Wil gesprek")
    town.tour.round(1)
    assert town.fields()["Status"] == "Interesse, afspraak te maken" and town.waiting() == []
    assert "Ineke Klokkenberg" in town.tour.hands.fields("Postbak", item)["Melding"]


def test_a_decision_that_the_status_refuses_leaves_the_mail_open_and_says_so(town: Any) -> None:
    town.writes("Optie 1 past ons goed.", verdict="fail")
    (row,) = town.waiting()
    item, _ = town.tour.hands.find("Postbak", Link=row["Link"])
    status = Status.TALK_HELD.label
    town.edit("coordinator", Status=status)
    town.tour.round(1)
    for decision in ("Bellen", "Voorstel uitvoeren"):
        town.tour.hands.edit("Postbak", item, "coordinator", Besluit=decision)
        town.tour.rounds(2, 1)
        (row,) = town.waiting()
        assert f"'{decision}' kan niet bij de status {status}; kies een ander besluit" in row["Melding"]
        assert town.fields()["Status"] == status
    town.tour.hands.edit("Postbak", item, "coordinator", Besluit="Beantwoord")
    town.tour.rounds(2, 1)
    assert town.waiting() == []


def test_danger_in_an_acceptance_that_nobody_need_look_at_is_still_seen(town: Any) -> None:
    tour = town.tour
    adviser, duty = tour.app.config.meetings.advisers[0], tour.tenant.ready["duty"]
    told = len(tour.staff_mail(duty))
    mail = reply(town.letter, adviser, "Er staat hier een man met een pistool in de hal.")
    ics = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTART:20261006T080000Z\r\n"
    ics += f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{adviser}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    mail.add_alternative(ics, subtype="calendar", params={"method": "REPLY"})
    tour.hands.deliver(mail)
    tour.round(1)
    assert len(tour.staff_mail(duty)) == told + 1
    with tour.app.journal.begin() as tx:
        assert [row["intent"] for row in messages.waiting(tx) if row["sender"] == adviser] == ["calendar_response"]


def test_a_flag_that_a_person_set_stays_and_the_bots_own_goes_once_it_is_decided(town: Any) -> None:
    hands = town.tour.hands
    hands.deliver(reply(town.letter, f"griffie@{town.domain}", "Wij hebben geen belangstelling voor een gesprek."))
    mail = hands.mailbox("GET", "/mailFolders/inbox/messages?$top=1").json()["value"][0]["id"]
    hands.mailbox("PATCH", f"/messages/{mail}", {"flag": {"flagStatus": "flagged"}})
    town.tour.round(1)
    read = hands.mailbox("GET", f"/messages/{mail}").json()
    assert read["categories"] == ["Bot: verwerkt"] and read["flag"]["flagStatus"] == "flagged"

    town.writes("Wat kost dit de gemeente, en wie betaalt de training?")
    (row,) = town.waiting()
    item, _ = hands.find("Postbak", Link=row["Link"])
    mail = hands.mailbox("GET", "/mailFolders/inbox/messages?$top=1").json()["value"][0]["id"]
    assert hands.mailbox("GET", f"/messages/{mail}").json()["flag"]["flagStatus"] == "flagged"
    hands.edit("Postbak", item, "coordinator", Besluit="Beantwoord")
    town.tour.round(1)
    read = hands.mailbox("GET", f"/messages/{mail}").json()
    assert read["categories"] == ["Bot: verwerkt"] and read["flag"]["flagStatus"] == "notFlagged"
