"""Who comes: answers to the invitation are shown to a person, and the talk stands until somebody decides."""

from datetime import timedelta
from typing import Any

from jobs_calendar import Agenda, answer, moment

from bot.engagement.history import explain
from bot.store import events

EVENING = timedelta(hours=9)  # when nobody else is offered anything


def booked(town: Any) -> dict[str, Any]:
    """A talk in the calendar; its event."""
    town.writes("Wij kiezen voor optie 1.")
    town.tour.rounds(2)
    (event,) = town.meetings()
    return dict(event)


def says(town: Any, partstat: str, who: str = "griffie", **more: Any) -> None:
    """One of the invited answers the invitation; the bot has its rounds."""
    (event,) = town.meetings()
    mailbox = town.tour.tenant.ready["mailbox"]
    town.tour.deliver(answer(event, mailbox, f"{who}@{town.domain}", partstat, **more))
    town.tour.rounds(2)


def received(town: Any) -> int:
    """How many mails its griffie got."""
    return sum(f"griffie@{town.domain}" in one["to"] + one["cc"] for one in town.tour.tenant.outbox())


def history(town: Any) -> str:
    """What `ontour engagement history` tells."""
    with town.tour.app.journal.begin() as tx:
        return "\n".join(explain(events.of_institution(tx, town.code)))


def test_a_no_is_shown_and_the_talk_stands_until_a_person_decides(town: Any) -> None:
    booked(town)
    says(town, "DECLINED")
    fields = town.fields()
    assert fields["Melding"].startswith("De griffier kan niet komen: besluit ")
    assert fields["Status"] == "Eerste gesprek gepland" and len(town.meetings()) == 1
    assert history(town).count("de griffier kan niet komen") == 1
    says(town, "ACCEPTED")
    assert not town.fields().get("Melding"), "who comes after all needs nobody any more"


def test_a_yes_is_as_it_should_be(town: Any) -> None:
    booked(town)
    says(town, "ACCEPTED", "burgemeester")
    assert not town.fields().get("Melding") and town.waiting() == []


def test_another_time_is_proposed_to_a_person_with_the_time(town: Any) -> None:
    event = booked(town)
    says(town, "TENTATIVE", "burgemeester", other=moment(event) + timedelta(days=7))
    fields = town.fields()
    assert "de burgemeester stelt een andere tijd voor: " in fields["Melding"].casefold()
    assert fields["Voorstel"].startswith("Gesprek op ") and fields["Status"] == "Eerste gesprek gepland"
    assert moment(town.meetings()[0]) == moment(event)


def test_a_talk_without_an_adviser_is_urgent(town: Any) -> None:
    event = booked(town)
    agenda = Agenda(town.tour.hands)
    agenda.decline(event)
    town.tour.rounds(3)
    assert town.fields()["Melding"].startswith("DRINGEND: geen adviseur voor dit gesprek. ")
    assert len(town.meetings()) == 1
    urgent = [one["subject"] for one in town.tour.staff_mail() if town.name in one["subject"]]
    assert urgent == [f"DRINGEND: gesprek met {town.name} zonder adviseur"]


def test_a_talk_that_somebody_moves_in_outlook_is_followed_and_told_by_outlook_alone(town: Any) -> None:
    event = booked(town)
    before = received(town)
    Agenda(town.tour.hands).move(event, EVENING)
    town.tour.rounds(3)
    assert received(town) - before == 1, "Outlook's own"
    assert moment(town.meetings()[0]) == moment(event) + EVENING
    assert "gesprek verplaatst" in history(town)
    assert town.fields()["Status"] == "Eerste gesprek gepland"


def test_who_says_yes_and_asks_something_is_read_by_a_person(town: Any) -> None:
    event = booked(town)
    mailbox = town.tour.tenant.ready["mailbox"]
    mail = answer(event, mailbox, f"griffie@{town.domain}", "ACCEPTED")
    mail.get_payload()[0].set_content("Kan er ook iemand van de politie bij zijn?\r\n")
    town.tour.deliver(mail)
    town.tour.rounds(2)
    (row,) = town.waiting()
    assert row["Soort"]


def test_the_digest_names_talks_that_ask_for_a_decision(town: Any) -> None:
    booked(town)
    says(town, "DECLINED")
    town.tour.wait(24 * 60)
    town.tour.rounds(2)
    left = town.tour.hands.mailbox("GET", "/mailFolders/sentitems/messages?$top=200").json()["value"]
    newest = max((one for one in left if "wat wacht er op" in one["subject"]), key=lambda one: one["sentDateTime"])
    text = newest["body"]["content"]
    assert "Gesprekken die een besluit vragen: " in text and town.name in text
