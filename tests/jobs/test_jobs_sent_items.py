"""What colleagues answer by hand from the mailbox closes what was open and stops reminders (P2, P5)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from jobs_hands import reply

from bot.models.actor import SomeoneInMailbox
from bot.store import engagements, events, messages

QUESTION = "Wat kost dit de gemeente, en wie betaalt de training?"


def stand(town: Any) -> Any:
    """The journal's engagement."""
    with town.tour.app.journal.begin() as tx:
        return engagements.get(tx, town.code)


def history(town: Any, kind: str) -> list[dict[str, Any]]:
    """Its events of a kind."""
    with town.tour.app.journal.begin() as tx:
        return [one for one in events.of_institution(tx, town.code) if one["kind"] == kind]


def asked(town: Any, **more: Any) -> str:
    """The office asks something, which waits in Postbak; the mail's id."""
    town.writes(QUESTION, **more)
    with town.tour.app.journal.begin() as tx:
        return str(messages.of_institution(tx, town.code)[-1]["graph_id"])


def sends(town: Any, draft: Any) -> None:
    """A colleague sends a draft from the mailbox, and the bot has its rounds."""
    assert draft.status_code == 201, draft.text
    assert town.tour.hands.mailbox("POST", f"/messages/{draft.json()['id']}/send").status_code == 202
    town.tour.rounds(2)


def new_mail(town: Any, *to: str) -> Any:
    """A colleague begins a mail of their own."""
    people = [{"emailAddress": {"address": one}} for one in to]
    body = {"contentType": "text", "content": "Dat kost niets."}
    return town.tour.hands.mailbox("POST", "/messages", {"subject": "Uw vraag", "body": body, "toRecipients": people})


def reply_to(town: Any, graph_id: str) -> Any:
    """A colleague answers in the thread."""
    return town.tour.hands.mailbox("POST", f"/messages/{graph_id}/createReply", {"comment": "Dat kost niets."})


WAYS: dict[str, Callable[[Any, str], Any]] = {
    "in the thread": reply_to,
    "by a mail of its own to who asked": lambda town, _: new_mail(town, f"griffie@{town.domain}"),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("new", [False, True], ids=["asked in our thread", "asked in a thread of their own"])
def test_an_answer_by_a_colleague_closes_the_question(town: Any, way: Callable[[Any, str], Any], new: bool) -> None:
    mail = asked(town, new=new)
    (row,) = town.waiting()
    item, _ = town.tour.hands.find("Postbak", Link=row["Link"])
    assert stand(town).open_question
    town.tour.wait(24 * 60)
    day = town.tour.app.today()
    sends(town, way(town, mail))
    assert town.waiting() == []
    shown = town.tour.hands.fields("Postbak", item)
    assert (shown["Stand"], shown["Melding"]) == ("Afgehandeld", "Beantwoord door een collega vanuit de postbus.")
    assert (stand(town).open_question, stand(town).replied) == (False, True)
    (event,) = history(town, "mail:answered")
    assert isinstance(event["actor"], SomeoneInMailbox) and event["cause"]["mail"]
    assert "kost" not in json.dumps(event, default=str), "by reference, never its text (P7)"
    assert str(town.fields()["LaatsteContact"])[:10] == day.isoformat()
    assert town.fields()["Status"] == "Aangeschreven", "the answer says nothing of what the municipality wants"


def test_what_a_colleague_writes_of_their_own_accord_is_contact_and_closes_no_other_persons_question(town: Any) -> None:
    asked(town, sender=f"secretaris@{town.domain}")
    sends(town, new_mail(town, f"burgemeester@{town.domain}"))
    assert len(town.waiting()) == 1 and stand(town).open_question
    assert len(history(town, "mail:answered")) == 1


def test_a_mail_by_hand_to_who_never_answered_stops_the_reminder(town: Any) -> None:
    sends(town, new_mail(town, f"griffie@{town.domain}"))
    assert stand(town).replied and not stand(town).open_question
    assert len(history(town, "mail:answered")) == 1, "once, however often the folder is read"


def test_what_is_no_answer_to_the_municipality_closes_nothing(town: Any) -> None:
    mail = asked(town)
    colleague = town.tour.hands.address("coordinator")
    to = {"toRecipients": [{"emailAddress": {"address": colleague}}], "comment": "Weet jij dit?"}
    sends(town, town.tour.hands.mailbox("POST", f"/messages/{mail}/createForward", to))
    sends(town, new_mail(town, "iemand@heel-ergens-anders.example"))
    assert len(town.waiting()) == 1 and stand(town).open_question
    assert history(town, "mail:answered") == []


def test_an_answer_to_somebody_unknown_closes_their_mail_too(town: Any) -> None:
    who = f"iemand@{town.code.lower()}.anders.example"
    town.writes(QUESTION, sender=who, new=True, verdict="fail")
    with town.tour.app.journal.begin() as tx:
        (row,) = [one for one in messages.waiting(tx) if one["sender"] == who]
        codes = row["institution"]
    sends(town, new_mail(town, who))
    with town.tour.app.journal.begin() as tx:
        assert [one for one in messages.waiting(tx) if one["sender"] == who] == []
        told = [one for one in events.of_institution(tx, codes) if one["kind"] == "mail:answered"]
    assert row["internet_message_id"] in told[-1]["data"]["answered"]


def test_danger_is_closed_by_nothing_but_an_answer_to_that_very_mail(town: Any) -> None:
    mail = asked(town)
    town.writes("Onze burgemeester is gisteren met de dood bedreigd.")
    sends(town, new_mail(town, f"griffie@{town.domain}"))
    (row,) = town.waiting()
    assert row["Soort"] == "Spoed: direct lezen" and stand(town).open_question
    sends(town, reply_to(town, mail))
    assert len(town.waiting()) == 1
    with town.tour.app.journal.begin() as tx:
        (danger,) = [one for one in messages.of_institution(tx, town.code) if one["open"]]
    sends(town, reply_to(town, danger["graph_id"]))
    assert town.waiting() == [] and not stand(town).open_question


def test_our_own_letters_answers_and_invitations_are_no_colleagues(town: Any) -> None:
    assert not stand(town).replied and history(town, "mail:answered") == []
    town.writes("Wij kiezen voor optie 2.")
    town.tour.rounds(3)
    assert len(town.meetings()) == 1 and len(town.mail_since()) == 1
    assert history(town, "mail:answered") == []


def test_a_colleague_who_was_quicker_than_the_bot_leaves_nothing_open(town: Any) -> None:
    """Question and answer lie there before the bot looks."""
    tour = town.tour
    tour.hands.deliver(reply(town.letter, f"griffie@{town.domain}", QUESTION))
    found = tour.hands.mailbox("GET", "/mailFolders/inbox/messages?$top=1").json()["value"][0]
    tour.wait(5)
    sends(town, reply_to(town, found["id"]))
    assert town.waiting() == [] and not stand(town).open_question and stand(town).replied
