"""`ontour status`: each way in which list, mailbox, calendar and journal can differ, made in the tenant and named."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jobs_hands import reply

from bot.jobs.transitions import happen
from bot.models.actor import Service
from bot.models.status import Event
from bot.ops.drift.found import Drift
from bot.ops.drift.look import KINDS, drift
from bot.store import offers, outbox
from bot.store.outbox import State


@pytest.fixture(scope="module")
def whole(own_tour: Callable[..., Any]) -> Iterator[Any]:
    """A tour in which letters left and a talk was booked; each test differs for one more municipality."""
    tour = own_tour()
    item = tour.asked(brief="bevestiging", provinces=())
    tour.hands.edit("Golven", item, "approver", Akkoord="Akkoord")
    tour.sent()
    letter = tour.letters()[0]
    tour.deliver(reply(letter, letter["to"][0], "Wij kiezen voor optie 2."))
    tour.rounds(3)
    yield tour


def new(tour: Any, change: Callable[[], Any]) -> list[Drift]:
    """What a change added."""
    before = drift(tour.app)
    change()
    return [one for one in drift(tour.app) if one not in before]


def only(found: list[Drift], kind: str, *words: str) -> Drift:
    """The one that was found: of this kind, with these words in it and something to do."""
    assert [one.kind for one in found] == [kind]
    text = f"{found[0].name} {found[0].detail}"
    assert all(word in text for word in words), text
    assert len(found[0].todo) > 20
    return found[0]


def town(tour: Any, number: int) -> tuple[str, dict[str, Any]]:
    """The item of a municipality that had no talk."""
    one = sorted(tour.towns(), key=lambda row: row["fields"]["CbsCode"])[number]
    return str(one["id"]), dict(one["fields"])


def mail(tour: Any, code: str) -> dict[str, Any]:
    """The sent copy of its letter."""
    with tour.app.journal.begin() as tx:
        row = next(one for one in outbox.in_state(tx, [State.SENT], institution=code) if one.kind == "letter")
    return {"id": row.graph_id, "key": row.key}


def test_there_is_none_when_all_is_well(whole: Any) -> None:
    assert drift(whole.app) == []


def test_sent_without_record(whole: Any) -> None:
    _, fields = town(whole, 1)
    key = mail(whole, fields["CbsCode"])["key"]
    with whole.app.journal.begin() as tx:
        row = outbox.get(tx, key)
        assert row

    def forget() -> None:
        with whole.app.journal.begin() as tx:
            outbox.move(tx, key, State.SENT, State.PLANNED, whole.app.now())

    only(new(whole, forget), "sent_without_record", fields["Title"], key, "planned")
    with whole.app.journal.begin() as tx:
        outbox.move(tx, key, State.PLANNED, State.SENT, row.sent_at, sent_at=row.sent_at)


def test_record_without_sent(whole: Any) -> None:
    _, fields = town(whole, 2)
    sent = mail(whole, fields["CbsCode"])

    def remove() -> None:
        answer = whole.hands.mailbox("POST", f"/messages/{sent['id']}/permanentDelete")
        if answer.status_code >= 400:  # else out of Deleted Items too
            whole.hands.mailbox("DELETE", f"/messages/{sent['id']}")
            whole.hands.mailbox("DELETE", f"/messages/{sent['id']}")

    only(new(whole, remove), "record_without_sent", fields["Title"], sent["key"])


def test_a_sent_copy_that_a_person_put_elsewhere_is_no_drift(whole: Any) -> None:
    _, fields = town(whole, 3)
    sent = mail(whole, fields["CbsCode"])

    def move() -> None:
        whole.hands.mailbox("POST", f"/messages/{sent['id']}/move", {"destinationId": "deleteditems"})

    assert new(whole, move) == []


def test_duplicate_in_sent_items(whole: Any) -> None:
    _, fields = town(whole, 4)
    sent = mail(whole, fields["CbsCode"])

    def copy() -> None:
        answer = whole.hands.mailbox("POST", f"/messages/{sent['id']}/copy", {"destinationId": "sentitems"})
        assert answer.status_code == 201, answer.text

    only(new(whole, copy), "duplicate_in_sent", fields["Title"], "2 copies")


def test_a_list_that_is_behind(whole: Any) -> None:
    item, fields = town(whole, 5)

    def back() -> None:
        whole.hands.edit("Gemeenten", item, "caller", Status="Nog te benaderen")

    only(new(whole, back), "list_status_behind", fields["Title"], "'Nog te benaderen'", "'Aangeschreven'")


def test_a_journal_that_is_not_written_yet_leaves_the_list_behind(whole: Any) -> None:
    _, fields = town(whole, 6)

    def go_on() -> None:
        with whole.app.journal.begin() as tx:
            happen(whole.app, tx, fields["CbsCode"], Event.SHOWED_INTEREST, whole.app.now(), Service(), {})

    one = only(new(whole, go_on), "list_status_behind", fields["Title"])
    assert "writes the list" in one.todo


def test_a_list_that_is_ahead(whole: Any) -> None:
    item, fields = town(whole, 7)

    def ahead() -> None:
        whole.hands.edit("Gemeenten", item, "caller", Status="Eerste gesprek gevoerd")

    one = only(new(whole, ahead), "list_status_ahead", fields["Title"], "'Eerste gesprek gevoerd'")
    assert "takes what was set" in one.todo


def test_an_item_that_is_missing(whole: Any) -> None:
    item, fields = town(whole, 8)
    only(
        new(whole, lambda: whole.hands.remove("Gemeenten", item, "coordinator")),
        "item_missing",
        fields["Title"],
        fields["CbsCode"],
    )


def test_an_item_that_is_there_twice(whole: Any) -> None:
    item, fields = whole.hands.find("Bediening", Title="Dienst")

    def again() -> None:
        whole.hands.add("Bediening", "coordinator", {"Title": "Dienst"})

    found = new(whole, again)
    assert {one.kind for one in found} == {"item_twice", "unknown_item"}
    assert "Bediening Dienst" in found[0].name and item in found[0].detail


def test_an_item_that_belongs_to_nothing(whole: Any) -> None:
    def add() -> None:
        whole.hands.add("Gemeenten", "coordinator", {"Title": "Nergenshuizen", "CbsCode": "GM9999"})

    only(new(whole, add), "unknown_item", "Nergenshuizen")


def test_a_reply_that_was_not_processed(whole: Any) -> None:
    letter = whole.letters()[-1]

    def deliver() -> None:
        whole.deliver(reply(letter, letter["to"][0], "Wij komen er later op terug."))

    only(new(whole, deliver), "reply_unprocessed", "inbox")


def held(tour: Any) -> Any:
    """A time that is held, with its event."""
    with tour.app.journal.begin() as tx:
        return offers.in_state(tx, offers.OfferState.HELD, laid=True)[-1]


def test_a_hold_without_an_offer(whole: Any) -> None:
    one = held(whole)

    def give_back() -> None:
        with whole.app.journal.begin() as tx:
            offers.release_one(tx, one)

    only(new(whole, give_back), "hold_without_offer", "released", f"{one.slot.start:%Y-%m-%d}")


def booked(tour: Any) -> tuple[Any, str]:
    """The talk's offer and event."""
    with tour.app.journal.begin() as tx:
        one = offers.in_state(tx, offers.OfferState.CHOSEN)[0]
        row = outbox.get(tx, f"event:{one.id}")
    assert row is not None and row.graph_id
    return one, row.graph_id


def test_a_meeting_without_a_status_and_a_status_without_a_meeting(whole: Any) -> None:
    one, event = booked(whole)
    name = whole.app.institutions[one.code].name

    def undo() -> None:
        with whole.app.journal.begin() as tx:
            happen(whole.app, tx, one.code, Event.TALK_CANCELLED, whole.app.now(), Service(), {})

    found = new(whole, undo)
    assert {each.kind for each in found} == {"list_status_ahead", "meeting_without_status"}
    assert all(name in each.name for each in found)
    with whole.app.journal.begin() as tx:
        happen(whole.app, tx, one.code, Event.TALK_BOOKED, whole.app.now(), Service(), {})
    taken = new(whole, lambda: whole.hands.mailbox("DELETE", f"/events/{event}"))
    only(taken, "status_without_meeting", name, "no meeting stands")


def test_every_kind_is_tried_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f'"{kind}"' not in text] == []
    assert len(KINDS) >= 12
