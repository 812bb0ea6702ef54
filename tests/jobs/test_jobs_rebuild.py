"""A lost journal is rebuilt from lists, mailbox and calendar, and no letter goes out twice."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jobs_hands import reply

from bot.cli.wave_send import send
from bot.errors import Refused
from bot.jobs.service import run
from bot.models.actor import Operator
from bot.ops.backup import backup
from bot.ops.rebuild import rebuild
from bot.store import engagements, marks, messages, offers, outbox, waves
from bot.store.offers import OfferState

ME = Operator("test", "localhost")
Lose = Callable[[Any], Any]


@pytest.fixture
def lose(tour_type: Any, tmp_path: Path) -> Lose:
    """The same tenant with a new, empty journal: the old one is lost."""

    def lose(tour: Any) -> Any:
        tour.app.journal.close()
        folder = tmp_path / f"journal{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return tour_type(tour.tenant, folder, *tour.settings[7:])

    return lose


def restored(lose: Lose, tour: Any) -> Any:
    """It is lost and rebuilt."""
    new = lose(tour)
    rebuild(new.app, ME, take_over=True)
    return new


def approve_standing(tour: Any) -> None:
    """A standing approval of confirmations."""
    item = tour.asked(brief="bevestiging", provinces=())
    tour.hands.edit("Golven", item, "approver", Akkoord="Akkoord")
    tour.round(1)


def statuses(tour: Any) -> dict[str, str]:
    """What Gemeenten says."""
    return {one["fields"]["Title"]: one["fields"]["Status"] for one in tour.towns()}


def wave(tour: Any, title: str) -> dict[str, Any]:
    """The item of a wave."""
    return dict(tour.hands.find("Golven", Title=title)[1])


def test_all_that_was_sent_is_known_and_nothing_goes_twice(tour: Any, lose: Lose) -> None:
    tour.sent()
    before = statuses(tour)
    new = lose(tour)
    with pytest.raises(Refused, match="--take-over"):
        rebuild(new.app, ME)
    counts = rebuild(new.app, ME, take_over=True)
    assert counts["contacts"] == 24 and counts["waves"] == 1
    assert Counter(new.states()) == {"sent": 12}
    new.rounds(3)
    assert statuses(new) == before
    assert wave(new, "Golf uitnodiging")["Stand"] == "Verzonden" and wave(new, "Golf uitnodiging")["Verzonden"] == 12
    new.asked(Title="Nog eens")
    assert wave(new, "Nog eens")["Stand"] == "Kan niet: zie melding"
    assert Counter(new.offices()) == Counter(new.expected())


@pytest.mark.parametrize("left", [0, 5])
def test_letters_that_had_not_left_are_planned_and_approved_anew(make_tour: Any, lose: Lose, left: int) -> None:
    tour = make_tour(f"limits.messages_per_minute={left or 1}")
    tour.approved()
    if left:
        tour.round(16)
    assert len(tour.letters()) == left
    new = restored(lose, tour)
    assert tour.hands.drafts() == [], "what lay drafted had an approval that is void"
    new.rounds(2, 20)
    assert len(new.letters()) == left, "nothing leaves without an approval of its own"
    item, fields = new.hands.find("Golven", Title="Golf uitnodiging")
    if left:
        assert fields["Stand"] == "Afgebroken"
        assert "5 van de 12" in fields["Melding"] and "nieuw item" in fields["Melding"]
    else:
        assert fields["Stand"] == "Gevraagd" and "opnieuw Maak proef" in fields["Melding"] and not fields.get("Zegel")
        new.hands.edit("Golven", item, "approver", Akkoord=None)
        new.hands.edit("Golven", item, "approver", Akkoord="Akkoord")
        new.rounds(2, 20)
        assert new.letters() == []
    new.approved(Title="De rest")
    new.rounds(20, 2)
    assert Counter(new.offices()) == Counter(new.expected())
    assert set(statuses(new).values()) == {"Aangeschreven"}


class Death(BaseException):
    """The process is no more."""


def dying(app: Any, calls: int) -> None:
    """It dies at its `calls`-th request, before it leaves."""
    left, plain = [calls], app.graph._transport.request

    def request(*args: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise Death
        return plain(*args, **more)

    app.graph._transport.request = request


def test_it_can_be_killed_at_every_request_and_run_again(make_tour: Any, lose: Lose) -> None:
    tour = make_tour("limits.messages_per_minute=5")
    approve_standing(tour)
    tour.approved()
    tour.rounds(2, 16)
    sent = len(tour.letters())
    new = lose(tour)
    deaths = 0
    for calls in range(1, 200):
        app = new.again()
        dying(app, calls)
        try:
            rebuild(app, ME, take_over=True)
            break
        except Death:
            deaths += 1
            app.journal.close()
        if calls > 6:  # Dagboek is claimed by then
            with pytest.raises(Refused, match="has not ended"):
                run(new.again(), once=True)
    assert deaths > 8
    new.again()
    assert Counter(new.states()) == {"sent": sent}
    with new.app.journal.begin() as tx:
        assert marks.get(tx, marks.REBUILDING) == "" and len(waves.in_state(tx, list(waves.WaveState))) == 2
    assert set(rebuild(new.app, ME).values()) == {0}, "there is nothing left to restore"
    new.rounds(2)
    assert len(new.letters()) == sent


def test_replies_that_were_handled_are_not_answered_again(tour: Any, lose: Lose) -> None:
    approve_standing(tour)
    tour.sent()
    yes, no, asks = (tour.letters()[n] for n in (0, 1, 2))
    tour.deliver(reply(yes, yes["to"][0], "Wij kiezen voor optie 2."))
    tour.deliver(reply(no, no["to"][0], "Wij hebben geen belangstelling voor een gesprek."))
    tour.deliver(reply(asks, asks["to"][0], "Kunt u ons vertellen hoe lang het gesprek duurt?"))
    tour.rounds(3)
    before, mail, events = statuses(tour), len(tour.tenant.outbox()), len(tour.hands.events())
    assert sorted(Counter(before.values()).values()) == [1, 1, 10]
    new = restored(lose, tour)
    with new.app.journal.begin() as tx:
        waiting = messages.waiting(tx)
        replied = [code for code, one in engagements.all_of(tx).items() if one.replied]
        asking = [code for code, one in engagements.all_of(tx).items() if one.open_question]
    assert len(waiting) == 1 and len(replied) == 2 and len(asking) == 1
    new.rounds(3)
    assert statuses(new) == before
    assert len(new.tenant.outbox()) == mail and len(new.hands.events()) == events
    assert len([one for one in new.hands.items("Postbak") if one["fields"]["Stand"] == "Open"]) == 1


def test_a_reply_that_nobody_had_read_yet_is_read_now(tour: Any, lose: Lose) -> None:
    tour.sent()
    letter = tour.letters()[0]
    tour.deliver(reply(letter, letter["to"][0], "Wij hebben geen belangstelling voor een gesprek."))
    new = restored(lose, tour)
    new.rounds(2)
    assert Counter(statuses(new).values())["Geen interesse"] == 1


def test_talks_stay_booked_and_offered_times_can_still_be_chosen(tour: Any, lose: Lose) -> None:
    approve_standing(tour)
    tour.sent()
    first, second = tour.letters()[:2]
    tour.deliver(reply(first, first["to"][0], "Wij kiezen voor optie 1."))
    tour.rounds(3)
    talks = [one for one in tour.hands.events() if one["attendees"]]
    holds = len(tour.hands.events()) - 1
    assert len(talks) == 1
    new = restored(lose, tour)
    with new.app.journal.begin() as tx:
        assert len(offers.in_state(tx, OfferState.CHOSEN)) == 1
        assert len(offers.in_state(tx, OfferState.HELD, laid=True)) == holds
    new.rounds(2)
    assert len(new.hands.events()) == holds + 1, "no hold is laid or lost, no invitation goes twice"
    approve_standing(new)
    new.deliver(reply(second, second["to"][0], "Wij kiezen voor optie 3."))
    new.rounds(3)
    assert len([one for one in new.hands.events() if one["attendees"]]) == 2
    assert Counter(statuses(new).values())["Eerste gesprek gepland"] == 2


def test_what_people_set_stays_theirs_and_what_they_asked_is_done(tour: Any, lose: Lose) -> None:
    tour.sent()
    letter = tour.letters()[0]
    tour.deliver(reply(letter, letter["to"][0], "Kunt u ons vertellen hoe lang het gesprek duurt?"))
    tour.rounds(2)
    town, other = tour.towns()[3], tour.towns()[4]
    tour.hands.edit("Gemeenten", str(town["id"]), "caller", Status="Geen interesse", Toelichting="gebeld")
    tour.round(1)
    new = lose(tour)
    asked, _ = tour.hands.find("Postbak", Stand="Open")
    tour.hands.edit("Postbak", asked, "coordinator", Besluit="Geen interesse")  # while no bot runs
    tour.hands.edit("Gemeenten", str(other["id"]), "caller", Uitkomst="Wil gesprek")
    rebuild(new.app, ME, take_over=True)
    new.rounds(2)
    fields = new.hands.fields("Gemeenten", str(town["id"]))
    assert fields["Status"] == "Geen interesse" and fields["Toelichting"] == "gebeld"
    with new.app.journal.begin() as tx:
        known = engagements.get(tx, fields["CbsCode"])
    assert known.by_person and getattr(known.actor, "email", "") == tour.hands.address("caller")
    assert new.hands.fields("Gemeenten", str(other["id"]))["Status"] == "Interesse, afspraak te maken"
    assert new.hands.fields("Postbak", asked)["Stand"] == "Afgehandeld"
    assert Counter(statuses(new).values())["Geen interesse"] == 2


def test_another_tours_journal_is_no_place_to_rebuild(tour: Any, lose: Lose, own_tour: Any) -> None:
    tour.sent()
    with tour.app.journal.begin() as tx:
        before = len(outbox.in_state(tx, list(outbox.State)))
    tour.hands.edit("Bediening", tour.hands.find("Bediening", Title="Dienst")[0], "app", Dagboek="someone-else")
    for over in (False, True):
        with pytest.raises(Refused, match="holds a tour already"):
            rebuild(tour.app, ME, take_over=over)
    with tour.app.journal.begin() as tx:
        assert len(outbox.in_state(tx, list(outbox.State))) == before and not marks.get(tx, marks.REBUILDING)


def test_a_backup_that_is_put_back_learns_what_left_since(make_tour: Any, tmp_path: Path) -> None:
    tour = make_tour("limits.messages_per_minute=5")
    tour.approved()
    tour.round(15)
    copy = backup(tour.app)
    tour.round(1.5)
    tour.wait(1)  # the copies come into Sent Items
    sent = len(tour.letters())
    assert 5 < sent < 12
    tour.app.journal.close()
    for end in ("", "-wal", "-shm"):
        (tour.folder / f"journal.sqlite{end}").unlink(missing_ok=True)
    copy.rename(tour.folder / "journal.sqlite")
    tour.again()
    rebuild(tour.app, ME)
    assert Counter(tour.states()) == {"sent": sent, "drafted": 12 - sent}
    with tour.app.journal.begin() as tx:
        known = Counter(one.status.value for one in engagements.all_of(tx).values() if one.code.startswith("GM"))
    assert known == {"invited": sent, "to_approach": 12 - sent}
    tour.rounds(9)
    assert Counter(tour.offices()) == Counter(tour.expected()), "the rest leaves under the approval that it knows"


def test_a_copy_that_comes_after_the_rebuild_prevents_a_second_letter(
    sandbox: Any, make_tour: Any, lose: Lose, tmp_path: Path
) -> None:
    tour = make_tour(on=sandbox("--set", "sent_copy_delay_ms=180000"))
    tour.approved()
    tour.wait(16)
    send(tour.app, 1, ME, False, lambda _line: None)  # it dies before the list says so
    assert len(tour.letters()) == 12 and set(statuses(tour).values()) == {"Nog te benaderen"}
    new = lose(tour)
    rebuild(new.app, ME, take_over=True)
    assert new.states() == [], "no copy is there yet"
    new.approved(Title="Nog eens")
    new.rounds(3, 10)
    assert len(new.letters()) == 12 and Counter(new.states()) == {"held": 12}
    rebuild(new.app, ME)
    assert Counter(new.states()) == {"sent": 12}
    new.round(2)
    assert set(statuses(new).values()) == {"Aangeschreven"} and len(new.letters()) == 12
