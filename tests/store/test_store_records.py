"""What the journal remembers of people, statuses, mails, offers, waves and commands, on a real file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.models.actor import Operator, Person, Service
from bot.models.contact import AddressState, Contact, Role
from bot.models.engagement import Engagement
from bot.models.letter import Letter, Recipient
from bot.models.slot import Slot
from bot.models.status import Status
from bot.models.wave import Wave, WaveState
from bot.store import bookmarks, contacts, engagements, events, messages, offers, outbox, site, waves
from bot.store.journal import Journal
from bot.store.offers import OfferState
from bot.store.outbox import OPEN, Effect, State
from bot.store.site import SiteItem

NOW = datetime(2026, 9, 7, 7, 0, tzinfo=UTC)
PLANNER = Person("7f0c", "Noor Planner", "noor@weerbaarbestuur.example")


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Connection]:
    journal = Journal(f"sqlite:///{tmp_path}/journal.sqlite")
    with journal.begin() as connection:
        yield connection
    journal.close()


def slot(n: int, day: int) -> Slot:
    start = datetime(2026, 10, day, 8, 0, tzinfo=UTC)
    return Slot(n, start, start + timedelta(hours=1), "adviseur@weerbaarbestuur.example")


def offer(tx: Connection, code: str, kenmerk: str, *days: int) -> list[int]:
    slots = [slot(n, day) for n, day in enumerate(days, 1)]
    offers.add(tx, code, kenmerk, slots, NOW + timedelta(days=28))
    return [one.id for one in offers.of_institution(tx, code) if one.kenmerk == kenmerk]


def states(tx: Connection, code: str) -> list[OfferState]:
    return [one.state for one in offers.of_institution(tx, code)]


def letter(kenmerk: str, document: bytes | None = b"docx") -> Letter:
    return Letter(
        kenmerk=kenmerk,
        code="GM0106",
        kind="uitnodiging",
        to=(Recipient("griffie@assen.example", "de griffier", Role.GRIFFIER),),
        subject="Uitnodiging",
        text="Beste lezer",
        html="<p>Beste lezer</p>",
        slots=(slot(1, 5), slot(2, 6)),
        document=document,
        document_name="brief.docx",
        template_sha256="ab",
        data={"composed_at": NOW.isoformat()},
    )


def wave(state: WaveState = WaveState.ASKED, **changes: object) -> Wave:
    made = Wave(0, "Drenthe", "uitnodiging", ("Drenthe",), state, planned_by=PLANNER, send_from=NOW)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_an_engagement_comes_back_as_it_was_put(tx: Connection) -> None:
    value = Engagement(
        "GM0106", Status.LATER, PLANNER, since=NOW, person_at=NOW, follow_up_on=date(2027, 1, 4), needs_review="bellen"
    )
    engagements.put(tx, value)
    assert engagements.get(tx, "GM0106") == value
    assert engagements.all_of(tx) == {"GM0106": value}
    assert site.marked(tx, "Gemeenten") == ["GM0106"]


def test_ensuring_rows_leaves_those_that_are_there(tx: Connection) -> None:
    engagements.put(tx, Engagement("GM0106", Status.INVITED))
    engagements.ensure(tx, ["GM0106", "GM0109"])
    assert {code: one.status for code, one in engagements.all_of(tx).items()} == {
        "GM0106": Status.INVITED,
        "GM0109": Status.TO_APPROACH,
    }


def test_a_provinces_item_stands_in_its_own_list(tx: Connection) -> None:
    engagements.put(tx, Engagement("PV22"))
    assert (site.marked(tx, "Provincies"), site.marked(tx, "Gemeenten")) == (["PV22"], [])


def test_an_address_is_marked_wherever_it_stands_whatever_its_case(tx: Connection) -> None:
    shared = "Griffie@Samen.example"
    contacts.add(tx, [Contact("GM0106", Role.GRIFFIER, shared), Contact("GM0109", Role.GRIFFIER, shared.lower())])
    contacts.add(tx, [Contact("GM0106", Role.BURGEMEESTER, "burgemeester@assen.example")])
    assert sorted(contacts.mark_address(tx, "GRIFFIE@samen.example", AddressState.BOUNCED)) == ["GM0106", "GM0109"]
    assert [one.usable for one in contacts.of_institution(tx, "GM0106")] == [False, True]


def test_a_contact_whom_people_wrote_is_not_written_back_at_once(tx: Connection) -> None:
    key = contacts.adopt(tx, Contact("GM0106", Role.GRIFFIER, "griffie@assen.example"))
    assert site.marked(tx, "Contacten") == []
    contacts.put(tx, key, Contact("GM0106", Role.GRIFFIER, "nieuw@assen.example"))
    assert site.marked(tx, "Contacten") == [str(key)]
    contacts.remove(tx, key)
    assert contacts.get(tx, key) is None


def test_events_are_read_in_the_order_in_which_they_happened(tx: Connection) -> None:
    actors = [Service(), PLANNER, Operator("beheer", "server1", "noor@weerbaarbestuur.example")]
    for hours, actor in enumerate(actors):
        moment = NOW - timedelta(hours=hours)
        events.record(tx, moment, f"kind{hours}", actor=actor, institution="GM0106", cause={"n": hours})
    found = events.of_institution(tx, "GM0106")
    assert [one["actor"] for one in found] == actors
    assert [one["cause"] for one in found] == [{"n": 0}, {"n": 1}, {"n": 2}]
    last = events.latest(tx, "kind1")
    assert last is not None and last["at"] == NOW - timedelta(hours=1)
    assert events.latest(tx, "never") is None


def test_choosing_a_slot_gives_the_others_back(tx: Connection) -> None:
    ids = offer(tx, "GM0106", "OTWB-DR-0106-1", 5, 6, 7)
    assert offers.choose(tx, ids[1], "GM0106") is True
    assert states(tx, "GM0106") == [OfferState.RELEASED, OfferState.CHOSEN, OfferState.RELEASED]


def test_no_municipality_gets_two_talks(tx: Connection) -> None:
    first = offer(tx, "GM0106", "OTWB-DR-0106-1", 5, 6)
    assert offers.choose(tx, first[0], "GM0106") is True
    later = offer(tx, "GM0106", "OTWB-DR-0106-2", 12)
    assert offers.choose(tx, later[0], "GM0106") is False
    assert offers.choose(tx, first[0], "GM0106") is False


def test_nobody_takes_the_slot_of_another_or_one_that_was_given_back(tx: Connection) -> None:
    ids = offer(tx, "GM0106", "OTWB-DR-0106-1", 5)
    assert offers.choose(tx, ids[0], "GM0109") is False
    offers.release_letter(tx, "OTWB-DR-0106-1")
    assert offers.choose(tx, ids[0], "GM0106") is False


def test_a_talk_called_off_makes_room_for_another(tx: Connection) -> None:
    ids = offer(tx, "GM0106", "OTWB-DR-0106-1", 5)
    offers.choose(tx, ids[0], "GM0106")
    assert offers.release(tx, "GM0106") == 0
    assert offers.release(tx, "GM0106", chosen=True) == 1
    again = offer(tx, "GM0106", "OTWB-DR-0106-2", 12)
    assert offers.choose(tx, again[0], "GM0106") is True


def test_offers_expire_when_nobody_chose(tx: Connection) -> None:
    ids = offer(tx, "GM0106", "OTWB-DR-0106-1", 5, 6)
    offers.choose(tx, ids[0], "GM0106")
    offer(tx, "GM0109", "OTWB-DR-0109-1", 8)
    assert offers.expire(tx, NOW + timedelta(days=27)) == 0
    assert offers.expire(tx, NOW + timedelta(days=28)) == 1
    assert states(tx, "GM0106") == [OfferState.CHOSEN, OfferState.RELEASED]
    assert states(tx, "GM0109") == [OfferState.RELEASED]


def test_a_sealed_letter_keeps_its_very_bytes(tx: Connection) -> None:
    wave_id = waves.create(tx, wave(), NOW)
    first, second = letter("OTWB-DR-0106-1"), letter("OTWB-DR-0106-2", document=None)
    waves.put_letters(tx, wave_id, [(first, "h1"), (second, "h2")])
    assert waves.letters(tx, wave_id) == [first, second]
    assert waves.hashes(tx, wave_id) == {"OTWB-DR-0106-1": "h1", "OTWB-DR-0106-2": "h2"}
    assert waves.next_number(tx, "GM0106") == 3


def test_a_wave_changes_only_from_where_it_may(tx: Connection) -> None:
    wave_id = waves.create(tx, wave(WaveState.WAITING), NOW)
    assert waves.change(tx, wave_id, allowed=[WaveState.SEALED], state=WaveState.APPROVED) is False
    assert waves.change(tx, wave_id, allowed=[WaveState.WAITING], state=WaveState.APPROVED, approved_by=PLANNER) is True
    found = waves.get(tx, wave_id)
    assert found is not None
    assert (found.state, found.planned_by, found.approved_by) == (WaveState.APPROVED, PLANNER, PLANNER)
    assert (found.send_from, found.provinces) == (NOW, ("Drenthe",))


@pytest.mark.parametrize(
    ("state", "wave_state", "counts"),
    [
        ("sent", WaveState.DONE, True),
        ("held", WaveState.CANCELLED, True),  # in doubt counts as written to
        ("sending", WaveState.CANCELLED, True),
        ("planned", WaveState.APPROVED, True),
        ("planned", WaveState.CANCELLED, False),
        ("dropped", WaveState.DONE, False),
        ("failed", WaveState.DONE, False),
        (None, WaveState.SEALED, True),
        (None, WaveState.REFUSED, False),
    ],
)
def test_who_was_written_to(tx: Connection, state: str | None, wave_state: WaveState, counts: bool) -> None:
    wave_id = waves.create(tx, wave(wave_state), NOW)
    waves.put_letters(tx, wave_id, [(letter("OTWB-DR-0106-1"), "h1")])
    if state:
        outbox.add(tx, Effect("OTWB-DR-0106-1", "letter", "m", NOW, "GM0106", wave_id), NOW)
        outbox.move(tx, "OTWB-DR-0106-1", OPEN, State(state), NOW)
    assert waves.written(tx) == ({"GM0106": frozenset({"uitnodiging"})} if counts else {})


def test_the_newest_standing_approval_counts_and_only_of_its_kind(tx: Connection) -> None:
    for state in (WaveState.APPROVED, WaveState.APPROVED, WaveState.WAITING):
        last = waves.create(tx, wave(state, standing=True, letter="bevestiging", provinces=()), NOW)
    found = waves.standing_approval(tx, "bevestiging")
    assert found is not None and found.id == last - 1
    assert waves.standing_approval(tx, "uitnodiging") is None


def test_a_command_is_taken_once_for_the_version_that_brought_it(tx: Connection) -> None:
    def take(version: str) -> bool:
        return site.claim(tx, "Golven", "3", "Opdracht", version, "Maak proef", PLANNER, NOW)

    assert [take("4.0"), take("4.0"), take("6.0")] == [True, False, True]
    assert site.claimed(tx, "Golven", "3", "Akkoord", "4.0") is False


def test_an_item_is_known_by_its_id_and_by_our_key(tx: Connection) -> None:
    item = SiteItem("Gemeenten", "17", "GM0106", '"1"', {"Status": "Aangeschreven"}, {"Status": "Aangeschreven"})
    site.put(tx, replace(item, etag='"0"'))
    site.put(tx, item)
    assert site.get(tx, "Gemeenten", "17") == item
    assert site.by_key(tx, "Gemeenten", ["GM0106", "GM0109"]) == {"GM0106": item}
    site.forget(tx, "Gemeenten", "17")
    assert site.get(tx, "Gemeenten", "17") is None


def test_an_item_is_marked_once_and_unmarked_when_it_is_as_it_should_be(tx: Connection) -> None:
    for key in ("GM0109", "GM0106", "GM0109"):
        site.mark(tx, "Gemeenten", key)
    assert site.marked(tx, "Gemeenten") == ["GM0106", "GM0109"]
    site.unmark(tx, "Gemeenten", ["GM0109"])
    assert site.marked(tx, "Gemeenten") == ["GM0106"]


def mail(graph_id: str, **changes: object) -> dict[str, object]:
    row: dict[str, object] = {"graph_id": graph_id, "mailbox": "m", "internet_message_id": f"<{graph_id}@x.example>"}
    row |= {"received_at": NOW, "institution": "GM0106", "intent": "question", "outcome": "review", "reading": {}}
    return {**row, "open": True, **changes}


def test_urgent_mail_waits_in_front(tx: Connection) -> None:
    messages.add(tx, mail("a"))
    messages.add(tx, mail("b", received_at=NOW + timedelta(hours=1), urgent=True))
    messages.add(tx, mail("c", outcome="applied", open=False))
    assert [row["graph_id"] for row in messages.waiting(tx)] == ["b", "a"]
    assert site.marked(tx, "Postbak") == ["a", "b"]


def test_a_category_is_set_until_it_says_how_the_mail_ended(tx: Connection) -> None:
    messages.add(tx, mail("a"))
    messages.marked(tx, "a", "review")
    assert messages.unmarked(tx) == []
    messages.change(tx, "a", outcome="applied", open=False)
    assert [row["graph_id"] for row in messages.unmarked(tx)] == ["a"]
    assert messages.waiting(tx) == []


def test_a_bookmark_moves_on(tx: Connection) -> None:
    bookmarks.put(tx, "list:Golven", "one", NOW)
    bookmarks.put(tx, "list:Golven", "two", NOW + timedelta(minutes=1))
    assert bookmarks.get(tx, "list:Golven") == "two"
    assert bookmarks.read_at(tx, "list:Golven") == NOW + timedelta(minutes=1)
    assert bookmarks.read_at(tx, "list:Postbak") is None
