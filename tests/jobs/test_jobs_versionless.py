"""A site whose lists keep no versions: nobody can say who approved, so nothing is approved and nothing is sent."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.jobs.site.authors import after, all_kept, anonymous
from bot.m365.identity import Author
from bot.m365.items import Version
from bot.models.actor import actor_text
from bot.store import engagements, events, marks

AT = datetime(2026, 9, 7, 7, tzinfo=UTC)
SAID = "Zet versiegeschiedenis aan voor de lijst Golven"


def made(*numbers: int, at: datetime = AT) -> list[Version]:
    """Versions by someone, newest first."""
    return [Version(f"{one}.0", at, Author("1", "Iemand"), {}) for one in numbers]


@pytest.mark.parametrize(
    ("what", "numbers", "last", "kept"),
    [
        ("an edit on top of what was seen", (4, 3, 2, 1), "3.0", True),
        ("two edits since", (5, 4, 3, 2, 1), "3.0", True),
        ("the older ones fell off, behind what was seen", (60, 59, 58), "59.0", True),
        ("written over what was seen", (3, 2, 1), "3.0", False),
        ("written over the bot's own write", (3, 2, 1), after("2.0"), False),
        ("only the newest is kept", (4,), "3.0", False),
        ("more edits since than are kept", (9, 8), "3.0", False),
        ("10 is beyond 9", (10, 9), "9.0", True),
        ("a new item", (1,), "", True),
        ("a new item that was edited at once", (2, 1), "", True),
        ("a new item whose beginning is gone", (3, 2), "", False),
        ("no versions at all", (), "3.0", False),
    ],
)
def test_versions_prove_who_edited_only_where_all_are_there(
    what: str, numbers: tuple[int, ...], last: str, kept: bool
) -> None:
    assert all_kept(made(*numbers), last, AT if not last else None) is kept, what


def test_a_first_version_that_is_younger_than_its_item_was_written_over() -> None:
    assert all_kept(made(1, at=AT + timedelta(seconds=1)), "", AT)
    assert not all_kept(made(1, at=AT + timedelta(minutes=1)), "", AT)


def test_each_edit_that_nobody_signed_is_told_from_the_next() -> None:
    one, other = anonymous({}, made(1), AT)[0], anonymous({}, made(1, at=AT + timedelta(seconds=1)), AT)[0]
    assert one.id != other.id and not one.by.is_person


class Site:
    """A tour whose lists keep no versions, or but one."""

    def __init__(self, tour: Any) -> None:
        self.tour, self.hands = tour, tour.hands

    def golven(self, item: str, role: str, **fields: Any) -> str:
        """Someone edits a wave; what Melding says after a round."""
        self.hands.edit("Golven", item, role, **fields)
        self.tour.round(1)
        return str(self.hands.fields("Golven", item).get("Melding", ""))

    def switch(self, on: bool, *names: str) -> None:
        """The site's owner switches versions on or off."""
        for name in names:
            self.tour.tenant.control("POST", "/lists", {"list": name, "versioning": on})

    def nothing_left(self) -> None:
        """Long after any cool-down nobody got a letter."""
        self.tour.rounds(2, 20)
        assert self.tour.letters() == []


def test_an_approval_does_not_count_and_melding_says_what_to_do(tour: Any) -> None:
    site, item = Site(tour), tour.asked()
    site.switch(False, "Golven")
    assert SAID in site.golven(item, "approver", Akkoord="Akkoord")
    site.nothing_left()
    with tour.app.journal.begin() as tx:
        assert events.latest(tx, "wave_approved") is None and marks.get(tx, marks.versionless("Golven")) == item
    site.switch(True, "Golven")
    site.golven(item, "approver", Akkoord=None)
    assert "Goedgekeurd door Olaf Akkerdaas" in site.golven(item, "approver", Akkoord="Akkoord")
    with tour.app.journal.begin() as tx:
        assert marks.get(tx, marks.versionless("Golven")) == ""
    tour.round(16)
    assert len(tour.letters()) == 12


def test_the_planners_own_word_under_the_approvers_name_does_not_count(tour: Any) -> None:
    site = Site(tour)
    site.switch(False, "Golven")
    item = tour.proof()
    assert SAID in site.golven(item, "planner", Opdracht="Vraag akkoord")
    tour.hands.edit("Golven", item, "planner", Akkoord="Akkoord")
    assert SAID in site.golven(item, "approver", Title="Golf van Olaf")
    site.nothing_left()


def test_stopping_needs_no_name_and_going_on_does(tour: Any) -> None:
    site, item = Site(tour), tour.approved()
    site.switch(False, "Golven")
    site.golven(item, "adviser", Opdracht="Pauzeren")
    assert tour.hands.fields("Golven", item)["Stand"] == "Gepauzeerd"
    assert SAID in site.golven(item, "planner", Opdracht="Hervatten")
    site.nothing_left()
    site.golven(item, "adviser", Opdracht="Afbreken")
    assert tour.hands.fields("Golven", item)["Stand"] == "Afgebroken"


def test_a_no_holds_what_runs_whoever_said_it(tour: Any) -> None:
    site, item = Site(tour), tour.approved()
    site.switch(False, "Golven")
    assert SAID in site.golven(item, "adviser", Akkoord="Niet akkoord")
    assert tour.hands.fields("Golven", item)["Stand"] == "Gepauzeerd"
    site.nothing_left()


def test_a_list_that_keeps_one_version_approves_nothing(
    sandbox: Callable[..., Any], tour_type: Any, tmp_path: Any
) -> None:
    tour = tour_type(sandbox("--set", "versions_kept=1"), tmp_path).prepare()
    site, item = Site(tour), tour.proof()
    assert SAID in site.golven(item, "planner", Opdracht="Vraag akkoord")
    assert SAID in site.golven(item, "approver", Akkoord="Akkoord")
    site.nothing_left()


def test_what_a_caller_and_a_decision_say_counts_each_time_and_history_names_nobody(tour: Any) -> None:
    site = Site(tour)
    tour.sent()
    site.switch(False, "Gemeenten")
    item, fields = tour.hands.find("Gemeenten", CbsCode="GM0106")
    for outcome, status in (("Wil gesprek", "interested"), ("Geen interesse", "declined")):
        tour.hands.edit("Gemeenten", item, "caller", Uitkomst=outcome)
        tour.round(1)
        with tour.app.journal.begin() as tx:
            assert engagements.get(tx, "GM0106").status.value == status
    with tour.app.journal.begin() as tx:
        last = events.of_institution(tx, "GM0106")[-1]
    assert actor_text(last["actor"]) == "onbekend"
    tour.hands.edit("Gemeenten", item, "caller", Status="In belactie", Beller="Wieke")
    tour.round(1)
    assert tour.hands.fields("Gemeenten", item)["Status"] == "In belactie"
